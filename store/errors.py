"""What can go wrong with the store, each a sentence a person can act on.

RingbackError
├── Unavailable
│   ├── DatabaseAway       cannot be reached, or was lost on the way
│   └── SpoolFull          away for so long that the local spool is full
├── Conflict
│   ├── Collided           two transactions waited for each other, and this one gave way
│   ├── Occupied           somebody else holds what was to be changed, for longer than is waited
│   └── Clashed            a row does not go together with others
├── DatabaseTooOld         the server's version
├── DatabaseTooNew         the schema's revision
├── InstallationTaken      another service works on this database
├── WriteRefused           the database understood the write and will not have it
└── EmbeddedServerFailed   our own Postgres did not start
"""

from pathlib import Path

from kernel.errors import Conflict, RingbackError, Unavailable

OLDEST_SERVER = 15


class DatabaseAway(Unavailable):
    def __init__(self, why: object) -> None:
        detail = str(why) or type(why).__name__
        super().__init__(f"The database cannot be reached ({detail}): check DATABASE_URL and that Postgres is running.")


class Collided(Conflict):
    def __init__(self) -> None:
        super().__init__("Somebody else has changed the same thing at this moment: look again, then try once more.")


class Occupied(Conflict):
    def __init__(self) -> None:
        super().__init__("Somebody else is saving just now, and it takes long: try once more in a moment.")


class Clashed(Conflict):
    def __init__(self, why: object) -> None:
        super().__init__(f"This does not go together with what else there is: {why}")


class SpoolFull(Unavailable):
    def __init__(self, path: Path, bound: int) -> None:
        super().__init__(f"The database is away and the spool {path} is full ({bound} bytes): nothing new is accepted.")


class SpoolFailed(Unavailable):
    def __init__(self, path: Path, why: object) -> None:
        super().__init__(f"The spool {path} cannot be used ({why}): make room or give the service rights to it.")


class DatabaseTooOld(RingbackError):
    def __init__(self, version: str) -> None:
        super().__init__(f"The database server is Postgres {version}, but {OLDEST_SERVER} or newer is needed.")


class DatabaseTooNew(RingbackError):
    def __init__(self, revision: str, newest: str) -> None:
        super().__init__(
            f"The database has schema {revision}, this Ringback knows schemas up to {newest}: start the newer Ringback."
        )


class InstallationTaken(RingbackError):
    def __init__(self) -> None:
        super().__init__("Another Ringback service works on this database: stop it first, or use another database.")


class WriteRefused(RingbackError):
    def __init__(self, why: object) -> None:
        super().__init__(f"The database refused a write: {why}")


class EmbeddedServerFailed(RingbackError):
    def __init__(self, directory: Path, why: object) -> None:
        super().__init__(f"The embedded Postgres in {directory} did not start ({why}): see {directory / 'log'}.")
