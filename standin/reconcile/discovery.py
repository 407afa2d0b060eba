"""Which kinds a server serves, in each group's preferred version."""

from __future__ import annotations

from standin.client import Kubernetes, Obj
from standin.reconcile.resources import Resource


def discover(api: Kubernetes) -> list[Resource]:
    """Every kind that can be listed and deleted. Events of the newer group are the core's too."""
    served = _of("", "v1", api.get("/api/v1"))
    for group in api.get("/apis")["groups"]:
        if group["name"] == "events.k8s.io":
            continue
        version = group["preferredVersion"]
        served += _of(
            group["name"], version["version"], api.get(f"/apis/{version['groupVersion']}")
        )
    return served


def _of(group: str, version: str, listed: Obj) -> list[Resource]:
    return [
        Resource(group, version, item["kind"], item["name"], namespaced=item["namespaced"])
        for item in listed["resources"]
        if "/" not in item["name"] and {"list", "delete"} <= set(item["verbs"])
    ]
