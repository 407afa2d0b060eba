"""Jobs and CronJobs."""

from __future__ import annotations

from datetime import timedelta

import pytest

from standin.client import Obj
from standin.kubernetes.controllers.cronjobs import cronjobs
from standin.kubernetes.controllers.jobs import jobs
from tests.standin.controllers.desk import START, Desk, make
from tests.standin.controllers.scenes import end, template


def job(**spec: object) -> Obj:
    return make(
        "Job", "sums", spec={"template": template(restartPolicy="Never"), **spec}, status={}
    )


def conditions(obj: Obj) -> dict[str, str]:
    return {c["type"]: c["status"] for c in obj["status"].get("conditions", [])}


def finish(desk: Desk, phase: str = "Succeeded") -> None:
    for held in desk.view.of("Pod"):
        if held.get("status", {}).get("phase", "Pending") == "Pending":
            end(desk, held, phase)
    desk.settle(jobs)


def test_a_job_completes_when_enough_pods_have_succeeded() -> None:
    desk = Desk(job(completions=3, parallelism=2))
    desk.settle(jobs)
    assert len(desk.names("Pod")) == 2
    finish(desk)
    finish(desk)
    held = desk.one("Job", "sums")
    assert conditions(held)["Complete"] == "True"
    assert held["status"]["succeeded"] == 3
    assert "active" not in held["status"]
    assert held["status"]["completionTime"] == "2026-03-02T08:00:00Z"


def test_pods_that_are_counted_may_go() -> None:
    desk = Desk(job())
    desk.settle(jobs)
    tracking = "batch.kubernetes.io/job-tracking"
    assert desk.view.of("Pod")[0]["metadata"]["finalizers"] == [tracking]
    finish(desk)
    assert "finalizers" not in desk.view.of("Pod")[0]["metadata"]
    desk.remove(desk.view.of("Pod")[0])
    desk.settle(jobs)
    assert desk.one("Job", "sums")["status"]["succeeded"] == 1


def test_failures_beyond_the_limit_fail_the_job() -> None:
    desk = Desk(job(backoffLimit=1))
    desk.settle(jobs)
    finish(desk, "Failed")
    assert conditions(desk.one("Job", "sums")) == {}
    finish(desk, "Failed")
    held = desk.one("Job", "sums")
    assert conditions(held) == {"Failed": "True"}
    assert held["status"]["failed"] == 2


def test_a_suspended_job_loses_its_pods_and_counts_no_failure() -> None:
    desk = Desk(job())
    desk.settle(jobs)
    desk.change(desk.one("Job", "sums"), spec={"suspend": True})
    desk.settle(jobs)
    held = desk.one("Job", "sums")
    assert desk.names("Pod") == []
    assert conditions(held) == {"Suspended": "True"}
    assert "failed" not in held["status"]
    assert "startTime" not in held["status"]
    desk.change(held, spec={"suspend": False})
    desk.settle(jobs)
    assert conditions(desk.one("Job", "sums")) == {"Suspended": "False"}
    assert len(desk.names("Pod")) == 1


def test_a_finished_job_goes_when_its_time_to_live_has_passed() -> None:
    desk = Desk(job(ttlSecondsAfterFinished=100))
    desk.settle(jobs)
    finish(desk)
    assert desk.wakes == [START + timedelta(seconds=100)]
    desk.pass_time(seconds=100)
    desk.settle(jobs)
    assert desk.names("Job") == []


def test_a_job_past_its_deadline_fails() -> None:
    desk = Desk(job(activeDeadlineSeconds=60))
    desk.settle(jobs)
    desk.pass_time(seconds=60)
    desk.settle(jobs)
    assert conditions(desk.one("Job", "sums")) == {"Failed": "True"}


def cron(schedule: str = "*/5 * * * *", **spec: object) -> Obj:
    given = {"schedule": schedule, "jobTemplate": {"spec": {"template": template()}}, **spec}
    return make("CronJob", "tidy", spec=given, status={})


def test_a_cronjob_fires_at_its_minute_and_names_the_job_by_it() -> None:
    desk = Desk(cron())
    desk.settle(cronjobs)
    assert desk.names("Job") == []
    assert desk.wakes == [START + timedelta(minutes=5)]
    desk.pass_time(minutes=5)
    desk.settle(cronjobs)
    minute = int((START + timedelta(minutes=5)).timestamp()) // 60
    assert desk.names("Job") == [f"tidy-{minute}"]
    status = desk.one("CronJob", "tidy")["status"]
    assert status["lastScheduleTime"] == "2026-03-02T08:05:00Z"
    assert [ref["name"] for ref in status["active"]] == [f"tidy-{minute}"]


def test_a_suspended_cronjob_fires_once_for_all_it_missed() -> None:
    desk = Desk(cron(suspend=True))
    desk.pass_time(hours=3)
    desk.settle(cronjobs)
    assert desk.names("Job") == []
    desk.change(desk.one("CronJob", "tidy"), spec={"suspend": False})
    desk.settle(cronjobs)
    assert len(desk.names("Job")) == 1


def test_past_its_starting_deadline_a_missed_run_is_skipped() -> None:
    desk = Desk(cron("0 * * * *", startingDeadlineSeconds=60))
    desk.pass_time(hours=1, minutes=2)
    desk.settle(cronjobs)
    assert desk.names("Job") == []


@pytest.mark.parametrize(("policy", "left"), [("Allow", 2), ("Forbid", 1), ("Replace", 1)])
def test_concurrency(policy: str, left: int) -> None:
    desk = Desk(cron(concurrencyPolicy=policy))
    for _ in range(2):
        desk.pass_time(minutes=5)
        desk.settle(cronjobs)
    assert len(desk.names("Job")) == left
    first = int((START + timedelta(minutes=5)).timestamp()) // 60
    assert (f"tidy-{first}" in desk.names("Job")) is (policy != "Replace")


def test_only_so_many_finished_jobs_are_kept() -> None:
    desk = Desk(cron(successfulJobsHistoryLimit=2))
    for _ in range(5):
        desk.pass_time(minutes=5)
        desk.settle(cronjobs, jobs)
        for held in desk.view.of("Pod"):
            end(desk, held)
        desk.settle(cronjobs, jobs)
    assert len(desk.names("Job")) == 2


def test_a_time_zone_is_honoured() -> None:
    desk = Desk(cron("30 9 * * *", timeZone="Europe/Zurich"))
    desk.settle(cronjobs)
    assert desk.wakes == [START + timedelta(minutes=30)]


def test_an_unreadable_schedule_never_fires() -> None:
    desk = Desk(cron("at noon"))
    desk.pass_time(days=1)
    desk.settle(cronjobs)
    assert desk.names("Job") == []
