"""What a Deployment tells of itself."""

from __future__ import annotations

from standin.client import Obj
from standin.reconcile.conditions import Condition, with_conditions
from standin.reconcile.effects import Effects, set_status
from standin.reconcile.objects import name_of, spec_of, status_of
from standin.reconcile.quantity import share
from standin.reconcile.view import View


def deployment_status(view: View, owner: Obj, sets: list[Obj], new: Obj | None) -> Effects:
    total, available = _sum(sets, "replicas"), _sum(sets, "availableReplicas")
    updated = _sum([new] if new else [], "replicas")
    conditions = (_available(owner, available), _progressing(owner, new, total, available))
    yield from set_status(
        owner,
        observedGeneration=owner["metadata"].get("generation"),
        replicas=total or None,
        updatedReplicas=updated or None,
        readyReplicas=_sum(sets, "readyReplicas") or None,
        availableReplicas=available or None,
        unavailableReplicas=max(0, _desired(owner) - available) or None,
        conditions=with_conditions(owner, view.now, *conditions),
    )


def _available(owner: Obj, available: int) -> Condition:
    rolling = spec_of(owner).get("strategy", {}).get("rollingUpdate") or {}
    desired = _desired(owner)
    lacking = share(rolling.get("maxUnavailable", "25%"), desired, up=False)
    if available >= desired - lacking:
        text = "Deployment has minimum availability."
        return Condition("Available", "True", "MinimumReplicasAvailable", text)
    text = "Deployment does not have minimum availability."
    return Condition("Available", "False", "MinimumReplicasUnavailable", text)


def _progressing(owner: Obj, new: Obj | None, total: int, available: int) -> Condition:
    if new is None:
        return Condition("Progressing", "True", "NewReplicaSetCreated")
    complete = total == available == _desired(owner) == _sum([new], "replicas")
    if complete:
        text = f'ReplicaSet "{name_of(new)}" has successfully progressed.'
        return Condition("Progressing", "True", "NewReplicaSetAvailable", text)
    text = f'ReplicaSet "{name_of(new)}" is progressing.'
    return Condition("Progressing", "True", "ReplicaSetUpdated", text)


def _sum(sets: list[Obj], field: str) -> int:
    return sum(int(status_of(held).get(field) or 0) for held in sets)


def _desired(owner: Obj) -> int:
    return int(spec_of(owner).get("replicas", 1))
