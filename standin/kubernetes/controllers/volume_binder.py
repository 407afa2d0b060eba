"""Brings claims and volumes together; a class without a volume is a provisioner's to serve."""

from __future__ import annotations

from decimal import Decimal

from standin.client import Obj
from standin.kubernetes.controllers.scheduler import SELECTED_NODE
from standin.kubernetes.controllers.storage import binds_late, class_of, default_class
from standin.reconcile.effects import Effects, Patch, patch_metadata, set_status
from standin.reconcile.objects import (
    annotations_of,
    is_leaving,
    labels_of,
    matches,
    name_of,
    namespace_of,
    spec_of,
    status_of,
    uid_of,
)
from standin.reconcile.quantity import parse_quantity
from standin.reconcile.view import View

PROVISIONER = "volume.kubernetes.io/storage-provisioner"
BIND_COMPLETED = "pv.kubernetes.io/bind-completed"


def volume_binder(view: View) -> Effects:
    for claim in view.of("PersistentVolumeClaim"):
        if annotations_of(claim).get(BIND_COMPLETED):
            yield from _stay_bound(view, claim)
        elif not is_leaving(claim):
            yield from _serve(view, claim)
    for volume in view.of("PersistentVolume"):
        yield from set_status(volume, phase=_phase(view, volume))


def _stay_bound(view: View, claim: Obj) -> Effects:
    """A volume that is gone is never replaced: its data is lost, and the claim says so."""
    volume = view.get("PersistentVolume", str(spec_of(claim).get("volumeName")))
    if volume is None:
        yield from set_status(claim, phase="Lost")
    else:
        yield from _bind(claim, volume)


def _serve(view: View, claim: Obj) -> Effects:
    held = default_class(view)
    unclassed = spec_of(claim).get("storageClassName") is None
    if unclassed and held is not None and not spec_of(claim).get("volumeName"):
        yield Patch(claim, {"spec": {"storageClassName": name_of(held)}})
        return
    volume = _volume_for(view, claim)
    if volume is not None:
        yield from _bind(claim, volume)
        return
    yield from set_status(claim, phase="Pending")
    yield from _hand_off(view, claim)


def _volume_for(view: View, claim: Obj) -> Obj | None:
    """The one named by either side, else the smallest that fits."""
    named = spec_of(claim).get("volumeName")
    if named:
        return view.get("PersistentVolume", named)
    volumes = [v for v in view.of("PersistentVolume") if not is_leaving(v)]
    reserved = [volume for volume in volumes if _is_claimed_by(volume, claim)]
    fitting = [v for v in volumes if not spec_of(v).get("claimRef") and _fits(v, claim)]
    return next(iter(reserved or sorted(fitting, key=_capacity_of)), None)


def _is_claimed_by(volume: Obj, claim: Obj) -> bool:
    ref = spec_of(volume).get("claimRef") or {}
    same = (ref.get("namespace"), ref.get("name")) == (namespace_of(claim), name_of(claim))
    return same and ref.get("uid") in (None, uid_of(claim))


def _fits(volume: Obj, claim: Obj) -> bool:
    asked = spec_of(claim)["resources"]["requests"]["storage"]
    modes = set(spec_of(claim).get("accessModes") or [])
    selector = spec_of(claim).get("selector")
    return (
        _class_name(volume) == _class_name(claim)
        and modes <= set(spec_of(volume).get("accessModes") or [])
        and _capacity_of(volume) >= parse_quantity(asked)
        and (selector is None or matches(selector, labels_of(volume)))
    )


def _class_name(obj: Obj) -> str:
    return str(spec_of(obj).get("storageClassName") or "")


def _capacity_of(volume: Obj) -> Decimal:
    return parse_quantity(spec_of(volume)["capacity"]["storage"])


def _bind(claim: Obj, volume: Obj) -> Effects:
    """First the volume knows its claim, then the claim its volume, then its status says so."""
    ref = spec_of(volume).get("claimRef") or {}
    if ref.get("uid") != uid_of(claim):
        if ref and not _is_claimed_by(volume, claim):
            return  # the named volume belongs to another claim
        yield Patch(volume, {"spec": {"claimRef": _reference(claim)}})
    elif spec_of(claim).get("volumeName") != name_of(volume):
        marked = {"annotations": {BIND_COMPLETED: "yes"}}
        yield Patch(claim, {"metadata": marked, "spec": {"volumeName": name_of(volume)}})
    else:
        modes, capacity = spec_of(volume)["accessModes"], spec_of(volume)["capacity"]
        yield from set_status(claim, phase="Bound", accessModes=modes, capacity=capacity)


def _reference(claim: Obj) -> Obj:
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "namespace": namespace_of(claim),
        "name": name_of(claim),
        "uid": uid_of(claim),
    }


def _hand_off(view: View, claim: Obj) -> Effects:
    """A late-binding class waits until the scheduler has chosen the pod's node."""
    held = class_of(view, claim)
    if held is None or annotations_of(claim).get(PROVISIONER):
        return
    if not binds_late(view, claim) or annotations_of(claim).get(SELECTED_NODE):
        yield patch_metadata(claim, annotations={PROVISIONER: held["provisioner"]})


def _phase(view: View, volume: Obj) -> str:
    ref = spec_of(volume).get("claimRef")
    if not ref:
        return "Available"
    claim = view.get("PersistentVolumeClaim", ref["name"], ref["namespace"])
    if claim is not None and ref.get("uid") in (None, uid_of(claim)):
        return "Bound" if ref.get("uid") else str(status_of(volume).get("phase") or "Available")
    return "Released" if ref.get("uid") else "Available"
