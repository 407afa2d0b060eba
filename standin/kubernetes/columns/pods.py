"""A pod's row: the word under STATUS is the most telling of several (printPod)."""

from __future__ import annotations

from standin.kubernetes.columns.base import AGE, NAME, NONE, View, shown, text
from standin.kubernetes.shapes import Obj, dig, items


def _ready(view: View) -> str:
    states = items(view.obj, "status", "containerStatuses")
    ready = sum(1 for state in states if state.get("ready"))
    return f"{ready}/{len(items(view.obj, 'spec', 'containers'))}"


def _status(view: View) -> str:
    if view.at("metadata.deletionTimestamp"):
        return "Unknown" if view.at("status.reason") == "NodeLost" else "Terminating"
    reason = view.at("status.reason") or view.at("status.phase") or "Unknown"
    for state in reversed(items(view.obj, "status", "containerStatuses")):
        reason = _word(state) or reason
    return str(reason)


def _word(state: Obj) -> str:
    waiting = dig(state, "state", "waiting", "reason")
    ended = dig(state, "state", "terminated", "reason")
    return str(waiting or ended or "")


def _restarts(view: View) -> str:
    states = items(view.obj, "status", "containerStatuses")
    return str(sum(int(state.get("restartCount") or 0) for state in states))


def _gates(view: View) -> str:
    gates = items(view.obj, "spec", "readinessGates")
    return str(len(gates)) if gates else NONE


PODS = (
    NAME,
    shown("Ready", _ready),
    shown("Status", _status),
    shown("Restarts", _restarts),
    AGE,
    text("IP", "status.podIP", wide=True),
    text("Node", "spec.nodeName", wide=True),
    text("Nominated Node", "status.nominatedNodeName", wide=True),
    shown("Readiness Gates", _gates, wide=True),
)
