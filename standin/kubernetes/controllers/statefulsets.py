"""StatefulSets: pods by ordinal, one after the other up, and one after the other down."""

from __future__ import annotations

from standin.client import Obj
from standin.kubernetes.controllers.pods import adopt, is_finished, is_ready
from standin.kubernetes.controllers.stateful_identity import (
    REVISION,
    claims_for,
    ordinal_of,
    pod_for,
    revision_of,
)
from standin.kubernetes.controllers.stateful_status import stateful_status
from standin.reconcile.effects import Create, Delete, Effects
from standin.reconcile.objects import is_leaving, labels_of, name_of, namespace_of, spec_of
from standin.reconcile.view import View


def statefulsets(view: View) -> Effects:
    for owner in view.of("StatefulSet"):
        yield from adopt(view, owner, "Pod")
        pods = {ordinal_of(pod): pod for pod in view.controlled(owner, "Pod")}
        if not is_leaving(owner):
            yield from _towards(view, owner, pods)
        yield from stateful_status(view, owner, list(pods.values()))


def _towards(view: View, owner: Obj, pods: dict[int, Obj]) -> Effects:
    """Scaling up comes before scaling down, and both before a rolling update."""
    ordered = spec_of(owner).get("podManagementPolicy", "OrderedReady") == "OrderedReady"
    for ordinal in _ordinals(owner):
        yield from _stand_up(view, owner, pods.get(ordinal), ordinal)
        if ordered and not _settled(pods.get(ordinal)):
            return
    surplus = sorted((n for n in pods if n not in _ordinals(owner)), reverse=True)
    for ordinal in surplus:
        if ordered and not _may_go(pods, ordinal):
            return
        if not is_leaving(pods[ordinal]):
            yield Delete(pods[ordinal])
        if ordered:
            return
    yield from _roll(owner, pods)


def _ordinals(owner: Obj) -> range:
    first = spec_of(owner).get("ordinals", {}).get("start", 0)
    return range(first, first + spec_of(owner).get("replicas", 1))


def _stand_up(view: View, owner: Obj, pod: Obj | None, ordinal: int) -> Effects:
    """The volumes come before the pod, and outlive it: a claim that exists is taken up again."""
    if pod is not None:
        if is_finished(pod) and not is_leaving(pod):
            yield Delete(pod)
        return
    for claim in claims_for(owner, ordinal):
        if view.get("PersistentVolumeClaim", name_of(claim), namespace_of(claim)) is None:
            yield Create(claim)
    yield Create(pod_for(owner, ordinal))


def _settled(pod: Obj | None) -> bool:
    return pod is not None and is_ready(pod)


def _may_go(pods: dict[int, Obj], ordinal: int) -> bool:
    """As upstream: an unhealthy pod goes only if it is the first unhealthy one of the set."""
    unhealthy = sorted(n for n, pod in pods.items() if not is_ready(pod))
    return is_ready(pods[ordinal]) or unhealthy[0] == ordinal


def _roll(owner: Obj, pods: dict[int, Obj]) -> Effects:
    """The highest outdated pod goes once all others are well; above the partition only."""
    strategy = spec_of(owner).get("updateStrategy") or {}
    if strategy.get("type") == "OnDelete" or not all(map(_settled, pods.values())):
        return
    partition = (strategy.get("rollingUpdate") or {}).get("partition", 0)
    latest = revision_of(owner)
    outdated = [n for n, pod in pods.items() if labels_of(pod).get(REVISION) != latest]
    reached = [n for n in outdated if n >= partition]
    if reached:
        yield Delete(pods[max(reached)])
