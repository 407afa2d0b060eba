"""`veilleur`, the program, against the functions that run: its exit codes, and what it shows."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread

import pytest
from kubernetes import client

from examples.demo.processes import ROOT, clean_environ
from tests.e2e.town import Town

DEAD = "http://127.0.0.1:9"  # the discard port: nobody listens
LEASE = ("veilleur-lab", "kube-system")
Ran = subprocess.CompletedProcess[str]


def veilleur(environ: Mapping[str, str], *arguments: str) -> Ran:
    command = [sys.executable, "-m", "functions.console", *arguments]
    return subprocess.run(  # noqa: S603 -- our own console
        command, cwd=ROOT, env=dict(environ), capture_output=True, text=True, check=False
    )


def remote(town: Town) -> dict[str, str]:
    """The environment of somebody who has the URL and the token, and nothing else."""
    token = town.stage.environ["VEILLEUR_TOKEN"]
    return clean_environ() | {"VEILLEUR_URL": town.stage.url, "VEILLEUR_TOKEN": token}


@contextmanager
def life_goes_on(town: Town) -> Iterator[None]:
    """Meanwhile time passes and cron ticks, as fast as they can."""
    over = Event()

    def live() -> None:
        while not over.is_set():
            town.live()

    thread = Thread(target=live)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def test_start_and_stop_are_watched_until_it_runs_and_until_off_is_proven(lab: Town) -> None:
    with life_goes_on(lab):
        started = veilleur(remote(lab), "start", "minimal", "--hours", "3", "--wait")
    lab.until_served()
    with life_goes_on(lab):
        stopped = veilleur(remote(lab), "stop", "--wait")
    assert (started.returncode, stopped.returncode) == (0, 0)
    assert started.stderr.startswith("starting, 0 of 1 nodes ready: asking for 1 general\n")
    assert started.stderr.splitlines()[-1].startswith("running, 1 of 1 nodes ready: running on 1")
    assert stopped.stdout.startswith("lab: stopped: off, and proven")
    assert "proof    load_balancers: none; it can see: " in stopped.stdout
    assert lab.pools() == []


def test_1_what_is_refused(lab: Town) -> None:
    ran = veilleur(remote(lab), "extend", "--hours", "1")
    assert ran.returncode == 1
    assert "nothing runs that could be extended" in ran.stderr
    assert "start the lab instead" in ran.stderr


def test_2_bad_use(lab: Town) -> None:
    ran = veilleur(remote(lab), "start", "huge")
    assert ran.returncode == 2
    assert "allowed: minimal, standard, memory, ai" in ran.stderr
    assert lab.pools() == []


def test_2_a_wrong_configuration_tells_every_fault(lab: Town, tmp_path: Path) -> None:
    spoiled = tmp_path / "lab.yaml"
    shutil.copy(ROOT / "prices.yaml", tmp_path)
    text = (ROOT / "lab.yaml").read_text()
    spoiled.write_text(text.replace("general: 2", "generall: 2").replace("nodes: 10", "nodes: 0"))
    environ = {**lab.stage.environ, "VEILLEUR_CONFIG": str(spoiled)}
    for name in ("INFOMANIAK_TOKEN", "AWS_SECRET_ACCESS_KEY"):
        del environ[name]
    ran = veilleur(environ, "status")
    assert ran.returncode == 2
    for fault in ("generall", "limits.nodes", "INFOMANIAK_TOKEN", "AWS_SECRET_ACCESS_KEY"):
        assert fault in ran.stderr
    assert "Traceback" not in ran.stderr


def test_3_functions_that_do_not_answer(lab: Town) -> None:
    ran = veilleur({**remote(lab), "VEILLEUR_URL": DEAD}, "status")
    assert ran.returncode == 3
    assert "Traceback" not in ran.stderr


def test_3_a_platform_that_fails(lab: Town) -> None:
    lab.stage.control.break_it("error", api="kubernetes", args={"status": 500})
    ran = veilleur(remote(lab), "start", "minimal")
    assert ran.returncode == 3
    assert "Traceback" not in ran.stderr
    assert lab.pools() == []


@pytest.fixture
def locked(lab: Town) -> Iterator[Town]:
    """Another function of the lab holds its lock."""
    api = client.CoordinationV1Api(lab.workloads.api)
    spec = {
        "holderIdentity": "another",
        "leaseDurationSeconds": 60,
        "renewTime": lab.now.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
    }
    api.patch_namespaced_lease(*LEASE, {"spec": spec})
    yield lab
    api.patch_namespaced_lease(*LEASE, {"spec": dict.fromkeys(spec)})


def test_4_the_lock_is_held(locked: Town) -> None:
    ran = veilleur(remote(locked), "start", "minimal")
    assert ran.returncode == 4
    assert "another is acting on the lab" in ran.stderr
    assert locked.pools() == []


def test_a_lock_that_nobody_renews_is_free_after_its_minute(locked: Town) -> None:
    locked.stage.control.step(61)
    assert veilleur(remote(locked), "start", "minimal").returncode == 0
    locked.until("running", timedelta(minutes=15))
    locked.until_served()
