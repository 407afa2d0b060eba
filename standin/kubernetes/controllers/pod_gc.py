"""PodGC: pods of nodes that no longer exist are removed; bare ones are gone for good."""

from __future__ import annotations

from datetime import datetime, timedelta

from standin.kubernetes.controllers.pods import is_finished, node_of
from standin.reconcile.effects import NOW, Delete, Effects, Wake, set_status
from standin.reconcile.objects import is_leaving
from standin.reconcile.view import View

QUARANTINE = timedelta(seconds=40)  # a node may be seen late; upstream waits as long


class PodGC:
    """Remembers since when a node is missing: the one thing that no object tells."""

    def __init__(self) -> None:
        self._missing_since: dict[str, datetime] = {}

    def __call__(self, view: View) -> Effects:
        self._note_missing(view)
        for pod in view.of("Pod"):
            if not node_of(pod) and is_leaving(pod):
                yield Delete(pod, NOW)
            elif node_of(pod) in self._missing_since:
                until = self._missing_since[node_of(pod)] + QUARANTINE
                if until > view.now:
                    yield Wake(until)
                    continue
                if not is_finished(pod):
                    yield from set_status(pod, phase="Failed", reason="NodeLost")
                yield Delete(pod, NOW)

    def _note_missing(self, view: View) -> None:
        used = {node_of(pod) for pod in view.of("Pod")} - {""}
        missing = {name for name in used if view.get("Node", name) is None}
        self._missing_since = {
            name: self._missing_since.get(name, view.now) for name in sorted(missing)
        }
