"""Where this machine gets its Debian packages from: read from apt's own sources, never guessed."""

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from lab.version import UnfitAsterisk

SUITES = frozenset({"bookworm", "trixie", "forky", "duke", "sid", "stable", "oldstable", "testing", "unstable"})
_ETC = Path("/etc/apt")


@dataclass(frozen=True)
class Source:
    """One line of a machine's package sources, of type `deb`."""

    uri: str
    suite: str
    components: tuple[str, ...]
    options: str = ""
    """The rest as a one-line source has it in brackets: architecture, keyring."""


def mirror(environ: Mapping[str, str] = os.environ, etc: Path = _ETC) -> str:
    """The address of the Debian archive that this machine uses, or what RINGBACK_DEBIAN_MIRROR says."""
    if environ.get("RINGBACK_DEBIAN_MIRROR"):
        return environ["RINGBACK_DEBIAN_MIRROR"]
    for source in debian_sources(etc):
        return source.uri
    raise UnfitAsterisk(
        "apt's sources name no Debian mirror to fetch Asterisk from: set RINGBACK_DEBIAN_MIRROR to one"
        " (on Ubuntu, install the package debian-archive-keyring as well), or install Asterisk 22.10.1 or newer."
    )


def debian_sources(etc: Path = _ETC) -> list[Source]:
    """The sources that carry a Debian release itself; additions such as security or a vendor's are left out."""
    return [source for source in _all(etc) if source.suite in SUITES and "main" in source.components]


def _all(etc: Path) -> Iterable[Source]:
    parts = etc / "sources.list.d"
    for path in (etc / "sources.list", *sorted(parts.glob("*.list"))):
        yield from one_line(_read(path))
    for path in sorted(parts.glob("*.sources")):
        yield from deb822(_read(path))


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8", errors="replace")
    except OSError:
        return ""


def one_line(text: str) -> Iterable[Source]:
    """Sources of the old form: `deb [signed-by=…] uri suite component…`."""
    for line in text.splitlines():
        found = re.match(r"\s*deb\s+(?:\[([^]]*)\]\s*)?(\S+)\s+(\S+)\s*([^#]*)", line)
        if found:
            yield Source(found[2], found[3], tuple(found[4].split()), found[1] or "")


def deb822(text: str) -> Iterable[Source]:
    """Sources of the new form: stanzas of `Types: URIs: Suites: Components:`."""
    for stanza in re.split(r"\n\s*\n", re.sub(r"(?m)^#.*\n?", "", text)):
        fields = _fields(stanza)
        if "deb" not in fields.get("types", "").split() or fields.get("enabled", "yes").strip().lower() in (
            "no",
            "false",
        ):
            continue
        components = tuple(fields.get("components", "").split())
        for uri in fields.get("uris", "").split():
            for suite in fields.get("suites", "").split():
                yield Source(uri, suite, components, _signed_by(fields))


def _fields(stanza: str) -> dict[str, str]:
    pairs = re.findall(r"(?m)^([A-Za-z-]+):((?:.*)(?:\n[ \t].*)*)", stanza)
    return {name.lower(): value.strip() for name, value in pairs}


def _signed_by(fields: dict[str, str]) -> str:
    key = fields.get("signed-by", "")
    return f"signed-by={key}" if key.startswith("/") else ""
