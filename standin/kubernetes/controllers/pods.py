"""Questions that every owner of pods asks, and how a pod is made from a template."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from datetime import timedelta

from standin.client import Obj
from standin.reconcile.conditions import condition_of, is_true
from standin.reconcile.effects import Effects, patch_metadata
from standin.reconcile.objects import (
    controller_uid,
    is_leaving,
    labels_of,
    matches,
    name_of,
    namespace_of,
    owners_of,
    reference_to,
    spec_of,
    status_of,
    suffix,
)
from standin.reconcile.times import parse
from standin.reconcile.view import View


def phase_of(pod: Obj) -> str:
    return str(status_of(pod).get("phase", "Pending"))


def is_finished(pod: Obj) -> bool:
    return phase_of(pod) in ("Succeeded", "Failed")


def is_active(pod: Obj) -> bool:
    return not is_finished(pod) and not is_leaving(pod)


def is_ready(pod: Obj) -> bool:
    return phase_of(pod) == "Running" and is_true(pod, "Ready") and not is_leaving(pod)


def is_available(pod: Obj, view: View, min_ready_seconds: int) -> bool:
    ready = condition_of(pod, "Ready")
    if not is_ready(pod) or ready is None:
        return False
    return parse(ready["lastTransitionTime"]) + timedelta(seconds=min_ready_seconds) <= view.now


def node_of(pod: Obj) -> str:
    return str(spec_of(pod).get("nodeName", ""))


def adopt(view: View, owner: Obj, kind: str) -> Effects:
    """Orphans that the owner's selector matches become its own, as after a restore."""
    if is_leaving(owner):
        return
    for orphan in view.of(kind, namespace_of(owner)):
        if controller_uid(orphan) or is_leaving(orphan):
            continue
        if matches(spec_of(owner).get("selector"), labels_of(orphan)):
            yield patch_metadata(orphan, ownerReferences=[*owners_of(orphan), reference_to(owner)])


def pod_from(owner: Obj, template: Obj, name: str) -> Obj:
    """A pod as the template says, controlled by `owner`."""
    given = deepcopy(template.get("metadata") or {})
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {
            **given,
            "name": name,
            "namespace": namespace_of(owner),
            "labels": given.get("labels") or {},
            "annotations": given.get("annotations") or {},
            "ownerReferences": [reference_to(owner)],
        },
        "spec": deepcopy(template["spec"]),
    }


def fresh_names(view: View, owner: Obj, taken: Iterable[Obj], count: int) -> list[str]:
    """`owner-xxxxx`, the same ones in every run that came to this point alike."""
    names: list[str] = []
    used, tries = {name_of(pod) for pod in taken}, 0
    while len(names) < count:
        name = f"{name_of(owner)}-{suffix(owner['metadata']['uid'], view.now, tries)}"
        tries += 1
        if name not in used:
            names.append(name)
    return names
