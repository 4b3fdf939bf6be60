"""What people ask of a call: hold, transfer, mute the recording, hang up, dial out. Each comes back as a fact."""

from collections.abc import Callable

from msgspec.structs import replace

from kernel.clock import Clock
from kernel.errors import BadInput, Conflict, NotFound
from kernel.ids import AgentId, CallId, ProjectId, QueueId
from kernel.phone import Phone, phone_of
from telephony import events as ev
from telephony.calls import Calls
from telephony.plan import ConsultTarget, Partner, ToAgent, ToQueue, TransferTarget
from telephony.ports import DialOut, Directory, Floor
from telephony.states import (
    Asking,
    Consultation,
    Ended,
    OnHold,
    Recording,
    State,
    TakenOver,
    Talking,
    agent,
    consulted,
    project,
)
from telephony.step import not_offered, plan_of

_TRANSFERS = (Talking, OnHold, TakenOver)
NO_TRANSFER = "This call cannot be transferred now."
_HELD_BY_PHONE = "Your phone itself holds this call: press its hold key again first."


class Desk:
    """`new_id` makes the id of an outbound call."""

    def __init__(
        self, calls: Calls, directory: Directory, floor: Floor, clock: Clock, new_id: Callable[[], CallId]
    ) -> None:
        self._calls = calls
        self._directory = directory
        self._floor = floor
        self._clock = clock
        self._new_id = new_id

    def state(self, call: CallId) -> State:
        """Raises `NotFound` for a call that is not live."""
        state = self._calls.state(call)
        if state is None or isinstance(state, Ended):
            raise NotFound(f"There is no live call {call}.")
        return state

    def is_live(self, call: CallId) -> bool:
        return not isinstance(self._calls.state(call), Ended | None)

    def agent_on(self, call: CallId) -> AgentId | None:
        return agent(self.state(call))

    def project_of(self, call: CallId) -> ProjectId | None:
        return project(self.state(call))

    def hold(self, call: CallId) -> None:
        self._expect(call, (Talking,), "This call cannot be put on hold now.")
        self._tell(call, ev.HoldAsked(at=self._clock.now()))

    def resume(self, call: CallId) -> None:
        self._not_held_by_phone(self._expect(call, (OnHold,), "This call cannot be taken off hold now."))
        self._tell(call, ev.ResumeAsked(at=self._clock.now()))

    def hang_up(self, call: CallId, by: AgentId | None = None) -> None:
        """The end of the call. Its own agent, `by`, leaves it to a supervisor who has barged in."""
        self.state(call)
        self._tell(call, ev.HangUpAsked(at=self._clock.now(), by=by))

    def mute_recording(self, call: CallId, *, on: bool) -> None:
        """Raises `Conflict` where nothing is recorded, so that nobody reads out a card believing it is muted."""
        recording = self.state(call).call.recording
        if recording not in (Recording.ON, Recording.MUTED):
            raise Conflict("This call is not being recorded.")
        self._tell(call, ev.MuteAsked(at=self._clock.now(), on=on))

    def transfer_to_agent(self, call: CallId, target: AgentId) -> None:
        self._expect(call, _TRANSFERS, NO_TRANSFER)
        queue = plan_of(self.state(call).call).queue
        endpoint = self._floor.reserve(target, call, self._clock.now())
        if endpoint is None:
            raise Conflict("That agent is not available just now.")
        self._transfer(call, ToAgent(target, endpoint, queue.ring_s))

    def transfer_to_queue(self, call: CallId, queue: str) -> None:
        state = self._expect(call, _TRANSFERS, NO_TRANSFER)
        self._transfer(call, ToQueue(self._directory.queue(queue, state)))

    def transfer_to_number(self, call: CallId, number: str) -> None:
        """Or to whoever has that extension."""
        state = self._expect(call, _TRANSFERS, NO_TRANSFER)
        inside = self._directory.inside(state, number)
        if isinstance(inside, int):
            self.transfer_to_agent(call, inside)
        else:
            self._transfer(call, inside or self._directory.outside(state, number))

    def transfer_to_phone(self, call: CallId, phone: str) -> None:
        """To somebody who is no agent and has that phone."""
        state = self._expect(call, _TRANSFERS, NO_TRANSFER)
        self._transfer(call, self._directory.at_phone(state, phone))

    def consult_agent(self, call: CallId, target: AgentId) -> None:
        """The customer on hold, and another agent asked first. Raises `NotFound`, `Conflict`."""
        queue = plan_of(self._may_ask(call).call).queue
        endpoint = self._floor.reserve(target, call, self._clock.now())
        if endpoint is None:
            raise Conflict("That agent is not available just now.")
        self._ask(call, ToAgent(target, endpoint, queue.ring_s))

    def consult_number(self, call: CallId, number: str) -> None:
        """As with an agent, or whoever has that extension. Raises `BadInput` too, for what may not be called."""
        state = self._may_ask(call)
        inside = self._directory.inside(state, number)
        if isinstance(inside, int):
            self.consult_agent(call, inside)
        else:
            self._ask(call, inside or self._directory.outside(state, number))

    def consult_phone(self, call: CallId, phone: str) -> None:
        """As with an agent, of somebody who is none and has that phone."""
        self._ask(call, self._directory.at_phone(self._may_ask(call), phone))

    def _ask(self, call: CallId, target: ConsultTarget) -> None:
        self._tell(call, ev.ConsultAsked(at=self._clock.now(), target=target))

    def alternate(self, call: CallId, partner: Partner) -> None:
        """The agent with this one of the two, the other with music. Asked for what is already, it changes nothing."""
        state = self._asked_on(call)
        if isinstance(state, Asking):
            raise Conflict("Whoever is being asked has not answered yet.")
        if state.leg in state.holding:
            raise Conflict(_HELD_BY_PHONE)
        self._tell(call, ev.AlternateAsked(at=self._clock.now(), partner=partner))

    def complete_consult(self, call: CallId) -> None:
        """The customer to whoever is asked; who still rings is rung on, and the customer waits for them."""
        self._asked_on(call)
        self._tell(call, ev.CompleteAsked(at=self._clock.now()))

    def end_consult(self, call: CallId, by: AgentId | None) -> None:
        """Back to the customer. `by` is the agent who wants it: of the two, whichever."""
        self._asked_on(call)
        self._tell(call, ev.ReturnAsked(at=self._clock.now(), by=by))

    def consulted_on(self, call: CallId) -> AgentId | None:
        """The agent whom another asks about this call."""
        return consulted(self.state(call))

    def _asked_on(self, call: CallId) -> Consultation:
        """Raises `Conflict` where the consultation is over: somebody else was quicker, on this phone or another."""
        state = self.state(call)
        if not isinstance(state, Consultation):
            raise Conflict("Nobody is being asked on this call now.")
        return state

    def _may_ask(self, call: CallId) -> State:
        state = self._expect(call, (Talking, OnHold), "Nobody can be asked about this call now.")
        self._not_held_by_phone(state)
        return state

    def _not_held_by_phone(self, state: State) -> None:
        if isinstance(state, Talking | OnHold) and state.held_by_phone:
            raise Conflict(_HELD_BY_PHONE)

    def dial_out(self, agent: AgentId, number: str, project: ProjectId | None = None) -> CallId:
        """Ring the agent's phone, then the number, for one of the agent's projects (by default the first).

        Raises `BadInput`, `NotFound`, `Conflict`.
        """
        if not number.strip():
            raise BadInput("number", number, "a telephone number")
        wanted = self._directory.dial_out(agent, number, project)
        call = self._new_id()
        endpoint = self._floor.reserve_own(agent, call, self._clock.now())
        self._begin(call, agent, endpoint, wanted)
        return call

    def project_of_dialling(self, agent: AgentId, number: str, project: ProjectId | None) -> ProjectId:
        """For which project `dial_out` would call. Raises what it raises."""
        return self._directory.dial_out(agent, number, project).plan.project

    def call_back(
        self,
        call: CallId,
        agent: AgentId,
        endpoint: str,
        number: Phone,
        project: ProjectId,
        queue: QueueId | None,
        language: str | None,
        case: int | None = None,
    ) -> None:
        """Ring the agent, who is reserved for `call`, and then the customer whom we return a call.

        Raises `NotFound`, and `Conflict` where the agent is not reserved for it any more, or it was placed before:
        then nothing is rung, and whoever is still reserved is the caller's to let go.
        """
        if self._calls.state(call) is not None or self._calls.has_ended(call):
            raise Conflict(f"The call {call} was placed before.")
        if not self._floor.holds(agent, call):
            raise Conflict("The agent is not reserved for this call any more.")
        wanted = self._directory.call_back(project, queue, number, language)
        plan = replace(wanted.plan, case=case)
        self._begin(call, agent, endpoint, replace(wanted, plan=plan))

    def let_go(self, call: CallId, agent: AgentId) -> None:
        """Nothing is dialled after all: the agent who was reserved for `call` is free again."""
        self._floor.hear(call, (not_offered(self._clock.now(), agent),))

    def with_us(self, of: ProjectId, phone: Phone, but: CallId | None = None) -> bool:
        """Whether there is a live call between the project and this number, in a queue or rung too, besides `but`."""
        states = (state for call, state in self._calls.states().items() if call != but)
        return any(
            phone_of(state.call.caller) == phone and project(state) == of and not isinstance(state, Ended)
            for state in states
        )

    def _begin(self, call: CallId, agent: AgentId, endpoint: str, wanted: DialOut) -> None:
        self._calls.begin(
            ev.DialOutAsked(
                at=self._clock.now(),
                call=call,
                agent=agent,
                agent_endpoint=endpoint,
                customer=wanted.customer,
                ways=wanted.ways,
                dialled=wanted.dialled,
                plan=wanted.plan,
            )
        )

    def _expect(
        self, call: CallId, kinds: tuple[type[Talking] | type[OnHold] | type[TakenOver], ...], otherwise: str
    ) -> State:
        state = self.state(call)
        if not isinstance(state, kinds):
            raise Conflict(otherwise)
        return state

    def _transfer(self, call: CallId, target: TransferTarget) -> None:
        self._tell(call, ev.TransferAsked(at=self._clock.now(), target=target))

    def _tell(self, call: CallId, event: ev.Event) -> None:
        self._calls.deliver(call, event)
