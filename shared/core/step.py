"""What a planner answers: what to do now, why, and whether the wish is fulfilled."""

from __future__ import annotations

from typing import NamedTuple

from shared.core.actions import Action
from shared.core.seen import Unknown


class Step(NamedTuple):
    """`settled` means that the wish is fulfilled; not settled and no actions means: wait.

    `stage` names the part of a stop that has a deadline (rule 6), or what a running lab is
    short of, "" outside of these;
    `parked`: all is done, but the platform keeps a pool, which bills (rule 11).
    """

    reason: str
    actions: tuple[Action, ...] = ()
    settled: bool = False
    stage: str = ""
    parked: bool = False


def blocked(unknown: Unknown) -> Step:
    """A source that could not be asked: nothing is concluded from it."""
    return Step(f"cannot see {unknown.source}: {unknown.why}")
