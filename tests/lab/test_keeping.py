"""What stays from run to run, and what must not."""

import asyncio
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from lab.kept import kept_settings
from lab.leftovers import pidfile, sweep, temporary_home
from lab.process import runs


def test_a_second_run_finds_the_secrets_and_ports_of_the_first(tmp_path: Path) -> None:
    first = kept_settings(tmp_path, ["agent-1"])

    assert first == kept_settings(tmp_path, ["agent-1"])
    assert (tmp_path / "kept.json").stat().st_mode & 0o777 == 0o600


def test_a_new_phone_gets_a_secret_and_the_others_keep_theirs(tmp_path: Path) -> None:
    (first,) = kept_settings(tmp_path, ["agent-1"]).phones
    again, second = kept_settings(tmp_path, ["agent-1", "agent-2"]).phones

    assert first == again
    assert second.secret != first.secret


def test_an_override_outranks_what_was_kept(tmp_path: Path) -> None:
    kept_settings(tmp_path, [])

    assert kept_settings(tmp_path, [], http_port=8088).http_port == 8088


@pytest.mark.switch
def test_what_a_killed_lab_left_is_swept_away() -> None:
    """Another process starts an instance and is gone without a word."""
    script = (
        "import asyncio, os\n"
        "from lab.instance import AsteriskInstance\n"
        "from lab.switches import installed, private_settings\n"
        "instance = AsteriskInstance(installed(), private_settings())\n"
        "asyncio.run(instance.start())\n"
        "print(instance.home, flush=True)\n"
        "os._exit(9)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    home = Path(done.stdout.split()[-1])
    pid = int(pidfile(home).read_text())

    assert home in asyncio.run(sweep())
    assert not home.exists()
    assert not runs(pid)


async def test_what_a_living_lab_has_is_left_alone() -> None:
    home = temporary_home()

    assert home not in await sweep(Path(tempfile.gettempdir()))
    assert home.exists()
    (home / "owner").unlink()
    home.rmdir()
