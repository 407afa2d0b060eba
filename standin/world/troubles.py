"""What may go wrong in the world, asked at the moment it would happen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from standin.world.records import Machine, Pool


def _no(_: object = None) -> bool:
    return False


def _none(_: Machine) -> None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Troubles:
    """`ports_full`: while it says so, no machine comes up (P1.11). `stuck`: while it says so, a
    deleted pool's machines stay. `unjoined`: the fault by which one that came up joins no cluster.
    """

    ports_full: Callable[[], bool] = _no
    stuck: Callable[[Pool], bool] = _no
    unjoined: Callable[[Machine], int | None] = _none
