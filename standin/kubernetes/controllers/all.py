"""Every reconciler of the control plane, in the order in which one pass runs them."""

from __future__ import annotations

from standin.kubernetes.controllers.addons import addons
from standin.kubernetes.controllers.attachments import attachments
from standin.kubernetes.controllers.autoscalers import autoscalers
from standin.kubernetes.controllers.budgets import budgets
from standin.kubernetes.controllers.cronjobs import cronjobs
from standin.kubernetes.controllers.daemonsets import daemonsets
from standin.kubernetes.controllers.deployments import deployments
from standin.kubernetes.controllers.endpoints import endpoints
from standin.kubernetes.controllers.evictions import evictions
from standin.kubernetes.controllers.jobs import jobs
from standin.kubernetes.controllers.namespaces import Namespaces
from standin.kubernetes.controllers.node_health import NodeHealth
from standin.kubernetes.controllers.owner_gc import owner_gc
from standin.kubernetes.controllers.pod_gc import PodGC
from standin.kubernetes.controllers.protection import protection
from standin.kubernetes.controllers.replicasets import replicasets
from standin.kubernetes.controllers.scheduler import scheduler
from standin.kubernetes.controllers.statefulsets import statefulsets
from standin.kubernetes.controllers.volume_binder import volume_binder
from standin.reconcile.fixpoint import Reconciler


def reconcilers(authority: str) -> list[Reconciler]:
    """`authority` is the cluster's CA certificate, PEM. Some remember things: ask once."""
    return [
        addons,
        Namespaces(authority),
        NodeHealth(),
        evictions,
        PodGC(),
        owner_gc,
        cronjobs,
        jobs,
        autoscalers,
        deployments,
        replicasets,
        statefulsets,
        daemonsets,
        volume_binder,
        protection,
        scheduler,
        attachments,
        endpoints,
        budgets,
    ]
