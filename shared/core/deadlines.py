"""A stage of a stop has a deadline from one table: past it, the next begins (rule 6)."""

from __future__ import annotations

from datetime import datetime, timedelta

from shared.core.memory import Memory
from shared.core.session import Session

# From when a stage was first seen; an alarm says so.
# The archive and the record have none: work is given up only by rule 5.
DEADLINES = {
    "mark": timedelta(minutes=1),
    "suspend": timedelta(minutes=2),
    "scale down": timedelta(minutes=3),
    "load balancers": timedelta(minutes=4),
    "bare pods": timedelta(minutes=2),
    "pods": timedelta(minutes=5),
    "volumes": timedelta(minutes=3),
}


def overdue(memory: Memory, session: Session, now: datetime) -> frozenset[str]:
    """The stages of this stop whose time is over. A lost memory only begins to count anew."""
    entered = memory.since if memory.session == session.id else {}
    return frozenset(
        name
        for name, lasts in DEADLINES.items()
        if name in entered and entered[name] >= session.since and now - entered[name] >= lasts
    )
