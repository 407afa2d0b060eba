"""The CSI provisioner: claims become Cinder volumes, released volumes go as their class says."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta

from standin.client import Obj
from standin.reconcile.effects import Ask, Create, Delete, Effects, Wake, drop_finalizer
from standin.reconcile.objects import (
    annotations_of,
    finalizers_of,
    is_leaving,
    labels_of,
    name_of,
    namespace_of,
    spec_of,
    status_of,
    uid_of,
)
from standin.reconcile.quantity import parse_quantity
from standin.reconcile.view import View
from standin.workers.cloud import Cloud
from standin.workers.registration import CSI_ZONE

DRIVER = "cinder.csi.openstack.org"
FINALIZER = "external-provisioner.volume.kubernetes.io/finalizer"
LOOK_AGAIN = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class Provisioner:
    """`cluster` is written into each volume's metadata: the proof whose it is (P3.3)."""

    cloud: Cloud
    cluster: str

    def __call__(self, view: View) -> Effects:
        for claim in view.of("PersistentVolumeClaim"):
            asked = annotations_of(claim).get("volume.kubernetes.io/storage-provisioner")
            waits = asked == DRIVER and not spec_of(claim).get("volumeName")
            if (
                waits
                and not is_leaving(claim)
                and view.get("PersistentVolume", _name(claim)) is None
            ):
                yield from self._provide(view, claim)
        for volume in view.of("PersistentVolume"):
            if _is_to_go(volume):
                yield from self._remove(view, volume)

    def _provide(self, view: View, claim: Obj) -> Effects:
        held = [v for v in self._volumes() if v["name"] == _name(claim)]
        if not held:
            yield Ask("volumev3", "POST", "/volumes", self._wish(view, claim))
        elif held[0]["status"] == "creating":
            yield Wake(view.now + LOOK_AGAIN)
        else:
            yield Create(_persistent_volume(view, claim, held[0]))

    def _remove(self, view: View, volume: Obj) -> Effects:
        """An attached volume cannot go: it waits for the attacher."""
        handle = spec_of(volume)["csi"]["volumeHandle"]
        held = [v for v in self._volumes() if v["id"] == handle]
        if held and held[0]["status"] in ("available", "error"):
            yield Ask("volumev3", "DELETE", f"/volumes/{handle}")
        elif held:
            yield Wake(view.now + LOOK_AGAIN)
        elif FINALIZER in finalizers_of(volume):
            yield drop_finalizer(volume, FINALIZER)
        elif not is_leaving(volume):
            yield Delete(volume)

    def _volumes(self) -> list[Obj]:
        return self.cloud.list("volumev3", "/volumes/detail", "volumes")

    def _wish(self, view: View, claim: Obj) -> Obj:
        size = parse_quantity(spec_of(claim)["resources"]["requests"]["storage"])
        wish = {
            "name": _name(claim),
            "description": "Created by OpenStack Cinder CSI driver",
            "size": math.ceil(size / 2**30),
            "availability_zone": _zone(view, claim),
            "metadata": {
                f"{DRIVER}/cluster": self.cluster,
                "csi.storage.k8s.io/pv/name": _name(claim),
                "csi.storage.k8s.io/pvc/name": name_of(claim),
                "csi.storage.k8s.io/pvc/namespace": namespace_of(claim),
            },
        }
        return {"volume": {key: value for key, value in wish.items() if value is not None}}


def _name(claim: Obj) -> str:
    return f"pvc-{uid_of(claim)}"


def _zone(view: View, claim: Obj) -> str | None:
    """That of the node that the scheduler chose; any where the class binds at once."""
    chosen = annotations_of(claim).get("volume.kubernetes.io/selected-node", "")
    nodes = [node for node in view.of("Node") if chosen in ("", name_of(node))]
    return next((labels_of(node)[CSI_ZONE] for node in nodes if CSI_ZONE in labels_of(node)), None)


def _is_to_go(volume: Obj) -> bool:
    spec = spec_of(volume)
    ours = (spec.get("csi") or {}).get("driver") == DRIVER
    deletes = spec.get("persistentVolumeReclaimPolicy") == "Delete"
    released = status_of(volume).get("phase") == "Released"
    return (
        ours
        and deletes
        and (released or (is_leaving(volume) and FINALIZER in finalizers_of(volume)))
    )


def _persistent_volume(view: View, claim: Obj, volume: Obj) -> Obj:
    held = view.get("StorageClass", str(spec_of(claim).get("storageClassName"))) or {}
    term = {"key": CSI_ZONE, "operator": "In", "values": [volume["availability_zone"]]}
    reference = {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "uid": uid_of(claim)}
    place = {"namespace": namespace_of(claim), "name": name_of(claim)}
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolume",
        "metadata": {
            "name": _name(claim),
            "annotations": {"pv.kubernetes.io/provisioned-by": DRIVER},
            "finalizers": [FINALIZER],
        },
        "spec": {
            "accessModes": spec_of(claim)["accessModes"],
            "capacity": {"storage": f"{volume['size']}Gi"},
            "claimRef": reference | place,
            "csi": {"driver": DRIVER, "fsType": "ext4", "volumeHandle": volume["id"]},
            "nodeAffinity": {"required": {"nodeSelectorTerms": [{"matchExpressions": [term]}]}},
            "persistentVolumeReclaimPolicy": held.get("reclaimPolicy", "Delete"),
            "storageClassName": spec_of(claim).get("storageClassName"),
            "volumeMode": "Filesystem",
        },
    }
