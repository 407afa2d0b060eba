"""Wanted up: pools -> nodes -> the right cluster -> workloads back -> the mark -> running."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from shared.core import alarm, kube, refusals, wake
from shared.core.actions import Action, CreatePool
from shared.core.calendar import clock
from shared.core.memory import SHORT, Labels, Memory
from shared.core.pools import FAILED, begun, of_session, ours, serving
from shared.core.remembered import lost
from shared.core.saving import where
from shared.core.scope import scope_of
from shared.core.seen import (
    ClusterSeen,
    NodePool,
    Observation,
    Ownership,
    PoolStatus,
    Unknown,
)
from shared.core.session import Phase, PoolWish, Session
from shared.core.settings import Settings
from shared.core.step import Step, blocked
from shared.core.surplus import drain
from shared.core.tidy import tidied
from shared.core.unbooted import refused_by_quota
from shared.core.zones import placed

WORKING = FAILED | {PoolStatus.ACTIVE}  # one that fails with all its nodes Ready still works


def step_up(session: Session, seen: Observation, now: datetime, settings: Settings) -> Step:
    if isinstance(seen.pools, Unknown):
        return blocked(seen.pools)._replace(settled=ran(session, seen.memory))
    mine = ours(seen.pools, settings)
    tidy = tidied(session, seen, mine, settings)
    step = _missing(session, seen, mine, now, settings)
    return tidy.beside(step or _with_pools(session, seen, mine, tidy.aside, settings))


def ran(session: Session, memory: Memory) -> bool:
    """Whether the last look showed this wish fulfilled: one blind look does not undo a start."""
    look = memory.look if memory.session == session.id else None
    return look is not None and look.phase == Phase.RUNNING and look.at >= session.since


def _with_pools(
    session: Session,
    seen: Observation,
    mine: tuple[NodePool, ...],
    aside: frozenset[str],
    settings: Settings,
) -> Step:
    cluster = seen.cluster
    if isinstance(cluster, Unknown):
        return blocked(cluster)._replace(settled=ran(session, seen.memory))
    woken = cluster.mark == session.id
    if waiting := _waiting(session, cluster, mine):
        return Step(waiting, settled=woken, stage=SHORT if woken else "")
    if surplus := drain(session, cluster, mine, settings, aside):
        return surplus._replace(settled=woken)
    return _woken(session, seen, cluster, settings)


def _woken(session: Session, seen: Observation, cluster: ClusterSeen, settings: Settings) -> Step:
    woken = cluster.mark == session.id
    scope = scope_of(cluster, settings)
    if stage := wake.next_stage(scope):
        missed = () if woken else lost(scope)
        said = (alarm.record_lost("; ".join(missed), where(seen.archive)),) if missed else ()
        return Step(stage.reason, (*said, *stage.actions), settled=woken)
    if not woken:
        marking = wake.mark(cluster.objects.get(kube.MARKS, ()), session.id)
        return Step("workloads are back: marking the cluster", marking)
    nodes = sum(pool.nodes for pool in session.pools)
    return Step(f"running on {nodes} nodes until {clock(session.end)}", settled=True)


def _missing(
    session: Session,
    seen: Observation,
    mine: tuple[NodePool, ...],
    now: datetime,
    settings: Settings,
) -> Step | None:
    own = of_session(mine, session)
    absent = [wish for wish in session.pools if not serving(own, wish)]
    if not absent:
        return None
    due = [w for w in absent if _may_ask(w, seen, now, settings)]
    if not due:
        return Step(_asked_for(absent, seen.memory, settings))
    labels = Ownership(
        lab=settings.lab, session=session.id, birth=begun(own, session.started), token=0
    )
    suffixed = seen.memory.labels is Labels.LOST
    acts: list[Action] = []
    for wish in due:
        zone, said = placed(session, wish, seen, now, settings)
        asked = replace(wish, zone=zone)
        acts += [CreatePool(wish=asked, labels=labels, suffixed=suffixed), *said]
    return Step(_asking(due, seen.memory, settings), tuple(acts))


def _asked_for(absent: list[PoolWish], memory: Memory, settings: Settings) -> str:
    """Why nothing is asked for now."""
    refused = _refused(absent, memory, settings)
    waiting = ", ".join(w.name for w in absent if w.name not in refused)
    minutes = int(settings.timing.unanswered.total_seconds() // 60)
    again = f"asked for again {minutes} minutes after it was last"
    said = [f"{why}; {again}" for why in refused.values()]
    if waiting:
        said.append(f"asked for {waiting}; waiting until it is sure whether the request landed")
    return "; ".join(said)


def _asking(due: list[PoolWish], memory: Memory, settings: Settings) -> str:
    again = _refused(due, memory, settings).values()
    return "; ".join(("asking for " + ", ".join(f"{w.nodes} {w.name}" for w in due), *again))


def _refused(wishes: list[PoolWish], memory: Memory, settings: Settings) -> dict[str, str]:
    """Name -> what the platform said when it was asked for last: no look shows it any more."""
    whys = {w.name: _refusal(w, memory, settings) for w in wishes}
    return {name: f"the platform refused {name} ({why})" for name, why in whys.items() if why}


def _refusal(wish: PoolWish, memory: Memory, settings: Settings) -> str:
    """Of what was asked for last, in words; "" where nothing says that it was refused."""
    asked = memory.asked.get(wish.name)
    refused = (memory.refused.get(key) for key in _zones_of(wish, settings))
    if asked is not None and any(at is not None and at >= asked for at in refused):
        return f"no node of flavor {wish.flavor} is free in {wish.zone}"
    return refused_by_quota(wish.name, memory)


def _may_ask(wish: PoolWish, seen: Observation, now: datetime, settings: Settings) -> bool:
    """An unanswered POST is not repeated until complete lists have shown nothing for a while:

    the present one, and one before it that is younger than the POST. One that was refused has
    been answered: it made no pool.
    """
    memory = seen.memory
    asked = memory.asked.get(wish.name)
    if asked is None:
        return True
    listed = memory.listed is not None and memory.listed > asked
    if listed and now - asked >= settings.timing.unanswered:
        return True
    return any(memory.refused.get(key, asked) > asked for key in _zones_of(wish, settings))


def _zones_of(wish: PoolWish, settings: Settings) -> tuple[str, ...]:
    spec = settings.pools.get(wish.name)
    zones = (wish.zone, *(spec.other_zones if spec is not None else ()))
    return tuple(refusals.zone(wish.flavor, zone) for zone in zones)


def _waiting(session: Session, cluster: ClusterSeen, mine: tuple[NodePool, ...]) -> str:
    own = of_session(mine, session)
    for wish in session.pools:
        pool = serving(own, wish)[0]
        if pool.status not in WORKING or pool.ready < wish.nodes:
            return f"pool {pool.name} is {pool.status}: {pool.ready} of {wish.nodes} nodes"
    wanted = sum(wish.nodes for wish in session.pools)
    fit = sum(node.ready and node.schedulable for node in cluster.nodes)
    return "" if fit >= wanted else f"{fit} of {wanted} nodes are Ready and schedulable"
