"""What the demo's service is told, and by which way."""

from pathlib import Path

from config.settings import read_settings
from lab.lab import SwitchAccess
from service.demo_child import COMMAND, environment_of
from tests.service.kit import settings_in

ACCESS = SwitchAccess(
    ari_url="http://127.0.0.1:1",
    ari_user="ringback",
    ari_password="ari-s3cret",
    manager_user="ringback",
    manager_password="manager-s3cret",
    app="ringback",
    trunk="carrier",
    phones=(),
    spool=Path("/spool"),
    recordings=Path("/spool/monitor"),
    sounds=Path("/sounds"),
)
OURS = {"PATH": "/bin", "RINGBACK_CONFIG": "/etc/ringback.toml", "DATABASE_URL": "postgresql://another"}


TEXTS = {"twilio_account_sid": "AC1", "twilio_auth_token": "token-s3cret", "twilio_url": "http://127.0.0.1:2"}


def told(tmp_path: Path) -> dict[str, str]:
    settings = settings_in(tmp_path)
    return environment_of(settings, ACCESS, url="postgresql://demo", data=tmp_path, texts=TEXTS, environ=OURS)


def test_the_service_understands_everything_it_is_told(tmp_path: Path) -> None:
    settings = read_settings(told(tmp_path), root=False, home=tmp_path)

    assert (settings.ari_password.reveal(), settings.database_url.reveal()) == ("ari-s3cret", "postgresql://demo")
    assert (ACCESS.recordings, ACCESS.sounds) == (settings.recordings_dir, settings.sounds_dir)
    assert (settings.twilio_auth_token.reveal(), settings.twilio_url) == ("token-s3cret", "http://127.0.0.1:2")


def test_the_settings_of_another_installation_are_not_handed_on(tmp_path: Path) -> None:
    environment = told(tmp_path)

    assert environment["PATH"] == "/bin"
    assert "RINGBACK_CONFIG" not in environment


def test_no_secret_is_on_the_command_line() -> None:
    assert [word for word in COMMAND if "s3cret" in word or "://" in word] == []
