"""Attach and detach: a VolumeAttachment for each node on which a pod uses a CSI volume.

It only asks: who attaches is the CSI attacher on the workers, whose finalizer keeps the object
until the volume is detached.
"""

from __future__ import annotations

import hashlib

from standin.client import Obj
from standin.kubernetes.controllers.pods import is_finished, node_of
from standin.kubernetes.controllers.storage import is_bound
from standin.kubernetes.controllers.volume_fit import claims_of
from standin.reconcile.effects import Create, Delete, Effects
from standin.reconcile.objects import is_leaving, namespace_of, spec_of
from standin.reconcile.view import View

Use = tuple[str, str, str]  # attacher, volume, node


def attachments(view: View) -> Effects:
    wanted = sorted({use for pod in view.of("Pod") for use in _uses(view, pod)})
    held = {_use_of(attachment): attachment for attachment in view.of("VolumeAttachment")}
    for use in wanted:
        if use not in held:
            yield Create(_attachment(use))
    for use, attachment in held.items():
        if use not in wanted and not is_leaving(attachment):
            yield Delete(attachment)


def _uses(view: View, pod: Obj) -> list[Use]:
    """A pod that is going still uses its volumes; one that has ended or has no node does not."""
    if not node_of(pod) or is_finished(pod):
        return []
    claims = [view.get("PersistentVolumeClaim", n, namespace_of(pod)) for n in claims_of(pod)]
    names = [spec_of(claim)["volumeName"] for claim in claims if claim and is_bound(claim)]
    volumes = [view.get("PersistentVolume", name) for name in names]
    return [
        (spec_of(volume)["csi"]["driver"], volume["metadata"]["name"], node_of(pod))
        for volume in volumes
        if volume and spec_of(volume).get("csi")
    ]


def _use_of(attachment: Obj) -> Use:
    spec = spec_of(attachment)
    volume = spec["source"].get("persistentVolumeName") or ""
    return (spec["attacher"], volume, spec["nodeName"])


def _attachment(use: Use) -> Obj:
    attacher, volume, node = use
    digest = hashlib.sha256(f"{volume}{attacher}{node}".encode()).hexdigest()
    return {
        "apiVersion": "storage.k8s.io/v1",
        "kind": "VolumeAttachment",
        "metadata": {"name": f"csi-{digest}"},
        "spec": {
            "attacher": attacher,
            "nodeName": node,
            "source": {"persistentVolumeName": volume},
        },
    }
