"""What was billed from which second to which: the truth about money."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from standin.world.records import Owner


@dataclass(slots=True, kw_only=True)
class Interval:
    """One thing's billed life. `ended` is None while it bills; money is CHF an hour, unrounded."""

    kind: str
    id: str
    name: str
    flavor: str | None
    owner: Owner
    began: datetime
    chf_per_hour: Decimal
    ended: datetime | None = None

    def told(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "id": self.id,
            "name": self.name,
            "flavor": self.flavor,
            "owner": self.owner,
            "began": self.began.isoformat(),
            "ended": self.ended.isoformat() if self.ended else None,
            "chf_per_hour": str(self.chf_per_hour),
        }


class Timeline:
    """Every billed interval ever; a thing that grows dearer ends one and begins the next."""

    def __init__(self) -> None:
        self.intervals: list[Interval] = []

    def begin(self, interval: Interval) -> None:
        self.intervals.append(interval)

    def end(self, kind: str, key: str, at: datetime) -> None:
        for interval in self.open():
            if (interval.kind, interval.id) == (kind, key):
                interval.ended = at

    def open(self) -> list[Interval]:
        """What bills now, oldest first."""
        return [interval for interval in self.intervals if interval.ended is None]

    def chf_per_hour(self) -> Decimal:
        return sum((interval.chf_per_hour for interval in self.open()), Decimal(0))
