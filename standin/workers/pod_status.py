"""What a kubelet tells of a pod, from the first look at it to its end."""

from __future__ import annotations

import hashlib

from standin.client import Obj
from standin.reconcile.conditions import Condition, with_conditions
from standin.reconcile.effects import Effects, set_status
from standin.reconcile.objects import spec_of, status_of, uid_of
from standin.reconcile.times import stamp
from standin.reconcile.view import View
from standin.workers.machines import Machine

CREATING = {"waiting": {"reason": "ContainerCreating"}}


def acknowledged(view: View, pod: Obj, host: Machine) -> Effects:
    waiting = "containers with unready status"
    yield from set_status(
        pod,
        phase="Pending",
        hostIP=host.address or None,
        startTime=stamp(view.now),
        qosClass=status_of(pod).get("qosClass", "BestEffort"),
        containerStatuses=[_container(c, CREATING, ready=False) for c in _containers(pod)],
        conditions=with_conditions(
            pod,
            view.now,
            Condition("PodScheduled", "True"),
            Condition("Initialized", "True"),
            Condition("ContainersReady", "False", "ContainersNotReady", waiting),
            Condition("Ready", "False", "ContainersNotReady", waiting),
        ),
    )


def running(view: View, pod: Obj) -> Effects:
    state = {"running": {"startedAt": stamp(view.now)}}
    address = pod_address(pod)
    ready = (Condition("ContainersReady", "True"), Condition("Ready", "True"))
    yield from set_status(
        pod,
        phase="Running",
        podIP=address,
        podIPs=[{"ip": address}],
        containerStatuses=[_container(c, state, ready=True) for c in _containers(pod)],
        conditions=with_conditions(pod, view.now, *ready),
    )


def ended(view: View, pod: Obj, code: int) -> Effects:
    reason = "Completed" if code == 0 else "Error"
    state = {"terminated": {"exitCode": code, "reason": reason, "finishedAt": stamp(view.now)}}
    why = "PodCompleted" if code == 0 else "PodFailed"
    over = (Condition("ContainersReady", "False", why), Condition("Ready", "False", why))
    yield from set_status(
        pod,
        phase="Succeeded" if code == 0 else "Failed",
        containerStatuses=[_container(c, state, ready=False) for c in _containers(pod)],
        conditions=with_conditions(pod, view.now, *over),
    )


def pod_address(pod: Obj) -> str:
    """Its own for each pod, the same in every run."""
    digest = hashlib.sha256(uid_of(pod).encode()).digest()
    return f"10.{100 + digest[0] % 64}.{digest[1]}.{1 + digest[2] % 254}"


def _containers(pod: Obj) -> list[Obj]:
    return spec_of(pod).get("containers") or []


def _container(container: Obj, state: Obj, *, ready: bool) -> Obj:
    return {
        "name": container["name"],
        "image": container.get("image", ""),
        "imageID": "",
        "ready": ready,
        "started": ready,
        "restartCount": 0,
        "state": state,
    }
