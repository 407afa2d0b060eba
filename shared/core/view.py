"""What a person is shown of the lab: derived from one look, never stored, never decided from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from shared.core.session import Lease, Phase


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """One lab, now. Money is CHF, exact; `missing` names what has no known price ("at least").

    `why` is the last decision's reason; `looked_at` the moment of the observation behind it;
    `bills` says in words what is billed now; `proof` is source -> what it showed, once off;
    `changed` is False where a request was a replay or found its wish already there.
    """

    lab: str
    phase: Phase
    why: str
    now: datetime
    looked_at: datetime
    session: str = ""
    profile: str = ""
    nodes_ready: int = 0
    nodes_wanted: int = 0
    holders: tuple[Lease, ...] = ()
    end: datetime | None = None
    birth: datetime | None = None
    chf: Decimal = Decimal(0)
    chf_per_hour: Decimal = Decimal(0)
    chf_to_end: Decimal = Decimal(0)
    missing: tuple[str, ...] = ()
    bills: tuple[str, ...] = ()
    asleep: tuple[str, ...] = ()
    proof: Mapping[str, str] = field(default_factory=dict)
    changed: bool = True
