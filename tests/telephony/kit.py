"""Values the tests of calls are made of: one project, its customers and phones, and a call in each state."""

from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from kernel.ids import AgentId, CallId, ChannelId, ProjectId, QueueId, UserId
from kernel.phone import Known, Phone
from telephony import events as ev
from telephony import names
from telephony.call import begin, step
from telephony.listener import Depth, Listener, Place
from telephony.outcome import Direction
from telephony.plan import (
    CallbackOffer,
    LanguageMenu,
    Overflow,
    Plan,
    QueuePlan,
    Refusal,
    RefusalReason,
    Sound,
    Spoken,
    ToAgent,
    ToNumber,
    ToQueue,
    Way,
)
from telephony.states import (
    Announcing,
    AnnouncingOut,
    Asking,
    AwaitingAgent,
    Call,
    Choosing,
    Connecting,
    ConsultHeld,
    Consulting,
    DiallingOutside,
    Dismissing,
    Ended,
    Informing,
    Offering,
    OnHold,
    Recording,
    Returning,
    RingingAgent,
    RingingCustomer,
    State,
    TakenOver,
    Talking,
    TalkingOutside,
    Waiting,
)
from telephony.step import Step

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CALL = CallId("1772442000.7")
CUSTOMER = ChannelId(CALL)
CUSTOMER_OUT = names.channel(CALL, names.Role.CUSTOMER, 2)
LEG = names.channel(CALL, names.Role.AGENT, 1)
SECOND = names.channel(CALL, names.Role.AGENT, 2)
OUTSIDE = names.channel(CALL, names.Role.OUTSIDE, 1)
BRIDGE, ROOM = names.bridge(CALL), names.bridge(CALL, 2)
MESSAGE, FILL = names.playback(CALL, 1), names.playback(CALL, 2)
AGENT, COLLEAGUE = AgentId(1), AgentId(2)
KNOWN = Known(Phone("+380441234567"))

QUEUE = QueuePlan(id=QueueId(1), name="sales", skills=frozenset({"sales"}))
OTHER_QUEUE = QueuePlan(id=QueueId(2), name="support", music="slow")
PLAN = Plan(
    project=ProjectId(1),
    project_name="Acme",
    queue=QUEUE,
    announcement=Sound("sound:announcement", "announcement"),
    sorry=Sound("sound:sorry", "sorry"),
)
OFFER = CallbackOffer(
    offer=Sound("sound:offer", "offer"), confirm=Sound("sound:confirm", "confirm"), taken=Sound("sound:taken", "taken")
)
INFORMED = replace(PLAN, outage=Sound("sound:outage", "outage"))
MENU = LanguageMenu(
    Sound("sound:menu", "menu"),
    (
        Spoken(language="en", announcement=PLAN.announcement, sorry=PLAN.sorry),
        Spoken(
            language="uk",
            announcement=Sound("sound:announcement-uk", "announcement (uk)"),
            sorry=Sound("sound:sorry-uk", "sorry (uk)"),
        ),
    ),
)
OVERFLOWING = replace(PLAN, queue=replace(QUEUE, overflow=Overflow(OTHER_QUEUE, 40)))
ASKED = replace(PLAN, language="en", menu=MENU)
UNANNOUNCED = replace(PLAN, announcement=None)
CLOSED = Refusal(RefusalReason.OUT_OF_HOURS, Sound("sound:closed", "closed"), ProjectId(1), QueueId(1))
CHIEF = Listener(user=UserId(7), name="Eva", line=ChannelId("1772442001.1"), depth=Depth.TAKE_OVER, place=Place.INSIDE)
TO_COLLEAGUE = ToAgent(COLLEAGUE, "PJSIP/agent-2")
TO_QUEUE = ToQueue(OTHER_QUEUE)
WAY = Way(trunk="trunk", endpoint="PJSIP/+380441234567@trunk", caller_id="+380440000000")
OTHER_WAY = Way(trunk="other", endpoint="PJSIP/380441234567@other")
TO_NUMBER = ToNumber("+38067123••••", (replace(WAY, endpoint="PJSIP/+380671234567@trunk"),))


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def arrived(admission: Plan | Refusal = PLAN) -> ev.CallArrived:
    return ev.CallArrived(
        at=START, call=CALL, channel=CUSTOMER, caller=KNOWN, dialled="+380440000000", admission=admission
    )


