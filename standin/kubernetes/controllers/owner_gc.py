"""The garbage collector: what nobody owns any more goes, in the background or before its owner."""

from __future__ import annotations

from standin.client import Obj
from standin.reconcile.effects import BACKGROUND, Delete, Effects, drop_finalizer, patch_metadata
from standin.reconcile.objects import (
    finalizers_of,
    is_leaving,
    namespace_of,
    owners_of,
    uid_of,
)
from standin.reconcile.view import View

FOREGROUND = "foregroundDeletion"
ORPHAN = "orphan"


def owner_gc(view: View) -> Effects:
    for obj in list(view.owned()):
        yield from _if_orphaned(view, obj)
    for obj in view.everything():
        if is_leaving(obj) and FOREGROUND in finalizers_of(obj):
            yield from _foreground(view, obj)
        elif is_leaving(obj) and ORPHAN in finalizers_of(obj):
            yield from _orphan(view, obj)


def _if_orphaned(view: View, obj: Obj) -> Effects:
    """An owner is gone if no object has its uid: one of the same name is another."""
    present = [ref for ref in owners_of(obj) if _is_there(view, obj, ref)]
    if is_leaving(obj) or len(present) == len(owners_of(obj)):
        return
    if present:
        yield patch_metadata(obj, ownerReferences=present)
    else:
        yield Delete(obj, BACKGROUND)


def _is_there(view: View, obj: Obj, ref: Obj) -> bool:
    owner = view.by_uid(ref["uid"])
    return owner is not None and namespace_of(owner) in ("", namespace_of(obj))


def _foreground(view: View, owner: Obj) -> Effects:
    dependents = view.dependents(uid_of(owner))
    for obj in dependents:
        if not is_leaving(obj):
            yield Delete(obj, {"propagationPolicy": "Foreground"})
    if not any(_blocks(obj, owner) for obj in dependents):
        yield drop_finalizer(owner, FOREGROUND)


def _blocks(obj: Obj, owner: Obj) -> bool:
    mine = [ref for ref in owners_of(obj) if ref["uid"] == uid_of(owner)]
    return any(ref.get("blockOwnerDeletion") for ref in mine)


def _orphan(view: View, owner: Obj) -> Effects:
    dependents = view.dependents(uid_of(owner))
    for obj in dependents:
        rest = [ref for ref in owners_of(obj) if ref["uid"] != uid_of(owner)]
        yield patch_metadata(obj, ownerReferences=rest or None)
    if not dependents:
        yield drop_finalizer(owner, ORPHAN)
