from pathlib import Path

import pytest

from config.settings import Secret, Settings, UnknownSetting, read_settings
from kernel.errors import BadInput

HOME = Path("/home/someone")


def read(**environ: str) -> Settings:
    return read_settings(environ, root=False, home=HOME)


def test_everything_has_a_default() -> None:
    settings = read()

    assert settings.data_dir == HOME / ".local/state/ringback"
    assert settings.archive_dir == settings.data_dir / "archive"
    assert (settings.http_host, settings.http_port) == ("127.0.0.1", 8080)
    assert not settings.database_url


def test_root_keeps_its_data_where_services_do() -> None:
    settings = read_settings({}, root=True, home=Path("/root"))

    assert (settings.data_dir, settings.cache_dir) == (Path("/var/lib/ringback"), Path("/var/cache/ringback"))


def test_an_unknown_key_stops_the_start_and_names_the_nearest() -> None:
    with pytest.raises(UnknownSetting) as refused:
        read(RINGBACK_HTTP_PROT="1")

    assert str(refused.value) == (
        "There is no setting RINGBACK_HTTP_PROT: the nearest known name is RINGBACK_HTTP_PORT."
    )


def test_the_prefix_alone_makes_no_name_like_another() -> None:
    with pytest.raises(UnknownSetting, match=r"the nearest known name is DATABASE_URL\.$"):
        read(RINGBACK_DATABASE_URL="postgresql://")


def test_no_name_is_suggested_for_an_unknown_key_that_is_like_none() -> None:
    with pytest.raises(UnknownSetting, match=r"no setting RINGBACK_FOO: README.md lists those that there are\.$"):
        read(RINGBACK_FOO="1")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("RINGBACK_HTTP_PORT", "http"),
        ("RINGBACK_HTTP_PORT", "65536"),
        ("RINGBACK_DISK_FLOOR_MB", "-1"),
        ("RINGBACK_LONGEST_CALL_H", "0"),
        ("RINGBACK_LONGEST_CALL_H", "169"),
        ("RINGBACK_LOG_FORMAT", "xml"),
        ("RINGBACK_BEHIND_PROXY", "perhaps"),
        ("RINGBACK_CONFIG", "/nowhere/ringback.toml"),
        ("RINGBACK_TLS_KEY", "/only/this"),
        ("RINGBACK_ARI_URL", "127.0.0.1:8088"),
        ("RINGBACK_ARI_URL", "ws://switch:8088"),
        ("RINGBACK_ARI_URL", "http://"),
        ("RINGBACK_ARI_URL", "http://switch:port"),
        ("RINGBACK_ICE_SERVERS", "turn:relay.example.com"),
    ],
)
def test_an_unfit_value_is_refused(key: str, value: str) -> None:
    with pytest.raises(BadInput):
        read(**{key: value})


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "ringback.toml"
    file.write_text('http_port = 9000\ndata_dir = "/srv/ringback"\nari_password = "from the file"\n')

    settings = read(RINGBACK_CONFIG=str(file), RINGBACK_HTTP_PORT="9001")

    assert (settings.http_port, settings.data_dir) == (9001, Path("/srv/ringback"))
    assert settings.ari_password.reveal() == "from the file"


def test_an_unknown_key_in_the_file_is_refused_too(tmp_path: Path) -> None:
    file = tmp_path / "ringback.toml"
    file.write_text("http_prot = 1\n")

    with pytest.raises(UnknownSetting, match=r"http_prot in .*http_port"):
        read(RINGBACK_CONFIG=str(file))


def test_secrets_do_not_print() -> None:
    settings = read(DATABASE_URL="postgresql://me:geheim@db/ringback", RINGBACK_ARI_PASSWORD="geheim")

    assert "geheim" not in f"{settings} {settings!r} {settings.database_url} {Secret('geheim')}"


@pytest.mark.parametrize("key", ["RINGBACK_TWILIO_ACCOUNT_SID", "RINGBACK_TWILIO_AUTH_TOKEN"])
def test_half_of_twilios_credentials_is_a_mistake(key: str) -> None:
    with pytest.raises(BadInput) as refused:
        read(**{key: "something secret"})

    assert str(refused.value) == (
        "twilio_account_sid and twilio_auth_token: got 'only one of them', accepted is both or neither."
    )


@pytest.mark.parametrize("key", ["RINGBACK_TWILIO_URL", "RINGBACK_TWILIO_WEBHOOKS"])
def test_twilios_addresses_are_addresses(key: str) -> None:
    with pytest.raises(BadInput, match=f"^{key}: got 'calls.example.com', accepted is a URL such as https://"):
        read(**{key: "calls.example.com"})
