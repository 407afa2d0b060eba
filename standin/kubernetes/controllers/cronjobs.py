"""CronJobs: fire in the control plane, whether there is a node or not.

A schedule that was missed while suspended fires once on resumption, unless its starting deadline
has passed: as upstream, and the trap of waking a lab.
"""

from __future__ import annotations

from copy import deepcopy
from datetime import datetime, timedelta

from cronsim import CronSimError

from standin.client import Obj
from standin.kubernetes.controllers.cron import latest_until, next_after
from standin.kubernetes.controllers.job_verdict import is_done
from standin.reconcile.conditions import is_true
from standin.reconcile.effects import BACKGROUND, Create, Delete, Effects, Wake, set_status
from standin.reconcile.objects import (
    annotations_of,
    is_leaving,
    name_of,
    namespace_of,
    reference_to,
    spec_of,
    status_of,
    uid_of,
)
from standin.reconcile.times import parse, stamp
from standin.reconcile.view import View

SCHEDULED = "batch.kubernetes.io/cronjob-scheduled-timestamp"


def cronjobs(view: View) -> Effects:
    for cron in view.of("CronJob"):
        jobs = view.controlled(cron, "Job")
        yield from _forget_old(cron, jobs)
        running = [job for job in jobs if not is_done(job) and not is_leaving(job)]
        yield from set_status(
            cron, active=[_pointer(job) for job in running] or None, **_success(jobs)
        )
        if not is_leaving(cron) and not spec_of(cron).get("suspend"):
            yield from _fire(view, cron, running)


def _fire(view: View, cron: Obj, running: list[Obj]) -> Effects:
    spec = spec_of(cron)
    try:
        latest = latest_until(spec["schedule"], spec.get("timeZone"), view.now)
        yield Wake(next_after(spec["schedule"], spec.get("timeZone"), view.now))
    except (CronSimError, KeyError):
        return  # upstream, too, only emits an event for a schedule that it cannot read
    if not _is_due(view, cron, latest):
        return
    policy = spec.get("concurrencyPolicy", "Allow")
    if policy == "Forbid" and running:
        return
    if policy == "Replace":
        for job in running:
            yield Delete(job, BACKGROUND)
    if view.get("Job", _job_name(cron, latest), namespace_of(cron)) is None:
        yield Create(_job(cron, latest))
    yield from set_status(cron, lastScheduleTime=stamp(latest))


def _is_due(view: View, cron: Obj, latest: datetime) -> bool:
    since = status_of(cron).get("lastScheduleTime") or cron["metadata"]["creationTimestamp"]
    deadline = spec_of(cron).get("startingDeadlineSeconds")
    too_late = deadline is not None and latest + timedelta(seconds=deadline) < view.now
    return latest > parse(since) and not too_late


def _job_name(cron: Obj, at: datetime) -> str:
    return f"{name_of(cron)}-{int(at.timestamp()) // 60}"


def _job(cron: Obj, at: datetime) -> Obj:
    template = deepcopy(spec_of(cron)["jobTemplate"])
    given = template.get("metadata") or {}
    return {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {
            "name": _job_name(cron, at),
            "namespace": namespace_of(cron),
            "labels": given.get("labels") or {},
            "annotations": (given.get("annotations") or {}) | {SCHEDULED: stamp(at)},
            "ownerReferences": [reference_to(cron)],
        },
        "spec": template["spec"],
    }


def _pointer(job: Obj) -> Obj:
    return {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "name": name_of(job),
        "namespace": namespace_of(job),
        "uid": uid_of(job),
    }


def _success(jobs: list[Obj]) -> Obj:
    ends = [str(status_of(job)["completionTime"]) for job in jobs if is_true(job, "Complete")]
    return {"lastSuccessfulTime": max(ends)} if ends else {}


def _forget_old(cron: Obj, jobs: list[Obj]) -> Effects:
    for kind, keep in (("Complete", "successful"), ("Failed", "failed")):
        default = 3 if keep == "successful" else 1
        limit = spec_of(cron).get(f"{keep}JobsHistoryLimit", default)
        ended = [job for job in jobs if is_true(job, kind) and not is_leaving(job)]
        for job in sorted(ended, key=_order)[: max(0, len(ended) - limit)]:
            yield Delete(job, BACKGROUND)


def _order(job: Obj) -> tuple[str, str]:
    return (annotations_of(job).get(SCHEDULED, ""), name_of(job))
