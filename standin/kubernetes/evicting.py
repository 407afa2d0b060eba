"""Whether a pod may be disrupted now, as the disruption budgets over it say."""

from __future__ import annotations

from standin.kubernetes.call import Call
from standin.kubernetes.cluster import Cluster
from standin.kubernetes.errors import ApiError
from standin.kubernetes.selectors import selects
from standin.kubernetes.shapes import Obj, child, copy, dig
from standin.kubernetes.store import Record

_BUDGETS = "poddisruptionbudgets.policy"
_REFUSED = "Cannot evict pod as it would violate the pod's disruption budget."


def disrupt(cluster: Cluster, call: Call, pod: Obj) -> None:
    """Takes one disruption from the pod's budget. Raises 429 where none is left, 500 for two."""
    if dig(pod, "status", "phase") in ("Pending", "Succeeded", "Failed", None):
        return
    budgets = [one for one in cluster.store.all(_BUDGETS) if _covers(one.obj, pod)]
    if len(budgets) > 1:
        message = (
            "This pod has more than one PodDisruptionBudget, "
            "which the eviction subresource does not support."
        )
        raise ApiError(500, "InternalError", message)
    for budget in budgets:
        if not _may_go_unready(budget.obj, pod):
            _spend(cluster, call, budget, pod)


def _covers(budget: Obj, pod: Obj) -> bool:
    same = budget["metadata"]["namespace"] == pod["metadata"]["namespace"]
    found = pod["metadata"].get("labels") or {}
    return same and selects(dig(budget, "spec", "selector"), found)


def _may_go_unready(budget: Obj, pod: Obj) -> bool:
    """A pod that serves nobody may go while the healthy ones are enough, or always if so said."""
    conditions = dig(pod, "status", "conditions") or []
    if any(one["type"] == "Ready" and one["status"] == "True" for one in conditions):
        return False
    if dig(budget, "spec", "unhealthyPodEvictionPolicy") == "AlwaysAllow":
        return True
    status = budget.get("status") or {}
    healthy, desired = status.get("currentHealthy") or 0, status.get("desiredHealthy") or 0
    return healthy >= desired and desired > 0


def _spend(cluster: Cluster, call: Call, budget: Record, pod: Obj) -> None:
    new = copy(budget.obj)
    status, metadata = child(new, "status"), budget.obj["metadata"]
    name = metadata["name"]
    if (status.get("observedGeneration") or 0) < metadata["generation"]:
        raise _refused(f"The disruption budget {name} is still being processed by the server.")
    allowed = status.get("disruptionsAllowed") or 0
    if allowed <= 0:
        healthy, desired = status.get("currentHealthy", 0), status.get("desiredHealthy", 0)
        raise _refused(
            f"The disruption budget {name} needs {desired} healthy pods and has {healthy} currently"
        )
    status["disruptionsAllowed"] = allowed - 1
    child(status, "disruptedPods")[pod["metadata"]["name"]] = cluster.stamp()
    if not call.dry:
        cluster.store.put(_BUDGETS, budget.key, new)


def _refused(message: str) -> ApiError:
    cause = {"reason": "DisruptionBudget", "message": message}
    return ApiError(429, "TooManyRequests", _REFUSED, details={"causes": [cause]})
