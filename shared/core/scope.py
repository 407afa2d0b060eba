"""What a stop may touch: everything in the cluster but what is protected or opted out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from shared.core.kube import NAMESPACE, PREFIX, controller, is_gone_soon, meta, spec
from shared.core.seen import ClusterSeen, Json
from shared.core.settings import Settings

OPT_OUT = PREFIX + "keep"  # label on a namespace or a workload: leave it as it is
MIRROR = "kubernetes.io/config.mirror"
FINISHED = frozenset({"Succeeded", "Failed"})
RESOURCES = (
    "namespaces",
    "deployments.apps",
    "statefulsets.apps",
    "cronjobs.batch",
    "jobs.batch",
    "services",
    "pods",
    "volumeattachments.storage.k8s.io",
    "persistentvolumes",
    "secrets/veilleur",  # only ours, only those of our namespace
)


@dataclass(frozen=True, slots=True)
class Scope:
    """The objects of one look, less what must not be touched."""

    objects: Mapping[str, tuple[Json, ...]]
    spared: frozenset[str]

    def of(self, resource: str) -> tuple[Json, ...]:
        return tuple(o for o in self.objects.get(resource, ()) if self.covers(o))

    def covers(self, obj: Json) -> bool:
        where = meta(obj)
        kept = (where.get("labels") or {}).get(OPT_OUT) == "true"
        return where.get("namespace", "") not in self.spared and not kept

    def bare_pods(self) -> tuple[Json, ...]:
        """Pods that nothing would bring back once their node is gone."""
        return tuple(p for p in self.of("pods") if _is_bare(p))

    def working_pods(self) -> tuple[Json, ...]:
        """Pods that still hold a node or a volume: all but DaemonSets' and finished ones."""
        return tuple(
            p
            for p in self.of("pods")
            if not _is_daemon(p) and _status(p) not in FINISHED and spec(p).get("nodeName")
        )

    def attached(self) -> tuple[Json, ...]:
        """Attachments that have to go: the volumes of pods that are left alone stay attached."""
        pods = (p for p in self.objects.get("pods", ()) if not self.covers(p))
        claims = {claim for p in pods for claim in _claims(p)}
        volumes = self.objects.get("persistentvolumes", ())
        held = {meta(v)["name"] for v in volumes if _claim_of(v) in claims}
        every = self.objects.get("volumeattachments.storage.k8s.io", ())
        return tuple(a for a in every if _volume_of(a) not in held)


def scope_of(cluster: ClusterSeen, settings: Settings) -> Scope:
    opted = {
        meta(ns)["name"]
        for ns in cluster.objects.get("namespaces", ())
        if (meta(ns).get("labels") or {}).get(OPT_OUT) == "true"
    }
    spared = settings.protected_namespaces | opted | {NAMESPACE}
    return Scope(objects=cluster.objects, spared=frozenset(spared))


def _is_bare(pod: Json) -> bool:
    mirrored = MIRROR in (meta(pod).get("annotations") or {})
    done = _status(pod) in FINISHED or is_gone_soon(pod)
    return controller(pod) is None and not mirrored and not done


def _is_daemon(pod: Json) -> bool:
    owner = controller(pod)
    return owner is not None and owner.get("kind") in ("DaemonSet", "Node")


def _claims(pod: Json) -> Iterator[tuple[str, str]]:
    """(namespace, name) of each claim that the pod mounts."""
    for volume in spec(pod).get("volumes") or ():
        if claim := volume.get("persistentVolumeClaim"):
            yield meta(pod).get("namespace", ""), claim.get("claimName", "")


def _volume_of(attachment: Json) -> str:
    return str((spec(attachment).get("source") or {}).get("persistentVolumeName", ""))


def _claim_of(volume: Json) -> tuple[str, str]:
    ref = spec(volume).get("claimRef") or {}
    return ref.get("namespace", ""), ref.get("name", "")


def _status(pod: Json) -> str:
    return str((pod.get("status") or {}).get("phase", ""))
