"""When a stop begins: at the end, or earlier where stops of this lab take long (rules 5 and 6).

Money wins 15 minutes past the end. Where a stop, as long as one in twenty has been, would not
be through by then, seen by a scheduler that is as slow as it may be, it begins that much earlier.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from datetime import datetime, timedelta

from shared.core.calendar import clock
from shared.core.memory import Memory
from shared.core.session import Session
from shared.core.settings import Settings

TICK = timedelta(minutes=5)  # the slowest that is any good
KEPT = 20  # stops
MOST_EARLY = timedelta(minutes=30)  # a stop that hung for hours must not cost the next lab its time


def stop_begins(session: Session, memory: Memory, settings: Settings) -> datetime:
    return session.end - earlier(memory.stops.values(), settings)


def earlier(stops: Collection[int], settings: Settings) -> timedelta:
    """By which a stop begins before the end; `stops` are the seconds that past ones took."""
    over = longest_of(stops) + 2 * TICK - settings.timing.money_wins_after
    return min(max(over, timedelta()), MOST_EARLY) if stops else timedelta()


def longest_of(stops: Collection[int]) -> timedelta:
    """Their 95th percentile, by the nearest rank."""
    if not stops:
        return timedelta()
    rank = math.ceil(0.95 * len(stops))
    return timedelta(seconds=sorted(stops)[rank - 1])


def why_now(session: Session, memory: Memory, now: datetime) -> str:
    """In words, for `Session.why`."""
    if now >= session.end:
        return f"its leases ended at {clock(session.end)}"
    minutes = math.ceil(longest_of(memory.stops.values()).total_seconds() / 60)
    return f"its leases end at {clock(session.end)}, and a stop has taken {minutes} minutes"


def remembered(stops: dict[str, int], session: str, took: timedelta) -> dict[str, int]:
    """With one stop more: the last ones, by session."""
    seconds = max(int(took.total_seconds()), 0)
    kept = {name: value for name, value in stops.items() if name != session} | {session: seconds}
    return dict(list(kept.items())[-KEPT:])
