"""Other people's work in a cluster of theirs: it stands there as if it had run for long.

Nobody acts in it: what changes there was changed by whoever had no business there.
"""

from __future__ import annotations

from standin.kubernetes import writing
from standin.kubernetes.bootstrap import APISERVER
from standin.kubernetes.call import Call
from standin.kubernetes.cluster import Cluster
from standin.kubernetes.shapes import Obj
from standin.world import World

SPACE = "shop"
LABELS = {"app": "web"}
CONTAINERS: list[Obj] = [{"name": "main", "image": "registry.example.org/shop:4"}]
TEMPLATE: Obj = {"metadata": {"labels": LABELS}, "spec": {"containers": CONTAINERS}}
SELECTOR = {"matchLabels": LABELS}
CLAIM: Obj = {
    "accessModes": ["ReadWriteOnce"],
    "resources": {"requests": {"storage": "10Gi"}},
    "volumeName": "pvc-orders",
}
WORK: tuple[tuple[str, str, Obj, Obj], ...] = (  # collection, name, spec, status
    ("deployments.apps", "web", {"replicas": 2, "selector": SELECTOR, "template": TEMPLATE}, {}),
    (
        "statefulsets.apps",
        "orders",
        {"replicas": 1, "selector": SELECTOR, "serviceName": "orders", "template": TEMPLATE},
        {"replicas": 1, "readyReplicas": 1},
    ),
    ("persistentvolumeclaims", "orders-0", CLAIM, {"phase": "Bound"}),
    (
        "services",
        "web",
        {"type": "LoadBalancer", "selector": LABELS, "ports": [{"port": 80}]},
        {"loadBalancer": {"ingress": [{"ip": "198.51.100.250"}]}},
    ),
)
READY = [{"type": "Ready", "status": "True", "reason": "KubeletReady"}]


def furnish(cluster: Cluster, world: World, kaas_id: int) -> None:
    """A node for each machine, and what runs on them; nothing where it was furnished before."""
    if cluster.store.get("namespaces", SPACE) is not None:
        return
    _stand(cluster, "namespaces", "", {"metadata": {"name": SPACE}}, {})
    machines = [each for each in world.machines.all() if each.kaas_id == kaas_id]
    for machine in machines:
        node = _named(machine.name, {"providerID": machine.provider_id})
        _stand(cluster, "nodes", "", node, {"conditions": READY})
    for collection, name, spec, status in WORK:
        _stand(cluster, collection, SPACE, _named(name, spec), status)
    for number, machine in enumerate(machines):
        pod = _named(f"web-{number}", {"containers": CONTAINERS, "nodeName": machine.name})
        _stand(cluster, "pods", SPACE, pod, {"phase": "Running"})


def _named(name: str, spec: Obj) -> Obj:
    return {"metadata": {"name": name, "labels": dict(LABELS)}, "spec": spec}


def _stand(cluster: Cluster, collection: str, namespace: str, obj: Obj, status: Obj) -> None:
    """As created, and with the status that its controllers would have given it."""
    resource = cluster.registry.collection(collection)
    call = Call(
        verb="create",
        resource=resource,
        user=APISERVER,
        namespace=namespace,
        query={},
        agent="kube-apiserver",
    )
    record = writing.create(cluster, call, obj)
    if status:
        told = {**record.obj, "status": {**record.obj.get("status", {}), **status}}
        metadata = dict(record.obj["metadata"])
        cluster.store.put(collection, record.key, {**told, "metadata": metadata})
