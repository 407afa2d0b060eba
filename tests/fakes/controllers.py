"""What acts in the fake cluster by itself: controllers always, workers only while a node is Ready.

Small on purpose: the rules that sleep and wake must survive, each as the real one has it
(nodes' pods die with them, a load balancer is released only while nodes run).
"""

from __future__ import annotations

from typing import Any

from shared.core.actions import ObjectRef
from shared.core.kept import KEEP
from shared.core.kube import CLEANUP, annotation
from tests.fakes.cloud import FakeCloud
from tests.fakes.kube import FakeKube, Obj

WORKLOADS = (("deployments.apps", "Deployment"), ("statefulsets.apps", "StatefulSet"))
ATTACHMENTS = "volumeattachments.storage.k8s.io"


class Controllers:
    """One turn brings the cluster a step nearer to what its objects say."""

    def __init__(self, kube: FakeKube, cloud: FakeCloud) -> None:
        self._kube, self._cloud = kube, cloud
        self._settled = (-1, -1)
        self.fired = 0

    def turn(self) -> None:
        if self._settled == (self._kube.writes, self._cloud.writes):
            return
        self._nodes()
        self._pods_of_dead_nodes()
        for resource, kind in WORKLOADS:
            for obj in self._kube.list(resource):
                self._replicas(resource, kind, obj)
        self._schedule()
        if self._ready():
            self._load_balancers()
            self._attachments()
        self._settled = (self._kube.writes, self._cloud.writes)

    def minute(self) -> None:
        """CronJobs fire in the control plane, node or no node."""
        self.fired += sum(
            not cronjob["spec"].get("suspend") for cronjob in self._kube.list("cronjobs.batch")
        )

    def _nodes(self) -> None:
        running = {s.name: s for s in self._cloud.servers.values() if s.running}
        known = {o["metadata"]["name"]: o for o in self._kube.list("nodes")}
        for name, server in running.items():
            if name not in known:
                self._kube.create("nodes", server.node())
        for name, node in known.items():
            if name not in running and _is_ready(node):
                self._patch("nodes", node, {"status": {"conditions": [_condition("Unknown")]}})

    def _ready(self) -> list[Obj]:
        return [n for n in self._kube.list("nodes") if _is_ready(n)]

    def _pods_of_dead_nodes(self) -> None:
        """PodGC: a bare pod is gone for good, the others' controllers make new ones."""
        alive = {n["metadata"]["name"] for n in self._ready()}
        dead = [
            p
            for p in self._kube.list("pods")
            if p["spec"].get("nodeName") and p["spec"]["nodeName"] not in alive
        ]
        self._kube.drop_all("pods", dead)

    def _replicas(self, resource: str, kind: str, obj: Obj) -> None:
        meta, wanted = obj["metadata"], int(obj["spec"].get("replicas", 1))
        mine = [p for p in self._kube.list("pods", meta["namespace"]) if _owner(p) == meta["uid"]]
        self._kube.drop_all("pods", mine[wanted:])
        for number in range(len(mine), wanted):
            self._kube.create("pods", _pod(kind, obj, f"{meta['name']}-{kind[0].lower()}{number}"))

    def _schedule(self) -> None:
        nodes = [n["metadata"]["name"] for n in self._ready() if not n["spec"].get("unschedulable")]
        if not nodes:
            return
        for pod in self._kube.list("pods"):
            if not pod["spec"].get("nodeName"):
                placed = {"spec": {"nodeName": nodes[0]}, "status": {"phase": "Running"}}
                self._patch("pods", pod, placed)

    def _load_balancers(self) -> None:
        """The cloud-controller-manager: it runs on workers."""
        for service in self._kube.list("services"):
            wants = service["spec"].get("type") == "LoadBalancer"
            held = CLEANUP in service["metadata"].get("finalizers", ())
            uid = service["metadata"]["uid"]
            if wants and not held:
                self._cloud.add_balancer(uid, service["metadata"]["name"])
                self._patch("services", service, _balanced([CLEANUP], [{"ip": "192.0.2.7"}]))
            if held and not wants:
                self._cloud.drop_balancer(uid, keep=annotation(service, KEEP) == "true")
                self._patch("services", service, _balanced([], None))

    def _attachments(self) -> None:
        """CSI, which runs on workers too: a volume is attached while a pod of its set runs."""
        for sts in self._kube.list("statefulsets.apps"):
            name = f"attached-{sts['metadata']['name']}"
            runs = any(_owner(p) == sts["metadata"]["uid"] for p in self._kube.list("pods"))
            there = self._kube.get(ATTACHMENTS, "", name) is not None
            if runs and not there:
                self._kube.create(ATTACHMENTS, {"metadata": {"name": name}})
            if there and not runs:
                self._kube.delete(ATTACHMENTS, "", name)
            self._cloud.attach(sts["metadata"]["uid"], sts["metadata"]["name"], attached=runs)

    def _patch(self, resource: str, obj: Obj, patch: dict[str, Any]) -> None:
        meta = obj["metadata"]
        ref = ObjectRef(resource=resource, name=meta["name"], namespace=meta.get("namespace", ""))
        self._kube.patch(ref, patch)


def _balanced(finalizers: list[str], ingress: list[dict[str, str]] | None) -> Obj:
    status = {"loadBalancer": {"ingress": ingress}}
    return {"metadata": {"finalizers": finalizers}, "status": status}


def _is_ready(node: Obj) -> bool:
    return any(c["status"] == "True" for c in node.get("status", {}).get("conditions", ()))


def _condition(status: str) -> dict[str, str]:
    return {"type": "Ready", "status": status}


def _owner(pod: Obj) -> str:
    owners = pod["metadata"].get("ownerReferences") or [{}]
    return str(owners[0].get("uid", ""))


def _pod(kind: str, owner: Obj, name: str) -> Obj:
    meta = owner["metadata"]
    refs = [{"kind": kind, "name": meta["name"], "uid": meta["uid"], "controller": True}]
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, "namespace": meta["namespace"], "ownerReferences": refs},
        "spec": {},
        "status": {"phase": "Pending"},
    }
