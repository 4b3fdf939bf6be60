import os
import signal
from pathlib import Path

import pytest

from recordings.encode import NICENESS, Job
from recordings.encoder import Encoder
from recordings.errors import EncodingFailed
from tests.recordings.room import CUSTOMER_HZ, OUR_HZ, tone

LEAST = 19
"""No process yields more than this."""


@pytest.fixture
def job(tmp_path: Path) -> Job:
    for name, hertz in (("in", CUSTOMER_HZ), ("out", OUR_HZ)):
        (tmp_path / name).write_bytes(tone(hertz, 1).tobytes())
    return Job(str(tmp_path / "in"), str(tmp_path / "out"), str(tmp_path / "target"))


async def test_encoding_yields_to_everything_else(job: Job) -> None:
    async with Encoder() as encoder:
        await encoder.encode(job)

        assert encoder.pid is not None
        ours = os.getpriority(os.PRIO_PROCESS, 0)
        assert os.getpriority(os.PRIO_PROCESS, encoder.pid) == min(ours + NICENESS, LEAST)


async def test_a_process_that_dies_fails_one_job_and_no_other(job: Job) -> None:
    async with Encoder() as encoder:
        await encoder.encode(job)
        os.kill(encoder.pid or 0, signal.SIGKILL)
        with pytest.raises(EncodingFailed, match="the encoding process died"):
            await encoder.encode(job)
        again = await encoder.encode(job)

    assert again.bytes > 0


async def test_a_process_that_hangs_is_ended(job: Job) -> None:
    async with Encoder(patience_s=0.0) as encoder:
        with pytest.raises(EncodingFailed, match="it took more than 0 s"):
            await encoder.encode(job)

        assert encoder.pid is None


async def test_a_target_that_cannot_be_written_is_a_failure_of_the_job(job: Job, tmp_path: Path) -> None:
    async with Encoder() as encoder:
        with pytest.raises(EncodingFailed, match="could not be encoded"):
            await encoder.encode(Job(job.customer, job.ours, str(tmp_path / "gone" / "target")))


async def test_the_process_ends_with_its_input_so_that_it_cannot_outlive_us(job: Job) -> None:
    encoder = Encoder()
    await encoder.encode(job)
    process = encoder._process
    assert process is not None
    assert process.stdin is not None
    process.stdin.close()

    assert await process.wait() == 0
