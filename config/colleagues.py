"""Whom an agent reaches inside: who is no agent and has a phone of their own, or whoever has an extension. Pure."""

from collections.abc import Mapping

from config.catalog import Catalog
from kernel.errors import Conflict, NotFound
from kernel.ids import AgentId, ProjectId, UserId
from kernel.permissions import within
from telephony.plan import ToNumber, Way

_PJSIP = "PJSIP/"


def at_phone(catalog: Catalog, phone: str, project: ProjectId, caller: str) -> ToNumber:
    """Whose phone that is; it shows `caller`. They may see the project's customers' numbers.

    Raises `NotFound`, and `Conflict` while that phone is locked, or an agent takes calls at it.
    """
    owner = catalog.people.get(phone)
    if owner is None or not (owner.projects is None or within(owner.projects, project)):
        raise NotFound(f"Nobody of this project is reached at the phone {phone}.")
    if catalog.phones[phone].spec.locked:
        raise Conflict(f"The phone of {owner.name} is locked, so nobody is reached there now.")
    if is_borrowed(catalog, phone):
        raise Conflict(f"An agent has signed in at the phone of {owner.name}, who is not reached there now.")
    return ToNumber(owner.name, (Way(trunk=None, endpoint=f"{_PJSIP}{phone}", caller_id=caller),))


def with_extension(catalog: Catalog, typed: str) -> AgentId | str | None:
    """The agent, or the phone of somebody who is none; None where nobody has it."""
    for agent in catalog.agents.values():
        if agent.extension and agent.extension == typed:
            return agent.id
    return next((phone for phone in catalog.people if catalog.phones[phone].spec.extension == typed), None)


def endpoints(catalog: Catalog) -> Mapping[UserId, str]:
    """Of everybody who has a phone at which nobody else sits."""
    free = ((phone, owner.user) for phone, owner in catalog.people.items() if not is_borrowed(catalog, phone))
    return {user: f"{_PJSIP}{phone}" for phone, user in free}


def is_borrowed(catalog: Catalog, phone: str) -> bool:
    return any(agent.endpoint == f"{_PJSIP}{phone}" for agent in catalog.agents.values())
