"""Jobs: pods until enough have succeeded, each finished one counted exactly once."""

from __future__ import annotations

from datetime import timedelta

from standin.client import Obj
from standin.kubernetes.controllers.job_count import TRACKING, count, tally
from standin.kubernetes.controllers.job_verdict import is_done, is_suspended, verdict
from standin.kubernetes.controllers.pods import fresh_names, is_active, pod_from
from standin.reconcile.conditions import condition_of
from standin.reconcile.effects import BACKGROUND, Create, Delete, Effects, Wake
from standin.reconcile.objects import is_leaving, spec_of, uid_of
from standin.reconcile.times import parse
from standin.reconcile.view import View


def jobs(view: View) -> Effects:
    for job in view.of("Job"):
        pods = view.controlled(job, "Pod")
        yield from count(job, pods)
        if is_leaving(job):
            continue
        if is_done(job):
            yield from _after_the_end(view, job, pods)
        else:
            yield from _right_number(view, job, pods)
            yield from verdict(view, job, pods)


def _right_number(view: View, job: Obj, pods: list[Obj]) -> Effects:
    active = [pod for pod in pods if is_active(pod)]
    missing = (0 if is_suspended(job) else _wanted_active(job, pods)) - len(active)
    for name in fresh_names(view, job, pods, missing):
        yield Create(_pod(job, name))
    for pod in active[: max(0, -missing)]:
        yield Delete(pod)


def _wanted_active(job: Obj, pods: list[Obj]) -> int:
    """Never more than are still to succeed; without `completions` the first success ends it."""
    spec, (succeeded, failed) = spec_of(job), tally(job, pods)
    if failed > spec.get("backoffLimit", 6):
        return 0
    parallelism = int(spec.get("parallelism", 1))
    if spec.get("completions") is None:
        return 0 if succeeded else parallelism
    return min(parallelism, max(0, int(spec["completions"]) - succeeded))


def _pod(job: Obj, name: str) -> Obj:
    """The finalizer keeps a pod that is deleted early from being forgotten in the count."""
    pod = pod_from(job, spec_of(job)["template"], name)
    pod["metadata"]["finalizers"] = [TRACKING]
    labels = {"batch.kubernetes.io/controller-uid": uid_of(job)}
    labels["batch.kubernetes.io/job-name"] = labels["job-name"] = job["metadata"]["name"]
    pod["metadata"]["labels"] |= labels
    return pod


def _after_the_end(view: View, job: Obj, pods: list[Obj]) -> Effects:
    for pod in pods:
        if is_active(pod):
            yield Delete(pod)
    lifetime = spec_of(job).get("ttlSecondsAfterFinished")
    ended = condition_of(job, "Complete") or condition_of(job, "Failed")
    if lifetime is None or ended is None:
        return
    until = parse(ended["lastTransitionTime"]) + timedelta(seconds=lifetime)
    yield Delete(job, BACKGROUND) if until <= view.now else Wake(until)
