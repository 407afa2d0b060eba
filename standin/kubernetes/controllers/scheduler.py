"""The scheduler: binds a pending pod to the emptiest node that may and can take it."""

from __future__ import annotations

from collections import Counter

from standin.client import Obj
from standin.kubernetes.controllers.affinity import fits_selectors, untolerated
from standin.kubernetes.controllers.pods import is_finished, node_of
from standin.kubernetes.controllers.rooms import Room, demand_of, rooms
from standin.kubernetes.controllers.volume_fit import volume_obstacle, waiting_claims
from standin.reconcile.conditions import Condition, with_conditions
from standin.reconcile.effects import Bind, Effects, patch_metadata, set_status
from standin.reconcile.objects import annotations_of, is_leaving, spec_of
from standin.reconcile.view import View

SELECTED_NODE = "volume.kubernetes.io/selected-node"


def scheduler(view: View) -> Effects:
    room = rooms(view)
    for pod in _queue(view):
        obstacles = {name: _obstacle(view, pod, room[name]) for name in room}
        fitting = [name for name, obstacle in obstacles.items() if obstacle is None]
        if not fitting:
            yield from _unschedulable(view, pod, Counter(filter(None, obstacles.values())))
            continue
        node = min(fitting, key=lambda name: (-room[name].free_share(), name))
        waiting = waiting_claims(view, pod)
        room[node].take(demand_of(pod))
        for claim in waiting:
            if annotations_of(claim).get(SELECTED_NODE) != node:
                yield patch_metadata(claim, annotations={SELECTED_NODE: node})
        if not waiting:
            yield Bind(pod, node)


def _queue(view: View) -> list[Obj]:
    """Oldest first; the highest priority before."""
    pending = [
        pod
        for pod in view.of("Pod")
        if not node_of(pod)
        and not is_leaving(pod)
        and not is_finished(pod)
        and not spec_of(pod).get("schedulingGates")
        and spec_of(pod).get("schedulerName", "default-scheduler") == "default-scheduler"
    ]
    return sorted(pending, key=_turn)


def _turn(pod: Obj) -> tuple[int, str]:
    created = str(pod["metadata"].get("creationTimestamp", ""))
    return (-int(spec_of(pod).get("priority") or 0), created)


def _obstacle(view: View, pod: Obj, room: Room) -> str | None:
    """Why this node does not take the pod, in kube-scheduler's words."""
    node = room.node
    taint = untolerated(pod, node, ("NoSchedule", "NoExecute"))
    if spec_of(node).get("unschedulable") and _is_plain(taint):
        return "node(s) were unschedulable"
    if taint is not None:
        return f"node(s) had untolerated taint {{{taint['key']}: {taint.get('value', '')}}}"
    if not fits_selectors(pod, node):
        return "node(s) didn't match Pod's node affinity/selector"
    return room.shortage(demand_of(pod)) or volume_obstacle(view, pod, node)


def _is_plain(taint: Obj | None) -> bool:
    return taint is not None and taint["key"] == "node.kubernetes.io/unschedulable"


def _unschedulable(view: View, pod: Obj, obstacles: Counter[str]) -> Effects:
    total = obstacles.total()
    counted = ", ".join(f"{count} {what}" for what, count in sorted(obstacles.items()))
    message = f"0/{total} nodes are available: {counted}."
    if not total:
        message = "no nodes available to schedule pods"
    told = Condition("PodScheduled", "False", "Unschedulable", message)
    yield from set_status(pod, conditions=with_conditions(pod, view.now, told))
