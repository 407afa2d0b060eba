"""Counts a Job's finished pods exactly once, though pods may be deleted at any moment.

As upstream: a finished pod's uid is first noted in `uncountedTerminatedPods`, then its finalizer
is taken away, and only then does it become a number. A crash between two steps loses nothing.
"""

from __future__ import annotations

from standin.client import Obj
from standin.kubernetes.controllers.pods import phase_of
from standin.reconcile.effects import Effects, drop_finalizer, set_status
from standin.reconcile.objects import finalizers_of, is_leaving, spec_of, status_of, uid_of

TRACKING = "batch.kubernetes.io/job-tracking"


def count(job: Obj, pods: list[Obj]) -> Effects:
    noted = _noted(job)
    tracked = {uid_of(pod): pod for pod in pods if TRACKING in finalizers_of(pod)}
    known = noted["succeeded"] + noted["failed"]
    for uid, pod in tracked.items():
        if uid in known or is_leaving(job) or _ended(job, pod) == "dropped":
            yield drop_finalizer(pod, TRACKING)
    if not is_leaving(job):
        yield from _numbers(job, noted, tracked)


def tally(job: Obj, pods: list[Obj]) -> tuple[int, int]:
    """How many succeeded and failed, those included that are not yet numbers."""
    noted, status = _noted(job), status_of(job)
    known = noted["succeeded"] + noted["failed"]
    new = [_ended(job, p) for p in pods if TRACKING in finalizers_of(p) and uid_of(p) not in known]
    succeeded = int(status.get("succeeded") or 0) + len(noted["succeeded"])
    failed = int(status.get("failed") or 0) + len(noted["failed"])
    return succeeded + new.count("succeeded"), failed + new.count("failed")


def _numbers(job: Obj, noted: dict[str, list[str]], tracked: dict[str, Obj]) -> Effects:
    status, fields, left = status_of(job), {}, {}
    for how in ("succeeded", "failed"):
        certain = [uid for uid in noted[how] if uid not in tracked]
        fields[how] = (int(status.get(how) or 0) + len(certain)) or None
        waiting = [uid for uid in noted[how] if uid in tracked]
        fresh = [uid for uid, pod in tracked.items() if _ended(job, pod) == how]
        left[how] = waiting + [uid for uid in fresh if uid not in noted[how]]
    held = {how: uids for how, uids in left.items() if uids}
    if held != {how: uids for how, uids in noted.items() if uids}:
        unset = {how: left[how] or None for how in left}
        yield from set_status(job, uncountedTerminatedPods=unset, **fields)


def _noted(job: Obj) -> dict[str, list[str]]:
    held = status_of(job).get("uncountedTerminatedPods") or {}
    return {how: list(held.get(how) or []) for how in ("succeeded", "failed")}


def _ended(job: Obj, pod: Obj) -> str | None:
    """A pod deleted before its end counts as failed, unless it was suspension that deleted it."""
    if phase_of(pod) == "Succeeded":
        return "succeeded"
    if phase_of(pod) == "Failed":
        return "failed"
    if is_leaving(pod):
        return "dropped" if spec_of(job).get("suspend") else "failed"
    return None
