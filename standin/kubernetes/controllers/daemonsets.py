"""DaemonSets: one pod on each node that they tolerate."""

from __future__ import annotations

from standin.client import Obj
from standin.kubernetes.controllers.affinity import fits_selectors, untolerated
from standin.kubernetes.controllers.pods import (
    adopt,
    fresh_names,
    is_available,
    is_finished,
    is_ready,
    node_of,
    pod_from,
)
from standin.reconcile.effects import Create, Delete, Effects, set_status
from standin.reconcile.objects import is_leaving, labels_of, name_of, spec_of, suffix
from standin.reconcile.view import View

GENERATION = "controller-revision-hash"
NODE_TROUBLE = ("not-ready", "unreachable", "disk-pressure", "memory-pressure", "pid-pressure")


def daemonsets(view: View) -> Effects:
    for owner in view.of("DaemonSet"):
        yield from adopt(view, owner, "Pod")
        pods = view.controlled(owner, "Pod")
        if not is_leaving(owner):
            yield from _weed(view, owner, pods)
            yield from _one_each(view, owner, pods)
        yield from _status(view, owner, pods)


def _wanted(view: View, owner: Obj, *effects: str) -> set[str]:
    """Names of the nodes whose taints with these effects, labels and affinity let it on."""
    pod = pod_from(owner, spec_of(owner)["template"], "asked")
    pod["spec"]["tolerations"] = (pod["spec"].get("tolerations") or []) + _tolerations()
    nodes = [node for node in view.of("Node") if fits_selectors(pod, node)]
    return {name_of(node) for node in nodes if not untolerated(pod, node, effects)}


def _weed(view: View, owner: Obj, pods: list[Obj]) -> Effects:
    """A taint that only keeps newcomers away does not drive out the pod that is there."""
    may_stay = _wanted(view, owner, "NoExecute")
    for pod in pods:
        misplaced = target_of(pod) not in may_stay or is_finished(pod)
        if (misplaced or _is_outdated(owner, pod)) and not is_leaving(pod):
            yield Delete(pod)


def _one_each(view: View, owner: Obj, pods: list[Obj]) -> Effects:
    wanted = _wanted(view, owner, "NoSchedule", "NoExecute")
    bare = sorted(wanted - {target_of(pod) for pod in pods})
    for node, name in zip(bare, fresh_names(view, owner, pods, len(bare)), strict=True):
        yield Create(_pod(owner, node, name))


def target_of(pod: Obj) -> str:
    """The node that a daemon's pod is meant for, bound or not yet."""
    affinity = (spec_of(pod).get("affinity") or {}).get("nodeAffinity") or {}
    required = affinity.get("requiredDuringSchedulingIgnoredDuringExecution") or {}
    for term in required.get("nodeSelectorTerms") or []:
        for held in term.get("matchFields") or []:
            return str(held["values"][0])
    return node_of(pod)


def _is_outdated(owner: Obj, pod: Obj) -> bool:
    on_delete = (spec_of(owner).get("updateStrategy") or {}).get("type") == "OnDelete"
    return not on_delete and labels_of(pod).get(GENERATION) != _revision(owner)


def _revision(owner: Obj) -> str:
    return suffix(spec_of(owner)["template"], length=10)


def _pod(owner: Obj, node: str, name: str) -> Obj:
    """A daemon's pod names its node by affinity, and tolerates a node in trouble."""
    pod = pod_from(owner, spec_of(owner)["template"], name)
    pod["metadata"]["labels"] |= {GENERATION: _revision(owner)}
    field = {"key": "metadata.name", "operator": "In", "values": [node]}
    required = {"nodeSelectorTerms": [{"matchFields": [field]}]}
    affinity = pod["spec"].get("affinity") or {}
    node_affinity = {"requiredDuringSchedulingIgnoredDuringExecution": required}
    pod["spec"]["affinity"] = affinity | {"nodeAffinity": node_affinity}
    pod["spec"]["tolerations"] = (pod["spec"].get("tolerations") or []) + _tolerations()
    return pod


def _tolerations() -> list[Obj]:
    stays = [_exists(trouble, "NoExecute") for trouble in NODE_TROUBLE[:2]]
    comes = [_exists(trouble, "NoSchedule") for trouble in NODE_TROUBLE[2:]]
    return [*stays, *comes, _exists("unschedulable", "NoSchedule")]


def _exists(trouble: str, effect: str) -> Obj:
    return {"key": f"node.kubernetes.io/{trouble}", "operator": "Exists", "effect": effect}


def _status(view: View, owner: Obj, pods: list[Obj]) -> Effects:
    nodes = _wanted(view, owner, "NoSchedule", "NoExecute")
    placed = [pod for pod in pods if target_of(pod) in nodes]
    min_ready = spec_of(owner).get("minReadySeconds", 0)
    available = sum(is_available(pod, view, min_ready) for pod in placed)
    updated = sum(not _is_outdated(owner, pod) for pod in placed)
    yield from set_status(
        owner,
        observedGeneration=owner["metadata"].get("generation"),
        currentNumberScheduled=len({target_of(pod) for pod in placed}),
        desiredNumberScheduled=len(nodes),
        numberMisscheduled=len(pods) - len(placed),
        numberReady=sum(map(is_ready, placed)),
        updatedNumberScheduled=updated or None,
        numberAvailable=available or None,
        numberUnavailable=(len(nodes) - available) or None,
    )
