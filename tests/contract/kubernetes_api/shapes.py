"""Objects that the suite makes. They run nothing: no replicas unless a test asks for some."""

from __future__ import annotations

from tests.contract.kubernetes_api.asking import Obj


def pod_spec(*names: str) -> Obj:
    containers = [{"name": name, "image": f"{name}:1"} for name in names or ("app",)]
    return {"containers": containers, "terminationGracePeriodSeconds": 0}


def deployment(name: str, *, containers: list[str] | None = None, replicas: int | None = 0) -> Obj:
    labels = {"app": name}
    template = {"metadata": {"labels": labels}, "spec": pod_spec(*(containers or ["app"]))}
    spec: Obj = {"selector": {"matchLabels": labels}, "template": template}
    if replicas is not None:
        spec["replicas"] = replicas
    return {"metadata": {"name": name}, "spec": spec}


def service(name: str, kind: str = "ClusterIP", **spec: object) -> Obj:
    ports = [{"name": "http", "port": 80}]
    return {"metadata": {"name": name}, "spec": {"type": kind, "ports": ports} | spec}


def lease(name: str, holder: str, **spec: object) -> Obj:
    return {"metadata": {"name": name}, "spec": {"holderIdentity": holder} | spec}
