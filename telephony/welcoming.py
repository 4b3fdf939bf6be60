"""What a caller hears first: a menu of languages where their number has one, then the announcement."""

from datetime import datetime

from msgspec.structs import replace

from telephony import commands as do
from telephony import events as ev
from telephony import facts as fact
from telephony import names
from telephony.informing import enter_queue
from telephony.plan import LanguageMenu, Plan, Spoken
from telephony.states import MESSAGE_LIMIT_S, Announcing, Call, Choosing
from telephony.step import Step, begin_recording, customer_of, end, later, plan_of, prompt, said, stay


def welcome(call: Call, at: datetime) -> Step:
    menu = plan_of(call).menu
    return announce(call, at, music_on=False) if menu is None else _ask(call, at, menu)


def announce(call: Call, at: datetime, *, music_on: bool) -> Step:
    """The announcement, or the queue where there is none; then nothing is recorded."""
    announcement = plan_of(call).announcement
    if announcement is None:
        call, not_recorded, _ = begin_recording(call, at, announced=False)
        return enter_queue(call, at, music_on=music_on).after(*not_recorded)
    quiet = (do.StopMusic(customer_of(call)),) if music_on else ()
    playback = names.playback(call.id, call.plays + 1)
    state = Announcing(call=replace(call, plays=call.plays + 1), playback=playback, began_at=at)
    began = said(fact.AnnouncementBegan, at, announcement)
    return Step(state, (began,), (*quiet, *prompt(call, playback, announcement)))


def _ask(call: Call, at: datetime, menu: LanguageMenu, *, again: bool = False) -> Step:
    playback = names.playback(call.id, call.plays + 1)
    call = replace(call, plays=call.plays + 1)
    limit = later(at, MESSAGE_LIMIT_S)
    state = Choosing(call=call, playback=playback, deadline=limit, again=again, began_at=at)
    return Step(state, (said(fact.MenuBegan, at, menu.prompt),), prompt(call, playback, menu.prompt))


def choosing(state: Choosing, event: ev.Event) -> Step:
    """A key counts from the first word on. Without a right one the menu is said once more, then the number decides."""
    call, at = state.call, event.at
    match event:
        case ev.KeyPressed(channel=channel, key=key) if channel == call.customer:
            spoken = spoken_for(plan_of(call), key)
            return _not_chosen(state, at) if spoken is None else _chosen(state, at, spoken, key)
        case ev.PlaybackEnded(ok=True):
            return Step(replace(state, playback=None, deadline=later(at, _patience_s(call)), began_at=None))
        case ev.PlaybackEnded():
            return _chosen(state, at)
        case ev.DeadlinePassed() if state.playback is not None:
            return _chosen(state, at)
        case ev.DeadlinePassed():
            return _not_chosen(state, at)
        case ev.ChannelGone(unseen=unseen):
            return end(call, at, service_down=unseen)
        case ev.HangUpAsked():
            return end(call, at).doing(do.HangUp(customer_of(call)))
        case _:
            return stay(state)


def spoken_for(plan: Plan, key: str) -> Spoken | None:
    """What a caller hears who presses this key; None where it stands for no language."""
    choices = plan.menu.choices if plan.menu else ()
    keys = "123456789"[: len(choices)]
    return choices[keys.index(key)] if key in keys else None


def _patience_s(call: Call) -> float:
    menu = plan_of(call).menu
    return menu.patience_s if menu else 0


def _not_chosen(state: Choosing, at: datetime) -> Step:
    menu = plan_of(state.call).menu
    if state.again or menu is None:
        return _chosen(state, at)
    quiet = do.StopMusic(customer_of(state.call))
    return _ask(state.call, at, menu, again=True).doing(*_cut_short(state), quiet)


def _chosen(state: Choosing, at: datetime, spoken: Spoken | None = None, key: str | None = None) -> Step:
    plan = plan_of(state.call)
    plan = replace(plan, menu=None) if spoken is None else in_language(plan, spoken)
    chosen = fact.LanguageChosen(at=at, language=plan.language, key=key)
    return announce(replace(state.call, plan=plan), at, music_on=True).after(chosen).doing(*_cut_short(state))


def _cut_short(state: Choosing) -> tuple[do.Command, ...]:
    """The switch begins the music that it was asked for to follow."""
    return () if state.playback is None else (do.StopPlaying(state.playback),)


def in_language(plan: Plan, spoken: Spoken) -> Plan:
    """The plan as it would be for a number in this language. Who may not be called back is not offered it."""
    return replace(
        plan,
        menu=None,
        language=spoken.language,
        announcement=spoken.announcement,
        outage=spoken.outage,
        sorry=spoken.sorry,
        callback_offer=None if plan.callback_offer is None else spoken.callback_offer,
    )
