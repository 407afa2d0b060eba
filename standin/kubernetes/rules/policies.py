"""Autoscalers, disruption budgets, priorities, leases, roles, network and webhook settings."""

from __future__ import annotations

import re

from standin.kubernetes.cluster import Cluster
from standin.kubernetes.errors import Cause, bad_request, forbidden, required, wrong
from standin.kubernetes.rules.base import Rules, immutable, not_negative, shown
from standin.kubernetes.rules.podchecks import selector_form
from standin.kubernetes.shapes import Obj, child, default, dig, items

_CPU = {
    "type": "Resource",
    "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 80}},
}
_RBAC = "rbac.authorization.k8s.io"
_MICRO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}(Z|[+-]\d\d:\d\d)")
_WEBHOOK = {
    "failurePolicy": "Fail",
    "matchPolicy": "Equivalent",
    "namespaceSelector": {},
    "objectSelector": {},
    "timeoutSeconds": 10,
}


def _autoscaler(hpa: Obj) -> None:
    default(child(hpa, "spec"), {"minReplicas": 1, "metrics": [_CPU]})


def _check_autoscaler(hpa: Obj) -> list[Cause]:
    spec, causes = hpa["spec"], []
    low, high = spec["minReplicas"], spec.get("maxReplicas") or 0
    if low < 1:
        causes.append(wrong("spec.minReplicas", str(low), "must be greater than or equal to 1"))
    if high < 1:
        causes.append(wrong("spec.maxReplicas", str(high), "must be greater than 0"))
    elif high < low:
        detail = "must be greater than or equal to `minReplicas`"
        causes.append(wrong("spec.maxReplicas", str(high), detail))
    names = ("kind", "name")
    return causes + [
        required(f"spec.scaleTargetRef.{name}")
        for name in names
        if not dig(spec, "scaleTargetRef", name)
    ]


def _check_budget(budget: Obj) -> list[Cause]:
    spec = child(budget, "spec")
    if spec.get("minAvailable") is not None and spec.get("maxUnavailable") is not None:
        detail = "minAvailable and maxUnavailable cannot be both set"
        return [wrong("spec", shown(spec), detail)]
    odd = selector_form(spec.get("selector") or {}, "spec.selector")
    return odd + not_negative(budget, "spec.minAvailable", "spec.maxUnavailable")


def _start_budget(_: Cluster, budget: Obj) -> None:
    names = ("disruptionsAllowed", "currentHealthy", "desiredHealthy", "expectedPods")
    budget["status"] = dict.fromkeys(names, 0)


def _priority(priority: Obj) -> None:
    default(priority, {"preemptionPolicy": "PreemptLowerPriority"})


def _check_priority(priority: Obj) -> list[Cause]:
    name = priority["metadata"].get("name") or ""
    if name.startswith("system-") and (priority.get("value") or 0) < 2_000_000_000:
        detail = "priority class names with 'system-' prefix are reserved for system use only"
        return [Cause("metadata.name", f"Forbidden: {detail}", "FieldValueForbidden")]
    return []


def _priority_stays(new: Obj, old: Obj) -> list[Cause]:
    return immutable(new, old, "value", "preemptionPolicy")


def _check_lease(lease: Obj) -> list[Cause]:
    """metav1.MicroTime is parsed with exactly six digits: anything else is no Lease at all."""
    spec, causes = child(lease, "spec"), []
    for name in ("acquireTime", "renewTime"):
        if spec.get(name) is not None and not _MICRO.fullmatch(str(spec[name])):
            raise bad_request(
                f'Lease in version "v1" cannot be handled as a Lease: spec.{name}: parsing time '
                f'"{spec[name]}" as "2006-01-02T15:04:05.000000Z07:00": cannot parse'
            )
    duration, moves = spec.get("leaseDurationSeconds"), spec.get("leaseTransitions")
    if duration is not None and duration <= 0:
        causes.append(wrong("spec.leaseDurationSeconds", str(duration), "must be greater than 0"))
    if moves is not None and moves < 0:
        detail = "must be greater than or equal to 0"
        causes.append(wrong("spec.leaseTransitions", str(moves), detail))
    return causes


