"""The product in this process, the stand-in as a process of its own, and a phone that rings.

Each function is asked as the world asks it, by a request with the token. Only the time is
handed over, instead of being asked for: the stand-in's moves in steps, and a request for it
before every effect would be a third of all requests.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from kubernetes import utils

from examples.demo.clients import Control
from examples.demo.receiver import Receiver
from examples.demo.stage import platform
from examples.demo.workloads import APP, Workloads
from functions._entry.app import App
from functions._entry.deployed import Deployed, deploy
from functions._entry.messages import Request
from functions.app import FREE, ROUTES
from shared.usecases.lab import Desk
from tests.e2e.town import s3_of
from tests.faults import shape

Json = dict[str, Any]
BEGINS = "2026-04-01T07:00:00+00:00"
HOUR = timedelta(hours=1)
MEMORY = "labs/lab/memory.json"
NEIGHBOURS = ("server", "load_balancer", "volume", "floating_ip", "cluster")


@dataclass(slots=True)
class StoryClock:
    """The port Clock: the stand-in's time, as its last step told it."""

    at: datetime
    began: datetime
    skew: timedelta = timedelta()

    def now(self) -> datetime:
        return self.at + self.skew

    def monotonic(self) -> timedelta:
        return self.at - self.began


@dataclass(frozen=True, slots=True)
class Shown:
    """One answer of a function, as a person or a scheduler got it."""

    status: int
    body: Json

    @property
    def ok(self) -> bool:
        return self.status < 400

    @property
    def phase(self) -> str:
        """The phase, or for an error its title."""
        return str(self.body["phase" if self.ok else "title"])


@dataclass(slots=True)
class Lab:
    control: Control
    receiver: Receiver
    workloads: Workloads
    clock: StoryClock
    app: App
    environ: Mapping[str, str]
    s3: Any
    desk: Desk  # what the functions' process remembers by itself
    log: list[Mapping[str, object]] = field(default_factory=list)
    ahead: timedelta = timedelta()  # the scheduler's function, of the others
    _events: int = 0
    _requests: int = 0

    def pass_time(self, seconds: float) -> datetime:
        self.clock.at = self.control.step(seconds)
        return self.clock.at

    def happened(self) -> tuple[list[Json], list[Json]]:
        """Events and requests since this was last asked: both journals only grow."""
        events = self.control.events(self._events)
        requests = self.control.requests(self._requests)
        self._events += len(events)
        self._requests += len(requests)
        return events, requests

    def to_the_hour(self) -> None:
        """Each story begins at the same minute: CronJobs and looks fall as in any other."""
        past = self.clock.at.replace(minute=0, second=0) - self.clock.at
        self.pass_time((past + HOUR).total_seconds())

    def ask(
        self, method: str, path: str, query: Mapping[str, str] | None = None, **body: object
    ) -> Shown:
        headers = {"authorization": f"Bearer {self.environ['VEILLEUR_TOKEN']}"}
        sent = json.dumps(body).encode() if body else b""
        asked = Request(method=method, path=path, query=query or {}, headers=headers, body=sent)
        answer = self.app(asked)
        return Shown(answer.status, json.loads(answer.body))

    def tick(self) -> Shown:
        self.clock.skew = self.ahead
        try:
            return self.ask("POST", "/watchdog")
        finally:
            self.clock.skew = timedelta()

    def mend(self) -> None:
        """Nothing goes wrong any more."""
        self.control.mend()
        self.ahead = timedelta()

    def forget(self) -> None:
        """Each story begins with nothing said yet, and with a provider that keeps its labels."""
        self.desk.said.clear()
        try:
            kept = self.s3.get_object(Bucket=self._bucket, Key=MEMORY)["Body"].read()
        except self.s3.exceptions.NoSuchKey:
            return  # the very first story
        memory = json.loads(kept)
        body = json.dumps(memory | {"labels": "", "sent": {}}).encode()
        self.s3.put_object(Bucket=self._bucket, Key=MEMORY, Body=body)

    @property
    def _bucket(self) -> str:
        return self.environ["VEILLEUR_STATE_BUCKET"]

    def make_pods_again(self) -> None:
        """A stop by rule 5 wrote none down: bare pods died with their node, as people are told."""
        if shape.bare_pods(self.workloads) or shape.records(self.workloads):
            return
        for obj in yaml.safe_load_all(APP.read_text()):
            if obj["kind"] == "Pod":
                utils.create_from_dict(self.workloads.api, obj)

    def new_keys(self) -> None:
        """The kubeconfig that was given out is no more: people fetch another one."""
        self.workloads.close()
        given = Path(self.environ["KUBECONFIG"]).with_name("fetched.kubeconfig")
        given.write_text(self.control.about()["kubeconfig"])
        self.workloads = Workloads(str(given))


@contextmanager
def lab(home: Path) -> Iterator[Lab]:
    """A lab that has slept and woken before, asleep, among other people's things."""
    with ExitStack() as stack, Receiver() as receiver:
        options = ["--clock", "stepped", "--start", BEGINS, "--seed", "1"]
        environ = platform(stack, options, home) | {"VEILLEUR_WEBHOOK_URL": receiver.url}
        control = stack.enter_context(closing(Control(environ["STANDIN_CONTROL"])))
        workloads = stack.enter_context(closing(Workloads(environ["KUBECONFIG"])))
        workloads.apply()
        for kind in NEIGHBOURS:
            control.people(kind, name=f"neighbours-{kind}")
        control.step(HOUR.total_seconds())  # their server has booted
        s3 = stack.enter_context(closing(s3_of(environ)))
        yield _opened(control, receiver, workloads, environ, s3)


def _opened(
    control: Control,
    receiver: Receiver,
    workloads: Workloads,
    environ: dict[str, str],
    s3: Any,  # noqa: ANN401 -- boto3 has no types
) -> Lab:
    deployment = deploy(environ)
    clock = StoryClock(control.now(), control.now())
    deployment.clients.clock = clock
    deployment.clients.sleep = lambda _: None  # time that a test waits for is time lost
    configured = deployment.configured
    service = Deployed(
        settings=configured.settings,
        token=configured.token,
        lab=lambda: deployment.lab,
        prices_now=lambda: configured.prices.at(clock.now()),
        pause=lambda _: None,
    )
    log: list[Mapping[str, object]] = []
    app = App(ROUTES, FREE, service=lambda: service, log=log.append)
    desk = deployment.lab.desk
    return Lab(control, receiver, workloads, clock, app, environ, s3, desk, log)
