"""Follows the phones in pages: a tab that crashes, or is closed, takes its socket along, and the switch knows at once.

That is a hint where somebody would be left in silence; every phone is looked at every other second all the same.
"""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

import structlog

from telephony import webphone
from telephony.ari import models, requests
from telephony.ari.client import AriClient
from telephony.ari.outcomes import AlreadyGone
from telephony.ari.request import Request
from telephony.execute import APP

LOST = frozenset({"Removed", "Unreachable"})
"""A contact's states. One that has just come is offline, too, until it has answered the first question."""

log = structlog.get_logger()


class PageWatch:
    """`gone` is told the endpoint of a page that has just lost its connection, and that no other page has replaced."""

    def __init__(self, ari: AriClient) -> None:
        self._ari = ari
        self._followed: set[str] = set()
        self.gone: Callable[[str], None] = lambda _endpoint: None

    def looked(self, devices: Mapping[str, bool]) -> None:
        """Whether each phone is there: those in pages that are, are followed from now on."""
        for endpoint in self._followed - {name for name, there in devices.items() if there}:
            self._leave(endpoint)
        for endpoint, there in devices.items():
            if there:
                self.follow(endpoint)

    def follow(self, endpoint: str) -> None:
        """A page's phone, and no other. Costs nothing a second time."""
        if webphone.is_browser(endpoint) and endpoint not in self._followed:
            self._followed.add(endpoint)
            asked = self._ask(requests.applications_subscribe(APP, event_source=[f"endpoint:{endpoint}"]))
            asked.add_done_callback(lambda answer: self._answered(endpoint, answer))

    def _answered(self, endpoint: str, answer: "asyncio.Future[Any]") -> None:
        """What failed is asked for again when the phones are looked at next."""
        if answer.cancelled() or answer.exception() is not None or isinstance(answer.result(), AlreadyGone):
            self._followed.discard(endpoint)

    def _leave(self, endpoint: str) -> None:
        """An account that is made anew would not be followed by what was asked about the one before."""
        self._followed.discard(endpoint)
        self._ask(requests.applications_unsubscribe(APP, event_source=[f"endpoint:{endpoint}"]))

    def forget(self) -> None:
        """The switch has forgotten, too: the connection to it is lost."""
        self._followed.clear()

    def hear(self, event: models.ContactStatusChange) -> None:
        endpoint = f"{event.endpoint.technology}/{event.endpoint.resource}"
        lost = event.contact_info.contact_status in LOST and event.endpoint.state == "offline"
        if lost and webphone.is_browser(endpoint):
            self.gone(endpoint)

    def _ask(self, request: Request[Any]) -> "asyncio.Future[Any]":
        asked = self._ari.ask(request)
        asked.add_done_callback(_forget)
        return asked


def _forget(answer: "asyncio.Future[Any]") -> None:
    """Whoever is not followed is looked at every other second all the same."""
    if not answer.cancelled() and answer.exception() is not None:
        log.info("page_not_followed", why=str(answer.exception()))
