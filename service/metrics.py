"""What Prometheus may ask for. Labels are words of ours, never numbers or names of people."""

from collections.abc import Callable, Iterable, Sequence

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from telephony import facts as fact
from telephony.states import State
from telephony.summary import outcome_words


class Metrics:
    def __init__(self, registry: CollectorRegistry) -> None:
        self._ended = Counter(
            "ringback_calls_ended", "Calls that ended", ["direction", "outcome", "reason"], registry=registry
        )
        self._waits = Histogram(
            "ringback_answer_wait_seconds",
            "Wait in the queue of answered calls",
            buckets=(1, 2, 5, 10, 20, 30, 60, 120, 300, 600),
            registry=registry,
        )
        self._unrecorded = Counter(
            "ringback_recordings_not_made", "Calls that should have been recorded", registry=registry
        )

    def hear(self, state: State, facts: Sequence[fact.Fact]) -> None:
        call = state.call
        for each in facts:
            match each:
                case fact.CallEnded(outcome=outcome):
                    kind, reason = outcome_words(outcome)
                    self._ended.labels(call.direction.value, kind, reason or "").inc()
                case fact.LeftQueue(how="answered", at=at) if call.queued_at is not None:
                    self._waits.observe((at - call.queued_at).total_seconds())
                case fact.RecordingNotMade():
                    self._unrecorded.inc()
                case _:
                    pass


class Gauges(Collector):
    """Read at the moment they are asked for: (name, help, value)."""

    def __init__(self, read: Callable[[], Iterable[tuple[str, str, float]]]) -> None:
        self._read = read

    def collect(self) -> Iterable[GaugeMetricFamily]:
        for name, words, value in self._read():
            yield GaugeMetricFamily(name, words, value=value)
