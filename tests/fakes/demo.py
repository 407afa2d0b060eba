"""The workloads of the stories: one of each kind that sleeps in its own way."""

from __future__ import annotations

from typing import Any

from tests.fakes.kube import FakeKube

SPACE = "default"


def install(kube: FakeKube) -> None:
    for resource, name, spec in (
        ("deployments.apps", "web", {"replicas": 3}),
        ("deployments.apps", "off", {"replicas": 0}),
        ("statefulsets.apps", "db", {"replicas": 1}),
        ("cronjobs.batch", "report", {"schedule": "* * * * *"}),
        ("cronjobs.batch", "paused", {"schedule": "* * * * *", "suspend": True}),
        ("services", "web", {"type": "LoadBalancer", "ports": [{"port": 80, "nodePort": 30080}]}),
        ("pods", "bare", {"containers": [{"name": "c", "image": "i"}]}),
        ("configmaps", "settings", {}),
    ):
        kube.create(resource, {"metadata": {"name": name, "namespace": SPACE}, "spec": spec})


def shape(kube: FakeKube) -> dict[str, Any]:
    """All that must be the same after stop and start: specs, labels, annotations, by UID.

    Bare pods by name: they come back with the same spec and a new UID.
    """
    found: dict[str, Any] = {}
    for resource in ("deployments.apps", "statefulsets.apps", "cronjobs.batch", "services"):
        for obj in kube.list(resource):
            meta = obj["metadata"]
            kept = {k: v for k, v in meta.items() if k in ("labels", "annotations") and v}
            found[f"{resource}/{meta['uid']}"] = (obj["spec"], kept)
    for pod in kube.list("pods"):
        if not pod["metadata"].get("ownerReferences"):
            spec = {k: v for k, v in pod["spec"].items() if k != "nodeName"}
            found[f"pods/{pod['metadata']['name']}"] = spec
    return found
