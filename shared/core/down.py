"""Wanted down: save the work -> workloads down -> pools away -> nothing left -> proven -> receipt.

At the limit money wins, whatever could not be done before (`limit`); what comes after the
last pool is in `off`.
"""

from __future__ import annotations

from datetime import datetime
from itertools import takewhile

from shared.core import alarm, news, quiesce, records
from shared.core.actions import DeletePool, Message
from shared.core.beside import beside_the_pools
from shared.core.deadlines import overdue
from shared.core.last_pool import going, held, loose
from shared.core.late import away, late_pools
from shared.core.limit import money_wins, money_wins_unseen, past_the_limit
from shared.core.off import step_off
from shared.core.pools import names, ours
from shared.core.saving import is_saved, save
from shared.core.scope import scope_of
from shared.core.seen import ClusterSeen, NodePool, Observation, PoolStatus, Unknown
from shared.core.session import Session
from shared.core.settings import Settings
from shared.core.step import Step, blocked


def step_down(session: Session, seen: Observation, now: datetime, settings: Settings) -> Step:
    if isinstance(seen.pools, Unknown):
        return _unseen(session, seen.pools, seen, now, settings)
    mine = ours(seen.pools, settings)
    if mine and seen.receipt is True:
        return _over(session, seen, settings)
    if mine:
        return _with_pools(session, seen, mine, now, settings)
    return step_off(session, seen, now, settings)


def _over(session: Session, seen: Observation, settings: Settings) -> Step:
    """All was saved and proven off; what appeared since is of a POST that landed late (rule 1)."""
    strays = late_pools(session, seen, settings)
    return Step(
        f"deleting {names(strays)}, which appeared after the session was over", away(strays)
    )


def _unseen(
    session: Session, why: Unknown, seen: Observation, now: datetime, settings: Settings
) -> Step:
    """Nothing is concluded from what cannot be seen; past the limit, known ids need no look."""
    past = past_the_limit(session, now, settings)
    step = money_wins_unseen(seen.memory, session, now, settings) if past else None
    return step or blocked(why)


def _with_pools(
    session: Session,
    seen: Observation,
    mine: tuple[NodePool, ...],
    now: datetime,
    settings: Settings,
) -> Step:
    if past_the_limit(session, now, settings):
        return _at_the_limit(session, seen, mine, now, settings)
    if all(p.status is PoolStatus.DELETING for p in mine):
        return Step("waiting for the pools to be gone: " + names(mine))
    if isinstance(seen.cluster, Unknown):
        return blocked(seen.cluster)
    if isinstance(seen.archive, Unknown):
        return blocked(seen.archive)
    if not is_saved(session, seen):
        return save(session, seen.cluster, now, settings)
    return _quiesced(session, seen, seen.cluster, mine, now, settings)


def _at_the_limit(
    session: Session,
    seen: Observation,
    mine: tuple[NodePool, ...],
    now: datetime,
    settings: Settings,
) -> Step:
    """What the platform keeps is not asked to go again and again."""
    kept = held(session, seen, mine, now, settings)
    if kept is None or loose(mine, seen, now, settings):
        return money_wins(going(mine, settings), session, now, beside_the_pools(seen))
    return kept


def _lacking(seen: Observation) -> tuple[Message, ...]:
    """Types that are not built in and could not be read: named, and etcd keeps them (rule 6)."""
    unread = (
        () if isinstance(seen.archive, Unknown) or seen.archive is None else seen.archive.unread
    )
    return (news.archive_lacks(unread),) if unread else ()


def _quiesced(
    session: Session,
    seen: Observation,
    cluster: ClusterSeen,
    mine: tuple[NodePool, ...],
    now: datetime,
    settings: Settings,
) -> Step:
    late = overdue(seen.memory, session, now)
    ahead = quiesce.stages(scope_of(cluster, settings), session.id, records.of_stop(session))
    stage = next((s for s in ahead if s.name not in late), None)
    passed = takewhile(lambda s: s.name in late, ahead)
    said = (*_lacking(seen), *(alarm.stage_skipped(s.name) for s in passed))
    if stage is not None:
        return Step(stage.reason, (*stage.actions, *said), stage=stage.name)
    if kept := held(session, seen, mine, now, settings):
        return kept._replace(actions=(*kept.actions, *said))
    asks = tuple(
        DeletePool(id=p.id, name=p.name, why="the stop is complete up to here")
        for p in going(mine, settings)
        if p.status is not PoolStatus.DELETING
    )
    return Step("workloads are down: deleting " + names(going(mine, settings)), (*asks, *said))
