"""Announcements as files that the switch can play, and what is wrong with those it cannot."""

import hashlib
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import assert_never

import soundfile

from config.catalog import Catalog
from config.model import Announcement, AnnouncementKind
from kernel.ids import ProjectId
from telephony.plan import Sound

SHORTEST_S = 0.5
"""What is shorter announces nothing."""
OWN_SOUNDS = Path(__file__).with_name("sounds")
PLAYABLE = frozenset({("WAV", "PCM_16", 8000, 1), ("WAV", "PCM_16", 16000, 1)})


@dataclass(frozen=True, slots=True)
class Playable:
    """`path` is absolute and without its ending: the switch takes `sound:{path}` and picks the format itself."""

    path: Path
    name: str
    seconds: float
    version: int | None = None
    announcement: int | None = None

    @property
    def sound(self) -> Sound:
        """As a call's plan has it."""
        return Sound(self.media, self.name, self.version, self.announcement, self.seconds)

    @property
    def media(self) -> str:
        return f"sound:{self.path}"

    @property
    def file(self) -> Path:
        return self.path.with_name(f"{self.path.name}.wav")


@dataclass(frozen=True, slots=True)
class Unplayable:
    """`why` is one sentence. A project without a playable announcement is not recorded."""

    why: str


@dataclass(frozen=True, slots=True)
class Audio:
    """What a sound file holds."""

    seconds: float
    sha256: str


def read_audio(file: Path) -> Audio | Unplayable:
    """Looks into the file: mono, 16 bit, 8 or 16 kHz WAV is what every switch plays. Blocks for milliseconds."""
    if not file.is_file():
        return Unplayable(f"The announcement {file} is missing.")
    try:
        info = soundfile.info(str(file))
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
    except (OSError, soundfile.LibsndfileError) as error:
        return Unplayable(f"The announcement {file} is not audio ({error}).")
    if (info.format, info.subtype, info.samplerate, info.channels) not in PLAYABLE:
        return Unplayable(f"The announcement {file} must be a mono WAV of 16 bit at 8 or 16 kHz.")
    if info.duration < SHORTEST_S:
        return Unplayable(f"The announcement {file} is {info.duration:.2f} s long, at least {SHORTEST_S} s are needed.")
    return Audio(info.duration, digest)


def check(announcement: Announcement, sounds_dir: Path) -> Playable | Unplayable:
    """Whether the file is still there and still the one that was set up."""
    file = sounds_dir / announcement.file
    match read_audio(file):
        case Unplayable() as wrong:
            return wrong
        case Audio(seconds, sha256):
            if sha256 != announcement.sha256:
                return Unplayable(f"The announcement {file} is not the file that was set up (SHA-256 {sha256[:12]}…).")
            path, title = file.with_suffix("").absolute(), _title(announcement)
            return Playable(path, title, seconds, announcement.version, announcement.id)
        case never:
            assert_never(never)


def _title(announcement: Announcement) -> str:
    name = f" {announcement.name}" if announcement.name else ""
    return f"{announcement.kind}{name} ({announcement.language})"


_Key = tuple[ProjectId | None, AnnouncementKind, str, str]


def _key(announcement: Announcement) -> _Key:
    return announcement.project, announcement.kind, announcement.language, announcement.name


class Prompts:
    """The checked announcements of one catalog; look-ups touch no file."""

    def __init__(self, catalog: Catalog, sounds_dir: Path) -> None:
        """Reads every announcement's file: call it in a thread, once for each new catalog."""
        self._catalog = catalog
        every = (*catalog.announcements.values(), *catalog.outage_prompts.values())
        self._checked = {_key(one): check(one, sounds_dir) for one in every}

    def find(self, project: ProjectId | None, kind: AnnouncementKind, *languages: str) -> Playable | Unplayable:
        """The announcement for a caller who understands `languages`, best first."""
        found = self._catalog.announcement(project, kind, languages)
        if found is None:
            return Unplayable(f"There is no announcement {kind} in {' or '.join(languages)}.")
        return self._checked[_key(found)]

    def outage(self, project: ProjectId, name: str, *languages: str) -> Playable | Unplayable:
        """The outage prompt of that name, or else the one that has none."""
        found = self._catalog.outage_prompt(project, name, languages)
        if found is None:
            return Unplayable(f"There is no outage prompt in {' or '.join(languages)}.")
        return self._checked[_key(found)]

    def of(self, announcement: Announcement) -> Playable | Unplayable:
        """One of the catalog's."""
        return self._checked[_key(announcement)]

    def wrong(self) -> tuple[Unplayable, ...]:
        """What is to be told at start and by `doctor`."""
        return tuple(one for one in self._checked.values() if isinstance(one, Unplayable))


def install_sounds(sounds_dir: Path, source: Path = OWN_SOUNDS) -> tuple[str, ...]:
    """Copies the sounds that ship, where they are missing or differ, readable for the switch. Blocks.

    Returns the files that were written, relative to `sounds_dir`. Raises `OSError`.
    """
    written = [file.relative_to(source) for file in sorted(source.rglob("*.wav")) if _install(file, source, sounds_dir)]
    return tuple(map(str, written))


def _install(file: Path, source: Path, sounds_dir: Path) -> bool:
    target = sounds_dir / file.relative_to(source)
    if target.is_file() and target.read_bytes() == file.read_bytes():
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    # Under another name first: the switch may be playing the old one.
    fresh = target.with_suffix(".new")
    shutil.copyfile(file, fresh)
    fresh.chmod(0o644)
    fresh.replace(target)
    return True