def _bind(binding: Obj) -> None:
    default(child(binding, "roleRef"), {"apiGroup": _RBAC})
    for subject in items(binding, "subjects"):
        if subject.get("kind") in ("User", "Group"):
            default(subject, {"apiGroup": _RBAC})


def _check_binding(binding: Obj) -> list[Cause]:
    causes = [
        required(f"roleRef.{name}") for name in ("kind", "name") if not binding["roleRef"].get(name)
    ]
    for i, subject in enumerate(items(binding, "subjects")):
        if not subject.get("name"):
            causes.append(required(f"subjects[{i}].name"))
        if subject.get("kind") == "ServiceAccount" and not subject.get("namespace"):
            causes.append(required(f"subjects[{i}].namespace"))
    return causes


def _binding_stays(new: Obj, old: Obj) -> list[Cause]:
    if new["roleRef"] == old["roleRef"]:
        return []
    return [wrong("roleRef", shown(new["roleRef"]), "cannot change roleRef")]


def _webhooks(configuration: Obj) -> None:
    mutating = configuration["kind"].startswith("Mutating")
    for webhook in items(configuration, "webhooks"):
        default(webhook, _WEBHOOK | ({"reinvocationPolicy": "Never"} if mutating else {}))
        for rule in items(webhook, "rules"):
            default(rule, {"scope": "*"})
        service = dig(webhook, "clientConfig", "service")
        if isinstance(service, dict):
            default(service, {"port": 443})


def _check_webhooks(configuration: Obj) -> list[Cause]:
    needed = ("name", "clientConfig", "sideEffects", "admissionReviewVersions")
    return [
        required(f"webhooks[{i}].{name}")
        for i, webhook in enumerate(items(configuration, "webhooks"))
        for name in needed
        if not webhook.get(name)
    ]


def _network_policy(policy: Obj) -> None:
    spec = child(policy, "spec")
    kinds = ["Ingress", "Egress"] if spec.get("egress") else ["Ingress"]
    default(spec, {"policyTypes": kinds})
    for rule in items(spec, "ingress") + items(spec, "egress"):
        for port in items(rule, "ports"):
            default(port, {"protocol": "TCP"})


def _namespace(namespace: Obj) -> None:
    name = namespace["metadata"].get("name") or ""
    child(namespace, "metadata", "labels")["kubernetes.io/metadata.name"] = name


def _create_namespace(_: Cluster, namespace: Obj) -> None:
    namespace["spec"] = {"finalizers": ["kubernetes"]}
    namespace["status"] = {"phase": "Active"}


def _namespace_stays(_: Cluster, new: Obj, old: Obj) -> None:
    """Its finalizers are changed under /finalize alone."""
    new["spec"] = old.get("spec", {})


def _node_stays(cluster: Cluster, new: Obj, old: Obj) -> None:
    before = dig(old, "spec", "providerID")
    if before and dig(new, "spec", "providerID") not in (None, before):
        resource = cluster.registry.collection("nodes")
        why = "node updates may only change labels, taints, or capacity"
        raise forbidden(resource, new["metadata"]["name"], why)


AUTOSCALERS = Rules(default=_autoscaler, check=_check_autoscaler)
BUDGETS = Rules(create=_start_budget, check=_check_budget)
PRIORITIES = Rules(default=_priority, check=_check_priority, check_change=_priority_stays)
LEASES = Rules(check=_check_lease)
BINDINGS = Rules(default=_bind, check=_check_binding, check_change=_binding_stays)
WEBHOOKS = Rules(default=_webhooks, check=_check_webhooks)
NETWORK_POLICIES = Rules(default=_network_policy)
NAMESPACES = Rules(default=_namespace, create=_create_namespace, update=_namespace_stays)
NODES = Rules(keeps_status=True, update=_node_stays)
