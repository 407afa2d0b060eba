"""Pods: what admission adds to each, and the few fields of a spec that may still change."""

from __future__ import annotations

from standin.kubernetes.cluster import Cluster
from standin.kubernetes.errors import Cause, forbidden, prohibited
from standin.kubernetes.rules.base import Rules
from standin.kubernetes.rules.podchecks import spec_causes
from standin.kubernetes.rules.podspec import containers, default_pod_spec
from standin.kubernetes.shapes import Obj, child, copy, default, dig, items

_MOUNT = "/var/run/secrets/kubernetes.io/serviceaccount"
_SYSTEM_PRIORITY = {"system-node-critical": 2_000_001_000, "system-cluster-critical": 2_000_000_000}
_CHANGEABLE = "spec.containers[*].image,spec.initContainers[*].image,spec.activeDeadlineSeconds"


def _default(pod: Obj) -> None:
    spec = child(pod, "spec")
    default_pod_spec(spec)
    default(spec, {"enableServiceLinks": True})
    for container in containers(spec):
        limits = dig(container, "resources", "limits")
        if limits:
            default(child(container, "resources", "requests"), limits)


def _create(cluster: Cluster, pod: Obj) -> None:
    spec = child(pod, "spec")
    default(spec, {"serviceAccountName": "default", "preemptionPolicy": "PreemptLowerPriority"})
    spec["serviceAccount"] = spec["serviceAccountName"]
    _prioritise(cluster, pod, spec)
    _tolerate(spec)
    _mount_token(cluster, spec)
    pod["status"] = {"phase": "Pending", "qosClass": qos_class(spec)}


def _prioritise(cluster: Cluster, pod: Obj, spec: Obj) -> None:
    name = spec.get("priorityClassName")
    if not name:
        spec["priority"] = 0
        return
    record = cluster.store.get("priorityclasses.scheduling.k8s.io", name)
    value = record.obj.get("value") if record else _SYSTEM_PRIORITY.get(name)
    if value is None:
        why = f"no PriorityClass with name {name} was found"
        raise forbidden(cluster.registry.collection("pods"), pod["metadata"]["name"], why)
    spec["priority"] = value


def _tolerate(spec: Obj) -> None:
    """DefaultTolerationSeconds: five minutes on a node that is lost."""
    found = spec.get("tolerations") or []
    for what in ("not-ready", "unreachable"):
        key = f"node.kubernetes.io/{what}"
        if not any(one.get("key") in (key, None) and _no_execute(one) for one in found):
            toleration = {"key": key, "operator": "Exists", "effect": "NoExecute"}
            found = [*found, toleration | {"tolerationSeconds": 300}]
    spec["tolerations"] = found


def _no_execute(toleration: Obj) -> bool:
    return toleration.get("effect") in (None, "", "NoExecute")


def _mount_token(cluster: Cluster, spec: Obj) -> None:
    """The ServiceAccount admission: every container sees the account's token."""
    bare = [one for one in containers(spec) if not _mounts(one)]
    if spec.get("automountServiceAccountToken") is False or not bare:
        return
    name = f"kube-api-access-{cluster.suffix()}"
    spec["volumes"] = [*(spec.get("volumes") or []), {"name": name, "projected": _projected()}]
    for container in bare:
        mount = {"name": name, "mountPath": _MOUNT, "readOnly": True}
        container["volumeMounts"] = [*(container.get("volumeMounts") or []), mount]


def _mounts(container: Obj) -> bool:
    return any(one.get("mountPath") == _MOUNT for one in items(container, "volumeMounts"))


def _projected() -> Obj:
    namespace = {"fieldRef": {"apiVersion": "v1", "fieldPath": "metadata.namespace"}}
    ca = {"name": "kube-root-ca.crt", "items": [{"key": "ca.crt", "path": "ca.crt"}]}
    return {
        "defaultMode": 0o644,
        "sources": [
            {"serviceAccountToken": {"expirationSeconds": 3_607, "path": "token"}},
            {"configMap": ca},
            {"downwardAPI": {"items": [{"path": "namespace"} | namespace]}},
        ],
    }


def qos_class(spec: Obj) -> str:
    """Guaranteed where every container limits cpu and memory to what it requests."""
    resources = [container.get("resources") or {} for container in containers(spec)]
    if not any(one.get("limits") or one.get("requests") for one in resources):
        return "BestEffort"
    sure = all(
        {"cpu", "memory"} <= set(one.get("limits") or {})
        and (one.get("requests") or one["limits"]) == one["limits"]
        for one in resources
    )
    return "Guaranteed" if sure else "Burstable"


def _check(pod: Obj) -> list[Cause]:
    return spec_causes(child(pod, "spec"), "spec")


def _check_change(new: Obj, old: Obj) -> list[Cause]:
    if _fixed(new) == _fixed(old):
        return []
    fields = _CHANGEABLE.replace(",", "`,`")
    detail = (
        f"pod updates may not change fields other than `{fields}`,`spec.tolerations` (only "
        "additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be "
        "set to 1 if it was previously negative)"
    )
    return [prohibited("spec", detail)]


def _fixed(pod: Obj) -> Obj:
    spec = copy(pod.get("spec") or {})
    for container in containers(spec):
        container.pop("image", None)
        container.pop("imagePullPolicy", None)
    for name in ("activeDeadlineSeconds", "tolerations", "schedulingGates"):
        spec.pop(name, None)
    return spec


PODS = Rules(default=_default, create=_create, check=_check, check_change=_check_change)
