"""A small cluster with something of every kind that an archive treats in its own way."""

from __future__ import annotations

from typing import Any

from shared.core.seen import Json
from shared.errors import TemporaryError
from shared.ports import Cluster
from shared.usecases.archive import Archiver
from tests.fakes.ports import FakeCluster
from tests.fakes.world import FakeWorld

Obj = dict[str, Any]
KINDS = {
    "namespaces": ("v1", "Namespace"),
    "pods": ("v1", "Pod"),
    "services": ("v1", "Service"),
    "endpoints": ("v1", "Endpoints"),
    "secrets": ("v1", "Secret"),
    "configmaps": ("v1", "ConfigMap"),
    "nodes": ("v1", "Node"),
    "events": ("v1", "Event"),
    "persistentvolumes": ("v1", "PersistentVolume"),
    "persistentvolumeclaims": ("v1", "PersistentVolumeClaim"),
    "deployments.apps": ("apps/v1", "Deployment"),
    "replicasets.apps": ("apps/v1", "ReplicaSet"),
    "clusterroles.rbac.authorization.k8s.io": ("rbac.authorization.k8s.io/v1", "ClusterRole"),
    "widgets.example.com": ("example.com/v1beta1", "Widget"),
}


class TypedCluster(FakeCluster):
    """The fake cluster with what the real client adds to each object of a list."""

    def __init__(self, world: FakeWorld) -> None:
        super().__init__(world.kube, world.effects)
        self.broken: set[str] = set()
        self.unread_groups: tuple[str, ...] = ()

    def list(self, resource: str, namespace: str = "") -> tuple[Json, ...]:
        if resource in self.broken or resource in self.unread_groups:
            raise TemporaryError("the server is currently unable to handle the request")
        version, kind = KINDS[resource]
        typed = {"apiVersion": version, "kind": kind}
        return tuple(dict(obj) | typed for obj in super().list(resource, namespace))

    def resources(self) -> tuple[str, ...]:
        return (*super().resources(), *self.unread_groups)


def shop() -> tuple[FakeWorld, TypedCluster]:
    """One namespace "shop": a Deployment with its Service, volume, Secret, and what they drag."""
    world = FakeWorld()
    for resource, obj in _objects():
        world.kube.create(resource, obj)
    return world, TypedCluster(world)


def archiver(world: FakeWorld, cluster: Cluster, **changes: Any) -> Archiver:  # noqa: ANN401 -- any field of Archiver
    given: dict[str, Any] = {"lab": "lab", "prefix": "velero"} | changes
    return Archiver(cluster=cluster, bodies=world.bodies, clock=world.clock, **given)


def meta(name: str, namespace: str = "shop", **more: object) -> Obj:
    return {"name": name} | ({"namespace": namespace} if namespace else {}) | more


def owned_by(kind: str, name: str, version: str = "apps/v1") -> list[Obj]:
    return [{"apiVersion": version, "kind": kind, "name": name, "uid": "u", "controller": True}]


def _objects() -> list[tuple[str, Obj]]:
    replica_set = meta("web-1", ownerReferences=owned_by("Deployment", "web"))
    pod = meta("web-1-x", ownerReferences=owned_by("ReplicaSet", "web-1"))
    generated = meta("made", ownerReferences=owned_by("Widget", "w", "example.com/v1beta1"))
    return [
        ("namespaces", {"metadata": meta("shop", "")}),
        ("namespaces", {"metadata": meta("veilleur", "")}),
        ("deployments.apps", {"metadata": meta("web"), "spec": {"replicas": 3}}),
        ("replicasets.apps", {"metadata": replica_set}),
        ("pods", {"metadata": pod}),
        ("pods", {"metadata": meta("bare")}),
        ("services", {"metadata": meta("web"), "spec": {"selector": {"app": "web"}}}),
        ("endpoints", {"metadata": meta("web")}),
        ("endpoints", {"metadata": meta("outside")}),
        ("secrets", {"metadata": generated, "type": "Opaque", "data": {"p": "eA=="}}),
        ("secrets", {"metadata": meta("wake-s1-0", "veilleur"), "type": "Opaque"}),
        ("configmaps", {"metadata": meta("settings"), "data": {"é": "ü"}}),
        ("nodes", {"metadata": meta("node-1", "")}),
        ("events", {"metadata": meta("e")}),
        (
            "persistentvolumes",
            {
                "metadata": meta("pv-1", ""),
                "spec": {
                    "persistentVolumeReclaimPolicy": "Delete",
                    "claimRef": {"name": "data", "namespace": "shop"},
                },
            },
        ),
        ("persistentvolumeclaims", {"metadata": meta("data"), "status": {"phase": "Bound"}}),
        ("widgets.example.com", {"metadata": meta("w")}),
    ]
