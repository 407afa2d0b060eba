"""What is wanted of the lab. The only thing we persist, and it holds wishes only.

No field may claim that something was done: that is for the next Observation to
say. A phase is derived from both (`decide.phase_of`), never stored.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Self

from shared.errors import RefusedError

KEYS_REMEMBERED = 20  # idempotency keys of the last wishes; a replay older than that is a new wish


class Wanted(StrEnum):
    UP = "up"
    DOWN = "down"


class Phase(StrEnum):
    """Where the lab is between the two, for people. Derived, never trusted."""

    STOPPED = "stopped"
    PARKED = "parked"  # asleep, on the one pool that the platform keeps: it bills (rule 11)
    STARTING = "starting"
    RUNNING = "running"
    STOPPING = "stopping"


class NodeCount(int):
    """At least 1. The platform knows no pool of 0 nodes (P1.5), so neither does this type."""

    def __new__(cls, value: int) -> Self:
        if value < 1:
            msg = f"a pool has at least 1 node, not {value}: to have none, delete the pool"
            raise RefusedError(msg)
        return super().__new__(cls, value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """Who wants the lab, and until when."""

    holder: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolWish:
    """A pool that the session wants: its configured name and all that makes it billable."""

    name: str
    flavor: str
    zone: str
    nodes: NodeCount


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One run of the lab, from the request to the proof of off.

    `since` is the moment of the present wish (of the start, or of the stop);
    `cluster` the kube-system UID that the lab is bound to, None before the first.
    """

    id: str
    wanted: Wanted
    since: datetime
    started: datetime
    profile: str
    pools: tuple[PoolWish, ...] = ()
    leases: tuple[Lease, ...] = ()
    end: datetime
    cluster: str | None = None
    why: str = ""
    keys: tuple[str, ...] = ()
