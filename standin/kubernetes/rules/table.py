"""Which rules hold for which collection."""

from __future__ import annotations

from standin.kubernetes.kinds import Resource
from standin.kubernetes.rules import (
    config,
    definitions,
    jobs,
    pods,
    policies,
    services,
    storage,
    workloads,
)
from standin.kubernetes.rules.base import Rules
from standin.kubernetes.rules.custom import rules_by

RULES: dict[str, Rules] = {
    "configmaps": config.CONFIG_MAPS,
    "namespaces": policies.NAMESPACES,
    "nodes": policies.NODES,
    "persistentvolumeclaims": storage.CLAIMS,
    "persistentvolumes": storage.VOLUMES,
    "pods": pods.PODS,
    "replicationcontrollers": workloads.REPLICATION_CONTROLLERS,
    "secrets": config.SECRETS,
    "services": services.SERVICES,
    "daemonsets.apps": workloads.DAEMON_SETS,
    "deployments.apps": workloads.DEPLOYMENTS,
    "replicasets.apps": workloads.REPLICA_SETS,
    "statefulsets.apps": workloads.STATEFUL_SETS,
    "jobs.batch": jobs.JOBS,
    "cronjobs.batch": jobs.CRON_JOBS,
    "horizontalpodautoscalers.autoscaling": policies.AUTOSCALERS,
    "poddisruptionbudgets.policy": policies.BUDGETS,
    "leases.coordination.k8s.io": policies.LEASES,
    "priorityclasses.scheduling.k8s.io": policies.PRIORITIES,
    "rolebindings.rbac.authorization.k8s.io": policies.BINDINGS,
    "clusterrolebindings.rbac.authorization.k8s.io": policies.BINDINGS,
    "networkpolicies.networking.k8s.io": policies.NETWORK_POLICIES,
    "mutatingwebhookconfigurations.admissionregistration.k8s.io": policies.WEBHOOKS,
    "validatingwebhookconfigurations.admissionregistration.k8s.io": policies.WEBHOOKS,
    definitions.COLLECTION: definitions.DEFINITIONS,
    "storageclasses.storage.k8s.io": storage.CLASSES,
    "volumeattachments.storage.k8s.io": storage.ATTACHMENTS,
}
_NONE = Rules()


def rules_of(resource: Resource) -> Rules:
    if resource.custom is not None:
        return rules_by(resource.custom)
    return RULES.get(resource.collection, _NONE)
