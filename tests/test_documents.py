"""What the documents say is so: settings, links, lock files."""

import re
import subprocess
from dataclasses import fields
from pathlib import Path

import pytest

from config.settings import READ_ELSEWHERE, Settings, environment_name

ROOT = Path(__file__).parent.parent
DOCUMENTS = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
SETTINGS = {environment_name(field.name) for field in fields(Settings)} | READ_ELSEWHERE
OF_THE_SWITCH_AND_COMPOSE = frozenset(re.findall(r"RINGBACK_[A-Z_]+", (ROOT / "deploy" / "switch.py").read_text())) | {
    "RINGBACK_BIND",
    "RINGBACK_SIP_BIND",
    "RINGBACK_TLS_DIR",
}


def test_every_setting_is_in_the_readme() -> None:
    named = set(re.findall(r"`([A-Z_]+)`", (ROOT / "README.md").read_text()))

    assert SETTINGS - named == set()


def test_no_document_names_a_setting_that_there_is_not() -> None:
    named = {name for path in DOCUMENTS for name in re.findall(r"RINGBACK_[A-Z_]+", path.read_text())}

    assert named - SETTINGS - OF_THE_SWITCH_AND_COMPOSE == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    links = re.findall(r"]\(([^)#:]+)(?:#[^)]*)?\)", document.read_text())

    assert [link for link in links if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("lock", sorted(ROOT.glob("*.lock")), ids=lambda path: path.name)
def test_a_lock_file_names_no_host_and_no_path(lock: Path) -> None:
    assert re.findall(r"^.*(?:://|@ |file:|--index|--find).*$", lock.read_text(), re.MULTILINE) == []


def test_make_help_names_every_target_that_is_meant_for_people() -> None:
    told = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout

    for target in ("demo", "run", "test", "check", "bench-calls"):
        assert f"make {target} " in told
