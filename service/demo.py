"""`ringback demo`: everything on this machine, and a stream of people who call. It leaves nothing behind."""

import asyncio
import os
import signal
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from random import Random

from config.settings import Settings
from kernel.ids import AgentId
from lab.install import Asterisk, find_or_make
from lab.lab import Lab
from lab.phone import Phone
from lab.twilio import TwilioStandIn
from lab.version import dotted
from service.crowd import Crowd, voices
from service.crowd_choices import CALM, Pace
from service.crowd_desk import open_desk
from service.demo_carrier import open_account
from service.demo_child import ServiceChild, environment_of, service_child
from service.demo_rules import DAY_S
from service.demo_stage import People, furnish, keep_runtime_files_in, let_pass, open_lab, temporary_directory, whole
from service.demo_texts import OUTBOX, open_texts, told_of
from service.ports import check_free, page_spot
from service.switch import PHONES
from store.postgres import postgres

Say = Callable[[str], None]
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
LOOPBACK = "127.0.0.1"
EVERYWHERE = ("0.0.0.0", "::", "")


async def demo(settings: Settings, say: Say, *, pace: Pace = CALM, chance: Random | None = None) -> int:
    """Until SIGINT, SIGTERM or SIGHUP; 0. Raises `RingbackError` for what keeps it from starting.

    `chance` decides everything about the people, so that a seed gives the same ones again.
    """
    check_free(page_spot(settings))
    asterisk = find_or_make(say)
    stop = asyncio.Event()
    with _told_to_end(stop.set):
        playing = asyncio.create_task(_play(settings, asterisk, say, pace, chance or Random()), name="demo")
        stopping = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait((playing, stopping), return_when=asyncio.FIRST_COMPLETED)
            if stop.is_set():
                say("Ending: the callers, the service, both Asterisks, the database.")
        finally:
            await _end(playing, stopping)
    if not playing.cancelled():
        playing.result()
    say("Ended. Nothing is left behind.")
    return 0


async def _end(*tasks: asyncio.Task[object]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


@contextmanager
def _told_to_end(end: Callable[[], None]) -> Iterator[None]:
    loop = asyncio.get_running_loop()
    for number in ENDINGS:
        loop.add_signal_handler(number, end)
    try:
        yield
    finally:
        for number in ENDINGS:
            loop.remove_signal_handler(number)


# ---- the play


async def _play(settings: Settings, asterisk: Asterisk, say: Say, pace: Pace, chance: Random) -> None:
    async with AsyncExitStack() as stack:
        directory = stack.enter_context(temporary_directory())
        keep_runtime_files_in(directory)
        say("1/5 The database: an embedded Postgres, with two projects, three queues and eight agents.")
        url = await whole(stack.enter_async_context(postgres(None, directory, afterwards="delete")))
        let_pass(directory)
        people, agents = await furnish(url)
        say(f"2/5 The switch and a carrier: two Asterisks {dotted(asterisk.version)}.")
        lab = await stack.enter_async_context(open_lab(asterisk))
        say("3/5 The service, and a stand-in for Twilio.")
        settings = settings if settings.http_port else replace(settings, http_port=_free_port())
        texts = await stack.enter_async_context(open_texts(_address(settings)))
        child = await _service(stack, settings, lab, texts, url, directory, say)
        say(f"4/5 The phones of {len(PHONES)} agents.")
        phones = await stack.enter_async_context(lab.phones(*PHONES))
        say("5/5 The callers, who begin now.")
        carrier = await stack.enter_async_context(open_account(lab))
        _welcome(settings, people, texts, carrier, directory, say)
        desk = await stack.enter_async_context(open_desk(_address(settings), people.crowd))
        crowd = Crowd(lab, desk, texts, pace, chance, voices(asterisk.data / "sounds" / "en"))
        await _together(child, crowd, _seats(agents, phones))


async def _service(
    stack: AsyncExitStack, settings: Settings, lab: Lab, texts: TwilioStandIn, url: str, directory: Path, say: Say
) -> ServiceChild:
    data = directory / "data"
    data.mkdir(mode=0o700)
    told = told_of(texts, _address(settings))
    environment = environment_of(settings, lab.access, url=url, data=data, texts=told, environ=os.environ)
    child = await stack.enter_async_context(service_child(environment, directory / "service.log", say))
    await child.ready(_address(settings))
    return child


async def _together(child: ServiceChild, crowd: Crowd, seats: Sequence[tuple[int, Phone]]) -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(child.keep(), name="service-supervisor")
        group.create_task(crowd.run(seats), name="crowd")


def _seats(agents: dict[str, AgentId], phones: Sequence[Phone]) -> Sequence[tuple[int, Phone]]:
    return [(agents[phone.name], phone) for phone in phones]


def _welcome(
    settings: Settings, people: People, texts: TwilioStandIn, carrier: Sequence[str], directory: Path, say: Say
) -> None:
    shown = settings.public_url or _address(settings)
    say("")
    say(f"Ringback answers at {shown}")
    say(f"  Sign in as administrator:  {people.administrator.name}  {people.administrator.password}")
    say(f"  or as agent Anna Kovalenko:  {people.agent.name}  {people.agent.password}")
    say(f"The texts that it sends, and what customers answer, are at {texts.url}{OUTBOX}")
    for line in carrier:
        say(line)
    say(f"A day of the callbacks lasts {DAY_S // 60} minutes here.")
    say(f"The service writes its log to {directory / 'service.log'}.")
    say("Ctrl-C ends it and leaves nothing behind.")


def _address(settings: Settings) -> str:
    host = LOOPBACK if settings.http_host in EVERYWHERE else settings.http_host
    return f"http://[{host}]:{settings.http_port}" if ":" in host else f"http://{host}:{settings.http_port}"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])
