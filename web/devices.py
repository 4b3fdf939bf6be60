"""From what a browser says of itself to words that a person knows their own device by. Pure."""

from dataclasses import dataclass

_BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("YaBrowser/", "Yandex"),
    ("Vivaldi/", "Vivaldi"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("HeadlessChrome/", "Chrome"),
    ("Chrome/", "Chrome"),
)
"""In this order: most of them call themselves by the names of those below too."""
_SAFARI = "Version/"
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True, slots=True)
class Device:
    """Names as their makers write them, in every language; `browser` with its main version. Empty: not known."""

    browser: str
    system: str


def device_of(user_agent: str) -> Device:
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    return Device(_browser(user_agent), system)


def _browser(user_agent: str) -> str:
    for mark, name in _BROWSERS:
        if mark in user_agent:
            return f"{name} {_version(user_agent, mark)}".rstrip()
    if "Safari/" in user_agent and _SAFARI in user_agent:
        return f"Safari {_version(user_agent, _SAFARI)}".rstrip()
    return ""


def _version(user_agent: str, mark: str) -> str:
    rest = user_agent.partition(mark)[2]
    digits = rest.split(".", 1)[0].split(" ", 1)[0]
    return digits if digits.isascii() and digits.isdigit() and len(digits) < 6 else ""
