"""What can go wrong with recordings, each a sentence a person can act on.

RingbackError
├── RecordingFailed
│   ├── EncodingFailed     the switch's files could not be made into one
│   ├── DrawingFailed      no picture could be made of a recording
│   └── ArchiveFailed      the archive does not take a file, or does not give it back
├── ProcessFailed          the encoding process did not do a job; becomes one of the two above
├── Unavailable
│   └── NothingToSee       a recording can be heard, but not seen just now
└── NotFound
    └── NothingToHear      the recording has no file: not yet, never, or no longer
"""

from kernel.errors import NotFound, RingbackError, Unavailable


class RecordingFailed(RingbackError):
    """The archiving of one recording failed; its raw files are still there and it can be tried again."""


class EncodingFailed(RecordingFailed):
    def __init__(self, why: object) -> None:
        super().__init__(f"The recording could not be encoded ({why}).")


class DrawingFailed(RecordingFailed):
    def __init__(self, why: object) -> None:
        super().__init__(f"The recording's picture could not be made ({why}).")


class ProcessFailed(RingbackError):
    """`str` says why, as the end of a sentence."""


class ArchiveFailed(RecordingFailed):
    def __init__(self, relative: str, why: object) -> None:
        super().__init__(f"The archive failed at {relative} ({why}): check its disk and who may write there.")


class NothingToHear(NotFound):
    def __init__(self, why: str | None) -> None:
        super().__init__(why or "The recording has not been stored yet: try again in a minute.")


class NothingToSee(Unavailable):
    """The sound is there all the same."""
