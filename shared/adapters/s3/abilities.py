"""What a store was found able to do, as it is kept in labs/LAB/probe.json."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Conditional(StrEnum):
    """What conditional writes are worth there."""

    NONE = "none"  # refused, or ignored
    ADVISORY = "advisory"  # refused one by one, but several racers win (P4.2)
    PROVEN = "proven"  # of all racers of every round exactly one won, and no write was lost


@dataclass(frozen=True, slots=True, kw_only=True)
class Abilities:
    """`expiry` is `X-Delete-After` (P4.6); `lifecycle` the bucket's own rules (P4.5)."""

    endpoint: str
    bucket: str
    tried: datetime
    swap: Conditional
    create_only: Conditional
    lifecycle: bool
    expiry: bool
    bulk_delete: bool