def dial_out(
    plan: Plan = PLAN, phone_channel: ChannelId | None = None, ways: tuple[Way, ...] = (WAY,)
) -> ev.DialOutAsked:
    return ev.DialOutAsked(
        at=START,
        call=CALL,
        agent=AGENT,
        agent_endpoint="PJSIP/agent-1",
        customer=KNOWN,
        ways=ways,
        dialled="+380441234567",
        plan=plan,
        phone_channel=phone_channel,
    )


def inbound_call() -> Call:
    """A customer who was announced and is being recorded."""
    return Call(
        id=CALL,
        direction=Direction.INBOUND,
        caller=KNOWN,
        dialled="+380440000000",
        began_at=START,
        plan=PLAN,
        customer=CUSTOMER,
        plays=1,
        recording=Recording.ON,
        queued_at=at(5),
    )


def outbound_call() -> Call:
    return replace(
        inbound_call(),
        direction=Direction.OUTBOUND,
        customer=None,
        plays=0,
        legs=1,
        recording=Recording.OFF,
        queued_at=None,
    )


def states() -> dict[str, State]:
    """One call in each state, by the word that is stored and shown."""
    fresh, out = inbound_call(), outbound_call()
    offered = replace(fresh, bridge=BRIDGE, legs=1, staffed=True)
    answered = replace(offered, answered_at=at(20))
    asked = replace(answered, legs=2, consults=1)
    dialled = replace(out, legs=2, customer=CUSTOMER_OUT)
    announcing = replace(fresh, recording=Recording.OFF, queued_at=None)
    every: tuple[State, ...] = (
        Choosing(call=replace(announcing, plan=ASKED), playback=MESSAGE, deadline=at(60)),
        Announcing(call=announcing, playback=MESSAGE, began_at=START),
        Informing(call=replace(fresh, queued_at=None, plan=INFORMED), playback=MESSAGE, began_at=START),
        Waiting(call=fresh, deadline=at(60)),
        Offering(call=offered, agent=AGENT, leg=LEG, deadline=at(33), queue_deadline=at(605)),
        Connecting(call=offered, agent=AGENT, leg=LEG, deadline=at(33), queue_deadline=at(605)),
        Talking(call=answered, agent=AGENT, leg=LEG),
        OnHold(call=answered, agent=AGENT, leg=LEG),
        Asking(call=asked, agent=AGENT, leg=LEG, asked=TO_COLLEAGUE, second=SECOND, room=ROOM, deadline=at(60)),
        Consulting(call=asked, agent=AGENT, leg=LEG, asked=TO_COLLEAGUE, second=SECOND, room=ROOM),
        ConsultHeld(call=asked, agent=AGENT, leg=LEG, asked=TO_COLLEAGUE, second=SECOND, room=ROOM),
        AwaitingAgent(call=answered, agent=AGENT, deadline=at(40)),
        Returning(call=answered, agent=AGENT, leg=LEG, deadline=at(40), back_by=at(45)),
        DiallingOutside(call=answered, leg=OUTSIDE, shown="+38067123••••", deadline=at(60)),
        TalkingOutside(call=answered, leg=OUTSIDE, shown="+38067123••••"),
        TakenOver(
            call=replace(answered, listeners=(CHIEF,), fill=FILL, plays=2),
            user=CHIEF.user,
            name=CHIEF.name,
            line=CHIEF.line,
        ),
        Dismissing(call=fresh, playback=MESSAGE, deadline=at(60), timed_out=True),
        RingingAgent(call=out, agent=AGENT, leg=LEG, ways=(WAY,), deadline=at(33)),
        RingingCustomer(call=dialled, agent=AGENT, leg=LEG, customer=CUSTOMER_OUT, deadline=at(60)),
        AnnouncingOut(
            call=replace(dialled, plays=1),
            agent=AGENT,
            leg=LEG,
            customer=CUSTOMER_OUT,
            playback=MESSAGE,
            began_at=at(20),
        ),
        begin(arrived(replace(CLOSED, message=None))).state,
    )
    return {word(state): state for state in every}


def word(state: State) -> str:
    return str(type(state).__struct_config__.tag)


def after(first: ev.CallArrived | ev.DialOutAsked, *events: ev.Event) -> Step:
    """The last step of a call that lived through these events."""
    done = begin(first)
    for event in events:
        done = step(done.state, event)
    return done


def ended(done: Step) -> Ended:
    assert isinstance(done.state, Ended)
    return done.state


def is_waiting(done: Step) -> Waiting:
    assert isinstance(done.state, Waiting)
    return done.state
