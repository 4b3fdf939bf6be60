from pathlib import Path

import pytest

from kernel.errors import NotFound
from recordings.archive import Check, DirectoryArchive, verify
from recordings.errors import ArchiveFailed

SHA256 = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
"""Of `hello`."""


@pytest.fixture
def archive(tmp_path: Path) -> DirectoryArchive:
    return DirectoryArchive(tmp_path / "archive")


async def put(archive: DirectoryArchive, tmp_path: Path, text: str = "hello") -> None:
    source = tmp_path / "source"
    source.write_text(text)
    await archive.put(source, "1/2026/a.flac")


async def test_what_was_put_in_comes_out(archive: DirectoryArchive, tmp_path: Path) -> None:
    await put(archive, tmp_path)

    assert (await archive.open("1/2026/a.flac")).read_text() == "hello"
    assert [path.name for path in archive.root.rglob("*") if path.is_file()] == ["a.flac"]


async def test_putting_it_again_replaces_it(archive: DirectoryArchive, tmp_path: Path) -> None:
    await put(archive, tmp_path, "first")
    await put(archive, tmp_path)

    assert (await archive.open("1/2026/a.flac")).read_text() == "hello"


async def test_an_altered_file_is_found_by_its_checksum(archive: DirectoryArchive, tmp_path: Path) -> None:
    await put(archive, tmp_path)
    before = await verify(archive, "1/2026/a.flac", SHA256)
    (archive.root / "1/2026/a.flac").write_text("hullo")
    after = await verify(archive, "1/2026/a.flac", SHA256)

    assert (before, after) == (Check.INTACT, Check.ALTERED)


async def test_a_file_that_is_gone_is_missing_and_can_be_removed_again(
    archive: DirectoryArchive, tmp_path: Path
) -> None:
    await put(archive, tmp_path)
    await archive.remove("1/2026/a.flac")
    await archive.remove("1/2026/a.flac")

    assert await verify(archive, "1/2026/a.flac", SHA256) is Check.MISSING
    with pytest.raises(NotFound):
        await archive.open("1/2026/a.flac")


@pytest.mark.parametrize("name", ["../a", "/etc/passwd", "1/../../a", ""])
async def test_no_name_leads_out_of_the_archive(archive: DirectoryArchive, name: str) -> None:
    with pytest.raises(ArchiveFailed, match="goes only down"):
        await archive.open(name)
