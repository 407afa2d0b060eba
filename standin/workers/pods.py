"""Kubelets, as far as pods go: they start, run, end and stop, each in its own simulated time.

An annotation on the pod may say how long: `standin.dev/startup-seconds`, `.../run-seconds`,
`.../stop-seconds`; `standin.dev/exit-code` other than 0 makes a run fail.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from standin.client import Obj
from standin.reconcile.effects import NOW, Delete, Effects, Wake
from standin.reconcile.objects import annotations_of, is_leaving, spec_of, status_of, suffix
from standin.reconcile.times import parse
from standin.reconcile.view import View
from standin.workers.machines import Machine
from standin.workers.mounts import all_mounted
from standin.workers.pod_status import acknowledged, ended, running

RUN_SECONDS, STOP_SECONDS = 20.0, 2.0


def pods(view: View, machines: Sequence[Machine]) -> Effects:
    """A machine that does not run does nothing: its pods are neither started nor stopped."""
    hosts = {machine.name: machine for machine in machines if machine.runs}
    for pod in view.of("Pod"):
        host = hosts.get(str(spec_of(pod).get("nodeName", "")))
        if host is None or view.get("Node", host.name) is None:
            continue
        if is_leaving(pod):
            yield from _stop(view, pod)
        elif status_of(pod).get("phase") not in ("Succeeded", "Failed"):
            yield from _live(view, pod, host)


def _live(view: View, pod: Obj, host: Machine) -> Effects:
    begun = status_of(pod).get("startTime")
    if begun is None:
        yield from acknowledged(view, pod, host)
    elif status_of(pod).get("phase") != "Running":
        yield from _start(view, pod, parse(begun) + _startup(pod))
    elif spec_of(pod).get("restartPolicy", "Always") != "Always":
        since = parse(status_of(pod)["containerStatuses"][0]["state"]["running"]["startedAt"])
        yield from _finish(view, pod, since + _told(pod, "run-seconds", RUN_SECONDS))


def _start(view: View, pod: Obj, at: datetime) -> Effects:
    if at > view.now:
        yield Wake(at)
    elif all_mounted(view, pod):
        yield from running(view, pod)


def _finish(view: View, pod: Obj, at: datetime) -> Effects:
    if at > view.now:
        yield Wake(at)
    else:
        code = int(annotations_of(pod).get("standin.dev/exit-code", "0"))
        yield from ended(view, pod, code)


def _stop(view: View, pod: Obj) -> Effects:
    """deletionTimestamp is the end of the grace; a program that hears the signal ends before."""
    grace = float(pod["metadata"].get("deletionGracePeriodSeconds") or 0)
    if not grace:
        return  # asked for already: a finalizer holds it, and that is not the kubelet's affair
    asked = parse(pod["metadata"]["deletionTimestamp"]) - timedelta(seconds=grace)
    takes = min(timedelta(seconds=grace), _told(pod, "stop-seconds", STOP_SECONDS))
    yield Delete(pod, NOW) if asked + takes <= view.now else Wake(asked + takes)


def _startup(pod: Obj) -> timedelta:
    """Three to eight seconds, by the image: the same image takes as long everywhere."""
    images = [container.get("image", "") for container in spec_of(pod).get("containers") or []]
    return _told(pod, "startup-seconds", 3 + ord(suffix(images, length=1)) % 6)


def _told(pod: Obj, what: str, default: float) -> timedelta:
    return timedelta(seconds=float(annotations_of(pod).get(f"standin.dev/{what}", default)))
