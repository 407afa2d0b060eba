"""Rows of nodes and of what they reach: Services, volumes, claims, classes, attachments."""

from __future__ import annotations

from standin.kubernetes.columns.base import (
    AGE,
    NAME,
    NONE,
    View,
    selector,
    shown,
    text,
)
from standin.kubernetes.shapes import items

_ROLE = "node-role.kubernetes.io/"
_MODES = {
    "ReadWriteOnce": "RWO",
    "ReadOnlyMany": "ROX",
    "ReadWriteMany": "RWX",
    "ReadWriteOncePod": "RWOP",
}


def _node_status(view: View) -> str:
    conditions = items(view.obj, "status", "conditions")
    ready = [one.get("status") for one in conditions if one.get("type") == "Ready"]
    word = (
        {"True": "Ready", "False": "NotReady"}.get(str(ready[0]), "NotReady")
        if ready
        else "Unknown"
    )
    return f"{word},SchedulingDisabled" if view.at("spec.unschedulable") else word


def _roles(view: View) -> str:
    labels = view.at("metadata.labels") or {}
    return ",".join(sorted(k.removeprefix(_ROLE) for k in labels if k.startswith(_ROLE))) or NONE


def _address(view: View, kind: str) -> str:
    found = items(view.obj, "status", "addresses")
    return next((str(one.get("address")) for one in found if one.get("type") == kind), NONE)


NODES = (
    NAME,
    shown("Status", _node_status),
    shown("Roles", _roles),
    AGE,
    text("Version", "status.nodeInfo.kubeletVersion", ""),
    shown("Internal-IP", lambda view: _address(view, "InternalIP"), wide=True),
    shown("External-IP", lambda view: _address(view, "ExternalIP"), wide=True),
    text("OS-Image", "status.nodeInfo.osImage", "<unknown>", wide=True),
    text("Kernel-Version", "status.nodeInfo.kernelVersion", "<unknown>", wide=True),
    text("Container-Runtime", "status.nodeInfo.containerRuntimeVersion", "<unknown>", wide=True),
)


def _external(view: View) -> str:
    if view.at("spec.type") == "ExternalName":
        return str(view.at("spec.externalName"))
    found = items(view.obj, "status", "loadBalancer", "ingress")
    shown_ones = [str(one.get("ip") or one.get("hostname")) for one in found]
    shown_ones += view.at("spec.externalIPs") or []
    missing = "<pending>" if view.at("spec.type") == "LoadBalancer" else NONE
    return ",".join(shown_ones) or missing


def _ports(view: View) -> str:
    parts = []
    for port in items(view.obj, "spec", "ports"):
        node = f":{port['nodePort']}" if port.get("nodePort") else ""
        parts.append(f"{port.get('port')}{node}/{port.get('protocol')}")
    return ",".join(parts) or NONE


SERVICES = (
    NAME,
    text("Type", "spec.type"),
    text("Cluster-IP", "spec.clusterIP"),
    shown("External-IP", _external),
    shown("Port(s)", _ports),
    AGE,
    shown("Selector", lambda view: selector(view.at("spec.selector")), wide=True),
)


def _modes(view: View) -> str:
    return ",".join(_MODES.get(mode, mode) for mode in view.at("spec.accessModes") or [])


def _phase(view: View) -> str:
    gone = view.at("metadata.deletionTimestamp")
    return "Terminating" if gone else str(view.at("status.phase") or "")


def _claim(view: View) -> str:
    claim = view.at("spec.claimRef") or {}
    return f"{claim.get('namespace')}/{claim.get('name')}" if claim else ""


VOLUMES = (
    NAME,
    text("Capacity", "spec.capacity.storage", ""),
    shown("Access Modes", _modes),
    text("Reclaim Policy", "spec.persistentVolumeReclaimPolicy"),
    shown("Status", _phase),
    shown("Claim", _claim),
    text("StorageClass", "spec.storageClassName", ""),
    text("VolumeAttributesClass", "spec.volumeAttributesClassName", "<unset>"),
    text("Reason", "status.reason", ""),
    AGE,
    text("VolumeMode", "spec.volumeMode", "<unset>", wide=True),
)
CLAIMS = (
    NAME,
    shown("Status", _phase),
    text("Volume", "spec.volumeName", ""),
    text("Capacity", "status.capacity.storage", ""),
    shown("Access Modes", lambda view: _modes(view) if view.at("spec.volumeName") else ""),
    text("StorageClass", "spec.storageClassName", ""),
    text("VolumeAttributesClass", "spec.volumeAttributesClassName", "<unset>"),
    AGE,
    text("VolumeMode", "spec.volumeMode", "<unset>", wide=True),
)


def _class_name(view: View) -> str:
    mark = (view.at("metadata.annotations") or {}).get(
        "storageclass.kubernetes.io/is-default-class"
    )
    return f"{view.at('metadata.name')} (default)" if mark == "true" else view.at("metadata.name")


CLASSES = (
    shown("Name", _class_name),
    text("Provisioner", "provisioner"),
    text("ReclaimPolicy", "reclaimPolicy"),
    text("VolumeBindingMode", "volumeBindingMode"),
    text("AllowVolumeExpansion", "allowVolumeExpansion", "false"),
    AGE,
)
ATTACHMENTS = (
    NAME,
    text("Attacher", "spec.attacher"),
    text("PV", "spec.source.persistentVolumeName", ""),
    text("Node", "spec.nodeName"),
    text("Attached", "status.attached", "false"),
    AGE,
)
