"""The demo's application in the lab: applied, and looked at, with the ordinary client."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from kubernetes import client, config, dynamic, utils

APP = Path(__file__).with_name("app.yaml")
SPACE = "shop"
KEPT = {
    ("apps/v1", "Deployment"): ("replicas",),
    ("apps/v1", "StatefulSet"): ("replicas",),
    ("batch/v1", "CronJob"): ("suspend", "schedule"),
    ("v1", "Service"): ("type", "ports", "clusterIP"),
    ("autoscaling/v2", "HorizontalPodAutoscaler"): ("minReplicas", "maxReplicas"),
}


class Workloads:
    """The `kubernetes` package, unmodified, with the kubeconfig that a customer is given."""

    def __init__(self, kubeconfig: str) -> None:
        loaded = yaml.safe_load(Path(kubeconfig).read_text())
        self.api: Any = config.new_client_from_config_dict(loaded)
        self._dynamic: Any = dynamic.DynamicClient(self.api)

    def close(self) -> None:
        self.api.close()

    def apply(self) -> int:
        """Creates every object of app.yaml; answers how many."""
        objects = [obj for obj in yaml.safe_load_all(APP.read_text()) if obj]
        for obj in objects:
            utils.create_from_dict(self.api, obj)
        return len(objects)

    def ready_pods(self) -> int:
        pods = client.CoreV1Api(self.api).list_namespaced_pod(SPACE).items
        return sum(_is_ready(pod) for pod in pods)

    def address(self) -> str:
        """Where the web Service answers the world; "" while it has no load balancer."""
        service = client.CoreV1Api(self.api).read_namespaced_service("web", SPACE)
        ingress = service.status.load_balancer.ingress or []
        return str(ingress[0].ip) if ingress else ""

    def shape(self) -> dict[str, Any]:
        """What must be the same after stop and start, by kind, name and UID."""
        found: dict[str, Any] = {}
        for (version, kind), fields in KEPT.items():
            resource = self._dynamic.resources.get(api_version=version, kind=kind)
            for item in resource.get(namespace=SPACE).to_dict()["items"]:
                meta, spec = item["metadata"], item["spec"]
                kept = {field: spec.get(field) for field in fields}
                notes = meta.get("annotations") or {}
                key = f"{kind} {meta['name']} {meta['uid']}"
                found[key] = {**kept, "annotations": sorted(notes)}
        return found | self._bare_pods()

    def jobs(self) -> int:
        """How many Jobs there are: what a CronJob that fires leaves behind."""
        return len(client.BatchV1Api(self.api).list_namespaced_job(SPACE).items)

    def _bare_pods(self) -> dict[str, Any]:
        pods = client.CoreV1Api(self.api).list_namespaced_pod(SPACE).items
        bare = [pod for pod in pods if not pod.metadata.owner_references]
        return {f"Pod {pod.metadata.name}": [c.image for c in pod.spec.containers] for pod in bare}


def _is_ready(pod: Any) -> bool:  # noqa: ANN401 -- the client's own model
    conditions = pod.status.conditions or []
    return any(c.type == "Ready" and c.status == "True" for c in conditions)
