"""Announcements in the file: a sound is known by what it holds, and travels as FLAC, but for those that ship."""

import base64
import binascii
import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import msgspec
import numpy as np
import soundfile

from config.announcements import shelf
from config.announcements.model import Slot
from config.announcements.store import key_of
from config.changes.model import Kept, Move, Warned, World
from config.changes.specs import Language, ProjectName
from config.changes.store import project_ids
from config.model import AnnouncementKind
from config.prompts import OWN_SOUNDS, Audio, read_audio
from kernel.errors import BadInput, Said
from service.ascode.sections import EVERYBODYS, SQL, project_id
from store.pool import Queryable

LINE = 100
_SHORTEST_BYTES = 16
Name = Annotated[str, msgspec.Meta(max_length=100)]


class AnnouncementSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What callers hear. `project` null: those of every project that has none of its own, and of unknown numbers.

    `sound` is made of the samples, so that the same sound has the same in any format.
    """

    project: ProjectName | None = None
    kind: AnnouncementKind
    language: Language
    name: Name = ""
    sound: Annotated[
        str,
        msgspec.Meta(pattern=r"^[0-9a-f]{16,64}$", extra={"words": "16 to 64 digits and letters from a to f"}),
    ]


@dataclass(frozen=True)
class _Sound:
    """A file in the sounds directory."""

    file: str
    sha256: str
    seconds: float


@dataclass
class Sounds:
    """The sounds of one directory. What came with a document is `brought` before it is saved. All of it blocks."""

    directory: Path
    _files: dict[str, _Sound] = field(default_factory=dict)
    _known: dict[tuple[str, str], str] = field(default_factory=dict)
    _fresh: list[Path] = field(default_factory=list)

    def __post_init__(self) -> None:
        for file in sorted(OWN_SOUNDS.rglob("*.wav")):
            name = str(file.relative_to(OWN_SOUNDS))
            if isinstance(audio := read_audio(file), Audio) and (named := name_of(file.read_bytes())):
                self._files.setdefault(named, _Sound(name, audio.sha256, audio.seconds))
        self._shipped = frozenset(self._files)

    def named(self, file: str, sha256: str) -> str:
        """How the sound in a file is named; by the file where it cannot be read."""
        key = (file, sha256)
        if key not in self._known:
            named = name_of(self._bytes(file)) or sha256
            self._known[key] = named
            if isinstance(audio := read_audio(self.directory / file), Audio):
                self._files.setdefault(named, _Sound(file, audio.sha256, audio.seconds))
        return self._known[key]

    def audio(self, sound: str) -> str | None:
        """As it stands in a document; None for one that ships, or that is not there."""
        found = self._files.get(sound)
        if found is None or sound in self._shipped:
            return None
        flac = _written(*_samples(self._bytes(found.file)), "FLAC")
        text = base64.b64encode(flac).decode()
        return "".join(f"{text[at : at + LINE]}\n" for at in range(0, len(text), LINE))

    def bring(self, sound: str, audio: str | None, place: str) -> None:
        """Puts a document's sound where the switch plays it. Raises `BadInput`."""
        if audio is None:
            if sound not in self._files:
                accepted = "the sound itself, which `ringback config export` writes without --without-sounds"
                raise BadInput(f"{place}.audio", None, accepted)
            return
        wav = _decoded(audio, place)
        if name_of(wav) != sound:
            raise BadInput(f"{place}.audio", Said("another sound than the one named"), f"the sound {sound}")
        file = self._keep(wav)
        if not isinstance(read := read_audio(self.directory / file), Audio):
            raise BadInput(f"{place}.audio", Said("what the switch cannot play"), "a sound that was exported")
        self._files.setdefault(sound, _Sound(file, read.sha256, read.seconds))

    def _keep(self, wav: bytes) -> str:
        before = set((self.directory / shelf.OWN).glob("*.wav"))
        with TemporaryDirectory() as made:
            (fresh := Path(made) / "sound.wav").write_bytes(wav)
            file = shelf.keep(fresh, hashlib.sha256(wav).hexdigest(), self.directory)
        if (kept := self.directory / file) not in before:
            self._fresh.append(kept)
        return file

    def take_back(self) -> None:
        """Nothing was saved: the files that were brought for it go again."""
        for file in self._fresh:
            file.unlink(missing_ok=True)

    def of(self, sound: str) -> _Sound:
        """Raises `BadInput`."""
        if (found := self._files.get(sound)) is not None:
            return found
        raise BadInput("sound", sound, "one that is there, or comes with the file")

    def _bytes(self, file: str) -> bytes:
        try:
            return (self.directory / file).read_bytes()
        except OSError:
            return b""


