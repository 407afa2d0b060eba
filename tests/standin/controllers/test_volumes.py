"""Claims, volumes and attachments, as far as the control plane handles them."""

from __future__ import annotations

from standin.client import Obj
from standin.kubernetes.controllers.attachments import attachments
from standin.kubernetes.controllers.protection import protection
from standin.kubernetes.controllers.volume_binder import volume_binder
from tests.standin.controllers.desk import Desk, make
from tests.standin.controllers.scenes import pod

DEFAULT = {"storageclass.kubernetes.io/is-default-class": "true"}
PROVISIONER = "volume.kubernetes.io/storage-provisioner"


def storage_class(mode: str = "Immediate") -> Obj:
    fields: Obj = {"provisioner": "cinder.csi.openstack.org", "volumeBindingMode": mode}
    return make("StorageClass", "csi", annotations=DEFAULT, **fields)


def claim(name: str = "data", size: str = "1Gi", **spec: object) -> Obj:
    given = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": size}}}
    return make("PersistentVolumeClaim", name, spec=given | spec, status={"phase": "Pending"})


def volume(name: str, size: str, **spec: object) -> Obj:
    given = {"accessModes": ["ReadWriteOnce"], "capacity": {"storage": size}}
    csi = {"driver": "cinder.csi.openstack.org", "volumeHandle": name}
    full = given | {"storageClassName": "csi", "csi": csi} | spec
    return make("PersistentVolume", name, spec=full, status={"phase": "Available"})


def bound() -> Desk:
    desk = Desk(storage_class(), claim(), volume("pv", "1Gi"))
    desk.settle(volume_binder)
    return desk


def phase(desk: Desk, kind: str, name: str) -> str:
    return str(desk.one(kind, name)["status"]["phase"])


def test_a_claim_takes_the_smallest_volume_that_fits() -> None:
    small, fitting, large = volume("a", "1Gi"), volume("b", "5Gi"), volume("c", "9Gi")
    desk = Desk(storage_class(), claim(size="2Gi"), small, large, fitting)
    desk.settle(volume_binder)
    assert desk.one("PersistentVolumeClaim", "data")["spec"]["volumeName"] == "b"
    assert phase(desk, "PersistentVolumeClaim", "data") == "Bound"
    assert phase(desk, "PersistentVolume", "b") == "Bound"
    assert phase(desk, "PersistentVolume", "c") == "Available"


def test_a_claim_without_a_class_gets_the_default_and_is_handed_to_its_provisioner() -> None:
    desk = Desk(storage_class(), claim())
    desk.settle(volume_binder)
    held = desk.one("PersistentVolumeClaim", "data")
    assert held["spec"]["storageClassName"] == "csi"
    assert held["metadata"]["annotations"] == {PROVISIONER: "cinder.csi.openstack.org"}


def test_a_late_binding_claim_is_handed_over_only_once_a_node_is_chosen() -> None:
    desk = Desk(storage_class("WaitForFirstConsumer"), claim())
    desk.settle(volume_binder)
    assert "annotations" not in desk.one("PersistentVolumeClaim", "data")["metadata"]
    chosen = {"volume.kubernetes.io/selected-node": "a"}
    desk.change(desk.one("PersistentVolumeClaim", "data"), metadata={"annotations": chosen})
    desk.settle(volume_binder)
    assert PROVISIONER in desk.one("PersistentVolumeClaim", "data")["metadata"]["annotations"]


def test_a_volume_whose_claim_is_gone_is_released_and_serves_no_other() -> None:
    desk = bound()
    desk.remove(desk.one("PersistentVolumeClaim", "data"))
    desk.view.put(claim("other"))
    desk.settle(volume_binder)
    assert phase(desk, "PersistentVolume", "pv") == "Released"
    assert phase(desk, "PersistentVolumeClaim", "other") == "Pending"


def test_a_claim_whose_volume_is_gone_is_lost() -> None:
    desk = bound()
    desk.remove(desk.one("PersistentVolume", "pv"))
    desk.settle(volume_binder)
    assert phase(desk, "PersistentVolumeClaim", "data") == "Lost"


def test_a_restored_pair_that_names_each_other_is_bound_again() -> None:
    reference = {"namespace": "shop", "name": "data"}
    desk = Desk(claim(volumeName="pv"), volume("pv", "1Gi", claimRef=reference))
    desk.settle(volume_binder)
    assert phase(desk, "PersistentVolumeClaim", "data") == "Bound"


def user(**fields: object) -> Obj:
    volumes = [{"name": "data", "persistentVolumeClaim": {"claimName": "data"}}]
    return pod("user", spec={"nodeName": "a", "volumes": volumes}, **fields)


def test_a_claim_in_use_stays_until_its_pod_is_gone() -> None:
    desk = bound()
    desk.view.put(user())
    desk.settle(protection)
    held = desk.one("PersistentVolumeClaim", "data")
    assert held["metadata"]["finalizers"] == ["kubernetes.io/pvc-protection"]
    desk.change(held, metadata={"deletionTimestamp": "2026-03-02T08:00:00Z"})
    desk.settle(protection)
    assert desk.names("PersistentVolumeClaim") == ["data"]
    desk.remove(desk.one("Pod", "user"))
    desk.settle(protection)
    assert desk.names("PersistentVolumeClaim") == []


def test_a_volume_is_asked_to_the_node_that_uses_it_and_back_when_the_pod_is_gone() -> None:
    desk = bound()
    desk.view.put(user())
    desk.settle(attachments)
    (held,) = desk.view.of("VolumeAttachment")
    assert held["spec"]["nodeName"] == "a"
    assert held["spec"]["source"] == {"persistentVolumeName": "pv"}
    desk.change(desk.one("Pod", "user"), metadata={"deletionTimestamp": "2026-03-02T08:00:00Z"})
    desk.settle(attachments)
    assert len(desk.names("VolumeAttachment")) == 1, "a pod that is going still uses it"
    desk.remove(desk.one("Pod", "user"))
    desk.settle(attachments)
    assert desk.names("VolumeAttachment") == []
