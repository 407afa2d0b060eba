"""The CSI attacher: what VolumeAttachments ask for, through Nova; a finalizer waits for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from standin.client import Obj
from standin.reconcile.effects import Ask, Effects, Wake, drop_finalizer, patch_metadata, set_status
from standin.reconcile.objects import finalizers_of, is_leaving, spec_of, status_of
from standin.reconcile.view import View
from standin.workers.cloud import Cloud
from standin.workers.machines import server_id
from standin.workers.provisioner import DRIVER

FINALIZER = "external-attacher/cinder-csi-openstack-org"
LOOK_AGAIN = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class Attacher:
    cloud: Cloud

    def __call__(self, view: View) -> Effects:
        for attachment in view.of("VolumeAttachment"):
            if spec_of(attachment)["attacher"] != DRIVER:
                continue
            if is_leaving(attachment):
                yield from self._detach(view, attachment)
            elif not status_of(attachment).get("attached"):
                yield from self._attach(view, attachment)

    def _attach(self, view: View, attachment: Obj) -> Effects:
        if FINALIZER not in finalizers_of(attachment):
            yield patch_metadata(attachment, finalizers=[*finalizers_of(attachment), FINALIZER])
            return
        volume, server = self._volume(view, attachment), _server(view, attachment)
        if volume is None or server is None:
            return
        if server in _servers_of(volume):
            yield from set_status(attachment, attached=True)
        elif volume["status"] == "available":
            body = {"volumeAttachment": {"volumeId": volume["id"]}}
            yield Ask("compute", "POST", f"/servers/{server}/os-volume_attachments", body)
        else:
            yield Wake(view.now + LOOK_AGAIN)

    def _detach(self, view: View, attachment: Obj) -> Effects:
        if FINALIZER not in finalizers_of(attachment):
            return
        volume, server = self._volume(view, attachment), _server(view, attachment)
        held = _servers_of(volume) if volume else []
        if volume is None or not held or (server and server not in held):
            yield drop_finalizer(attachment, FINALIZER)
        elif volume["status"] == "in-use":
            path = f"/servers/{server or held[0]}/os-volume_attachments/{volume['id']}"
            yield Ask("compute", "DELETE", path)
        else:
            yield Wake(view.now + LOOK_AGAIN)

    def _volume(self, view: View, attachment: Obj) -> Obj | None:
        name = str(spec_of(attachment)["source"].get("persistentVolumeName"))
        held = view.get("PersistentVolume", name)
        if held is None:
            return None
        handle = spec_of(held)["csi"]["volumeHandle"]
        listed = self.cloud.list("volumev3", "/volumes/detail", "volumes")
        return next((volume for volume in listed if volume["id"] == handle), None)


def _server(view: View, attachment: Obj) -> str | None:
    """None once the Node object is gone: then the volume itself tells where it is."""
    node = view.get("Node", spec_of(attachment)["nodeName"])
    return server_id(spec_of(node).get("providerID", "")) if node else None


def _servers_of(volume: Obj) -> list[str]:
    return [str(held["server_id"]) for held in volume.get("attachments") or []]
