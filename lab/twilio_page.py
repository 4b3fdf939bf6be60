"""The stand-in's page: what was texted, and a way for a customer to answer. For a demonstration."""

from collections.abc import Sequence
from datetime import datetime
from html import escape
from typing import Protocol

_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; color: #1c1c1c; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; vertical-align: top; padding: .5rem; }
tr { border-bottom: 1px solid #ddd; } td.body { white-space: pre-wrap; }
form { margin: 1rem 0; } input { padding: .3rem; }
"""

_FORM = """<form method="post" action="/outbox">
<label>From <input name="From" placeholder="+380…" required></label>
<label>To <input name="To" placeholder="+380…" required></label>
<label>Text <input name="Body" size="30" required></label> <button>Send as the customer</button></form>"""


class Shown(Protocol):
    inbound: bool
    sender: str
    to: str
    body: str
    made_at: datetime
    status: str
    code: int | None
    service: str | None


def outbox_page(messages: Sequence[Shown]) -> str:
    """Newest first."""
    rows = "".join(_row(each) for each in reversed(messages)) or "<tr><td colspan=6>Nothing yet.</td></tr>"
    head = "".join(f"<th>{name}</th>" for name in ("UTC", "", "From", "To", "Text", "Status"))
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Texts</title><style>{_STYLE}</style>'
        "<h1>Texts that the stand-in for Twilio has seen</h1><p>Nothing has left this machine. "
        f'<a href="/outbox">Look again</a></p>{_FORM}<table><tr>{head}</tr>{rows}</table></html>'
    )


def _row(message: Shown) -> str:
    status = f"{message.status} {message.code}" if message.code else message.status
    way = "from the customer" if message.inbound else "to the customer"
    whence = message.sender or message.service or ""
    cells = (f"{message.made_at:%H:%M:%S}", way, whence, message.to, message.body, status)
    return (
        "<tr>"
        + "".join(f'<td class="{"body" if n == 4 else ""}">{escape(c)}</td>' for n, c in enumerate(cells))
        + "</tr>"
    )
