"""Where a story's service keeps its things, and what it is told at its start."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.settings import Secret, Settings
from lab.lab import SwitchAccess


@dataclass(frozen=True, kw_only=True)
class Place:
    """`sounds` lies where the switch can read it; `home` belongs to the story alone."""

    access: SwitchAccess
    database_url: str
    home: Path
    sounds: Path

    def settings(self, **overrides: Any) -> Settings:
        access = self.access
        chosen: dict[str, Any] = {
            "data_dir": self.home / "data",
            "cache_dir": self.home / "cache",
            "database_url": Secret(self.database_url),
            "recordings_dir": access.recordings,
            "archive_dir": self.home / "archive",
            "sounds_dir": self.sounds,
            "disk_floor_mb": 1,
            "ari_url": access.ari_url,
            "ari_user": access.ari_user,
            "ari_password": Secret(access.ari_password),
            "manager_user": access.manager_user,
            "manager_password": Secret(access.manager_password),
            "trunk": access.trunk,
            "http_port": 0,
        }
        return Settings(**(chosen | overrides))
