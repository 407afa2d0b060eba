"""The usual objects of the stories: nodes, pods and what owns them."""

from __future__ import annotations

from standin.client import Obj
from standin.reconcile.objects import name_of
from standin.reconcile.times import stamp
from tests.standin.controllers.desk import Desk, make

ROOM = {"cpu": "2", "memory": "4Gi", "pods": "110"}


def node(name: str, *, zone: str = "az-1", ready: str = "True", **spec: object) -> Obj:
    labels = {"kubernetes.io/hostname": name, "topology.kubernetes.io/zone": zone}
    told = {"type": "Ready", "status": ready, "lastHeartbeatTime": "2026-03-02T08:00:00Z"}
    told["lastTransitionTime"] = told["lastHeartbeatTime"]
    status = {"allocatable": ROOM, "conditions": [told]}
    return make("Node", name, labels=labels, spec=spec, status=status)


def template(image: str = "web:1", **spec: object) -> Obj:
    containers = [{"name": "main", "image": image}]
    return {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": containers, **spec}}


def workload(kind: str, name: str = "web", /, **spec: object) -> Obj:
    selector = {"matchLabels": {"app": "web"}}
    given = {"selector": selector, "template": template(), "replicas": 3} | spec
    return make(kind, name, generation=1, spec=given, status={})


def pod(name: str, **fields: object) -> Obj:
    given: Obj = {"labels": {"app": "web"}, "spec": {"containers": []}, "status": {}} | fields
    return make("Pod", name, **given)


def run(desk: Desk, obj: Obj) -> None:
    """What a kubelet would tell: this pod runs and is ready."""
    since = {"lastTransitionTime": stamp(desk.view.now)}
    ready = {"type": "Ready", "status": "True", **since}
    desk.change(obj, status={"phase": "Running", "podIP": "10.0.0.1", "conditions": [ready]})


def end(desk: Desk, obj: Obj, phase: str = "Succeeded") -> None:
    desk.change(obj, status={"phase": phase, "conditions": []})


def run_all(desk: Desk) -> None:
    for obj in desk.view.of("Pod"):
        if (obj.get("status") or {}).get("phase", "Pending") == "Pending":
            run(desk, desk.one("Pod", name_of(obj)))
