"""What a StatefulSet tells of itself."""

from __future__ import annotations

from standin.client import Obj
from standin.kubernetes.controllers.pods import is_available, is_ready
from standin.kubernetes.controllers.stateful_identity import REVISION, revision_of
from standin.reconcile.effects import Effects, set_status
from standin.reconcile.objects import labels_of, spec_of, status_of
from standin.reconcile.view import View


def stateful_status(view: View, owner: Obj, pods: list[Obj]) -> Effects:
    latest = revision_of(owner)
    current = _current(owner, pods, latest)
    min_ready = spec_of(owner).get("minReadySeconds", 0)
    yield from set_status(
        owner,
        observedGeneration=owner["metadata"].get("generation"),
        replicas=len(pods),
        readyReplicas=sum(map(is_ready, pods)) or None,
        availableReplicas=sum(is_available(pod, view, min_ready) for pod in pods),
        currentReplicas=_with(pods, current) or None,
        updatedReplicas=_with(pods, latest) or None,
        currentRevision=current,
        updateRevision=latest,
        collisionCount=0,
    )


def _current(owner: Obj, pods: list[Obj], latest: str) -> str:
    """The revision before stays the current one until its last pod is replaced."""
    before = str(status_of(owner).get("currentRevision") or latest)
    return before if _with(pods, before) else latest


def _with(pods: list[Obj], revision: str) -> int:
    return sum(labels_of(pod).get(REVISION) == revision for pod in pods)
