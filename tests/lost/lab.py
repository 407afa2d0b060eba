"""The product in this process, the stand-in as one of its own, and a hand in bucket and Lease."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from kubernetes import client

from examples.demo import truth
from examples.demo.clients import Control
from examples.demo.receiver import Receiver
from examples.demo.stage import platform
from examples.demo.workloads import Workloads
from shared.bootstrap import Deployment, build
from shared.core.asked import ExtendAsked, StartAsked, StopAsked
from shared.core.view import Status
from shared.usecases import service

Json = dict[str, Any]
BEGINS = "2026-01-06T17:00:00+00:00"
SYSTEM, NAME = "kube-system", "veilleur-lab"


@dataclass(slots=True)
class StoryClock:
    """The port Clock: the stand-in's time, as its last step told it."""

    at: datetime
    began: datetime

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> timedelta:
        return self.at - self.began


@dataclass(slots=True)
class Lab:
    """`tick` is what cron calls: after each, what was said is held against the truth."""

    deployment: Deployment
    control: Control
    receiver: Receiver
    workloads: Workloads
    clock: StoryClock
    bucket: str
    name: str

    def live(self, minutes: float, every: float = 1) -> Status:
        left = minutes
        while left > 0:
            self.clock.at = self.control.step(every * 60)
            status = self._tick()
            left -= every
        return status

    def until(self, phase: str, minutes: float) -> Status:
        for _ in range(round(minutes)):
            status = self.live(1)
            if status.phase == phase:
                return status
        raise AssertionError(f"not {phase} within {minutes} minutes: {status.why}")

    def start(self, hours: float) -> Status:
        asked = StartAsked(profile="minimal", lasts=timedelta(hours=hours), holder="ana")
        return service.start(self.deployment.lab, asked)

    def extend(self, hours: float) -> Status:
        asked = ExtendAsked(lasts=timedelta(hours=hours), holder="ana")
        return service.extend(self.deployment.lab, asked)

    def stop(self) -> Status:
        return service.stop(self.deployment.lab, StopAsked())

    def _tick(self) -> Status:
        status = service.tick(self.deployment.lab)
        if status.phase == "stopped":
            ours = [x for x in self.control.truth()["billing"] if x["owner"] == "lab"]
            assert truth.still_billed({"billing": ours}) == []
        return status

    def pools(self) -> list[int]:
        return sorted(pool["id"] for pool in self.control.truth()["pools"])

    def names(self) -> list[str]:
        return sorted(pool["name"] for pool in self.control.truth()["pools"])

    def posts(self) -> int:
        """How many pools were ever asked for."""
        asked = self.control.requests()
        return sum(r["method"] == "POST" and "/instance_pools" in r["path"] for r in asked)

    def alarms(self) -> set[str]:
        return {m["cause"] for m in self.receiver.messages if m["alarm"]}

    @property
    def s3(self) -> Any:  # noqa: ANN401 -- boto3 has no types
        return self.deployment.clients.bucket.client

    def objects(self) -> dict[str, bytes]:
        """All of the bucket by key, archives excepted, and what a probe left in a late listing."""
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=self.bucket)
        keys = (entry["Key"] for page in pages for entry in page.get("Contents", []))
        lasting = (key for key in keys if key.startswith("labs/") and "/probe-" not in key)
        return {key: self.read(key) for key in lasting}

    def read(self, key: str) -> bytes:
        body: bytes = self.s3.get_object(Bucket=self.bucket, Key=key)["Body"].read()
        return body

    def write(self, key: str, body: bytes | None) -> None:
        if body is None:
            self.s3.delete_object(Bucket=self.bucket, Key=key)
        else:
            self.s3.put_object(Bucket=self.bucket, Key=key, Body=body)

    def empty_bucket(self) -> None:
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=self.bucket)
        for key in [entry["Key"] for page in pages for entry in page.get("Contents", [])]:
            self.write(key, None)

    @property
    def leases(self) -> Any:  # noqa: ANN401 -- the kubernetes package has no types
        return client.CoordinationV1Api(self.workloads.api)

    def notes(self) -> dict[str, str]:
        """The Lease's annotations."""
        found: dict[str, str] = self.leases.read_namespaced_lease(
            f"veilleur-{self.name}", SYSTEM
        ).metadata.annotations
        return found

    def note(self, notes: Mapping[str, str | None]) -> None:
        patch = {"metadata": {"annotations": dict(notes)}}
        self.leases.patch_namespaced_lease(f"veilleur-{self.name}", SYSTEM, patch)

    def delete_lease(self) -> None:
        self.leases.delete_namespaced_lease(f"veilleur-{self.name}", SYSTEM)


@contextmanager
def lab(home: Path) -> Iterator[Lab]:
    with ExitStack() as stack, Receiver() as receiver:
        options = ["--clock", "stepped", "--start", BEGINS, "--seed", "1"]
        environ = platform(stack, options, home) | {"VEILLEUR_WEBHOOK_URL": receiver.url}
        control = stack.enter_context(closing(Control(environ["STANDIN_CONTROL"])))
        workloads = stack.enter_context(closing(Workloads(environ["KUBECONFIG"])))
        workloads.apply()
        control.settle()
        deployment = build(environ)
        clock = StoryClock(control.now(), control.now())
        deployment.clients.clock = clock
        settings = deployment.configured.settings
        bucket = deployment.configured.s3.state_bucket
        yield Lab(deployment, control, receiver, workloads, clock, bucket, settings.lab)
