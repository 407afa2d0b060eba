"""Pools that another profile no longer wants: cordoned, drained within budgets, deleted."""

from __future__ import annotations

from shared.core import kube, records
from shared.core.actions import Action, CreateObject, DeletePool, ObjectRef, PatchObject
from shared.core.pools import of_session, serving
from shared.core.scope import Scope, scope_of
from shared.core.seen import ClusterSeen, Json, Node, NodePool, PoolStatus
from shared.core.session import Session
from shared.core.settings import Settings
from shared.core.step import Step


def drain(
    session: Session,
    cluster: ClusterSeen,
    mine: tuple[NodePool, ...],
    settings: Settings,
    aside: frozenset[str] = frozenset(),
) -> Step | None:
    """The next step of making room, or None where no pool is surplus.

    Those of `aside` are somebody else's to remove: `tidy`.
    """
    surplus = (p for p in unwanted(session, mine) if p.id not in aside)
    going = tuple(p for p in surplus if p.status is not PoolStatus.DELETING)
    if not going:
        return None
    names = ", ".join(p.name for p in going)
    kept = tuple(p for p in mine if p not in going)
    nodes = nodes_of(going, kept, cluster.nodes)
    if _are_unclear(going, kept, nodes, cluster.nodes):
        return Step(f"{names} stays until the stop: which nodes are its own cannot be told")
    scope = scope_of(cluster, settings)
    if cordons := _cordons(nodes):
        return Step(f"cordoning {names}, which this profile does not want", cordons)
    if noted := _records(session, nodes, scope):
        return Step(f"recording the bare pods on {names}, which nothing else brings back", noted)
    if evictions := _evictions(nodes, scope):
        return Step(f"draining {names} within the budgets of its workloads", evictions)
    acts = tuple(
        DeletePool(id=p.id, name=p.name, why="the profile does not want it")
        for p in going
        if p.status is not PoolStatus.DELETING
    )
    return Step(f"deleting {names}, which is drained", acts)


def unwanted(session: Session, mine: tuple[NodePool, ...]) -> tuple[NodePool, ...]:
    """This session's pools that serve none of its wishes."""
    own = of_session(mine, session)
    kept = {serving(own, wish)[0].id for wish in session.pools if serving(own, wish)}
    return tuple(p for p in own if p.id not in kept)


def nodes_of(
    pools: tuple[NodePool, ...], kept: tuple[NodePool, ...], nodes: tuple[Node, ...]
) -> tuple[Node, ...]:
    """By our labels: the name, and the token that tells equal names apart.

    A node that carries none goes by the name that its pool gives its machines, or by its
    flavor, made of these pools only if no other has it.
    """
    marks = {(p.name, p.labels.token) for p in pools if p.labels is not None}
    flavors = {p.flavor for p in pools} - {p.flavor for p in kept}
    return tuple(
        n
        for n in nodes
        if (n.pool, n.token) in marks
        or (not n.pool and (n.flavor in flavors or any(_is_named_by(n, p) for p in pools)))
    )


def _is_named_by(node: Node, pool: NodePool) -> bool:
    return bool(pool.machines) and node.name.startswith(f"{pool.machines}-")


def _are_unclear(
    going: tuple[NodePool, ...],
    kept: tuple[NodePool, ...],
    found: tuple[Node, ...],
    nodes: tuple[Node, ...],
) -> bool:
    """Some nodes of these pools are not found, and some that say nothing may be theirs: such a

    pool would be deleted under its work.
    """
    flavors = {p.flavor for p in going}
    silent = [
        n
        for n in nodes
        if n not in found and not n.pool and n.flavor in flavors
        if not any(_is_named_by(n, p) for p in kept)
    ]
    return bool(silent) and len(found) < sum(p.ready for p in going)


def _cordons(nodes: tuple[Node, ...]) -> tuple[Action, ...]:
    return tuple(
        PatchObject(
            ref=ObjectRef(resource="nodes", name=n.name),
            patch={"spec": {"unschedulable": True}},
            resource_version=n.version,
            why="its pool goes",
        )
        for n in nodes
        if n.schedulable
    )


def _records(session: Session, nodes: tuple[Node, ...], scope: Scope) -> tuple[Action, ...]:
    """Evicted, a bare pod is gone: its record is what the wake brings it back from."""
    names = {n.name for n in nodes}
    bare = [p for p in scope.bare_pods() if kube.spec(p).get("nodeName") in names]
    secrets = scope.objects.get(records.SECRETS, ())
    found = records.unrecorded(secrets, session.id, bare)
    return (records.namespace(), *found) if found else ()


def _evictions(nodes: tuple[Node, ...], scope: Scope) -> tuple[Action, ...]:
    """Asked of the API each time: a budget that refuses now may grant at the next look."""
    names = {n.name for n in nodes}
    pods = [p for p in scope.working_pods() if kube.spec(p).get("nodeName") in names]
    return tuple(_evict(p) for p in pods if not kube.is_gone_soon(p))


def _evict(pod: Json) -> CreateObject:
    where = kube.meta(pod)
    ref = ObjectRef(resource="pods/eviction", name=where["name"], namespace=where["namespace"])
    body = {
        "apiVersion": "policy/v1",
        "kind": "Eviction",
        "metadata": {"name": where["name"], "namespace": where["namespace"]},
    }
    return CreateObject(ref=ref, body=body, why="its node goes")
