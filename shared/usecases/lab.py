"""The ports, wired: what every use case is handed. Built by shared.bootstrap, or by a test."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from shared.core.settings import Settings
from shared.core.view import Status
from shared.ports import (
    Archives,
    Bodies,
    Clock,
    Cluster,
    Head,
    Heads,
    Ledger,
    Leftovers,
    NodePools,
    Notifier,
    unheld,
)

__all__ = ["Desk", "Hold", "Lab", "unheld"]

Hold = Callable[[], None]  # keeps the lock, or raises ConflictError where it was lost


def _no_copy() -> None:
    """Where the head is the Lease itself."""


def _nothing_to_probe() -> None:
    """A store that needs no probe: the fake world's."""


@dataclass(slots=True)
class Desk:
    """The last status this process gave, and when: one live look per 15 s (rule 13).

    `quiet` is until when the platform asked to be left alone (429), on the steady clock; `said`
    when a message (cause, since) was sent that no memory could be made to hold.
    """

    status: Status | None = None
    given: timedelta = timedelta()
    quiet: timedelta = timedelta()
    said: dict[tuple[str, datetime], timedelta] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lab:
    """One lab. `me` names this process in the lock; `prices` is CHF by flavor or kind, an hour.

    `budget` is how long one tick may go on; it goes on until it must wait for the platform.
    `probe` finds out what the store can do, and keeps the answer there for a day. `copied` reads
    the Lease's copy of a head that is kept in the store: for the end, where that cannot be read.
    """

    settings: Settings
    me: str
    clock: Clock
    pools: NodePools
    cluster: Cluster
    heads: Heads
    bodies: Bodies
    archives: Archives
    ledger: Ledger
    leftovers: Leftovers
    notifier: Notifier
    prices: Mapping[str, Decimal] = field(default_factory=dict)
    budget: timedelta = timedelta(minutes=5)
    probe: Callable[[], object] = _nothing_to_probe
    copied: Callable[[], Head | None] = _no_copy
    desk: Desk = field(default_factory=Desk)
