"""A figure, its goal, and the line that tells both."""

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Figure:
    """`better` says on which side of the goal a value is good."""

    name: str
    value: float
    unit: str
    goal: float
    better: Literal["higher", "lower"]

    @property
    def reached(self) -> bool:
        return self.value >= self.goal if self.better == "higher" else self.value <= self.goal

    def __str__(self) -> str:
        sign = ">=" if self.better == "higher" else "<="
        verdict = "ok" if self.reached else "short"
        return f"figure {self.name} {self.value:.3g} {self.unit} goal {sign}{self.goal:g} {verdict}"


def told(figures: Iterable[Figure]) -> int:
    """Prints each; the exit code: 1 if one is short."""
    short = 0
    for figure in figures:
        print(figure, flush=True)
        short += not figure.reached
    return 1 if short else 0


def note(text: str) -> None:
    """How far the bench is, and what a figure was made of; to stderr."""
    print(text, file=sys.stderr, flush=True)


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that so many percent of all do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, -(-len(ordered) * int(percent * 10) // 1000) - 1))]


def spread(values: Sequence[float]) -> str:
    """Minimum, median and maximum."""
    return f"{min(values):.3g} / {percentile(values, 50):.3g} / {max(values):.3g}"
