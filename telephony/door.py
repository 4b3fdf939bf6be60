"""Where a channel from outside becomes a call: the directory is asked once, and everything needed is copied."""

from collections.abc import Mapping

import structlog

from kernel.clock import Clock
from kernel.errors import RingbackError
from kernel.ids import CallId, ChannelId, QueueId
from kernel.phone import describe
from telephony import commands as do
from telephony import events as ev
from telephony.acquaintance import Acquaintance
from telephony.ari import models
from telephony.calls import Calls
from telephony.hear import Arrival
from telephony.plan import Refusal
from telephony.ports import CarryOut, Directory, Floor

log = structlog.get_logger()


class Door:
    def __init__(
        self,
        calls: Calls,
        directory: Directory,
        floor: Floor,
        acquaintance: Acquaintance,
        carry_out: CarryOut,
        clock: Clock,
    ) -> None:
        self._calls = calls
        self._directory = directory
        self._floor = floor
        self._acquaintance = acquaintance
        self._carry_out = carry_out
        self._clock = clock

    def open(self, arrival: Arrival, in_queue: Mapping[QueueId, int]) -> None:
        """Begin the call that this channel is, unless it has begun, or was found in the switch's notes."""
        call = CallId(arrival.channel.id)
        if self._calls.state(call) is not None or self._calls.has_ended(call):
            return
        if arrival.way == "phone":
            self._from_phone(call, arrival)
        else:
            self._from_trunk(call, arrival, in_queue)

    def _from_trunk(self, call: CallId, arrival: Arrival, in_queue: Mapping[QueueId, int]) -> None:
        at = self._clock.now()
        caller, admission = self._directory.admit(arrival.dialled, arrival.said, at, in_queue)
        if isinstance(admission, Refusal):
            log.info("call_refused", call_id=call, reason=admission.reason.value, dialled=arrival.dialled)
        else:
            admission = self._acquaintance.recognise(call, caller, admission, at)
        self._calls.begin(
            ev.CallArrived(
                at=at,
                call=call,
                channel=ChannelId(call),
                caller=caller,
                dialled=arrival.dialled,
                admission=admission,
                trunk=trunk_of(arrival.channel),
            )
        )
        log.info("call_arrived", call_id=call, caller=describe(caller), dialled=arrival.dialled)

    def _from_phone(self, call: CallId, arrival: Arrival) -> None:
        """An agent's own phone dialled a number."""
        try:
            event = self._dialled(call, arrival)
        except RingbackError as error:
            log.warning("dial_out_refused", call_id=call, why=str(error))
            self._carry_out(call, [do.HangUp(ChannelId(call))])
        else:
            self._calls.begin(event)

    def _dialled(self, call: CallId, arrival: Arrival) -> ev.DialOutAsked:
        endpoint = endpoint_of(arrival.channel)
        agent = self._directory.agent_of_endpoint(endpoint)
        wanted = self._directory.dial_out(agent, arrival.dialled)
        at = self._clock.now()
        self._floor.reserve_own(agent, call, at)
        return ev.DialOutAsked(
            at=at,
            call=call,
            agent=agent,
            agent_endpoint=endpoint,
            customer=wanted.customer,
            ways=wanted.ways,
            dialled=wanted.dialled,
            plan=wanted.plan,
            phone_channel=ChannelId(call),
        )


def trunk_of(channel: models.Channel) -> str:
    """The name of the endpoint that a call came in by."""
    return endpoint_of(channel).removeprefix("PJSIP/")


def endpoint_of(channel: models.Channel) -> str:
    """`PJSIP/agent-1` of the channel `PJSIP/agent-1-0000002a`."""
    return channel.name.rpartition("-")[0]
