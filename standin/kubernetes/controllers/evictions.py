"""Pods on nodes that fell ill: no longer ready at once, driven out when their toleration ends."""

from __future__ import annotations

from datetime import datetime, timedelta

from standin.client import Obj
from standin.kubernetes.controllers.affinity import tolerates
from standin.kubernetes.controllers.node_health import NOT_READY, UNREACHABLE, ready_status
from standin.kubernetes.controllers.pods import is_ready, node_of
from standin.reconcile.conditions import Condition, with_conditions
from standin.reconcile.effects import Delete, Effects, Wake, set_status
from standin.reconcile.objects import is_leaving, name_of, spec_of
from standin.reconcile.times import parse
from standin.reconcile.view import View

DEFAULT_STAY = timedelta(seconds=300)  # what the admission plugin DefaultTolerationSeconds gives


def evictions(view: View) -> Effects:
    for node in view.of("Node"):
        pods = [pod for pod in view.of("Pod") if node_of(pod) == name_of(node)]
        if ready_status(node) != "True":
            yield from _not_ready(view, pods)
        for pod in pods:
            until = _may_stay_until(pod, node)
            if until is not None and not is_leaving(pod):
                yield Delete(pod) if until <= view.now else Wake(until)


def _not_ready(view: View, pods: list[Obj]) -> Effects:
    told = Condition("Ready", "False", "NodeNotReady")
    for pod in pods:
        if is_ready(pod):
            yield from set_status(pod, conditions=with_conditions(pod, view.now, told))


def _may_stay_until(pod: Obj, node: Obj) -> datetime | None:
    """The earliest end over the node's NoExecute taints; None where it may stay for good."""
    taints = [t for t in spec_of(node).get("taints") or [] if t["effect"] == "NoExecute"]
    ends = [_end(pod, taint) for taint in taints]
    return min((end for end in ends if end is not None), default=None)


def _end(pod: Obj, taint: Obj) -> datetime | None:
    since = parse(taint["timeAdded"])
    matching = [t for t in spec_of(pod).get("tolerations") or [] if tolerates([t], taint)]
    if not matching:
        return since + (DEFAULT_STAY if taint["key"] in (NOT_READY, UNREACHABLE) else timedelta())
    limits = [t["tolerationSeconds"] for t in matching if t.get("tolerationSeconds") is not None]
    return since + timedelta(seconds=min(limits)) if limits else None
