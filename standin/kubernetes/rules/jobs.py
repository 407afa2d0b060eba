"""Jobs and CronJobs."""

from __future__ import annotations

import json
import re

from standin.kubernetes.cluster import Cluster
from standin.kubernetes.errors import Cause, required, unsupported, wrong
from standin.kubernetes.rules.base import Rules, immutable, not_negative
from standin.kubernetes.rules.podchecks import template_causes
from standin.kubernetes.rules.podspec import default_template
from standin.kubernetes.shapes import Obj, child, default, dig

_JOB = {
    "parallelism": 1,
    "completions": 1,
    "backoffLimit": 6,
    "completionMode": "NonIndexed",
    "suspend": False,
    "manualSelector": False,
    "podReplacementPolicy": "TerminatingOrFailed",
}
_CRON = {
    "concurrencyPolicy": "Allow",
    "suspend": False,
    "successfulJobsHistoryLimit": 3,
    "failedJobsHistoryLimit": 1,
}
_RESTART = ("OnFailure", "Never")
_CONCURRENCY = ("Allow", "Forbid", "Replace")
_SCHEDULE = re.compile(r"@(yearly|annually|monthly|weekly|daily|midnight|hourly)|(\S+\s+){4}\S+")
_CRON_NAME_LIMIT = 52


def _default(job: Obj) -> None:
    spec = child(job, "spec")
    queue = spec.get("completions") is None and spec.get("parallelism") is not None
    default_template(child(spec, "template"))
    default(spec, {k: v for k, v in _JOB.items() if not (queue and k == "completions")})


def _create(_: Cluster, job: Obj) -> None:
    """Unless the person manages the selector, the job's uid tells its pods from all others."""
    spec, metadata = job["spec"], job["metadata"]
    job["status"] = {}
    if spec.get("manualSelector"):
        return
    uid = metadata["uid"]
    spec["selector"] = {"matchLabels": {"batch.kubernetes.io/controller-uid": uid}}
    labels = child(spec, "template", "metadata", "labels")
    names = {"controller-uid": uid, "job-name": metadata["name"]}
    labels.update(names | {f"batch.kubernetes.io/{key}": value for key, value in names.items()})


def _check(job: Obj) -> list[Cause]:
    counted = ("spec.parallelism", "spec.completions", "spec.backoffLimit")
    return [*not_negative(job, *counted), *template_causes(job, restart=_RESTART)]


def _check_change(new: Obj, old: Obj) -> list[Cause]:
    fixed = ["spec.completions", "spec.selector", "spec.completionMode"]
    if not dig(old, "spec", "suspend"):
        fixed.append("spec.template")
    return immutable(new, old, *fixed)


def _default_cron(cron: Obj) -> None:
    spec = child(cron, "spec")
    default(spec, _CRON)
    template = child(spec, "jobTemplate", "spec", "template")
    child(spec, "jobTemplate").setdefault("metadata", {})
    default_template(template)


def _check_cron(cron: Obj) -> list[Cause]:
    spec = cron["spec"]
    causes = _schedule(spec.get("schedule") or "")
    if spec["concurrencyPolicy"] not in _CONCURRENCY:
        field = "spec.concurrencyPolicy"
        causes.append(unsupported(field, str(spec["concurrencyPolicy"]), _CONCURRENCY))
    if len(cron["metadata"].get("name") or "") > _CRON_NAME_LIMIT:
        detail = f"must be no more than {_CRON_NAME_LIMIT} characters"
        causes.append(wrong("metadata.name", json.dumps(cron["metadata"]["name"]), detail))
    found = template_causes(spec["jobTemplate"], restart=_RESTART)
    return causes + [
        Cause(f"spec.jobTemplate.{cause.field}", cause.message, cause.reason) for cause in found
    ]


def _schedule(schedule: str) -> list[Cause]:
    if not schedule:
        return [required("spec.schedule")]
    if "TZ" in schedule:
        detail = "cannot use TZ or CRON_TZ in schedule, use timeZone field instead"
        return [wrong("spec.schedule", json.dumps(schedule), detail)]
    if _SCHEDULE.fullmatch(schedule):
        return []
    detail = f"expected exactly 5 fields, found {len(schedule.split())}: [{schedule}]"
    return [wrong("spec.schedule", json.dumps(schedule), detail)]


JOBS = Rules(default=_default, create=_create, check=_check, check_change=_check_change)
CRON_JOBS = Rules(
    default=_default_cron, create=lambda _, cron: cron.update(status={}), check=_check_cron
)
