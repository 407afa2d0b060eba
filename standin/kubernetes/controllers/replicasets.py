"""ReplicaSets: as many active pods as asked for."""

from __future__ import annotations

from standin.client import Obj
from standin.kubernetes.controllers.pods import (
    adopt,
    fresh_names,
    is_active,
    is_available,
    is_ready,
    node_of,
    phase_of,
    pod_from,
)
from standin.reconcile.effects import Create, Delete, Effects, set_status
from standin.reconcile.objects import (
    annotations_of,
    is_leaving,
    labels_of,
    name_of,
    spec_of,
)
from standin.reconcile.view import View


def replicasets(view: View) -> Effects:
    for owner in view.of("ReplicaSet"):
        yield from adopt(view, owner, "Pod")
        pods = view.controlled(owner, "Pod")
        active = [pod for pod in pods if is_active(pod)]
        if not is_leaving(owner):
            yield from _right_number(view, owner, pods, active)
        yield from _status(view, owner, active)


def _right_number(view: View, owner: Obj, pods: list[Obj], active: list[Obj]) -> Effects:
    missing = spec_of(owner).get("replicas", 1) - len(active)
    for name in fresh_names(view, owner, pods, missing):
        yield Create(pod_from(owner, spec_of(owner)["template"], name))
    for pod in sorted(active, key=_least_missed)[: max(0, -missing)]:
        yield Delete(pod)


def _least_missed(pod: Obj) -> tuple[bool, bool, bool, int, str]:
    """The order of kube-controller-manager's ActivePods: what goes first costs least."""
    cost = int(annotations_of(pod).get("controller.kubernetes.io/pod-deletion-cost", "0"))
    return (bool(node_of(pod)), phase_of(pod) == "Running", is_ready(pod), cost, name_of(pod))


def _status(view: View, owner: Obj, active: list[Obj]) -> Effects:
    wanted = labels_of(spec_of(owner)["template"])
    min_ready = spec_of(owner).get("minReadySeconds", 0)
    labelled = sum(wanted.items() <= labels_of(pod).items() for pod in active)
    available = sum(is_available(pod, view, min_ready) for pod in active)
    yield from set_status(
        owner,
        replicas=len(active),
        fullyLabeledReplicas=labelled or None,
        readyReplicas=sum(map(is_ready, active)) or None,
        availableReplicas=available or None,
        observedGeneration=owner["metadata"].get("generation"),
    )
