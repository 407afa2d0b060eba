"""Deployments, ReplicaSets, StatefulSets, DaemonSets and ReplicationControllers."""

from __future__ import annotations

from collections.abc import Callable

from standin.kubernetes.errors import Cause, prohibited
from standin.kubernetes.rules.base import Rules, immutable, not_negative
from standin.kubernetes.rules.podchecks import selector_causes, template_causes
from standin.kubernetes.rules.podspec import default_template
from standin.kubernetes.shapes import Obj, child, copy, default, dig, items

_ROLLING = {"maxUnavailable": "25%", "maxSurge": "25%"}
_DEPLOYMENT = {"replicas": 1, "revisionHistoryLimit": 10, "progressDeadlineSeconds": 600}
_STATEFUL = {"replicas": 1, "revisionHistoryLimit": 10, "podManagementPolicy": "OrderedReady"}
_KEPT = {"whenDeleted": "Retain", "whenScaled": "Retain"}
_STATEFUL_CHANGEABLE = (
    "replicas",
    "ordinals",
    "template",
    "updateStrategy",
    "revisionHistoryLimit",
    "persistentVolumeClaimRetentionPolicy",
    "minReadySeconds",
)


def _spec(obj: Obj) -> Obj:
    spec = child(obj, "spec")
    default_template(child(spec, "template"))
    return spec


def _strategy(spec: Obj, field: str, rolling: Obj) -> None:
    strategy = child(spec, field)
    default(strategy, {"type": "RollingUpdate"})
    if strategy["type"] == "RollingUpdate":
        default(child(strategy, "rollingUpdate"), rolling)


def _deployment(obj: Obj) -> None:
    spec = _spec(obj)
    default(spec, _DEPLOYMENT)
    _strategy(spec, "strategy", _ROLLING)


def _replica_set(obj: Obj) -> None:
    default(_spec(obj), {"replicas": 1})


def _replication_controller(obj: Obj) -> None:
    """Before apps/v1 a selector came from the template's labels."""
    spec = _spec(obj)
    labels = dig(spec, "template", "metadata", "labels") or {}
    default(spec, {"replicas": 1, "selector": labels})


def _stateful_set(obj: Obj) -> None:
    spec = _spec(obj)
    default(spec, _STATEFUL | {"persistentVolumeClaimRetentionPolicy": _KEPT})
    _strategy(spec, "updateStrategy", {"partition": 0})
    for claim in items(spec, "volumeClaimTemplates"):
        default(claim, {"kind": "PersistentVolumeClaim", "apiVersion": "v1"})
        default(child(claim, "spec"), {"volumeMode": "Filesystem"})
        claim["status"] = {"phase": "Pending"}


def _daemon_set(obj: Obj) -> None:
    spec = _spec(obj)
    default(spec, {"revisionHistoryLimit": 10})
    _strategy(spec, "updateStrategy", {"maxUnavailable": 1, "maxSurge": 0})


def _check(obj: Obj) -> list[Cause]:
    counted = ("spec.replicas", "spec.minReadySeconds", "spec.revisionHistoryLimit")
    return [*not_negative(obj, *counted), *selector_causes(obj), *template_causes(obj)]


def _check_old_form(obj: Obj) -> list[Cause]:
    return [*not_negative(obj, "spec.replicas"), *template_causes(obj)]


def _selector_stays(new: Obj, old: Obj) -> list[Cause]:
    return immutable(new, old, "spec.selector")


def _check_stateful_change(new: Obj, old: Obj) -> list[Cause]:
    if _fixed(new) == _fixed(old):
        return []
    *most, last = (f"'{name}'" for name in _STATEFUL_CHANGEABLE)
    detail = (
        "updates to statefulset spec for fields other than "
        f"{', '.join(most)} and {last} are forbidden"
    )
    return [prohibited("spec", detail)]


def _fixed(obj: Obj) -> Obj:
    spec = copy(obj.get("spec") or {})
    return {name: value for name, value in spec.items() if name not in _STATEFUL_CHANGEABLE}


def _no_status(_: object, obj: Obj) -> None:
    """The kinds that always show a count, even before a controller has looked at them."""
    obj["status"] = {"replicas": 0}


def _nothing_scheduled(_: object, obj: Obj) -> None:
    names = (
        "currentNumberScheduled",
        "numberMisscheduled",
        "desiredNumberScheduled",
        "numberReady",
    )
    obj["status"] = dict.fromkeys(names, 0)


def _empty_status(_: object, obj: Obj) -> None:
    obj["status"] = {}


def _rules(fill: Callable[[Obj], None], start: Callable[[object, Obj], None]) -> Rules:
    return Rules(default=fill, create=start, check=_check, check_change=_selector_stays)


DEPLOYMENTS = _rules(_deployment, _empty_status)
REPLICA_SETS = _rules(_replica_set, _no_status)
DAEMON_SETS = _rules(_daemon_set, _nothing_scheduled)
STATEFUL_SETS = Rules(
    default=_stateful_set,
    create=lambda _, obj: obj.update(status={"replicas": 0, "availableReplicas": 0}),
    check=_check,
    check_change=_check_stateful_change,
)
REPLICATION_CONTROLLERS = Rules(
    default=_replication_controller, create=_no_status, check=_check_old_form
)
