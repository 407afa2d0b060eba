"""Storage classes and claims: which class serves a claim, and whether it is bound."""

from __future__ import annotations

from standin.client import Obj
from standin.reconcile.objects import annotations_of, spec_of, status_of
from standin.reconcile.view import View

DEFAULT_CLASS = "storageclass.kubernetes.io/is-default-class"


def default_class(view: View) -> Obj | None:
    classes = view.of("StorageClass")
    return next((c for c in classes if annotations_of(c).get(DEFAULT_CLASS) == "true"), None)


def class_of(view: View, claim: Obj) -> Obj | None:
    return view.get("StorageClass", str(spec_of(claim).get("storageClassName") or ""))


def binds_late(view: View, claim: Obj) -> bool:
    held = class_of(view, claim)
    return held is not None and held.get("volumeBindingMode") == "WaitForFirstConsumer"


def is_bound(claim: Obj) -> bool:
    return status_of(claim).get("phase") == "Bound" and bool(spec_of(claim).get("volumeName"))
