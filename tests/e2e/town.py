"""The real programs as a test meets them: stand-in, functions, a person's phone, and the truth.

Time passes only by `live`; after each tick, what it claims is held against the truth.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from types import MappingProxyType
from typing import Any

import boto3

from examples.demo import truth
from examples.demo.clients import Functions
from examples.demo.processes import Program, read_env
from examples.demo.stage import Stage, functions, stage
from examples.demo.workloads import Workloads

Json = dict[str, Any]
BEGINS = "2026-01-06T17:00:00+00:00"
POLL = 15.0  # simulated seconds: a due look while something is under way
PUBLISHED = "labs/lab/session.json"


@dataclass(slots=True)
class Town:
    """`program` is the process of the functions: it may be killed and started anew."""

    stage: Stage
    workloads: Workloads
    home: Path
    stack: ExitStack
    program: Program
    s3: Any
    status: Json = field(default_factory=dict)

    @property
    def now(self) -> datetime:
        return self.stage.control.now()

    def live(self, seconds: float = POLL) -> Json:
        """Time passes and cron ticks; a tick that is refused changes no status."""
        self.stage.control.step(seconds)
        answer = self.stage.functions.try_tick()
        assert answer.status_code in TICKS, answer.text
        if answer.ok:
            self.status = answer.json()
        self.hold_against_the_truth(answer.json())
        return self.status

    def until(self, phase: str, within: timedelta, every: float = POLL) -> Json:
        """The first answer that shows `phase`; fails the test where none does."""
        end = self.now + within
        while self.now < end:
            if self.live(every)["phase"] == phase:
                return self.status
        raise AssertionError(f"not {phase} within {within}: {self.status.get('why')}")

    def run(self, profile: str = "standard", hours: float = 4, holder: str = "ana") -> Json:
        """A lab that is asleep, started, and running with its workloads."""
        answer = self.stage.functions.start(profile, hours, holder)
        assert answer.status_code == HTTPStatus.ACCEPTED, answer.text
        self.until("running", timedelta(minutes=15))
        return self.until_served()

    def until_served(self) -> Json:
        """Its load balancer has an address: each source of the proof has something to show."""
        while not self.workloads.address():
            self.live()
        return self.live()

    def sleep(self) -> Json:
        """Stopped for everybody, and proven off."""
        assert self.stage.functions.stop().ok
        return self.until("stopped", timedelta(minutes=25))

    def put_to_bed(self) -> None:
        """Whatever a test left behind: nothing goes wrong any more, and the lab sleeps."""
        self.stage.control.mend()
        if self.pools() or self.status.get("phase", "stopped") != "stopped":
            self.sleep()

    def published(self) -> bytes:
        """session.json as it lies in the bucket."""
        return self.object(PUBLISHED)

    def object(self, key: str) -> bytes:
        body: bytes = self.s3.get_object(Bucket=self._bucket, Key=key)["Body"].read()
        return body

    def bucket(self) -> dict[str, str]:
        """Every object's key and ETag."""
        listed = self.s3.list_objects_v2(Bucket=self._bucket).get("Contents", [])
        return {item["Key"]: item["ETag"] for item in listed}

    @property
    def _bucket(self) -> str:
        return self.stage.environ["VEILLEUR_STATE_BUCKET"]

    def archives(self) -> list[Json]:
        """The entries of the archives' index, oldest first."""
        body = self.s3.get_object(Bucket=self._bucket, Key="labs/lab/archives.json")["Body"]
        found: list[Json] = json.loads(body.read())["archives"]
        return found

    def pools(self) -> list[tuple[str, int]]:
        """Name and wanted nodes of each pool that is there, in truth."""
        return sorted((p["name"], p["target"]) for p in self.stage.control.truth()["pools"])

    def told(self) -> list[str]:
        """The causes of all messages that the phone has received."""
        return [message["cause"] for message in self.stage.receiver.messages]

    def alarms(self) -> list[str]:
        return [m["cause"] for m in self.stage.receiver.messages if m["alarm"]]

    def mark(self) -> Mark:
        """From here on: what `since` shows."""
        requests, events = self.stage.control.requests(), self.stage.control.events()
        return Mark(self, len(requests), len(events))

    def kill(self) -> None:
        """SIGKILL to the functions; new ones take their place, at the same address."""
        self.program.kill()
        port = int(self.stage.url.rpartition(":")[2])
        _, self.program = functions(self.stack, self.stage.environ, self.home, port)

    def hold_against_the_truth(self, answer: Json) -> None:
        """OFF is never shown while anything of a session bills (G1)."""
        if answer.get("phase") == "stopped" or answer.get("proof"):
            assert truth.still_billed(self.stage.control.truth()) == []


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in the stand-in's two journals."""

    town: Town
    asked: int
    happened: int

    def requests(self) -> list[Json]:
        return self.town.stage.control.requests(self.asked)

    def events(self, what: str = "") -> list[Json]:
        found = self.town.stage.control.events(self.happened)
        return [event for event in found if what in ("", event["what"])]


TICKS = (
    HTTPStatus.OK,
    HTTPStatus.CONFLICT,  # another holds the lock, maybe one that was killed
    HTTPStatus.BAD_GATEWAY,
    HTTPStatus.SERVICE_UNAVAILABLE,
)


@contextmanager
def town(home: Path, also: Mapping[str, str] = MappingProxyType({})) -> Iterator[Town]:
    """`also` leads the functions elsewhere than to the stand-in, as to another store."""
    with ExitStack() as stack:
        here = stack.enter_context(stage(start=BEGINS, seed=1, home=home, also=also))
        given = read_env(home / "standin.env")["KUBECONFIG"]
        workloads = stack.enter_context(closing(Workloads(given)))
        workloads.apply()
        here.control.settle()
        s3 = stack.enter_context(closing(s3_of(here.environ)))
        yield Town(here, workloads, home, stack, here.program, s3)


@contextmanager
def serving(lab: Town, environ: Mapping[str, str], home: Path) -> Iterator[Functions]:
    """Functions of their own for the same lab, with something else in their environment."""
    home.mkdir(exist_ok=True)
    with ExitStack() as stack:
        url, _ = functions(stack, lab.stage.environ | dict(environ), home)
        yield stack.enter_context(closing(Functions(url, lab.stage.environ["VEILLEUR_TOKEN"])))


def s3_of(environ: dict[str, str]) -> Any:  # noqa: ANN401 -- boto3 has no types
    return boto3.client(
        "s3",
        endpoint_url=environ["AWS_ENDPOINT_URL"],
        region_name=environ["AWS_DEFAULT_REGION"],
        aws_access_key_id=environ["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=environ["AWS_SECRET_ACCESS_KEY"],
        verify=environ.get("AWS_CA_BUNDLE"),
    )
