"""Which kinds the API serves, as data. A row more here is a kind more everywhere.

What a kind needs beyond its row (defaults, immutable fields, columns) is looked
up by `Resource.collection` in the tables of defaults/, validation/ and tables.
"""

from __future__ import annotations

from dataclasses import dataclass

from standin.kubernetes.shapes import Obj

ALL_VERBS = ("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch")


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """One served resource in one version.

    `unconditional`: PUT may leave resourceVersion out; `upsert`: PUT may create;
    `generation`: metadata.generation counts changes of anything but metadata and status;
    `returns_deleted`: DELETE answers the object instead of a Status;
    `selectable`: the field selectors it takes besides metadata.name and metadata.namespace.
    """

    group: str
    version: str
    plural: str
    kind: str
    namespaced: bool = True
    singular: str = ""
    short: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    subresources: tuple[str, ...] = ()
    verbs: tuple[str, ...] = ALL_VERBS
    generation: bool = False
    unconditional: bool = True
    upsert: bool = False
    returns_deleted: bool = False
    selectable: tuple[str, ...] = ()
    names: str = "subdomain"
    custom: Obj | None = None

    @property
    def api_version(self) -> str:
        return f"{self.group}/{self.version}" if self.group else self.version

    @property
    def qualified(self) -> str:
        """`deployments.apps`; the core group has no suffix."""
        return f"{self.plural}.{self.group}" if self.group else self.plural

    @property
    def collection(self) -> str:
        """Where its objects lie. Both groups of events show the same ones."""
        return "events" if self.qualified == "events.events.k8s.io" else self.qualified

    @property
    def has_status(self) -> bool:
        return "status" in self.subresources


def _core(plural: str, kind: str, *short: str, **traits: object) -> Resource:
    return _row("", "v1", plural, kind, *short, **traits)


def _row(
    group: str, version: str, plural: str, kind: str, *short: str, **traits: object
) -> Resource:
    named = {"group": group, "version": version, "plural": plural, "kind": kind, "short": short}
    return Resource(**named, **traits)  # type: ignore[arg-type]  # rows below are checked by a test


_STATUS = ("status",)
_SCALED = ("scale", "status")
_ALL = ("all",)
_POD_FIELDS = (
    "spec.nodeName",
    "spec.restartPolicy",
    "spec.schedulerName",
    "spec.serviceAccountName",
    "spec.hostNetwork",
    "status.phase",
    "status.podIP",
    "status.nominatedNodeName",
)
_EVENT_FIELDS = (
    *(f"involvedObject.{name}" for name in ("kind", "namespace", "name", "uid", "apiVersion")),
    "involvedObject.resourceVersion",
    "involvedObject.fieldPath",
    "reason",
    "reportingComponent",
    "source",
    "type",
)

CORE = (
    _core("configmaps", "ConfigMap", "cm"),
    _core("endpoints", "Endpoints", "ep", upsert=True),
    _core("events", "Event", "ev", upsert=True, selectable=_EVENT_FIELDS),
    _core("limitranges", "LimitRange", "limits", upsert=True),
    _core(
        "namespaces",
        "Namespace",
        "ns",
        namespaced=False,
        subresources=("finalize", "status"),
        verbs=tuple(verb for verb in ALL_VERBS if verb != "deletecollection"),
        returns_deleted=True,
        selectable=("status.phase",),
        names="label",
    ),
    _core(
        "nodes",
        "Node",
        "no",
        namespaced=False,
        subresources=_STATUS,
        selectable=("spec.unschedulable",),
    ),
    _core(
        "persistentvolumeclaims",
        "PersistentVolumeClaim",
        "pvc",
        subresources=_STATUS,
        returns_deleted=True,
    ),
    _core(
        "persistentvolumes",
        "PersistentVolume",
        "pv",
        namespaced=False,
        subresources=_STATUS,
        returns_deleted=True,
    ),
    _core(
        "pods",
        "Pod",
        "po",
        subresources=("binding", "eviction", "log", "status"),
        categories=_ALL,
        returns_deleted=True,
        selectable=_POD_FIELDS,
    ),
    _core("podtemplates", "PodTemplate", generation=True, returns_deleted=True),
    _core(
        "replicationcontrollers",
        "ReplicationController",
        "rc",
        subresources=_SCALED,
        categories=_ALL,
        generation=True,
        selectable=("status.replicas",),
    ),
    _core("resourcequotas", "ResourceQuota", "quota", subresources=_STATUS, returns_deleted=True),
    _core("secrets", "Secret", selectable=("type",)),
    _core("serviceaccounts", "ServiceAccount", "sa", subresources=("token",), returns_deleted=True),
    _core(
        "services",
        "Service",
        "svc",
        subresources=_STATUS,
        categories=_ALL,
        upsert=True,
        returns_deleted=True,
        selectable=("spec.clusterIP", "spec.type"),
        names="dns1035",
    ),
)


