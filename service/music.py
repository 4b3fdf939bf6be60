"""The switch's music, joined from the set-up in force."""

from collections.abc import Callable
from pathlib import Path

from config.directory import Setup
from config.music import classes, configuration
from telephony.ari.client import AriClient
from telephony.music import Music


def new_music(ari: AriClient, sounds: Path, setup: Callable[[], Setup]) -> Music:
    return Music(ari, sounds, lambda: _wanted(setup()))


def _wanted(setup: Setup) -> str:
    return configuration(classes(setup.catalog, setup.prompts))
