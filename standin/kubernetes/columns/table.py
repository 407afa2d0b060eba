"""Which columns show which collection; any other has name and age."""

from __future__ import annotations

from standin.kubernetes.columns import nodes, pods, workloads
from standin.kubernetes.columns.base import AGE, NAME, Column, View, count, length, shown, text
from standin.kubernetes.shapes import items

PLAIN = (NAME, AGE)


def _phase(view: View) -> str:
    return str(view.at("status.phase") or "")


def _seen(view: View) -> str:
    moments = ("series.lastObservedTime", "lastTimestamp", "eventTime", "firstTimestamp")
    return view.ago(next((view.at(one) for one in moments if view.at(one)), None))


def _about(view: View) -> str:
    about = view.at("involvedObject") or {}
    return f"{str(about.get('kind', '')).lower()}/{about.get('name')}"


def _endpoints(view: View) -> str:
    found = [
        f"{address.get('ip')}:{port.get('port')}"
        for subset in items(view.obj, "subsets")
        for address in items(subset, "addresses")
        for port in items(subset, "ports")
    ]
    return ",".join(found[:3]) + (f" + {len(found) - 3} more..." if len(found) > 3 else "")


def _role(view: View) -> str:
    return f"{view.at('roleRef.kind')}/{view.at('roleRef.name')}"


def _hosts(view: View) -> str:
    return ",".join(str(rule.get("host", "*")) for rule in items(view.obj, "spec", "rules")) or "*"


_CONFIG = (NAME, length("Data", "data"), AGE)
_BINDING = (NAME, shown("Role", _role), AGE)
_CREATED = Column(name="Created At", cell=lambda view: view.at("metadata.creationTimestamp"))
_WEBHOOKS = (NAME, length("Webhooks", "webhooks"), AGE)
COLUMNS: dict[str, tuple[Column, ...]] = {
    "configmaps": _CONFIG,
    "endpoints": (NAME, shown("Endpoints", lambda view: _endpoints(view) or "<none>"), AGE),
    "events": (
        shown("Last Seen", _seen),
        text("Type", "type"),
        text("Reason", "reason"),
        shown("Object", _about),
        text("Source", "source.component", "", wide=True),
        text("Message", "message", ""),
        count("Count", "count"),
        NAME,
    ),
    "namespaces": (NAME, shown("Status", _phase), AGE),
    "nodes": nodes.NODES,
    "persistentvolumeclaims": nodes.CLAIMS,
    "persistentvolumes": nodes.VOLUMES,
    "pods": pods.PODS,
    "replicationcontrollers": workloads.REPLICA_SETS,
    "secrets": (NAME, text("Type", "type"), length("Data", "data"), AGE),
    "serviceaccounts": (NAME, length("Secrets", "secrets"), AGE),
    "services": nodes.SERVICES,
    "daemonsets.apps": workloads.DAEMON_SETS,
    "deployments.apps": workloads.DEPLOYMENTS,
    "replicasets.apps": workloads.REPLICA_SETS,
    "statefulsets.apps": workloads.STATEFUL_SETS,
    "jobs.batch": workloads.JOBS,
    "cronjobs.batch": workloads.CRON_JOBS,
    "horizontalpodautoscalers.autoscaling": workloads.AUTOSCALERS,
    "poddisruptionbudgets.policy": workloads.BUDGETS,
    "leases.coordination.k8s.io": (NAME, text("Holder", "spec.holderIdentity", ""), AGE),
    "storageclasses.storage.k8s.io": nodes.CLASSES,
    "volumeattachments.storage.k8s.io": nodes.ATTACHMENTS,
    "clusterroles.rbac.authorization.k8s.io": (NAME, _CREATED),
    "roles.rbac.authorization.k8s.io": (NAME, _CREATED),
    "rolebindings.rbac.authorization.k8s.io": _BINDING,
    "clusterrolebindings.rbac.authorization.k8s.io": _BINDING,
    "customresourcedefinitions.apiextensions.k8s.io": (NAME, _CREATED),
    "ingresses.networking.k8s.io": (
        NAME,
        text("Class", "spec.ingressClassName"),
        shown("Hosts", _hosts),
        text("Address", "status.loadBalancer.ip", ""),
        shown("Ports", lambda view: "80, 443" if view.at("spec.tls") else "80"),
        AGE,
    ),
    "priorityclasses.scheduling.k8s.io": (
        NAME,
        count("Value", "value"),
        text("Global-Default", "globalDefault", "false"),
        AGE,
        text("PreemptionPolicy", "preemptionPolicy"),
    ),
    "mutatingwebhookconfigurations.admissionregistration.k8s.io": _WEBHOOKS,
    "validatingwebhookconfigurations.admissionregistration.k8s.io": _WEBHOOKS,
}
