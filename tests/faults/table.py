"""The cases: each fault at each moment at which it tells something, and some two at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from tests.faults.fault import EACH, Fault, When
from tests.faults.of_openstack import PROJECT
from tests.faults.of_the_cluster import KUBERNETES
from tests.faults.of_the_nodes import NODES, OURS
from tests.faults.of_the_provider import KAAS
from tests.faults.of_the_store import STORE

SEED = 4
PAIRS = 8


@dataclass(frozen=True, slots=True)
class Life:
    """One session of the lab, in which the same goes wrong at one moment, or in turn at several."""

    faults: tuple[Fault, ...]
    moments: tuple[When, ...]

    @property
    def cases(self) -> tuple[Case, ...]:
        return tuple(Case(self, when) for when in self.moments)


@dataclass(frozen=True, slots=True)
class Case:
    """One chapter of a life: what goes wrong, and when."""

    life: Life
    when: When

    @property
    def faults(self) -> tuple[Fault, ...]:
        return self.life.faults

    @property
    def group(self) -> str:
        """The heading under which it stands in docs/faults.md."""
        if len(self.faults) > 1:
            return "Two at once"
        return next(name for name, faults in GROUPS.items() if self.faults[0] in faults)

    @property
    def id(self) -> str:
        return f"fault-{'-and-'.join(f.name for f in self.faults)}-at-{self.when}"

    @property
    def never(self) -> str:
        """The alarm that asks a person to act; "" where it is made good by itself."""
        return next((f.never[self.when] for f in self.faults if self.when in f.never), "")

    @property
    def silence(self) -> timedelta:
        return max(fault.silence for fault in self.faults)

    @property
    def looks(self) -> int:
        return sum(fault.looks.get(self.when, 0) for fault in self.faults)


NOTHING = Fault(
    name="none",
    told="nothing goes wrong: what the others are measured against",
    breaks=(),
    when=tuple(When),
)
GROUPS = {
    "Nothing": (NOTHING,),
    "The provider's API": KAAS,
    "OpenStack": PROJECT,
    "The store": STORE,
    "The cluster": KUBERNETES,
    "Nodes": NODES,
    "Our own machines": OURS,
}
FAULTS = tuple(fault for group in GROUPS.values() for fault in group)


def singles() -> Iterator[Life]:
    for fault in FAULTS:
        chapters = tuple(when for when in EACH if when not in fault.never)
        yield Life((fault,), chapters)
        yield from (Life((fault,), (when,)) for when in fault.when if when not in chapters)


def pairs() -> Iterator[Life]:
    """Drawn once and for all: two groups, and one fault of each."""
    dice = Random(SEED)  # noqa: S311 -- which cases, no secret
    mended = [[f for f in g if not f.never] for g in GROUPS.values() if g != (NOTHING,)]
    for _ in range(PAIRS):
        yield Life(tuple(dice.choice(group) for group in dice.sample(mended, 2)), EACH)


LIVES = (*singles(), *pairs())
CASES = tuple(case for life in LIVES for case in life.cases)
