"""Deployments: one ReplicaSet per pod template, rolled from the old to the new."""

from __future__ import annotations

from standin.client import Obj
from standin.kubernetes.controllers.deployment_status import deployment_status
from standin.kubernetes.controllers.pods import adopt
from standin.kubernetes.controllers.revisions import new_replicaset, prune, revise, same_template
from standin.kubernetes.controllers.rolling import sizes
from standin.reconcile.effects import Effects, Patch
from standin.reconcile.objects import is_leaving, name_of, spec_of
from standin.reconcile.view import View


def deployments(view: View) -> Effects:
    for owner in view.of("Deployment"):
        yield from adopt(view, owner, "ReplicaSet")
        sets = view.controlled(owner, "ReplicaSet")
        new = next((held for held in sets if same_template(held, owner)), None)
        if not is_leaving(owner):
            yield from _towards(view, owner, sets, new)
        yield from deployment_status(view, owner, sets, new)


def _towards(view: View, owner: Obj, sets: list[Obj], new: Obj | None) -> Effects:
    if spec_of(owner).get("paused"):
        return
    if new is None:
        yield new_replicaset(owner, sets)
        return
    yield from revise(owner, sets, new)
    old = [held for held in sets if held is not new]
    wanted = sizes(view, owner, old, new)
    for held in sets:
        if spec_of(held).get("replicas", 1) != wanted[name_of(held)]:
            yield Patch(held, {"spec": {"replicas": wanted[name_of(held)]}})
    yield from prune(owner, old)
