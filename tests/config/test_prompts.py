from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pytest
import soundfile

from config.catalog import Catalog
from config.model import Announcement, AnnouncementKind
from config.prompts import OWN_SOUNDS, Audio, Playable, Prompts, Unplayable, check, install_sounds, read_audio
from kernel.ids import ProjectId
from store.migrations import upgrade
from store.pool import Database

KIND = AnnouncementKind.QA_INBOUND
MIGRATIONS = Path(upgrade.__file__).with_name("versions")


@pytest.fixture
def sounds(tmp_path: Path) -> Path:
    install_sounds(tmp_path)
    return tmp_path


@pytest.fixture
def announcement(sounds: Path) -> Announcement:
    audio = read_audio(sounds / "en/qa_inbound.wav")
    assert isinstance(audio, Audio)
    return Announcement(None, KIND, "en", "en/qa_inbound.wav", audio.sha256, audio.seconds)


def test_an_announcement_is_played_by_its_path_without_an_ending(sounds: Path, announcement: Announcement) -> None:
    found = check(announcement, sounds)

    assert isinstance(found, Playable)
    assert found.media == f"sound:{sounds}/en/qa_inbound"
    assert 3 < found.seconds < 6


def test_a_name_with_a_dot_is_played_and_found_as_a_file(sounds: Path, announcement: Announcement) -> None:
    file = sounds / "en/busy.v2.wav"
    file.write_bytes((sounds / announcement.file).read_bytes())

    found = check(replace(announcement, file="en/busy.v2.wav"), sounds)

    assert isinstance(found, Playable)
    assert (found.media, found.file) == (f"sound:{sounds}/en/busy.v2", file)


def test_a_missing_file_is_named(sounds: Path, announcement: Announcement) -> None:
    found = check(replace(announcement, file="en/none.wav"), sounds)

    assert found == Unplayable(f"The announcement {sounds}/en/none.wav is missing.")


def test_text_is_not_audio(sounds: Path, announcement: Announcement) -> None:
    (sounds / announcement.file).write_text("this is no sound")

    found = check(announcement, sounds)

    assert isinstance(found, Unplayable)
    assert "is not audio" in found.why


def test_another_sound_in_its_place_is_not_played(sounds: Path, announcement: Announcement) -> None:
    (sounds / announcement.file).write_bytes((sounds / "en/out_of_hours.wav").read_bytes())

    found = check(announcement, sounds)

    assert isinstance(found, Unplayable)
    assert "is not the file that was set up" in found.why


@pytest.mark.parametrize(("rate", "channels", "seconds"), [(44100, 1, 1.0), (8000, 2, 1.0), (8000, 1, 0.1)])
def test_what_a_switch_does_not_play_or_nobody_would_hear_is_refused(
    tmp_path: Path, rate: int, channels: int, seconds: float
) -> None:
    file = tmp_path / "a.wav"
    soundfile.write(file, np.zeros((int(rate * seconds), channels)), rate, subtype="PCM_16")

    assert isinstance(read_audio(file), Unplayable)


def test_installing_again_writes_nothing(sounds: Path) -> None:
    assert install_sounds(sounds) == ()


def test_a_caller_of_no_project_hears_the_announcement_for_everybody(sounds: Path, announcement: Announcement) -> None:
    prompts = Prompts(Catalog(announcements=MappingProxyType({(None, KIND, "en"): announcement})), sounds)

    found = [prompts.find(project, KIND, "de", "en") for project in (None, ProjectId(1))]

    assert [type(one) for one in found] == [Playable, Playable]
    assert prompts.find(None, KIND, "de") == Unplayable("There is no announcement qa_inbound in de.")
    assert prompts.wrong() == ()


@pytest.mark.parametrize("language", ["en", "ru", "uk"])
async def test_an_installation_that_has_what_shipped_before_gets_the_outage_prompt_that_ships(
    database: Database, language: str
) -> None:
    """The migration's own statement, on a database as it was before."""
    audio = read_audio(OWN_SOUNDS / language / "outage.wav")
    assert isinstance(audio, Audio)
    script = (MIGRATIONS / "v0007_floor.sql").read_text()
    statement = script[script.index("INSERT INTO announcements") :].partition(";")[0]
    put = "INSERT INTO announcements (kind, language, file, sha256, seconds) VALUES ('qa_inbound', $1, $2, $3, 1)"
    await database.execute(put, language, f"{language}/qa_inbound.wav", audio.sha256)

    await database.execute(statement)

    rows = await database.fetch("SELECT language, file, sha256 FROM announcements WHERE kind = 'outage'")
    assert [tuple(row) for row in rows] == [(language, f"{language}/outage.wav", audio.sha256)]
