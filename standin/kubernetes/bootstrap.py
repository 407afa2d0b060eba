"""What a new cluster has before anybody uses it."""

from __future__ import annotations

from standin.kubernetes import writing
from standin.kubernetes.call import Call, User
from standin.kubernetes.cluster import Cluster
from standin.kubernetes.roles import cluster_role_bindings, cluster_roles
from standin.kubernetes.shapes import Obj

APISERVER = User("system:apiserver", ("system:masters",))
_SPACES = ("kube-system", "kube-public", "kube-node-lease", "default")


def found_cluster(cluster: Cluster) -> None:
    """Creates what is missing: a restart finds it all there."""
    for space in _SPACES:
        _make(cluster, "namespaces", "", {"metadata": {"name": space}})
    _make(cluster, "services", "default", _own_service())
    for role in cluster_roles():
        _make(cluster, "clusterroles.rbac.authorization.k8s.io", "", role)
    for binding in cluster_role_bindings():
        _make(cluster, "clusterrolebindings.rbac.authorization.k8s.io", "", binding)


def _make(cluster: Cluster, collection: str, namespace: str, obj: Obj) -> None:
    resource = cluster.registry.collection(collection)
    name = obj["metadata"]["name"]
    key = f"{namespace}/{name}" if namespace else name
    if cluster.store.get(collection, key) is None:
        call = Call(
            verb="create",
            resource=resource,
            user=APISERVER,
            namespace=namespace,
            query={},
            agent="kube-apiserver",
        )
        writing.create(cluster, call, obj)


def _own_service() -> Obj:
    labels = {"component": "apiserver", "provider": "kubernetes"}
    ports = [{"name": "https", "port": 443, "protocol": "TCP", "targetPort": 6443}]
    spec = {"clusterIP": "10.96.0.1", "ports": ports, "type": "ClusterIP"}
    return {"metadata": {"name": "kubernetes", "labels": labels}, "spec": spec}
