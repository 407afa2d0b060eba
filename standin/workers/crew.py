"""All that runs on the workers, put together, and the turns in which it does anything."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from standin.client import Kubernetes, Obj
from standin.reconcile.cache import Cache, Source
from standin.reconcile.effects import Effects
from standin.reconcile.fixpoint import Outcome, Reconciler
from standin.reconcile.participant import Participant
from standin.reconcile.view import View
from standin.workers.attacher import Attacher
from standin.workers.balancers import Balancers
from standin.workers.cloud import Cloud
from standin.workers.cloud_nodes import cloud_nodes, has_worker
from standin.workers.kubelets import kubelets, silences
from standin.workers.machines import Machine, read_machines
from standin.workers.pods import pods
from standin.workers.provisioner import Provisioner

PARTS = ("kubelets", "cloud", "csi")
KINDS = (
    "ConfigMap",
    "Lease",
    "Node",
    "PersistentVolume",
    "PersistentVolumeClaim",
    "Pod",
    "Secret",
    "Service",
    "StorageClass",
    "VolumeAttachment",
)
OnMachines = Callable[[View, Sequence[Machine]], Effects]


class Crew:
    """`parts` are those of `PARTS` that run; elsewhere others (KWOK) may play the kubelets."""

    def __init__(
        self, api: Kubernetes, source: Source, cloud: Cloud, *, cluster: str, parts: Sequence[str]
    ) -> None:
        self._cloud = cloud
        self._told: list[Obj] = []
        self._machines: list[Machine] = []
        by_part: dict[str, list[Reconciler]] = {
            "kubelets": [self._on(kubelets), self._on(silences), self._on(pods)],
            "cloud": [
                self._on(cloud_nodes, needs_worker=True),
                _while_worker(Balancers.of(cloud, cluster)),
            ],
            "csi": [_if_worker(Provisioner(cloud, cluster)), _if_worker(Attacher(cloud))],
        }
        chosen = [run for part in PARTS if part in parts for run in by_part[part]]
        cache = Cache(api, source, datetime.fromtimestamp(0, UTC), cloud.write)
        self._participant = Participant(cache, chosen)

    def act(self, now: datetime, told: list[Obj]) -> Outcome:
        """One turn. `told`: the machines as the control API shows them now."""
        changed = told != self._told
        self._told, self._machines = told, read_machines(told)
        self._cloud.forget()
        return self._participant.act(now, urged=changed)

    def _on(self, run: OnMachines, *, needs_worker: bool = False) -> Reconciler:
        def reconcile(view: View) -> Effects:
            if not needs_worker or has_worker(view):
                yield from run(view, self._machines)

        return reconcile


def _while_worker(balancers: Balancers) -> Reconciler:
    """With the last worker its process ends; with the next one another starts."""

    def reconcile(view: View) -> Effects:
        if has_worker(view):
            yield from balancers(view)
        else:
            balancers.start_anew()

    return reconcile


def _if_worker(run: Reconciler) -> Reconciler:
    """P3.2: these run on the workers themselves. No worker, no cleaning up."""

    def reconcile(view: View) -> Effects:
        if has_worker(view):
            yield from run(view)

    return reconcile
