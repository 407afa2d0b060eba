"""Pools that should not be there: late ones, twins, failed ones. None of them holds up the rest.

A pool goes at once only where no work can be on it. Equal twins, whose nodes cannot be told
apart, and a pool that is called Failed while its nodes work, stay and are told with their
price: whoever stops the lab takes them away in order.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from shared.core import alarm, kube
from shared.core.actions import Action, DeletePool
from shared.core.late import away, late_pools
from shared.core.pools import FAILED, of_session, price, serving
from shared.core.scope import scope_of
from shared.core.seen import NodePool, Observation, PoolStatus, Unknown
from shared.core.session import Session
from shared.core.settings import Settings
from shared.core.step import Step
from shared.core.surplus import nodes_of


class Tidy(NamedTuple):
    """`aside` are the pools that the rest of the step leaves alone, by their ids."""

    actions: tuple[Action, ...] = ()
    aside: frozenset[str] = frozenset()

    def beside(self, step: Step) -> Step:
        """Both, in one step: neither waits for the other."""
        going = any(isinstance(a, DeletePool) for a in self.actions)
        reason = f"removing pools that should not be there; {step.reason}" if going else step.reason
        return step._replace(reason=reason, actions=(*self.actions, *step.actions))


def tidied(
    session: Session, seen: Observation, mine: tuple[NodePool, ...], settings: Settings
) -> Tidy:
    """Of twins the lowest id stays (rule 1)."""
    own = of_session(mine, session)
    found = late_pools(session, seen, settings)
    late = tuple(p for p in found if p.status is not PoolStatus.DELETING)
    twins = [p for wish in session.pools for p in _equal(serving(own, wish))]
    wrong = [p for p in twins if not _may_carry_work(p, seen, settings)]
    stay = tuple(p for p in twins if p not in wrong)
    doubled = (alarm.twins(p.name, p.id, price((p,), seen.prices)) for p in stay)
    acts = (*away(late), *_wrong(wrong), *doubled, *_failed(own, seen))
    aside = (*late, *twins, *(p for p in own if p.status in FAILED and not p.ready))
    return Tidy(acts, frozenset(p.id for p in aside))


def _equal(pools: tuple[NodePool, ...]) -> tuple[NodePool, ...]:
    """All but the first. One that has nodes with work on them is drained instead

    (`surplus`), if these can be told from the first one's: by the token on their labels.
    """
    return tuple(p for p in pools[1:] if not p.ready or not _apart(p, pools[0]))


def _apart(one: NodePool, other: NodePool) -> bool:
    if one.labels is None or other.labels is None:
        return False
    return one.labels.token != other.labels.token


def _may_carry_work(pool: NodePool, seen: Observation, settings: Settings) -> bool:
    """Its nodes are Ready, and pods run on some that may be its own, or could not be listed."""
    cluster = seen.cluster
    if not pool.ready:
        return False
    if isinstance(cluster, Unknown) or "pods" not in cluster.objects:
        return True
    nodes = {n.name for n in nodes_of((pool,), (), cluster.nodes)}
    pods = scope_of(cluster, settings).working_pods()
    return any(kube.spec(pod).get("nodeName") in nodes for pod in pods)


def _wrong(twins: Iterable[NodePool]) -> tuple[Action, ...]:
    return tuple(DeletePool(id=p.id, name=p.name, why="a twin: the older one stays") for p in twins)


def _failed(own: tuple[NodePool, ...], seen: Observation) -> tuple[Action, ...]:
    """One that gives no node may bill: away with it, and it is asked for again."""
    acts: list[Action] = []
    for pool in (p for p in own if p.status in FAILED):
        why = "; ".join(pool.faults) or pool.status.value
        if pool.ready:
            costs = price((pool,), seen.prices)
            acts.append(alarm.pool_failed_at_work(pool.name, pool.ready, why, costs))
        else:
            acts.append(DeletePool(id=pool.id, name=pool.name, why=f"failed: {why}"))
            acts.append(alarm.pool_failed(pool.name, pool.flavor, why))
    return tuple(acts)
