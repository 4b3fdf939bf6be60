"""Secrets and ports that stay the same from run to run, so that a later run can adopt a switch that still runs."""

import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec

from lab.switches import new_secret, private_settings
from telephony.asterisk.settings import PhoneAccount, SwitchSettings

_NAME = "kept.json"


class _Kept(msgspec.Struct, frozen=True, kw_only=True):
    ari_password: str
    manager_password: str
    http_port: int
    manager_port: int
    sip_port: int
    phones: dict[str, str]


def kept_settings(home: Path, phones: Iterable[str], **overrides: Any) -> SwitchSettings:
    """Settings for the switch that lives in `home`: made the first time, kept in a file for our eyes only.

    Phones that are new get a secret, phones that are not named any more lose theirs.
    """
    fresh = private_settings(**overrides)
    found = _read(home / _NAME) or _of(fresh)
    kept = msgspec.structs.replace(found, phones={name: found.phones.get(name, new_secret()) for name in phones})
    _write(home / _NAME, kept)
    accounts = tuple(PhoneAccount(name=name, secret=secret) for name, secret in kept.phones.items())
    stays = {name: getattr(kept, name) for name in kept.__struct_fields__ if name not in {"phones", *overrides}}
    return replace(fresh, **stays, phones=accounts)


def _of(settings: SwitchSettings) -> _Kept:
    return _Kept(
        ari_password=settings.ari_password,
        manager_password=settings.manager_password,
        http_port=settings.http_port,
        manager_port=settings.manager_port,
        sip_port=settings.sip_port,
        phones={},
    )


def _read(path: Path) -> _Kept | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=_Kept)
    except FileNotFoundError:
        return None


def _write(path: Path, kept: _Kept) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(".new")
    half.touch(mode=0o600)
    half.write_bytes(msgspec.json.encode(kept))
    os.replace(half, path)
