"""Which path serves which kind. Built-in kinds are known; others come from discovery."""

from __future__ import annotations

from dataclasses import dataclass

from standin.client import Obj


@dataclass(frozen=True, slots=True)
class Resource:
    """`group` is "" for the core API."""

    group: str
    version: str
    kind: str
    plural: str
    namespaced: bool = True

    @property
    def root(self) -> str:
        return f"/apis/{self.group}/{self.version}" if self.group else f"/api/{self.version}"

    @property
    def api_version(self) -> str:
        return f"{self.group}/{self.version}" if self.group else self.version

    @property
    def everywhere(self) -> str:
        return f"{self.root}/{self.plural}"

    def collection(self, namespace: str | None) -> str:
        if not self.namespaced:
            return self.everywhere
        return f"{self.root}/namespaces/{namespace}/{self.plural}"


_BUILTIN = (
    Resource("", "v1", "ConfigMap", "configmaps"),
    Resource("", "v1", "Endpoints", "endpoints"),
    Resource("", "v1", "Namespace", "namespaces", namespaced=False),
    Resource("", "v1", "Node", "nodes", namespaced=False),
    Resource("", "v1", "PersistentVolume", "persistentvolumes", namespaced=False),
    Resource("", "v1", "PersistentVolumeClaim", "persistentvolumeclaims"),
    Resource("", "v1", "Pod", "pods"),
    Resource("", "v1", "Secret", "secrets"),
    Resource("", "v1", "Service", "services"),
    Resource("", "v1", "ServiceAccount", "serviceaccounts"),
    Resource("apps", "v1", "ControllerRevision", "controllerrevisions"),
    Resource("apps", "v1", "DaemonSet", "daemonsets"),
    Resource("apps", "v1", "Deployment", "deployments"),
    Resource("apps", "v1", "ReplicaSet", "replicasets"),
    Resource("apps", "v1", "StatefulSet", "statefulsets"),
    Resource("autoscaling", "v2", "HorizontalPodAutoscaler", "horizontalpodautoscalers"),
    Resource("batch", "v1", "CronJob", "cronjobs"),
    Resource("batch", "v1", "Job", "jobs"),
    Resource("coordination.k8s.io", "v1", "Lease", "leases"),
    Resource("discovery.k8s.io", "v1", "EndpointSlice", "endpointslices"),
    Resource("policy", "v1", "PodDisruptionBudget", "poddisruptionbudgets"),
    Resource("storage.k8s.io", "v1", "CSIDriver", "csidrivers", namespaced=False),
    Resource("storage.k8s.io", "v1", "CSINode", "csinodes", namespaced=False),
    Resource("storage.k8s.io", "v1", "StorageClass", "storageclasses", namespaced=False),
    Resource("storage.k8s.io", "v1", "VolumeAttachment", "volumeattachments", namespaced=False),
)
BUILTIN = {resource.kind: resource for resource in _BUILTIN}


def key_of(obj: Obj) -> str:
    """ "Pod", or "Foo.example.org": another group may use the name of a built-in kind."""
    kind, group = str(obj["kind"]), str(obj["apiVersion"]).rpartition("/")[0]
    builtin = BUILTIN.get(kind)
    if builtin and builtin.group == group:
        return kind
    return f"{kind}.{group}" if group else kind
