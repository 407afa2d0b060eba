"""Rows of what runs pods: Deployments, sets, Jobs, CronJobs, autoscalers, budgets."""

from __future__ import annotations

from datetime import datetime

from standin.kubernetes.ages import since
from standin.kubernetes.columns.base import (
    AGE,
    NAME,
    NONE,
    Column,
    View,
    count,
    selector,
    shown,
    text,
)
from standin.kubernetes.shapes import Json, dig, items


def _containers(path: str) -> tuple[Column, Column]:
    """Names and images of a template's containers."""

    def listed(view: View, field: str) -> str:
        return ",".join(str(one.get(field)) for one in items(view.obj, *path.split(".")))

    return (
        shown("Containers", lambda view: listed(view, "name"), wide=True),
        shown("Images", lambda view: listed(view, "image"), wide=True),
    )


def _selector(path: str = "spec.selector") -> Column:
    return shown("Selector", lambda view: selector(view.at(path)), wide=True)


_TEMPLATE = _containers("spec.template.spec.containers")


def _ready(view: View) -> str:
    return f"{view.number('status.readyReplicas')}/{view.number('spec.replicas')}"


DEPLOYMENTS = (
    NAME,
    shown("Ready", _ready),
    count("Up-to-date", "status.updatedReplicas"),
    count("Available", "status.availableReplicas"),
    AGE,
    *_TEMPLATE,
    _selector(),
)
REPLICA_SETS = (
    NAME,
    count("Desired", "spec.replicas"),
    count("Current", "status.replicas"),
    count("Ready", "status.readyReplicas"),
    AGE,
    *_TEMPLATE,
    _selector(),
)
STATEFUL_SETS = (NAME, shown("Ready", _ready), AGE, *_TEMPLATE)
DAEMON_SETS = (
    NAME,
    count("Desired", "status.desiredNumberScheduled"),
    count("Current", "status.currentNumberScheduled"),
    count("Ready", "status.numberReady"),
    count("Up-to-date", "status.updatedNumberScheduled"),
    count("Available", "status.numberAvailable"),
    shown("Node Selector", lambda view: selector(view.at("spec.template.spec.nodeSelector"))),
    AGE,
    *_TEMPLATE,
    _selector(),
)


def _job_status(view: View) -> str:
    for kind in ("Complete", "Failed", "Suspended", "FailureTarget"):
        for condition in items(view.obj, "status", "conditions"):
            if condition.get("type") == kind and condition.get("status") == "True":
                return kind
    return "Terminating" if view.at("metadata.deletionTimestamp") else "Running"


def _completions(view: View) -> str:
    wanted = view.at("spec.completions")
    return f"{view.number('status.succeeded')}/{1 if wanted is None else wanted}"


def _duration(view: View) -> str:
    began, ended = view.at("status.startTime"), view.at("status.completionTime")
    if not began:
        return ""
    return since(datetime.fromisoformat(ended), began) if ended else view.ago(began)


JOBS = (
    NAME,
    shown("Status", _job_status),
    shown("Completions", _completions),
    shown("Duration", _duration),
    AGE,
    *_TEMPLATE,
    _selector(),
)


def _last(view: View) -> str:
    moment = view.at("status.lastScheduleTime")
    return view.ago(moment) if moment else NONE


CRON_JOBS = (
    NAME,
    text("Schedule", "spec.schedule"),
    text("Timezone", "spec.timeZone"),
    shown("Suspend", lambda view: "True" if view.at("spec.suspend") else "False"),
    Column(name="Active", cell=lambda view: len(view.at("status.active") or []), kind="integer"),
    shown("Last Schedule", _last),
    AGE,
    *_containers("spec.jobTemplate.spec.template.spec.containers"),
)


def _reference(view: View) -> str:
    target = view.at("spec.scaleTargetRef") or {}
    return f"{target.get('kind')}/{target.get('name')}"


def _targets(view: View) -> str:
    current = {
        dig(one, "resource", "name"): one for one in items(view.obj, "status", "currentMetrics")
    }
    shown_ones = []
    for metric in items(view.obj, "spec", "metrics"):
        name = dig(metric, "resource", "name")
        wanted = dig(metric, "resource", "target", "averageUtilization")
        found = dig(current.get(name) or {}, "resource", "current", "averageUtilization")
        shown_ones.append(f"{name}: {_percent(found)}/{_percent(wanted)}")
    return ", ".join(shown_ones) or NONE


def _percent(value: Json) -> str:
    return "<unknown>" if value is None else f"{value}%"


AUTOSCALERS = (
    NAME,
    shown("Reference", _reference),
    shown("Targets", _targets),
    text("MinPods", "spec.minReplicas"),
    count("MaxPods", "spec.maxReplicas"),
    count("Replicas", "status.currentReplicas"),
    AGE,
)
BUDGETS = (
    NAME,
    text("Min Available", "spec.minAvailable", "N/A"),
    text("Max Unavailable", "spec.maxUnavailable", "N/A"),
    count("Allowed Disruptions", "status.disruptionsAllowed"),
    AGE,
)
