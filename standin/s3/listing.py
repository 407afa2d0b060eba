"""What a listing shows: the container's database, which hears of some changes late (P4.13).

Reads by name never come here: they are immediate.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from standin.s3.answers import Answers

Key = Any  # moto's FakeKey: moto ships no types


@dataclass(frozen=True, slots=True)
class Pending:
    """Until then the listing shows `before`: the old object, or nothing."""

    before: Key | None
    until: datetime


@dataclass(slots=True)
class Listing:
    answers: Answers
    changes: int = 0
    pending: dict[tuple[str, str], Pending] = field(default_factory=dict)

    def changed(self, bucket: str, name: str, before: Key | None, now: datetime) -> None:
        """An object was written or deleted: decide when the listing hears of it."""
        self.changes += 1
        late = self.pending.get((bucket, name))
        if late is not None and late.until > now:
            before = late.before
        until = now + self.lag(bucket, name)
        self.pending.pop((bucket, name), None)
        if until > now:
            self.pending[bucket, name] = Pending(before, until)

    def lag(self, bucket: str, name: str) -> timedelta:
        """Drawn from the seed and the change itself, so that threads do not disturb it."""
        drawn = sha256(f"{self.answers.seed}/{bucket}/{name}/{self.changes}".encode()).digest()
        if int.from_bytes(drawn[:4]) / 2**32 >= self.answers.listing_share:
            return timedelta()
        return self.answers.listing_lag * (int.from_bytes(drawn[4:8]) / 2**32)

    def view(self, bucket: str, live: Mapping[str, Key], now: datetime) -> dict[str, Key]:
        self.pending = {at: late for at, late in self.pending.items() if late.until > now}
        shown = dict(live)
        for (of, name), late in self.pending.items():
            if of != bucket:
                continue
            if late.before is None:
                shown.pop(name, None)
            else:
                shown[name] = late.before
        return shown
