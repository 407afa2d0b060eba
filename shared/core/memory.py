"""What we noticed and did not want to forget between two looks.

Never read to decide whether something bills (design.md, "memory.json"): losing
it costs a repeated message or a marked estimate, never a false OFF.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

BLIND = "blind"  # among the stages of `Memory.since`, and so is
SHORT = "short of nodes"  # a lab that runs, with fewer than it should have


@dataclass(frozen=True, slots=True, kw_only=True)
class Metered:
    """One billed thing and when it was: `until` is None while it was still there at `seen`.

    `flavor` is the price's key: a node's flavor, "load_balancer", "volume_gb".
    """

    id: str
    name: str
    flavor: str
    units: int
    since: datetime
    seen: datetime
    until: datetime | None = None


class Labels(StrEnum):
    """Whether the platform gives a pool's labels back (P1.9), as our own pools showed."""

    UNKNOWN = ""
    KEPT = "kept"
    LOST = "lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What was written on a pool whose id a POST has answered."""

    name: str
    session: str
    birth: datetime
    token: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """A pool that appeared after its session was over: the books take it as an amendment.

    `month` is where that lies, `token` that of the pool's labels, which its nodes carry too.
    """

    session: str
    month: str
    token: int
    line: Metered


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What the last due look showed: answers between looks carry its age."""

    at: datetime
    phase: str
    reason: str
    proven_off: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """One lab's memory. Dates are the moments of the events.

    `sent`: cause of a message -> when; `asked`: pool name -> when its POST was last sent;
    `sighted`: source -> what of this session it has shown, of OpenStack's by the reach that it
    was asked with (`sight.key`), and what the cluster says that it must show (`idle`);
    `since`: stage of a stop -> first seen in it, for its deadline (rule 6), and `BLIND` ->
    since when pools or cluster could not be seen; `unsettled`: since when no look has shown
    the wish fulfilled, None while it is; `whole`: kept from the session's first moment on, so
    that what it does not hold was never seen; `late`: pools of sessions that are over, until
    the ledger has their amendments; `listed`: the last look that could list the pools;
    `refused`: what the platform refused -> when last (`shared.core.refusals`);
    `archived`: when the newest archive that was ever seen in the index was taken; `lab`: whose
    memory it is, and `token`: the lock's under which it was written; `stops`: the last
    sessions -> the seconds that their stop took, to begin the next in time; `made`: the last
    pools whose POST was answered, by id; `labels`: whether such pools show theirs; `end`: the
    session's, as it was committed last.
    """

    session: str = ""
    sent: dict[str, datetime] = field(default_factory=dict)
    asked: dict[str, datetime] = field(default_factory=dict)
    sighted: dict[str, str] = field(default_factory=dict)
    since: dict[str, datetime] = field(default_factory=dict)
    metered: tuple[Metered, ...] = ()
    look: Look | None = None
    unsettled: datetime | None = None
    whole: bool = False
    late: tuple[Late, ...] = ()
    listed: datetime | None = None
    refused: dict[str, datetime] = field(default_factory=dict)
    archived: datetime | None = None
    lab: str = ""
    token: int = 0
    stops: dict[str, int] = field(default_factory=dict)
    made: dict[str, Made] = field(default_factory=dict)
    labels: Labels = Labels.UNKNOWN
    end: datetime | None = None
