"""The ReplicaSets of a Deployment: which template each stands for, and which are history."""

from __future__ import annotations

from copy import deepcopy

from standin.client import Obj
from standin.reconcile.effects import BACKGROUND, Create, Delete, Effects, patch_metadata
from standin.reconcile.objects import (
    annotations_of,
    is_leaving,
    labels_of,
    name_of,
    namespace_of,
    reference_to,
    spec_of,
    status_of,
    suffix,
)

HASH = "pod-template-hash"
REVISION = "deployment.kubernetes.io/revision"


def same_template(held: Obj, owner: Obj) -> bool:
    template = deepcopy(spec_of(held)["template"])
    labels_of(template).pop(HASH, None)
    return bool(template == spec_of(owner)["template"])


def new_replicaset(owner: Obj, sets: list[Obj]) -> Create:
    """With 0 replicas at first: how many it may have at once is the rollout's decision."""
    template = deepcopy(spec_of(owner)["template"])
    tail = suffix(template, length=10)
    template.setdefault("metadata", {})["labels"] = labels_of(template) | {HASH: tail}
    selector = deepcopy(spec_of(owner)["selector"])
    selector["matchLabels"] = (selector.get("matchLabels") or {}) | {HASH: tail}
    revision = str(1 + max(map(_revision, sets), default=0))
    return Create(
        {
            "apiVersion": "apps/v1",
            "kind": "ReplicaSet",
            "metadata": {
                "name": f"{name_of(owner)}-{tail}",
                "namespace": namespace_of(owner),
                "labels": labels_of(template),
                "annotations": {REVISION: revision},
                "ownerReferences": [reference_to(owner)],
            },
            "spec": {"replicas": 0, "selector": selector, "template": template},
        }
    )


def revise(owner: Obj, sets: list[Obj], new: Obj) -> Effects:
    """A template that comes back (a rollback) is the latest revision again."""
    others = max((_revision(held) for held in sets if held is not new), default=0)
    revision = str(max(_revision(new), others + 1))
    for obj in (new, owner):
        if annotations_of(obj).get(REVISION) != revision:
            yield patch_metadata(obj, annotations={REVISION: revision})


def prune(owner: Obj, old: list[Obj]) -> Effects:
    """Beyond revisionHistoryLimit the oldest idle ones go."""
    keep = spec_of(owner).get("revisionHistoryLimit", 10)
    idle = [held for held in old if _is_idle(held)]
    for held in sorted(idle, key=_revision)[: max(0, len(idle) - keep)]:
        yield Delete(held, BACKGROUND)


def _is_idle(held: Obj) -> bool:
    asked, present = spec_of(held).get("replicas", 1), status_of(held).get("replicas", 0)
    return asked == 0 and present == 0 and not is_leaving(held)


def _revision(held: Obj) -> int:
    return int(annotations_of(held).get(REVISION, "0"))
