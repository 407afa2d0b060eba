"""Volumes, claims, classes and attachments."""

from __future__ import annotations

from standin.kubernetes.cluster import Cluster
from standin.kubernetes.errors import Cause, prohibited, required
from standin.kubernetes.rules.base import Rules, immutable
from standin.kubernetes.shapes import Obj, child, default, dig

_DEFAULT_CLASS = "storageclass.kubernetes.io/is-default-class"
_CLAIM_CHANGEABLE = ("resources", "volumeName", "volumeAttributesClassName")
_VOLUME_PLAIN = (
    "accessModes",
    "capacity",
    "claimRef",
    "mountOptions",
    "nodeAffinity",
    "persistentVolumeReclaimPolicy",
    "storageClassName",
    "volumeAttributesClassName",
    "volumeMode",
)


def _claim(claim: Obj) -> None:
    default(child(claim, "spec"), {"volumeMode": "Filesystem"})


def _create_claim(cluster: Cluster, claim: Obj) -> None:
    spec = claim["spec"]
    if spec.get("storageClassName") is None:
        name = _default_class(cluster)
        spec.update({"storageClassName": name} if name else {})
    claim["status"] = {"phase": "Pending"}


def _default_class(cluster: Cluster) -> str | None:
    """The newest class that is marked as the default."""
    metadatas = [one.obj["metadata"] for one in cluster.store.all("storageclasses.storage.k8s.io")]
    marked = [m for m in metadatas if dig(m, "annotations", _DEFAULT_CLASS) == "true"]
    newest = max(marked, key=lambda m: (m["creationTimestamp"], m["name"]), default=None)
    return str(newest["name"]) if newest else None


def _check_claim(claim: Obj) -> list[Cause]:
    causes = []
    if not dig(claim, "spec", "accessModes"):
        causes.append(required("spec.accessModes", "at least 1 access mode is required"))
    if not dig(claim, "spec", "resources", "requests", "storage"):
        causes.append(required("spec.resources[storage]"))
    return causes


def _check_claim_change(new: Obj, old: Obj) -> list[Cause]:
    bound = dig(old, "spec", "volumeName")
    rebound = bool(bound) and dig(new, "spec", "volumeName") != bound
    if not rebound and _fixed(new) == _fixed(old):
        return []
    detail = (
        "spec is immutable after creation except resources.requests and "
        "volumeAttributesClassName for bound claims"
    )
    return [prohibited("spec", detail)]


def _fixed(claim: Obj) -> Obj:
    """A class may still be given to a claim that has none (RetroactiveDefaultStorageClass)."""
    spec = claim.get("spec") or {}
    return {name: value for name, value in spec.items() if name not in _CLAIM_CHANGEABLE}


def _volume(volume: Obj) -> None:
    filled = {"persistentVolumeReclaimPolicy": "Retain", "volumeMode": "Filesystem"}
    default(child(volume, "spec"), filled)


def _check_volume(volume: Obj) -> list[Cause]:
    spec, causes = volume["spec"], []
    if not spec.get("accessModes"):
        causes.append(required("spec.accessModes"))
    if not spec.get("capacity"):
        causes.append(required("spec.capacity"))
    if not _source(spec):
        causes.append(required("spec", "must specify a volume type"))
    return causes


def _source(spec: Obj) -> Obj:
    return {name: value for name, value in spec.items() if name not in _VOLUME_PLAIN}


def _check_volume_change(new: Obj, old: Obj) -> list[Cause]:
    if _source(new["spec"]) == _source(old["spec"]):
        return []
    detail = "spec.persistentvolumesource is immutable after creation"
    return [prohibited("spec.persistentvolumesource", detail)]


def _class(storage_class: Obj) -> None:
    default(storage_class, {"reclaimPolicy": "Delete", "volumeBindingMode": "Immediate"})


def _check_class(storage_class: Obj) -> list[Cause]:
    return [] if storage_class.get("provisioner") else [required("provisioner")]


def _check_class_change(new: Obj, old: Obj) -> list[Cause]:
    changed = [
        name for name in ("parameters", "provisioner") if new.get(name, {}) != old.get(name, {})
    ]
    causes = [prohibited(name, f"updates to {name} are forbidden.") for name in changed]
    return causes + immutable(new, old, "reclaimPolicy", "volumeBindingMode")


def _check_attachment(attachment: Obj) -> list[Cause]:
    names = ("attacher", "nodeName", "source")
    return [required(f"spec.{name}") for name in names if not dig(attachment, "spec", name)]


def _attachment_stays(new: Obj, old: Obj) -> list[Cause]:
    return immutable(new, old, "spec")


CLAIMS = Rules(
    default=_claim, create=_create_claim, check=_check_claim, check_change=_check_claim_change
)
VOLUMES = Rules(
    default=_volume,
    create=lambda _, volume: volume.update(status={"phase": "Pending"}),
    check=_check_volume,
    check_change=_check_volume_change,
)
CLASSES = Rules(default=_class, check=_check_class, check_change=_check_class_change)
ATTACHMENTS = Rules(check=_check_attachment, check_change=_attachment_stays)
