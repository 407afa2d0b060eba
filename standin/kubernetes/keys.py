"""By which field the members of a list are told apart, for strategic merge and for apply.

Strategic merge (patchMergeKey) and server-side apply (listMapKeys) do not always
agree: a container's ports merge by containerPort, but apply adds the protocol.
Source: the struct tags of k8s.io/api (core, apps, batch, networking, rbac...) v1.33.
"""

from __future__ import annotations

_MERGE = {
    "conditions": "type",
    "containers": "name",
    "env": "name",
    "ephemeralContainers": "name",
    "hostAliases": "ip",
    "imagePullSecrets": "name",
    "initContainers": "name",
    "ownerReferences": "uid",
    "podIPs": "ip",
    "ports": "containerPort",
    "resourceClaims": "name",
    "schedulingGates": "name",
    "topologySpreadConstraints": "topologyKey",
    "volumeDevices": "devicePath",
    "volumeMounts": "mountPath",
    "volumes": "name",
    "webhooks": "name",
}
_MERGE_OF_KIND: dict[tuple[str, str], str | None] = {
    ("Service", "ports"): "port",
    ("EndpointSlice", "ports"): None,
    ("ServiceAccount", "secrets"): "name",
    ("ServiceAccount", "imagePullSecrets"): None,
    ("Node", "addresses"): "type",
    ("CSINode", "drivers"): "name",
    ("CustomResourceDefinition", "conditions"): None,
}
_PRIMITIVE_SETS = frozenset({"finalizers", "podCIDRs"})

_APPLY = {
    "conditions": ("type",),
    "containers": ("name",),
    "env": ("name",),
    "ephemeralContainers": ("name",),
    "hostAliases": ("ip",),
    "imagePullSecrets": ("name",),
    "initContainers": ("name",),
    "ownerReferences": ("uid",),
    "podIPs": ("ip",),
    "ports": ("containerPort", "protocol"),
    "resourceClaims": ("name",),
    "schedulingGates": ("name",),
    "topologySpreadConstraints": ("topologyKey", "whenUnsatisfiable"),
    "volumeDevices": ("devicePath",),
    "volumeMounts": ("mountPath",),
    "volumes": ("name",),
    "webhooks": ("name",),
}
_APPLY_OF_KIND: dict[tuple[str, str], tuple[str, ...] | None] = {
    ("Service", "ports"): ("port", "protocol"),
    ("EndpointSlice", "ports"): None,
    ("ServiceAccount", "secrets"): ("name",),
    ("Node", "addresses"): ("type",),
    ("CSINode", "drivers"): ("name",),
}


def merge_key(kind: str, field: str) -> str | None:
    """The patchMergeKey of a list of objects; None where the list is replaced as a whole."""
    if (kind, field) in _MERGE_OF_KIND:
        return _MERGE_OF_KIND[(kind, field)]
    return _MERGE.get(field)


def is_set(field: str) -> bool:
    """Lists of plain values that merge instead of being replaced."""
    return field in _PRIMITIVE_SETS


def apply_keys(kind: str, field: str) -> tuple[str, ...] | None:
    """The listMapKeys of a list of objects; None where it is atomic."""
    if (kind, field) in _APPLY_OF_KIND:
        return _APPLY_OF_KIND[(kind, field)]
    return _APPLY.get(field)
