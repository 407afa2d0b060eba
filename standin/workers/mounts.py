"""Whether a pod's volumes are there: a kubelet starts nothing before."""

from __future__ import annotations

from standin.client import Obj
from standin.reconcile.objects import namespace_of, spec_of, status_of
from standin.reconcile.view import View


def all_mounted(view: View, pod: Obj) -> bool:
    return all(_is_mounted(view, pod, volume) for volume in spec_of(pod).get("volumes") or [])


def _is_mounted(view: View, pod: Obj, volume: Obj) -> bool:
    """Missing ConfigMaps and Secrets hold a pod up as well, unless they are optional."""
    namespace = namespace_of(pod)
    if volume.get("configMap") and not volume["configMap"].get("optional"):
        return view.get("ConfigMap", volume["configMap"]["name"], namespace) is not None
    if volume.get("secret") and not volume["secret"].get("optional"):
        return view.get("Secret", volume["secret"]["secretName"], namespace) is not None
    if not volume.get("persistentVolumeClaim"):
        return True
    claim = view.get(
        "PersistentVolumeClaim", volume["persistentVolumeClaim"]["claimName"], namespace
    )
    return claim is not None and _is_attached(view, pod, str(spec_of(claim).get("volumeName")))


def _is_attached(view: View, pod: Obj, volume: str) -> bool:
    held = view.get("PersistentVolume", volume)
    if held is None or not spec_of(held).get("csi"):
        return held is not None
    place = (volume, spec_of(pod)["nodeName"])
    attachments = [a for a in view.of("VolumeAttachment") if _place_of(a) == place]
    return any(status_of(attachment).get("attached") for attachment in attachments)


def _place_of(attachment: Obj) -> tuple[object, object]:
    spec = spec_of(attachment)
    return (spec["source"].get("persistentVolumeName"), spec["nodeName"])
