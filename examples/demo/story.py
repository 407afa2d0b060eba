"""Two sessions of a lab: one that everybody forgets, one that is stopped by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from examples.demo.processes import DemoError
from examples.demo.screen import Screen
from examples.demo.stage import Stage
from examples.demo.workloads import Workloads

Json = dict[str, Any]
POLL = 15  # simulated seconds between two ticks while something is under way
CRON = 300  # while nothing is
PODS = 5  # web 3, db 1, shell 1


class Story:
    """Plays on a stage and tells it on a screen; remembers what is compared at the end."""

    def __init__(self, stage: Stage, screen: Screen, workloads: Workloads) -> None:
        self._stage, self._screen, self._workloads = stage, screen, workloads
        self._told = 0
        self.status: Json = {}
        self.claimed_off_too_early: list[str] = []

    @property
    def now(self) -> datetime:
        return self._stage.control.now()

    def say(self, text: str, style: str = "") -> None:
        self._screen.line(self.now, text, style)

    def start(self, profile: str, hours: float) -> None:
        answer = self._stage.functions.start(profile, hours)
        told = f"answered {answer.status_code} in {answer.elapsed.total_seconds():.2f} s"
        self.say(f"POST /start {profile}, {hours:g} h: {told}")
        self._until("running", timedelta(minutes=15), self._nodes)
        self.say(f"running: {self.status['nodes_ready']} nodes. {self.status['why']}", "green")
        self._until_pods()

    def stop(self) -> None:
        answer = self._stage.functions.stop()
        told = f"answered {answer.status_code} in {answer.elapsed.total_seconds():.2f} s"
        self.say(f"POST /stop: {told}")
        self.until_off()

    def until_off(self) -> None:
        self._until("stopped", timedelta(minutes=25), self._stages)
        self.say(f"OFF, proven: {self.status['why']}", "bold green")
        for source, evidence in self.status.get("proof", {}).items():
            self._screen.plain(f"               {source}: {evidence}")

    def live_until(self, moment: datetime, title: str) -> None:
        """Time passes with cron's ticks; the cost runs."""
        begin = self.now
        with self._screen.waiting(title) as bar:
            while self.now < moment and self.status.get("phase") == "running":
                self._step(min(CRON, (moment - self.now).total_seconds()))
                done, of = (self.now - begin).total_seconds(), (moment - begin).total_seconds()
                cost = f"{Decimal(self.status['chf']):.4f} CHF so far"
                bar.show(self.now, done, of, cost)

    def sleep(self, lasting: timedelta) -> None:
        """The lab sleeps; cron goes on."""
        until = self.now + lasting
        with self._screen.waiting("the lab sleeps") as bar:
            while self.now < until:
                self._step(900)
                bar.show(self.now, 1, 1, self.status["why"])

    def _until(
        self, phase: str, within: timedelta, progress: Callable[[], tuple[float, float, str]]
    ) -> None:
        until = self.now + within
        with self._screen.waiting(phase) as bar:
            while self.now < until:
                self._step(POLL)
                bar.show(self.now, *progress())
                if self.status["phase"] == phase:
                    return
        raise DemoError(f"not {phase} within {within}: {self.status['why']}")

    def _until_pods(self) -> None:
        """The workloads come up as their nodes do; a real lab pulls images meanwhile."""
        until = self.now + timedelta(minutes=10)
        while self._workloads.ready_pods() < PODS or not self._workloads.address():
            if self.now >= until:
                raise DemoError(f"only {self._workloads.ready_pods()} of {PODS} pods are Ready")
            self._step(POLL)
        pods, address = self._workloads.ready_pods(), self._workloads.address()
        self.say(f"workloads: {pods} pods are Ready, web answers at {address}")

    def _step(self, seconds: float) -> None:
        self._stage.control.step(seconds)
        before = self.status.get("why")
        self.status = self._stage.functions.tick()
        if self.status["why"] != before and self.status["phase"] in ("starting", "stopping"):
            self.say(self.status["why"], "dim")
        self._check_off()
        self._hear()

    def _check_off(self) -> None:
        """OFF is never shown while the truth says that something of a session bills."""
        if self.status["phase"] != "stopped":
            return
        billing = self._stage.control.truth()["billing"]
        billed = [b["name"] for b in billing if b["kind"] in ("node", "load_balancer")]
        self.claimed_off_too_early += billed

    def _hear(self) -> None:
        for message in self._stage.receiver.messages[self._told :]:
            style = "bold red" if message["alarm"] else "yellow"
            self.say(f"✉ {message['text']}", style)
        self._told = len(self._stage.receiver.messages)

    def _nodes(self) -> tuple[float, float, str]:
        ready, wanted = self.status["nodes_ready"], self.status["nodes_wanted"]
        return ready, wanted, f"{ready} of {wanted} nodes: {self.status['why']}"

    def _stages(self) -> tuple[float, float, str]:
        return 0, 1, str(self.status["why"])
