"""Keeps volumes that are in use: a claim used by a pod, a volume bound to a claim."""

from __future__ import annotations

from standin.client import Obj
from standin.kubernetes.controllers.pods import is_finished
from standin.kubernetes.controllers.volume_fit import claims_of
from standin.reconcile.effects import Effects, drop_finalizer, patch_metadata
from standin.reconcile.objects import finalizers_of, is_leaving, name_of, namespace_of, status_of
from standin.reconcile.view import View

CLAIM = "kubernetes.io/pvc-protection"
VOLUME = "kubernetes.io/pv-protection"


def protection(view: View) -> Effects:
    used = {
        (namespace_of(pod), claim)
        for pod in view.of("Pod")
        if not is_finished(pod)
        for claim in claims_of(pod)
    }
    for claim in view.of("PersistentVolumeClaim"):
        yield from _protect(claim, CLAIM, in_use=(namespace_of(claim), name_of(claim)) in used)
    for volume in view.of("PersistentVolume"):
        yield from _protect(volume, VOLUME, in_use=status_of(volume).get("phase") == "Bound")


def _protect(obj: Obj, finalizer: str, *, in_use: bool) -> Effects:
    held = finalizers_of(obj)
    if not is_leaving(obj) and finalizer not in held:
        yield patch_metadata(obj, finalizers=[*held, finalizer])
    if is_leaving(obj) and finalizer in held and not in_use:
        yield drop_finalizer(obj, finalizer)
