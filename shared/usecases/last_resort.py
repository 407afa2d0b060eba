"""Money wins at the limit (rule 5): without lock, session, archive or Kubernetes.

Reached only where the ordinary cycle could not run. The lock is needed to
create, extend and write, never to delete: 15 minutes past the end any actor
deletes our pools by their known ids, loudly. OFF is not claimed from here.
"""

from __future__ import annotations

from datetime import datetime

from shared.core.actions import DeletePool, Message
from shared.core.adopt import adopt
from shared.core.down import money_wins
from shared.core.pools import birth, ours
from shared.core.seen import NodePool
from shared.core.session import Phase, Session
from shared.core.view import Status
from shared.errors import PortError
from shared.usecases import memory as memories
from shared.usecases.act import act
from shared.usecases.cycle import commit_of
from shared.usecases.lab import Lab


def last_resort(lab: Lab, error: PortError) -> Status:
    """Deletes what bills past the limit; raises `error` again where the limit is not passed."""
    mine = ours(lab.pools.list(), lab.settings)
    now = lab.clock.now()
    session = _session(lab, mine, now)
    if not mine or now - session.end < lab.settings.timing.money_wins_after:
        raise error
    step = money_wins(mine, session, now)
    memory, _ = memories.load(lab)
    told = [a for a in step.actions if not (isinstance(a, Message) and a.cause in memory.sent)]
    act(lab, sorted(told, key=lambda a: not isinstance(a, DeletePool)), token=0)
    return Status(
        lab=lab.settings.lab,
        phase=Phase.STOPPING,
        why=f"{step.reason}; the ordinary stop could not run: {error}",
        now=now,
        looked_at=now,
        session=session.id,
        bills=tuple(f"pool {p.name}: {p.target} x {p.flavor}" for p in mine),
    )


def _session(lab: Lab, mine: tuple[NodePool, ...], now: datetime) -> Session:
    """The published copy, where it can be read and is of these pools; else birth + 6 h."""
    born = birth(mine, now)
    otherwise = adopt(mine, now, lab.settings)
    try:
        found = commit_of(lab).load(None).session
    except PortError:
        return otherwise
    if found is None or found.end < born:
        return otherwise
    latest = born + lab.settings.limits.hours
    return found if found.end <= latest else otherwise
