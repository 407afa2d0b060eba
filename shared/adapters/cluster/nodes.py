"""A Kubernetes node, read into ours: is it Ready, and would it take a new pod?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from shared.core.seen import Json, Node
from shared.errors import CorruptError

POOL_LABEL = "custom.kaas.infomaniak.cloud/veilleur-pool"  # ours: a pool's labels reach its nodes
TOKEN_LABEL = "custom.kaas.infomaniak.cloud/veilleur-token"  # noqa: S105 -- a label, the lock's number
FLAVOR_LABEL = "node.kubernetes.io/instance-type"
# Taints that the cluster sets itself while a node is not usable. Others (a GPU's) are wanted.
_NOT_YET = ("node.kubernetes.io/", "node.cloudprovider.kubernetes.io/")


def read(node: Json, pool_label: str = POOL_LABEL) -> Node:
    """Raises CorruptError where it lacks what every node has."""
    try:
        meta, spec = node["metadata"], node.get("spec") or {}
        labels = meta.get("labels") or {}
        return Node(
            name=str(meta["name"]),
            ready=_ready(node.get("status") or {}),
            schedulable=not spec.get("unschedulable") and not _held(spec),
            provider_id=str(spec.get("providerID") or ""),
            created=datetime.fromisoformat(meta["creationTimestamp"]),
            uid=str(meta["uid"]),
            version=str(meta["resourceVersion"]),
            pool=str(labels.get(pool_label, "")),
            token=_token(str(labels.get(TOKEN_LABEL, ""))),
            flavor=str(labels.get(FLAVOR_LABEL, "")),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise CorruptError(f"a node of the cluster cannot be read: {error!r}") from error


def _token(label: str) -> int | None:
    """A label that somebody spoiled must not cost the whole list."""
    return int(label) if label.isdecimal() else None


def _ready(status: Mapping[str, Any]) -> bool:
    conditions = status.get("conditions") or ()
    return any(c.get("type") == "Ready" and c.get("status") == "True" for c in conditions)


def _held(spec: Mapping[str, Any]) -> bool:
    taints = spec.get("taints") or ()
    return any(
        str(taint.get("key", "")).startswith(_NOT_YET) and taint.get("effect") != "PreferNoSchedule"
        for taint in taints
    )
