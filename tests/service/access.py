"""What every route of the API is asked about a project's rows."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from callbacks.rules import ProjectRules
from tests.service.access_rows import Place, attempt

Kind = Literal["row", "gone", "list", "all", "own", "public", "half"]
"""What a route is about: one row of a project; one that only a live floor has, so that nobody finds it; a list; all
projects at once; the asker's own; nobody's in particular; of who has a half session, and of nobody else.
"""


@dataclass(frozen=True)
class Ask:
    """What a route is asked about a place."""

    kind: Kind
    path: Callable[[Place], dict[str, object]] = field(default=lambda _: {})
    body: Callable[[Place], object] = field(default=lambda _: None)
    query: Callable[[Place], dict[str, Any]] = field(default=lambda _: {})


def _call(place: Place) -> dict[str, object]:
    return {"id": place.call}


def _case(place: Place) -> dict[str, object]:
    return {"id": place.case}


def _text(place: Place) -> dict[str, object]:
    return {"id": place.text}


def _project(place: Place) -> dict[str, object]:
    """Contact, agent and project have one id."""
    return {"id": place.project, "project": place.project, "number": place.number[1:]}


def _script(place: Place) -> dict[str, object]:
    return {"id": place.project, "language": "en"}


def _announcement(place: Place) -> dict[str, object]:
    """In no language that there is, so that no file is asked for."""
    return {"project": place.project, "kind": "qa_inbound", "language": "EN"}


def _contact(place: Place) -> dict[str, Any]:
    return {"project_id": place.project, "numbers": [{"number": place.number}]}


def _blocked(place: Place) -> dict[str, Any]:
    return {"project_id": place.project, "number": place.number, "why": "x"}


def _template(place: Place) -> dict[str, Any]:
    return {"project_id": place.project, "kind": "missed", "language": "uk"}


RULES = ProjectRules()
_RULES = {"policy": RULES.policy, "fraud": RULES.fraud, "texting": RULES.texting, "version": 0}
_DAYS = {"from": "2026-11-01", "to": "2026-11-30"}


def _setup_project(place: Place) -> dict[str, Any]:
    return {"name": place.name, "zone": "Europe/Kyiv", "region": "UA"}


def _setup_queue(place: Place) -> dict[str, Any]:
    return {"project": place.name, "name": f"{place.name} queue"}


def _setup_number(place: Place) -> dict[str, Any]:
    return {"did": f"+44207946000{place.project}", "project": place.name, "queue": f"{place.name} queue"}


def _listed(place: Place) -> str:
    return f"did,project,queue\n+44207946000{place.project},{place.name},{place.name} queue\n"


def _of_section(
    name: str, kind: Kind, key: Callable[[Place], str], spec: Callable[[Place], Any], *, stays: bool = False
) -> dict[str, Ask]:
    """The routes of a section of the set-up, asked with a version that nothing has."""
    path = f"/api/setup/{name}"

    def save(place: Place) -> dict[str, Any]:
        return {"key": key(place), "version": "x", "spec": spec(place)}

    def query(place: Place) -> dict[str, Any]:
        return {"key": key(place), "version": "x"}

    removes = {} if stays else {f"DELETE {path}": Ask(kind, query=query)}
    return {
        f"GET {path}": Ask("list" if kind == "row" else kind),
        f"POST {path}/difference": Ask(kind, body=save),
        f"PUT {path}": Ask(kind, body=save),
    } | removes


ASKED: dict[str, Ask] = {
    # one's own, and anybody's
    "POST /api/setup": Ask("public"),
    "POST /api/session": Ask("public"),
    "GET /healthz": Ask("public"),
    "GET /readyz": Ask("public"),
    "GET /metrics": Ask("public"),
    "POST /api/twilio/status/{attempt}": Ask("public"),
    "POST /api/twilio/incoming": Ask("public"),
    "GET /api/session": Ask("own"),
    "DELETE /api/session": Ask("own"),
    "PUT /api/password": Ask("own"),
    "GET /api/sessions": Ask("own"),
    "DELETE /api/sessions": Ask("own"),
    "DELETE /api/sessions/{session}": Ask("own"),
    "POST /api/session/code": Ask("half", body=lambda _: {"code": "123456"}),
    "POST /api/session/second_factor": Ask("half"),
    "POST /api/session/second_factor/confirm": Ask("half", body=lambda _: {"code": "123456"}),
    "GET /api/second_factor": Ask("own"),
    "POST /api/second_factor": Ask("own"),
    "POST /api/second_factor/confirm": Ask("own"),
    "POST /api/second_factor/codes": Ask("own"),
    "POST /api/second_factor/off": Ask("own"),
    "GET /api/tokens": Ask("own"),
    "POST /api/tokens": Ask("own"),
    "DELETE /api/tokens/{token}": Ask("own"),
    "GET /api/phone": Ask("own"),
    "POST /api/phone": Ask("own"),
    "PUT /api/phone": Ask("own"),
    "POST /api/phone/here": Ask("own"),
    "PUT /api/pin": Ask("own"),
    "GET /api/line": Ask("own"),
    "POST /api/line": Ask("own"),
    "GET /api/colleagues": Ask("list"),
    "POST /api/broadcasts/{id}/read": Ask("own"),
    # people: tests/web/test_people.py
    "GET /api/users": Ask("list"),
    "POST /api/users": Ask("own"),
    "PATCH /api/users/{id}": Ask("gone", lambda _: {"id": 999}, lambda _: {"active": True}),
    "POST /api/users/{id}/setup_link": Ask("gone", lambda _: {"id": 999}),
    "GET /api/users/{id}/sessions": Ask("gone", lambda _: {"id": 999}),
    "DELETE /api/users/{id}/sessions": Ask("gone", lambda _: {"id": 999}),
    "DELETE /api/users/{id}/sessions/{session}": Ask("gone", lambda _: {"id": 999, "session": "x"}),
    "GET /api/users/{id}/tokens": Ask("gone", lambda _: {"id": 999}),
    "POST /api/users/{id}/tokens": Ask("own"),
    "DELETE /api/users/{id}/tokens/{token}": Ask("gone", lambda _: {"id": 999, "token": 1}),
    "DELETE /api/users/{id}/second_factor": Ask("gone", lambda _: {"id": 999}),
    "GET /api/second_factor/roles": Ask("list"),
    "PUT /api/second_factor/roles": Ask("all", body=lambda _: {"roles": []}),
    "GET /api/trail": Ask("list"),
    "GET /api/trail.csv": Ask("list"),
    # calls and the floor
    "GET /api/calls": Ask("list"),
    "GET /api/calls/{id}": Ask("row", _call),
    "POST /api/calls": Ask("own"),
    "POST /api/calls/{id}/hold": Ask("gone", _call),
    "POST /api/calls/{id}/resume": Ask("gone", _call),
    "POST /api/calls/{id}/hangup": Ask("row", _call),
    "POST /api/calls/{id}/mute_recording": Ask("gone", _call),
    "POST /api/calls/{id}/unmute_recording": Ask("gone", _call),
    "POST /api/calls/{id}/transfer": Ask("gone", _call, lambda _: {"to_queue": "x"}),
    "POST /api/calls/{id}/consult": Ask("gone", _call, lambda _: {"to_agent": 2}),
    "POST /api/calls/{id}/consult/alternate": Ask("gone", _call, lambda _: {"speak_with": "customer"}),
    "POST /api/calls/{id}/consult/complete": Ask("gone", _call),
    "DELETE /api/calls/{id}/consult": Ask("row", _call),
    "POST /api/calls/{id}/disposition": Ask("row", _call, lambda _: {"disposition": "Solved"}),
    "GET /api/calls/{id}/notes": Ask("row", _call),
    "POST /api/calls/{id}/notes": Ask("row", _call, lambda _: {"text": "x"}),
    "POST /api/calls/{id}/help": Ask("gone", _call),
    "DELETE /api/calls/{id}/help": Ask("gone", _call),
    "POST /api/calls/{id}/help/take": Ask("gone", _call),
    "POST /api/calls/{id}/join": Ask("gone", _call, lambda _: {"depth": "listen"}),
    "DELETE /api/calls/{id}/join": Ask("gone", _call),
    "GET /api/listenings": Ask("list"),
    "GET /api/calls/{id}/listenings": Ask("row", _call),
    "GET /api/blocked-callers": Ask("list"),
    "POST /api/blocked-callers": Ask("row", body=lambda place: _blocked(place)),
    "DELETE /api/blocked-callers/{id}": Ask("row", lambda place: {"id": place.blocked}),
    "GET /api/projects/{id}/listening": Ask("row", _project),
    "PUT /api/projects/{id}/listening": Ask("row", _project, lambda _: {"tell_agents_heard": True}),
    "GET /api/agents": Ask("list"),
    "POST /api/agents/{id}/state": Ask("row", _project, lambda _: {"state": "available"}),
    "POST /api/agents/{id}/wrap_up": Ask("row", _project, lambda _: {"action": "finish"}),
    "GET /api/desk/call": Ask("own"),
    "GET /api/desk/dialled/{id}": Ask("gone", _call),
    "GET /api/desk/today": Ask("own", query=lambda _: {"since": datetime.now(UTC).isoformat()}),
    "GET /api/agents/today": Ask("list", query=lambda _: {"since": datetime.now(UTC).isoformat()}),
    "GET /api/own_calls": Ask("own"),
    "PUT /api/own_calls": Ask("own"),
    "GET /api/agents/{id}/skills": Ask("row", _project),
    "PUT /api/agents/{id}/skills": Ask("row", _project, lambda _: {"skills": []}),
    "POST /api/agents/{id}/pin": Ask("row", _project),
    "GET /api/phones": Ask("list"),
    "POST /api/phones/{name}/settings": Ask("gone", lambda _: {"name": "agent-1"}, lambda _: {}),
    "POST /api/phones/{name}/echo": Ask("gone", lambda _: {"name": "agent-1"}),
    "POST /api/agents/{id}/message": Ask("row", _project, lambda place: {"text": place.name}),
    "POST /api/agents/{id}/loan": Ask("row", _project, lambda place: {"project": place.project}),
    "DELETE /api/agents/{id}/loan": Ask("gone", _project),
    "POST /api/alarms/{id}/acknowledge": Ask("own"),
    "GET /api/thresholds": Ask("list"),
    "PUT /api/projects/{id}/thresholds": Ask("row", _project, lambda _: {}),
    "GET /api/projects/{id}/outage_prompts": Ask("row", _project),
    "GET /api/projects/{id}/outage_prompts/{language}/audio": Ask("gone", _script),
    "GET /api/trunks": Ask("all"),
    "GET /api/trunks/transports": Ask("all"),
    "GET /api/trunks/presets": Ask("own"),
    "POST /api/trunks/rewriting": Ask("own", body=lambda _: {"rules": [], "number": "100"}),
    "POST /api/trunks/{name}/test/options": Ask("all", lambda _: {"name": "kyiv"}),
    "POST /api/trunks/{name}/test/registration": Ask("all", lambda _: {"name": "kyiv"}),
    "POST /api/trunks/{name}/test/call": Ask("all", lambda _: {"name": "kyiv"}, lambda _: {"number": "4747"}),
    "POST /api/outages": Ask("row", body=lambda place: {"project": place.project}),
    "DELETE /api/outages/{id}": Ask("gone", lambda _: {"id": 999}),
    "POST /api/broadcasts": Ask("row", body=lambda place: {"project": place.project, "text": place.name}),
    "DELETE /api/broadcasts/{id}": Ask("gone", lambda _: {"id": 999}),
    "GET /api/broadcasts": Ask("list"),
    "GET /api/recordings": Ask("list"),
    "GET /api/recordings/{id}/audio": Ask("row", _call),
    "GET /api/recordings/{id}/file": Ask("row", _call),
    "GET /api/recordings/{id}/plays": Ask("row", _call),
    "GET /api/recordings/{id}/picture": Ask("row", _call),
    "GET /api/recordings/{id}/marks": Ask("row", _call),
    "POST /api/recordings/{id}/marks": Ask("row", _call, lambda _: {"seconds": 0, "kind": "good"}),
    "DELETE /api/recordings/{id}/marks/{mark}": Ask("gone", lambda place: _call(place) | {"mark": 999}),
    "GET /api/recordings/{id}/holds": Ask("row", _call),
    "POST /api/recordings/{id}/hold": Ask("row", _call, lambda _: {"why": "x"}),
    "DELETE /api/recordings/{id}/hold": Ask("row", _call),
    # set-up: tests/config/changes
    **_of_section("projects", "row", lambda place: place.name, _setup_project),
    **_of_section("queues", "row", lambda place: f"{place.name}/{place.name} queue", _setup_queue),
    **_of_section("hours", "row", lambda place: place.name, lambda place: {"project": place.name}, stays=True),
    **_of_section("numbers", "row", lambda place: f"+44207946000{place.project}", _setup_number),
    **_of_section("agents", "all", lambda place: f"{place.name} agent", lambda place: {"name": f"{place.name} agent"}),
    **_of_section("phones", "all", lambda _: "desk-1", lambda _: {"name": "desk-1"}),
    **_of_section("trunks", "all", lambda _: "kyiv", lambda _: {"name": "kyiv", "way": "address", "host": "192.0.2.1"}),
    **_of_section("installation", "all", lambda _: "installation", lambda _: {}, stays=True),
    "GET /api/setup/agents": Ask("list"),
    "GET /api/setup/phones": Ask("list"),
    "GET /api/setup/changes": Ask("list"),
    "POST /api/setup/changes/{id}/undo": Ask("gone", lambda _: {"id": 999}),
    "POST /api/setup/phones/secret": Ask("all", body=lambda _: {"key": "desk-1"}),
    "POST /api/setup/projects/copy": Ask("all", body=lambda place: {"key": place.name, "name": f"{place.name} again"}),
    "POST /api/setup/hours/today": Ask("row", body=lambda place: {"key": place.name, "closed": True}),
    "GET /api/setup/hours/at": Ask("row", query=lambda place: {"key": place.name}),
    "POST /api/setup/numbers/import": Ask("row", body=lambda place: {"text": _listed(place), "dry_run": True}),
    "GET /api/projects": Ask("list"),
    "GET /api/projects/{id}/checklist": Ask("row", _project),
    "GET /api/health": Ask("all"),
    "GET /api/health.txt": Ask("all"),
    "POST /api/health/run": Ask("all"),
    "POST /api/health/silence": Ask("all", body=lambda _: {"check": "switch", "hours": 1}),
    "DELETE /api/health/silence": Ask("all", query=lambda _: {"check": "switch"}),
    "GET /api/projects/{id}/scripts": Ask("row", _project),
    "PUT /api/projects/{id}/scripts/{language}": Ask("row", _script, lambda _: {"text": "x"}),
    "DELETE /api/projects/{id}/scripts/{language}": Ask("row", _script),
    "GET /api/announcements": Ask("list"),
    "GET /api/announcements/{id}/audio": Ask("gone", lambda _: {"id": 999}),
    "POST /api/announcements/{project}/{kind}/{language}": Ask("row", lambda place: _announcement(place)),
    "POST /api/announcements/{project}/{kind}/{language}/preview": Ask("row", lambda place: _announcement(place)),
    "PUT /api/announcements/{id}": Ask("gone", lambda _: {"id": 999}, lambda _: {"withdrawn": True}),
    # cases
    "GET /api/cases": Ask("list"),
    "GET /api/desk/callbacks": Ask("list"),
    "GET /api/cases/{id}": Ask("row", _case),
    "GET /api/cases/{id}/notes": Ask("row", _case),
    "POST /api/cases/{id}/call": Ask("row", _case, lambda place: {"agent_id": place.project}),
    "POST /api/cases/{id}/postpone": Ask("row", _case, lambda _: {"until": "2036-11-22T10:00:00Z"}),
    "POST /api/cases/{id}/word": Ask("row", _case, lambda place: {"call_id": attempt(place.project), "word": "spoke"}),
    "POST /api/cases/{id}/hold": Ask("row", _case, lambda _: {"why": "x"}),
    "POST /api/cases/{id}/release": Ask("row", _case),
    "POST /api/cases/{id}/close": Ask("row", _case, lambda _: {"note": "x"}),
    "GET /api/callbacks/figures": Ask("list", query=lambda _: _DAYS),
    "POST /api/callbacks/clock/acknowledge": Ask("all"),
    "GET /api/callback-rules/{project}": Ask("row", _project),
    "PUT /api/callback-rules/{project}": Ask("row", _project, lambda _: _RULES),
    "POST /api/callback-rules/{project}/dry-run": Ask("row", _project, lambda _: _RULES),
    # texts
    "GET /api/texts": Ask("list"),
    "POST /api/texts": Ask("row", body=lambda place: {"contact_id": place.project, "body": "x"}),
    "POST /api/texts/{id}/dealt-with": Ask("row", _text),
    "POST /api/texts/{id}/assign": Ask("row", _text, lambda _: {"agent_id": None}),
    "POST /api/texts/{id}/settle": Ask("row", lambda place: {"id": place.doubt}, lambda _: {"sent": True}),
    "GET /api/text-templates": Ask("row", query=lambda place: {"project_id": place.project}),
    "PUT /api/text-templates": Ask("row", body=lambda place: _template(place) | {"body": "x"}),
    "POST /api/text-templates/preview": Ask("row", body=lambda place: _template(place) | {"body": "x"}),
    "DELETE /api/text-templates": Ask("row", query=_template),
    # contacts
    "GET /api/contacts": Ask("list"),
    "POST /api/contacts": Ask("row", body=lambda place: _contact(place)),
    "GET /api/contacts/{id}": Ask("row", _project),
    "PATCH /api/contacts/{id}": Ask("row", _project, lambda _: {"language": "uk"}),
    "GET /api/contacts/{id}/history": Ask("row", _project),
    "POST /api/contacts/{id}/merge": Ask("row", _project, lambda place: {"into": place.project}),
    "POST /api/contacts/{id}/numbers": Ask("row", _project, lambda place: {"number": place.number}),
    "PATCH /api/contacts/{id}/numbers/{number}": Ask("row", _project, lambda _: {"main": True}),
    "DELETE /api/contacts/{id}/numbers/{number}": Ask("row", _project),
    "POST /api/contacts/import": Ask("row", body=lambda place: {"project_id": place.project, "text": "number\n"}),
    "GET /api/contacts/import": Ask("list"),
    "GET /api/do-not-call": Ask("list"),
    "POST /api/do-not-call": Ask("row", body=lambda place: {"project_id": place.project, "number": place.number}),
    "DELETE /api/do-not-call/{id}": Ask("row", lambda place: {"id": place.listed}),
}
"""Every route of the service; what changes something stands behind what only looks."""
