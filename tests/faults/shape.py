"""What must be the same after any sleep: every workload's UID and spec, awake or asleep.

A replica count that lies in its annotation counts as if it stood in the spec.
"""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from examples.demo.workloads import Workloads

Json = dict[str, Any]
PATHS = (
    "/apis/apps/v1/namespaces/shop/deployments",
    "/apis/apps/v1/namespaces/shop/statefulsets",
    "/apis/batch/v1/namespaces/shop/cronjobs",
    "/api/v1/namespaces/shop/services",
    "/apis/autoscaling/v2/namespaces/shop/horizontalpodautoscalers",
    "/apis/policy/v1/namespaces/shop/poddisruptionbudgets",
)
REMEMBERED = {
    "veilleur.dev/replicas": "replicas",
    "veilleur.dev/suspended": "suspend",
    "veilleur.dev/service": "type",
}


def shape(workloads: Workloads) -> Json:
    found = {}
    for path in PATHS:
        for item in listed(workloads, path):
            found[f"{path.rpartition('/')[2]} {item['metadata']['name']}"] = _kept(item)
    return found


def bare_pods(workloads: Workloads) -> Json:
    pods = listed(workloads, "/api/v1/namespaces/shop/pods")
    bare = [p for p in pods if not p["metadata"].get("ownerReferences")]
    return {p["metadata"]["name"]: [c["image"] for c in p["spec"]["containers"]] for p in bare}


def records(workloads: Workloads) -> list[Json]:
    """What a stop wrote down of bare pods, so that they can be made again."""
    return listed(workloads, "/api/v1/namespaces/veilleur/secrets")


def listed(workloads: Workloads, path: str) -> list[Json]:
    """As the kubeconfig's owner sees them, raw: nothing may be lost on the way through a model."""
    config = workloads.api.configuration
    token = config.get_api_key_with_prefix("authorization")
    headers = {"Accept": "application/json"} | ({"Authorization": token} if token else {})
    answer = workloads.api.rest_client.pool_manager.request(
        "GET", f"{config.host}{path}", headers=headers
    )
    assert answer.status == HTTPStatus.OK, answer.data
    items: list[Json] = json.loads(answer.data)["items"]
    return items


def _kept(item: Json) -> Json:
    meta, spec = item["metadata"], dict(item["spec"])
    notes = meta.get("annotations") or {}
    for note, name in REMEMBERED.items():
        if note in notes:
            was = json.loads(notes[note])["was"]
            spec.update(was if isinstance(was, dict) else {name: was})
    said = {key: value for key, value in spec.items() if value not in (None, False)}
    return {"uid": meta["uid"], "labels": meta.get("labels"), "spec": said}
