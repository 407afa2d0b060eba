"""What is left out of an archive: whatever the new cluster makes by itself.

All of it is harmless to Velero. Kept on purpose: bare pods, and every Secret even
if it has an owner, because operators generate passwords.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from shared.archive.items import Json

TYPES = frozenset(
    {
        "certificatesigningrequests.certificates.k8s.io",
        "controllerrevisions.apps",
        "csinodes.storage.k8s.io",
        "csistoragecapacities.storage.k8s.io",
        "events",
        "events.events.k8s.io",
        "flowschemas.flowcontrol.apiserver.k8s.io",
        "ipaddresses.networking.k8s.io",
        "leases.coordination.k8s.io",
        "nodes",
        "prioritylevelconfigurations.flowcontrol.apiserver.k8s.io",
        "resourceslices.resource.k8s.io",
        "servicecidrs.networking.k8s.io",
        "volumeattachments.storage.k8s.io",
        "volumesnapshotcontents.snapshot.storage.k8s.io",
        "volumesnapshots.snapshot.storage.k8s.io",
    }
)
VELERO = ".velero.io"
COHABITING = ".extensions"  # the old group of what lies in apps and networking.k8s.io too
EXCLUDE = "velero.io/exclude-from-backup"
BUILT_IN_OWNERS = frozenset(
    {
        ("apps", "DaemonSet"),
        ("apps", "Deployment"),
        ("apps", "ReplicaSet"),
        ("apps", "StatefulSet"),
        ("batch", "CronJob"),
        ("batch", "Job"),
        ("", "ReplicationController"),
        ("", "Node"),  # a mirror pod
    }
)
OWNED = frozenset({"pods", "replicasets.apps", "jobs.batch"})
RBAC = ".rbac.authorization.k8s.io"
BOOTSTRAPPING = "kubernetes.io/bootstrapping"
AUTO_MANAGED = "kube-aggregator.kubernetes.io/automanaged"
SLICE_OF = "kubernetes.io/service-name"
TOKEN = "kubernetes.io/service-account-token"  # noqa: S105 -- a Secret's type, not a secret


def is_type_left_out(resource: str) -> bool:
    """Whole types that need not even be listed."""
    return resource in TYPES or resource.endswith((VELERO, COHABITING))


@dataclass(frozen=True, slots=True)
class Rules:
    """What the rules must know of the whole cluster: (namespace, name) of Services with a
    selector, whose endpoints a controller makes, and the namespaces of which nothing is kept.
    """

    selecting: frozenset[tuple[str, str]]
    dropped_namespaces: frozenset[str]

    def keeps(self, resource: str, obj: Json) -> bool:
        meta = obj["metadata"]
        namespace = meta["name"] if resource == "namespaces" else meta.get("namespace") or ""
        return (
            namespace not in self.dropped_namespaces
            and not meta.get("deletionTimestamp")
            and not is_excluded(obj)
            and not _is_owned(resource, obj)
            and not self._is_made_by_a_controller(resource, obj)
            and not _is_made_by_the_server(resource, obj)
        )

    def _is_made_by_a_controller(self, resource: str, obj: Json) -> bool:
        meta = obj["metadata"]
        if resource == "endpoints":
            return (meta.get("namespace", ""), meta["name"]) in self.selecting
        if resource == "endpointslices.discovery.k8s.io":
            service = _labels(obj).get(SLICE_OF, "")
            return (meta.get("namespace", ""), service) in self.selecting
        return resource == "configmaps" and meta["name"] == "kube-root-ca.crt"


def rules_for(
    services: Iterable[Json], namespaces: Iterable[Json], excluded: Iterable[str]
) -> Rules:
    """From the cluster's Services and namespaces, and the names that configuration leaves out."""
    return Rules(
        selecting=frozenset(_selecting(services)),
        dropped_namespaces=frozenset(excluded).union(_dropped(namespaces)),
    )


def is_excluded(obj: Json) -> bool:
    """The person's own word, as Velero takes it: "true" and nothing else."""
    return _labels(obj).get(EXCLUDE) == "true"


def _selecting(services: Iterable[Json]) -> Iterator[tuple[str, str]]:
    for service in services:
        if (service.get("spec") or {}).get("selector"):
            yield (service["metadata"].get("namespace", ""), service["metadata"]["name"])
    yield ("default", "kubernetes")


def _dropped(namespaces: Iterable[Json]) -> Iterator[str]:
    """Excluded by their label, or on their way out."""
    for namespace in namespaces:
        active = (namespace.get("status") or {}).get("phase", "Active") == "Active"
        if is_excluded(namespace) or not active:
            yield str(namespace["metadata"]["name"])


def _is_owned(resource: str, obj: Json) -> bool:
    """Its controller, a built-in workload, is archived and makes it anew."""
    if resource not in OWNED:
        return False
    owners = obj["metadata"].get("ownerReferences") or ()
    return any(owner.get("controller") and _owner(owner) in BUILT_IN_OWNERS for owner in owners)


def _owner(reference: Json) -> tuple[str, str]:
    group, slash, _ = str(reference.get("apiVersion", "")).rpartition("/")
    return (group if slash else "", str(reference.get("kind", "")))


def _is_made_by_the_server(resource: str, obj: Json) -> bool:
    name, labels = obj["metadata"]["name"], _labels(obj)
    if resource == "services":
        return (obj["metadata"].get("namespace"), name) == ("default", "kubernetes")
    if resource == "secrets":
        return obj.get("type") == TOKEN
    if resource == "priorityclasses.scheduling.k8s.io":
        return str(name).startswith("system-")
    if resource == "apiservices.apiregistration.k8s.io":
        return AUTO_MANAGED in labels
    return resource.endswith(RBAC) and BOOTSTRAPPING in labels


def _labels(obj: Json) -> Json:
    return obj["metadata"].get("labels") or {}