def name_of(sound: bytes) -> str:
    """Made of rate and samples; empty for what is no sound."""
    if len(sound) < _SHORTEST_BYTES:
        return ""
    try:
        samples, rate = _samples(sound)
    except soundfile.LibsndfileError:
        return ""
    return hashlib.sha256(f"{rate}:".encode() + samples.astype("<i2").tobytes()).hexdigest()


def _samples(sound: bytes) -> tuple[np.ndarray[Any, np.dtype[np.int16]], int]:
    samples, rate = soundfile.read(io.BytesIO(sound), dtype="int16")
    return samples, rate


def _decoded(audio: str, place: str) -> bytes:
    """A WAV. Raises `BadInput`."""
    try:
        return _written(*_samples(base64.b64decode("".join(audio.split()), validate=True)), "WAV")
    except (binascii.Error, soundfile.LibsndfileError) as error:
        raise BadInput(f"{place}.audio", Said("something else"), "FLAC in base64, as it was exported") from error


def _written(samples: np.ndarray[Any, np.dtype[np.int16]], rate: int, form: str) -> bytes:
    made = io.BytesIO()
    soundfile.write(made, samples, rate, subtype="PCM_16", format=form)
    return made.getvalue()


class AnnouncementsSection:
    """Those in force at `at`. A changed one is a new version; of one that is removed all versions are withdrawn."""

    name = "announcements"
    kind = AnnouncementSpec
    secret = None

    def __init__(self, sounds: Sounds, at: datetime, by: str) -> None:
        self._sounds = sounds
        self._at, self._by = at, by

    def key_of(self, spec: AnnouncementSpec) -> str:
        parts = (spec.project or EVERYBODYS, spec.kind.value, spec.language, spec.name)
        return "/".join(part for part in parts if part)

    def noted_as(self, spec: AnnouncementSpec, projects: Mapping[str, int]) -> str:
        """As the page keeps their history."""
        return key_of(Slot(project_id(projects, spec.project), spec.kind, spec.language, spec.name))

    def projects_of(self, spec: AnnouncementSpec) -> Sequence[str] | None:
        return None if spec.project is None else (spec.project,)

    def prepared(self, spec: AnnouncementSpec, _world: World) -> AnnouncementSpec:
        """Raises `BadInput`."""
        if spec.name and spec.kind is not AnnouncementKind.OUTAGE:
            raise BadInput("name", spec.name, "nothing: only outage prompts have names")
        return spec

    def check(self, move: Move[AnnouncementSpec], world: World) -> Sequence[Warned]:
        """Raises `BadInput`."""
        if move.after is not None and move.after.spec.project not in (None, *world.projects):
            raise BadInput("project", move.after.spec.project, "the name of a project, or null")
        return ()

    async def read(self, db: Queryable) -> Mapping[str, Kept[AnnouncementSpec]]:
        known = frozenset(kind.value for kind in AnnouncementKind)
        rows = [row for row in await db.fetch(SQL["announcements"], self._at) if row["kind"] in known]
        specs = [
            AnnouncementSpec(
                project=row["project"],
                kind=AnnouncementKind(row["kind"]),
                language=row["language"],
                name=row["name"],
                sound=self._sounds.named(row["file"], row["sha256"]),
            )
            for row in rows
        ]
        return {self.key_of(spec): Kept(spec) for spec in specs}

    async def write(self, tx: Queryable, moves: Sequence[Move[AnnouncementSpec]]) -> None:
        ids = await project_ids(tx)
        for move in moves:
            if move.after is not None:
                sound = self._sounds.of(move.after.spec.sound)
                row = (*_slot(move.after.spec, ids), sound.file, sound.sha256, sound.seconds, self._at, self._by)
                await tx.execute(SQL["add_announcement"], *row)
            elif move.before is not None:
                await tx.execute(SQL["withdraw_announcement"], *_slot(move.before.spec, ids), self._at)


def _slot(spec: AnnouncementSpec, ids: Mapping[str, int]) -> tuple[object, ...]:
    return project_id(ids, spec.project), spec.kind.value, spec.language, spec.name
