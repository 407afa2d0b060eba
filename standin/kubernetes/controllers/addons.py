"""What the platform puts into every cluster and keeps there: the storage classes of Cinder."""

from __future__ import annotations

from standin.client import Obj
from standin.kubernetes.controllers.storage import DEFAULT_CLASS
from standin.reconcile.effects import Create, Effects
from standin.reconcile.objects import name_of
from standin.reconcile.view import View

DRIVER = "cinder.csi.openstack.org"


def addons(view: View) -> Effects:
    for wanted in (_storage_class("Delete", default=True), _storage_class("Retain"), _driver()):
        if view.get(wanted["kind"], name_of(wanted)) is None:
            yield Create(wanted)


def _storage_class(reclaim: str, *, default: bool = False) -> Obj:
    """Volumes bind to a zone, so a claim waits for its pod's node (P3.2)."""
    return {
        "apiVersion": "storage.k8s.io/v1",
        "kind": "StorageClass",
        "metadata": {
            "name": f"csi-cinder-{reclaim.lower()}",
            "annotations": {DEFAULT_CLASS: "true"} if default else {},
        },
        "provisioner": DRIVER,
        "reclaimPolicy": reclaim,
        "volumeBindingMode": "WaitForFirstConsumer",
        "allowVolumeExpansion": True,
    }


def _driver() -> Obj:
    return {
        "apiVersion": "storage.k8s.io/v1",
        "kind": "CSIDriver",
        "metadata": {"name": DRIVER},
        "spec": {"attachRequired": True, "podInfoOnMount": True},
    }
