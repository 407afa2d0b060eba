"""One Kubernetes object on its way into the tarball: the API's JSON verbatim, under two paths."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Json = Mapping[str, Any]
LONGEST = 255  # bytes of a file's name: a longer one makes Velero's extraction abort the restore
STALE = frozenset(
    {"velero.io/backup-name", "velero.io/restore-name", "velero.io/volume-snapshot-name"}
)


@dataclass(frozen=True, slots=True)
class Item:
    """`resource` is "deployments.apps" or "pods"; `version` the API version, as "v1"."""

    resource: str
    version: str
    kind: str
    namespace: str
    name: str
    obj: Json

    @property
    def fits(self) -> bool:
        return len(f"{self.name}.json".encode()) <= LONGEST

    @property
    def title(self) -> str:
        """As Velero's resource list has it: "namespace/name"."""
        return f"{self.namespace}/{self.name}" if self.namespace else self.name

    def paths(self) -> tuple[str, str]:
        """Beside each other: the tree that all read, and that of API group versions."""
        where = f"namespaces/{self.namespace}" if self.namespace else "cluster"
        tail = f"{where}/{self.name}.json"
        version = self.version.rpartition("/")[2]
        return (
            f"resources/{self.resource}/{tail}",
            f"resources/{self.resource}/{version}-preferredversion/{tail}",
        )

    def body(self) -> bytes:
        import msgspec

        return msgspec.json.encode(self.obj)


def item_of(resource: str, obj: Json) -> Item:
    """`obj` carries apiVersion and kind, as `Cluster.list` gives them."""
    meta = obj["metadata"]
    return Item(
        resource=resource,
        version=str(obj["apiVersion"]),
        kind=str(obj["kind"]),
        namespace=str(meta.get("namespace") or ""),
        name=str(meta["name"]),
        obj=_claim(obj) if resource == "persistentvolumeclaims" else obj,
    )


def _claim(claim: Json) -> Json:
    """A bound claim loses what would keep it from binding again (Velero's backup_pv_action)."""
    if (claim.get("status") or {}).get("phase") != "Bound":
        return claim
    spec = dict(claim.get("spec") or {})
    dropped = {"dataSource", "dataSourceRef"}
    if spec.get("storageClassName") != "":
        dropped.add("selector")
    meta = dict(claim["metadata"])
    if meta.get("labels"):
        meta["labels"] = {k: v for k, v in meta["labels"].items() if k not in STALE}
    kept = {k: v for k, v in spec.items() if k not in dropped}
    return {**claim, "metadata": meta, "spec": kept}
