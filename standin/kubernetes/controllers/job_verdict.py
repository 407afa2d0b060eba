"""Whether a Job runs, rests, is complete or has failed."""

from __future__ import annotations

from datetime import datetime, timedelta

from standin.client import Obj
from standin.kubernetes.controllers.job_count import tally
from standin.kubernetes.controllers.pods import is_active, is_ready
from standin.reconcile.conditions import Condition, condition_of, is_true, with_conditions
from standin.reconcile.effects import Effects, Wake, set_status
from standin.reconcile.objects import is_leaving, spec_of, status_of
from standin.reconcile.times import parse, stamp
from standin.reconcile.view import View


def is_done(job: Obj) -> bool:
    return is_true(job, "Complete") or is_true(job, "Failed")


def is_suspended(job: Obj) -> bool:
    return bool(spec_of(job).get("suspend"))


def verdict(view: View, job: Obj, pods: list[Obj]) -> Effects:
    active = [pod for pod in pods if is_active(pod)]
    conditions = _conditions(view, job, pods)
    ended = any(c.type in ("Complete", "Failed") for c in conditions)
    complete = any(c.type == "Complete" for c in conditions)
    yield from set_status(
        job,
        active=(0 if ended else len(active)) or None,
        ready=0 if ended else sum(map(is_ready, active)),
        terminating=sum(map(is_leaving, pods)),
        startTime=_start(view, job),
        completionTime=stamp(view.now) if complete else None,
        conditions=with_conditions(job, view.now, *conditions) or None,
    )
    deadline = _deadline(job)
    if deadline and not ended and deadline > view.now:
        yield Wake(deadline)


def _conditions(view: View, job: Obj, pods: list[Obj]) -> list[Condition]:
    if is_suspended(job):
        return [Condition("Suspended", "True", "JobSuspended", "Job suspended")]
    resumed = condition_of(job, "Suspended")
    told = [Condition("Suspended", "False", "JobResumed", "Job resumed")] if resumed else []
    return told + _end(view, job, pods)


def _end(view: View, job: Obj, pods: list[Obj]) -> list[Condition]:
    succeeded, failed = tally(job, pods)
    enough = spec_of(job).get("completions")
    if failed > spec_of(job).get("backoffLimit", 6):
        text = "Job has reached the specified backoff limit"
        return [Condition("Failed", "True", "BackoffLimitExceeded", text)]
    deadline = _deadline(job)
    if deadline and deadline <= view.now:
        text = "Job was active longer than specified deadline"
        return [Condition("Failed", "True", "DeadlineExceeded", text)]
    none_left = not any(map(is_active, pods))
    done = succeeded >= enough if enough is not None else bool(succeeded) and none_left
    if not done:
        return []
    text = "Reached expected number of succeeded pods"
    return [Condition("Complete", "True", "CompletionsReached", text)]


def _start(view: View, job: Obj) -> str | None:
    """Suspension clears it, so that a deadline counts running time only."""
    if is_suspended(job):
        return None
    return str(status_of(job).get("startTime") or stamp(view.now))


def _deadline(job: Obj) -> datetime | None:
    started, allowed = status_of(job).get("startTime"), spec_of(job).get("activeDeadlineSeconds")
    if not started or allowed is None:
        return None
    return parse(started) + timedelta(seconds=allowed)