def _apps(plural: str, kind: str, *short: str, **traits: object) -> Resource:
    return _row("apps", "v1", plural, kind, *short, generation=True, categories=_ALL, **traits)


def _rbac(plural: str, kind: str, *, namespaced: bool) -> Resource:
    group = "rbac.authorization.k8s.io"
    return _row(group, "v1", plural, kind, namespaced=namespaced, upsert=True, names="path")


def _webhooks(plural: str, kind: str) -> Resource:
    group = "admissionregistration.k8s.io"
    traits = {"namespaced": False, "generation": True, "unconditional": False}
    return _row(group, "v1", plural, kind, categories=("api-extensions",), **traits)


def _network(plural: str, kind: str, *short: str, **traits: object) -> Resource:
    return _row("networking.k8s.io", "v1", plural, kind, *short, generation=True, **traits)


def _storage(plural: str, kind: str, *short: str, **traits: object) -> Resource:
    group = "storage.k8s.io"
    return _row(group, "v1", plural, kind, *short, namespaced=False, returns_deleted=True, **traits)


GROUPED = (
    _apps("deployments", "Deployment", "deploy", subresources=_SCALED),
    _apps("replicasets", "ReplicaSet", "rs", subresources=_SCALED, selectable=("status.replicas",)),
    _apps("statefulsets", "StatefulSet", "sts", subresources=_SCALED),
    _apps("daemonsets", "DaemonSet", "ds", subresources=_STATUS),
    _row("apps", "v1", "controllerrevisions", "ControllerRevision"),
    _row(
        "batch",
        "v1",
        "jobs",
        "Job",
        subresources=_STATUS,
        categories=_ALL,
        generation=True,
        selectable=("status.successful",),
    ),
    _row(
        "batch",
        "v1",
        "cronjobs",
        "CronJob",
        "cj",
        subresources=_STATUS,
        categories=_ALL,
        generation=True,
    ),
    _row(
        "autoscaling",
        "v2",
        "horizontalpodautoscalers",
        "HorizontalPodAutoscaler",
        "hpa",
        subresources=_STATUS,
        categories=_ALL,
    ),
    _row(
        "policy",
        "v1",
        "poddisruptionbudgets",
        "PodDisruptionBudget",
        "pdb",
        subresources=_STATUS,
        generation=True,
        unconditional=False,
    ),
    _row("coordination.k8s.io", "v1", "leases", "Lease", unconditional=False, upsert=True),
    _row("discovery.k8s.io", "v1", "endpointslices", "EndpointSlice", unconditional=False),
    _row("events.k8s.io", "v1", "events", "Event", "ev", upsert=True, selectable=_EVENT_FIELDS),
    _storage("storageclasses", "StorageClass", "sc"),
    _storage("volumeattachments", "VolumeAttachment", subresources=_STATUS),
    _storage("csinodes", "CSINode"),
    _storage("csidrivers", "CSIDriver"),
    _rbac("roles", "Role", namespaced=True),
    _rbac("rolebindings", "RoleBinding", namespaced=True),
    _rbac("clusterroles", "ClusterRole", namespaced=False),
    _rbac("clusterrolebindings", "ClusterRoleBinding", namespaced=False),
    _network("ingresses", "Ingress", "ing", subresources=_STATUS),
    _network("ingressclasses", "IngressClass", namespaced=False),
    _network("networkpolicies", "NetworkPolicy", "netpol"),
    _webhooks("mutatingwebhookconfigurations", "MutatingWebhookConfiguration"),
    _webhooks("validatingwebhookconfigurations", "ValidatingWebhookConfiguration"),
    _row(
        "apiextensions.k8s.io",
        "v1",
        "customresourcedefinitions",
        "CustomResourceDefinition",
        "crd",
        "crds",
        namespaced=False,
        subresources=_STATUS,
        categories=("api-extensions",),
        generation=True,
        unconditional=False,
    ),
    _row(
        "scheduling.k8s.io",
        "v1",
        "priorityclasses",
        "PriorityClass",
        "pc",
        namespaced=False,
        generation=True,
    ),
)

# Virtual resources: asked by POST, never stored.
_REVIEWS = {
    "authentication.k8s.io": ("SelfSubjectReview",),
    "authorization.k8s.io": (
        "LocalSubjectAccessReview",
        "SelfSubjectAccessReview",
        "SelfSubjectRulesReview",
        "SubjectAccessReview",
    ),
}


def _reviews() -> list[Resource]:
    return [
        Resource(
            group=group,
            version="v1",
            plural=f"{kind.lower()}s",
            kind=kind,
            namespaced=kind.startswith("Local"),
            verbs=("create",),
        )
        for group, kinds in _REVIEWS.items()
        for kind in kinds
    ]


REVIEWS = tuple(_reviews())
BUILT_IN: tuple[Resource, ...] = CORE + GROUPED + REVIEWS
