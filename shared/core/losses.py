"""What of the lab's state was found lost, damaged, old or another's: each is told (rule 3)."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from shared.core.late import late_pools
from shared.core.pools import ours
from shared.core.seen import Loss, Observation, Part, Unknown
from shared.core.session import Session
from shared.core.settings import Settings

GONE = "it is not there"


class LeaseSaid(NamedTuple):
    """`looked` is when the memory was last written, None where the Lease does not say;

    `token` the highest under which anybody may have written it.
    """

    looked: datetime | None
    token: int


def losses(
    session: Session | None,
    seen: Observation,
    lease: LeaseSaid,
    settings: Settings,
) -> tuple[Loss, ...]:
    """Beyond what reading found: what pools, memory and Lease show to have been there.

    What could not be asked is not lost: nothing is known of it.
    """
    found = (
        _state(session, seen, settings),
        _lease(seen, lease),
        _memory(session, seen, lease.looked, settings),
    )
    known = {loss.what for loss in seen.lost}
    more = (loss for loss in (*found, _archives(seen)) if loss and loss.what not in known)
    return tuple(loss for loss in (*seen.lost, *more) if loss.what not in seen.unasked)


def _state(session: Session | None, seen: Observation, settings: Settings) -> Loss | None:
    """Pools of ours run, and nothing says who wanted them."""
    if session is not None or isinstance(seen.pools, Unknown):
        return None
    over = late_pools(None, seen, settings)
    wanted = [p for p in ours(seen.pools, settings) if p.labels is not None and p not in over]
    return Loss(Part.LEASE, "it names no session, and pools of one run") if wanted else None


def _lease(seen: Observation, lease: LeaseSaid) -> Loss | None:
    back = seen.memory.token > lease.token
    return Loss(Part.LEASE, "it is older than the memory") if back else None


def _memory(
    session: Session | None, seen: Observation, looked: datetime | None, settings: Settings
) -> Loss | None:
    """It was written before the first POST of a session, and at each look since."""
    if seen.forgot:
        return Loss(Part.MEMORY, "it cannot be read")
    pools = () if isinstance(seen.pools, Unknown) else ours(seen.pools, settings)
    named = {p.labels.session for p in pools if p.labels is not None}
    if session is not None and session.id in named and seen.memory.session != session.id:
        return Loss(Part.MEMORY, "it holds nothing of this session")
    look = seen.memory.look
    if looked is not None and (look is None or look.at < looked):
        return Loss(Part.MEMORY, "it is older than what was last written")
    return None


def _archives(seen: Observation) -> Loss | None:
    """The memory has seen a newer one."""
    newest, known = seen.archive, seen.memory.archived
    if known is None or isinstance(newest, Unknown):
        return None
    if newest is None:
        return Loss(Part.ARCHIVES, GONE)
    return Loss(Part.ARCHIVES, "it is an older one") if newest.taken_at < known else None
