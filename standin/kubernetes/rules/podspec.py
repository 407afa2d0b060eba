"""What is filled into a pod's spec, alone or in a template (k8s.io/api core/v1 defaults.go)."""

from __future__ import annotations

from standin.kubernetes.shapes import Obj, child, default, dig, items

_SPEC = {
    "restartPolicy": "Always",
    "terminationGracePeriodSeconds": 30,
    "dnsPolicy": "ClusterFirst",
    "securityContext": {},
    "schedulerName": "default-scheduler",
}
_CONTAINER = {
    "terminationMessagePath": "/dev/termination-log",
    "terminationMessagePolicy": "File",
    "resources": {},
}
_PROBE = {"timeoutSeconds": 1, "periodSeconds": 10, "successThreshold": 1, "failureThreshold": 3}
_PROBES = ("livenessProbe", "readinessProbe", "startupProbe")
_MODES = ("secret", "configMap", "downwardAPI", "projected")
_READABLE = 0o644
CONTAINERS = ("initContainers", "containers", "ephemeralContainers")


def default_pod_spec(spec: Obj) -> None:
    default(spec, _SPEC)
    if spec.get("serviceAccountName"):
        spec["serviceAccount"] = spec["serviceAccountName"]
    elif spec.get("serviceAccount"):
        spec["serviceAccountName"] = spec["serviceAccount"]
    for container in containers(spec):
        _container(container)
    for volume in items(spec, "volumes"):
        _volume(volume)


def containers(spec: Obj) -> list[Obj]:
    return [container for field in CONTAINERS for container in items(spec, field)]


def _container(container: Obj) -> None:
    default(container, _CONTAINER | {"imagePullPolicy": _pull_policy(container.get("image") or "")})
    for port in items(container, "ports"):
        default(port, {"protocol": "TCP"})
    for variable in items(container, "env"):
        reference = dig(variable, "valueFrom", "fieldRef")
        if isinstance(reference, dict):
            default(reference, {"apiVersion": "v1"})
    for probe in (container[name] for name in _PROBES if isinstance(container.get(name), dict)):
        default(probe, _PROBE)
        if isinstance(probe.get("httpGet"), dict):
            default(probe["httpGet"], {"path": "/", "scheme": "HTTP"})


def _pull_policy(image: str) -> str:
    if "@" in image:
        return "IfNotPresent"
    _, _, tag = image.rpartition("/")[2].partition(":")
    return "Always" if tag in ("", "latest") else "IfNotPresent"


def _volume(volume: Obj) -> None:
    if set(volume) <= {"name"}:
        volume["emptyDir"] = {}
    for source in _MODES:
        if isinstance(volume.get(source), dict):
            default(volume[source], {"defaultMode": _READABLE})
    for part in items(volume, "projected", "sources"):
        if isinstance(part.get("serviceAccountToken"), dict):
            default(part["serviceAccountToken"], {"expirationSeconds": 3_600})
        for field in items(part, "downwardAPI", "items"):
            default(child(field, "fieldRef"), {"apiVersion": "v1"})
    if isinstance(volume.get("hostPath"), dict):
        default(volume["hostPath"], {"type": ""})


def default_template(template: Obj) -> None:
    """A pod template: its creationTimestamp is null in the real one's JSON, absent in ours."""
    child(template, "metadata").pop("creationTimestamp", None)
    default_pod_spec(child(template, "spec"))
