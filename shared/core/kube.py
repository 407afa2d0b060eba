"""Reading raw Kubernetes objects: the few paths that sleep and wake look at."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from shared.core.actions import ObjectRef, PatchObject
from shared.core.seen import Json

PREFIX = "veilleur.dev/"
NAMESPACE = "veilleur"  # our own: marks and wake records; protected, left out of archives
REPLICAS = PREFIX + "replicas"
SUSPENDED = PREFIX + "suspended"
SERVICE = PREFIX + "service"
NOTED = {  # which annotation remembers what a stop changed, by resource
    "deployments.apps": REPLICAS,
    "statefulsets.apps": REPLICAS,
    "cronjobs.batch": SUSPENDED,
    "jobs.batch": SUSPENDED,
    "services": SERVICE,
}
MARK = "mark"
MARKS = "configmaps/veilleur"
STAYED = PREFIX + "stayed"
CLEANUP = "service.kubernetes.io/load-balancer-cleanup"


def meta(obj: Json) -> Json:
    return obj["metadata"]  # type: ignore[no-any-return]  # raw JSON: the API server vouches for it


def ref(resource: str, obj: Json) -> ObjectRef:
    where = meta(obj)
    return ObjectRef(resource=resource, name=where["name"], namespace=where.get("namespace", ""))


def patch_of(resource: str, obj: Json, patch: Json, why: str) -> PatchObject:
    """Under the resourceVersion that was seen: what moved on since is left to the next look."""
    return PatchObject(ref=ref(resource, obj), patch=patch, resource_version=version(obj), why=why)


def version(obj: Json) -> str:
    return str(meta(obj)["resourceVersion"])


def annotation(obj: Json, name: str) -> str | None:
    found = (meta(obj).get("annotations") or {}).get(name)
    return None if found is None else str(found)


def remembered(obj: Json, name: str) -> dict[str, Any] | None:
    """What a quiesce left in an annotation, as {"session", "was"}; None where there is none.

    Raises nothing on a value that a person spoiled: it is then as if it were not there,
    and the wake record in the cluster (rule 9) stands in for it.
    """
    text = annotation(obj, name)
    try:
        value = json.loads(text) if text is not None else None
    except ValueError:
        return None
    return value if isinstance(value, dict) and "was" in value else None


def remember(name: str, session: str, was: object) -> dict[str, str]:
    """The annotation that a quiesce writes in the same patch as its change."""
    value = {"session": session, "was": was}
    return {name: json.dumps(value, separators=(",", ":"), sort_keys=True)}


def controller(obj: Json) -> Json | None:
    owners: Iterable[Json] = meta(obj).get("ownerReferences") or ()
    return next((owner for owner in owners if owner.get("controller")), None)


def is_gone_soon(obj: Json) -> bool:
    return meta(obj).get("deletionTimestamp") is not None


def spec(obj: Json) -> Json:
    return obj.get("spec") or {}


def title(obj: Json) -> str:
    where = meta(obj)
    return f"{where.get('namespace', '')}/{where['name']}".lstrip("/")


def marked(configmaps: Iterable[Json]) -> Json | None:
    """The mark among the ConfigMaps of our namespace, which holds others (kube-root-ca.crt)."""
    return next((c for c in configmaps if meta(c)["name"] == MARK), None)
