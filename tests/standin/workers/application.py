"""An application like a customer's: every kind that matters when a lab sleeps and wakes."""

from __future__ import annotations

from standin.client import Obj

SHOP = "shop"


def named(version: str, kind: str, name: str, **fields: object) -> Obj:
    metadata = {"name": name, "namespace": SHOP, **fields.pop("metadata", {})}  # type: ignore[dict-item]
    return {"apiVersion": version, "kind": kind, "metadata": metadata, **fields}


def namespace(name: str = SHOP) -> Obj:
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}


def template(app: str, cpu: str = "100m", **spec: object) -> Obj:
    requests = {"requests": {"cpu": cpu, "memory": "64Mi"}}
    containers = [{"name": "main", "image": f"example.test/{app}:1", "resources": requests}]
    return {"metadata": {"labels": {"app": app}}, "spec": {"containers": containers, **spec}}


def selecting(app: str) -> Obj:
    return {"matchLabels": {"app": app}}


def web(replicas: int = 3) -> Obj:
    spec = {"replicas": replicas, "selector": selecting("web"), "template": template("web")}
    return named("apps/v1", "Deployment", "web", spec=spec)


def service(**annotations: str) -> Obj:
    spec = {"type": "LoadBalancer", "selector": {"app": "web"}, "ports": [{"port": 80}]}
    return named("v1", "Service", "web", metadata={"annotations": annotations}, spec=spec)


def database(replicas: int = 1) -> Obj:
    size = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "5Gi"}}}
    claim = {"metadata": {"name": "data"}, "spec": size}
    spec = {
        "replicas": replicas,
        "serviceName": "db",
        "selector": selecting("db"),
        "template": mounting(template("db")),
        "volumeClaimTemplates": [claim],
    }
    return named("apps/v1", "StatefulSet", "db", spec=spec)


def mounting(given: Obj) -> Obj:
    """The volume that a claim's template will bring."""
    given["spec"]["containers"][0]["volumeMounts"] = [{"name": "data", "mountPath": "/data"}]
    return given


def tidy(schedule: str = "*/10 * * * *") -> Obj:
    job = {"spec": {"template": template("tidy", restartPolicy="Never")}}
    return named("batch/v1", "CronJob", "tidy", spec={"schedule": schedule, "jobTemplate": job})


def autoscaler() -> Obj:
    aim = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}
    spec = {"scaleTargetRef": aim, "minReplicas": 2, "maxReplicas": 6}
    return named("autoscaling/v2", "HorizontalPodAutoscaler", "web", spec=spec)


def budget() -> Obj:
    spec = {"selector": selecting("web"), "minAvailable": 2}
    return named("policy/v1", "PodDisruptionBudget", "web", spec=spec)


def bare_pod() -> Obj:
    return named("v1", "Pod", "bare", spec=template("bare")["spec"])


def everything() -> list[Obj]:
    held = named("v1", "ConfigMap", "settings", data={"colour": "green"})
    secret = named("v1", "Secret", "key", stringData={"password": "only-for-tests"})
    parts = [web(), service(), database(), tidy(), autoscaler(), budget(), bare_pod()]
    return [held, secret, *parts]
