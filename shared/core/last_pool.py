"""The platform may keep the last pool of a cluster (rule 11, P1.13): what is done then.

By `last_pool` in lab.yaml: *alarm* says so and goes on trying; *park* leaves one node of the
cheapest pool, shown with its price and never called off; *rebuild* would delete the cluster,
and refuses. Known by the refusal alone: whatever stands is tried again.

The parked pool is one of its own, by name, even where the last pool is as small: it is no
part of the run before it, nor of the next, whose birth the limits count from (rule 5).
"""

from __future__ import annotations

from datetime import datetime

from shared.core import alarm
from shared.core.actions import Action, CreatePool, DeletePool
from shared.core.pools import FAILED, PARKED, names, price
from shared.core.refusals import kept_back
from shared.core.saving import is_saved
from shared.core.seen import ArchiveSeen, NodePool, Observation, Ownership, PoolStatus
from shared.core.session import NodeCount, PoolWish, Session
from shared.core.settings import LastPool, Settings
from shared.core.step import Step


def going(mine: tuple[NodePool, ...], settings: Settings) -> tuple[NodePool, ...]:
    """What a stop deletes: all but the pool that a parked lab keeps."""
    return tuple(p for p in mine if not _stays(p, settings))


def loose(mine: tuple[NodePool, ...], seen: Observation, now: datetime, settings: Settings) -> bool:
    """Some pool stands whose deletion was not asked for, or not refused."""
    return any(not _kept(p, seen, now, settings) for p in _standing(going(mine, settings)))


def held(
    session: Session,
    seen: Observation,
    mine: tuple[NodePool, ...],
    now: datetime,
    settings: Settings,
) -> Step | None:
    """The step where all that stands is what the platform keeps; None where it is not so far."""
    standing = _standing(mine)
    if parked := tuple(p for p in standing if _stays(p, settings)):
        return _parked(parked[0], seen, mine, now, settings)
    if not standing or loose(mine, seen, now, settings):
        return None
    match settings.last_pool:
        case LastPool.PARK:
            return _parking(session, seen, standing, now, settings)
        case LastPool.REBUILD:
            said = alarm.rebuild_refused(
                names(standing), price(standing, seen.prices), _why(session, seen)
            )
            return Step(f"rebuild refused: {_why(session, seen)}", (*_away(standing), said))
        case LastPool.ALARM:
            costs = price(standing, seen.prices)
            said = alarm.last_pool(names(standing), costs)
            reason = f"the platform keeps the last pool: {names(standing)} bills {costs}"
            return Step(reason, (*_away(standing), said))


def _parking(
    session: Session,
    seen: Observation,
    standing: tuple[NodePool, ...],
    now: datetime,
    settings: Settings,
) -> Step:
    """Another pool first: then what stands is the last one no more."""
    reason = f"the platform keeps {names(standing)}: parking the lab on one node"
    asked = seen.memory.asked.get(PARKED)
    if asked is not None and now - asked < settings.timing.unanswered:
        return Step(f"{reason}, which was asked for")
    ours = Ownership(lab=settings.lab, session=session.id, birth=now, token=0)
    return Step(reason, (CreatePool(wish=_cheapest(seen, settings), labels=ours),))


def _parked(
    pool: NodePool,
    seen: Observation,
    mine: tuple[NodePool, ...],
    now: datetime,
    settings: Settings,
) -> Step:
    others = tuple(p for p in mine if p.id != pool.id)
    if pool.status is not PoolStatus.ACTIVE or pool.ready < pool.target:
        return Step(f"pool {pool.name} is {pool.status}: waiting for it before the rest goes")
    if doomed := _away(_standing(others)):
        return Step(f"deleting {names(others)}: {pool.name} stays instead", doomed)
    if others:
        return Step("waiting for the pools to be gone: " + names(others))
    costs = price((pool,), seen.prices)
    again = () if _kept(pool, seen, now, settings) else _away((pool,))
    reason = f"parked, not off: the platform keeps the last pool, {pool.name} bills {costs}"
    return Step(reason, (*again, alarm.parked(pool.name, costs)), settled=True, parked=True)


def _cheapest(seen: Observation, settings: Settings) -> PoolWish:
    """One node of the configured pool that costs least; what has no known price comes last."""
    specs = settings.pools.values()
    known = [s for s in specs if s.flavor in seen.prices]
    best = min(known or specs, key=lambda s: (seen.prices.get(s.flavor, 0), s.name))
    return PoolWish(name=PARKED, flavor=best.flavor, zone=best.zone, nodes=NodeCount(1))


def _why(session: Session, seen: Observation) -> str:
    """Why the cluster is not deleted. Both must hold of the archive of this very stop."""
    archive = seen.archive
    if not isinstance(archive, ArchiveSeen) or not is_saved(session, seen):
        return "no archive of this stop is verified"
    if archive.drilled is None:
        return f"archive {archive.name} is verified, and no drill of it has passed"
    passed = f"archive {archive.name} is verified and its drill passed"
    return f"{passed}, but the cluster keeps the lock and what is wanted: it is deleted by hand"


def _stays(pool: NodePool, settings: Settings) -> bool:
    return settings.last_pool is LastPool.PARK and pool.name == PARKED and pool.status not in FAILED


def _kept(pool: NodePool, seen: Observation, now: datetime, settings: Settings) -> bool:
    return kept_back(pool, seen.memory, now, settings.timing.look_asleep)


def _standing(pools: tuple[NodePool, ...]) -> tuple[NodePool, ...]:
    return tuple(p for p in pools if p.status is not PoolStatus.DELETING)


def _away(pools: tuple[NodePool, ...]) -> tuple[Action, ...]:
    return tuple(DeletePool(id=p.id, name=p.name, why="the lab is wanted down") for p in pools)
