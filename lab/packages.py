"""Debian's packages, downloaded and verified by apt and unpacked without installing them.

apt is given directories of ours for its state and cache, and one source: the archive this machine already uses, in the
release that carries Asterisk. Its proxies, credentials and certificates stay in force; its hooks do not run.
Signatures are always checked, against Debian's own keys.
"""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from lab.sources import Source, debian_sources, mirror
from lab.version import UnfitAsterisk

SUITE = "forky"
PACKAGES = ("asterisk", "asterisk-core-sounds-en-wav", "asterisk-moh-opsound-wav")
KEYRINGS = ("debian-archive-keyring.gpg", "debian-archive-keyring.pgp")
_SHARED_KEYRINGS = Path("/usr/share/keyrings")
_DOWNLOAD_SECONDS = 1200
_SIGNATURE_WORDS = ("NO_PUBKEY", "Missing key", "OpenPGP signature", "is not signed")
"""How the several versions of apt say that a signature could not be verified."""

Say = Callable[[str], None]

_CONFIGURATION = """\
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
#clear DPkg::Pre-Invoke;
#clear DPkg::Post-Invoke;
#clear DPkg::Pre-Install-Pkgs;
Dir::State "{work}/state";
Dir::State::status "{work}/status";
Dir::Cache "{work}/cache";
Dir::Cache::archives "{work}/cache/archives";
Dir::Etc::SourceList "{work}/sources.list";
Dir::Etc::SourceParts "/dev/null";
Dir::Etc::Preferences "/dev/null";
Dir::Etc::PreferencesParts "/dev/null";
APT::Default-Release "";
APT::Install-Recommends "false";
APT::Install-Suggests "false";
APT::Sandbox::User "";
APT::Get::AllowUnauthenticated "false";
Acquire::AllowInsecureRepositories "false";
Acquire::Check-Valid-Until "false";
Acquire::Languages "none";
Acquire::Retries "3";
APT::Update::Error-Mode "any";
"""


class _Apt:
    """One private set of apt's directories."""

    def __init__(self, work: Path, sources: list[str]) -> None:
        self.work = work
        for name in ("state/lists/partial", "cache/archives/partial"):
            (work / name).mkdir(parents=True)
        (work / "status").touch()
        (work / "sources.list").write_text("\n".join(sources) + "\n", "utf-8")
        (work / "apt.conf").write_text(_CONFIGURATION.format(work=work), "utf-8")

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """apt-get with these arguments; what it prints is kept for the sentence that explains a failure."""
        environ = os.environ | {"LC_ALL": "C", "DEBIAN_FRONTEND": "noninteractive"}
        command = ["apt-get", "-q", "-y", "-c", str(self.work / "apt.conf"), *arguments]
        return _run(command, environ, self.work)

    def update(self) -> None:
        """Fetches the list of packages. Raises _Unverified where only the keys are missing, else UnfitAsterisk."""
        done = self.run("update")
        if any(word in done.stderr for word in _SIGNATURE_WORDS):
            raise _Unverified(_why(done))
        if done.returncode:
            raise UnfitAsterisk(f"The list of Debian's packages could not be fetched: {_why(done)}")

    def archives(self) -> list[Path]:
        return sorted((self.work / "cache" / "archives").glob("*.deb"))


class _Unverified(UnfitAsterisk):
    """The list of packages is there, but no key of ours vouches for it."""


def unpack_debian(work: Path, say: Say) -> Path:
    """A directory below `work` with Asterisk and all it needs. Takes about 110 MB and 20 s. Raises UnfitAsterisk."""
    for tool in ("apt-get", "dpkg-deb"):
        if shutil.which(tool) is None:
            raise UnfitAsterisk(f"There is no {tool} here: install Asterisk 22.10.1 or newer yourself.")
    uri = mirror()
    say(f"Asking {uri} for the packages of {SUITE} …")
    apt = _verified(work, uri, say)
    say("Downloading Asterisk (about 110 MB) …")
    done = apt.run("install", "--download-only", "--no-install-recommends", *PACKAGES)
    if done.returncode:
        raise UnfitAsterisk(f"Asterisk could not be downloaded: {_why(done)}")
    return _unpack(apt.archives(), work / "root", say)


def _verified(work: Path, uri: str, say: Say) -> _Apt:
    """apt with a verified list of packages; with newer keys, verified by the machine's, where its own do not do."""
    keyring = _keyring_in(_SHARED_KEYRINGS)
    failure = "there is no keyring in /usr/share/keyrings"
    if keyring is not None:
        try:
            return _updated(work / "apt", uri, keyring)
        except _Unverified as error:
            failure = str(error)
    say("This machine's keys do not verify it; fetching Debian's present ones …")
    newer = _newer_keyring(work / "keys", failure)
    return _updated(work / "apt-newer", uri, newer)


def _updated(work: Path, uri: str, keyring: Path) -> _Apt:
    apt = _Apt(work, [f"deb [signed-by={keyring}] {uri} {SUITE} main"])
    apt.update()
    return apt


def _newer_keyring(work: Path, failure: str) -> Path:
    """The package debian-archive-keyring of this machine's own release, verified by this machine's own keys."""
    try:
        apt = _Apt(work, [_as_line(source) for source in debian_sources()])
        apt.update()
        done = apt.run("install", "--download-only", "--no-install-recommends", "debian-archive-keyring")
        found = [path for path in apt.archives() if path.name.startswith("debian-archive-keyring_")]
        if done.returncode or not found:
            raise _Unverified(_why(done))
    except UnfitAsterisk as error:
        raise UnfitAsterisk(
            f"The packages of {SUITE} cannot be verified ({failure}), and a newer debian-archive-keyring could not be"
            f" had ({error}): install or upgrade that package, then run this again."
        ) from error
    return _keyring_in(_unpack(found, work / "root", lambda _: None) / "usr/share/keyrings") or work


def _as_line(source: Source) -> str:
    options = f"[{source.options}] " if source.options else ""
    return f"deb {options}{source.uri} {source.suite} {' '.join(source.components)}"


def _keyring_in(folder: Path) -> Path | None:
    return next((folder / name for name in KEYRINGS if (folder / name).exists()), None)


def _unpack(packages: list[Path], root: Path, say: Say) -> Path:
    say(f"Unpacking {len(packages)} packages …")
    root.mkdir()
    for package in packages:
        done = _run(["dpkg-deb", "-x", str(package), str(root)], dict(os.environ), root)
        if done.returncode:
            raise UnfitAsterisk(f"{package.name} could not be unpacked: {_why(done)}")
        package.unlink()
    return root


def _run(command: list[str], environ: dict[str, str], work: Path) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            command, env=environ, cwd=work, capture_output=True, text=True, check=False, timeout=_DOWNLOAD_SECONDS
        )
    except subprocess.TimeoutExpired as error:
        raise UnfitAsterisk(f"{command[0]} did not finish within {_DOWNLOAD_SECONDS} s.") from error


def _why(done: subprocess.CompletedProcess[str]) -> str:
    """The first lines in which apt or dpkg-deb says what went wrong, on one line."""
    lines = [line for line in done.stderr.splitlines() if line.startswith(("E:", "W:", "Err:", "dpkg"))]
    return " ".join(lines[:3])[:400] or f"exit code {done.returncode}"
