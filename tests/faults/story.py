"""A session of the lab as a test lives it: time passes by looks, and each holds all claims."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from examples.demo.truth import moment
from tests.faults import history, shape
from tests.faults.claims import Claims, ours
from tests.faults.lab import Lab, Shown
from tests.faults.table import Case, Life
from tests.faults.told import Told

Json = dict[str, Any]
LOOK = timedelta(minutes=1)
DUE_LOOKS = 2
MOST_LOOKS = 60
UNANSWERED = timedelta(minutes=3)  # how long a POST that was not answered is not repeated (rule 1)
NEVER_ANSWERED = (0, HTTPStatus.BAD_GATEWAY, HTTPStatus.GATEWAY_TIMEOUT)
PARTICIPANTS = ("standin-workers", "system:workers", "system:kube-controller-manager")
OF_THE_DAY = re.compile(r":\d{4}(-\d\d-\d\d)?\b")  # or the id of a pool
ADDRESS = re.compile(r"\d+(\.\d+){3}")
BARE_PODS = {"shell": ["registry.example/tools/shell:3"]}
SEED = 1


NOT_ASKED = Shown(HTTPStatus.SERVICE_UNAVAILABLE, {"title": "not asked yet"})


@dataclass(slots=True)
class Story:
    """A lab that is asleep, until it is asleep again. Time passes by `look` alone."""

    lab: Lab
    life: Life
    told: dict[Case, Told] = field(default_factory=dict)  # by chapter, the present one last
    claims: Claims = field(init=False)
    shown: Shown = NOT_ASKED
    journal: list[Json] = field(default_factory=list)
    began: datetime = field(init=False)
    _refused: Callable[[], Shown] | None = None
    _seen: set[int] = field(default_factory=set)
    _worked: set[int] = field(default_factory=set)
    _told_before: int = 0

    def __post_init__(self) -> None:
        self.lab.to_the_hour()
        self.lab.make_pods_again()
        self.lab.forget()
        self.lab.control.draw_anew(SEED)
        self.lab.receiver.messages.clear()
        self.claims = Claims(self.lab)
        self.began = self.lab.clock.at
        self.lab.happened()

    @property
    def chapter(self) -> Case:
        return next(reversed(self.told))

    def begin(self, chapter: Case) -> None:
        """What is told from here on belongs to it."""
        self.told[chapter] = Told()
        self._told_before = len(self.lab.receiver.messages)

    def look(self, after: timedelta = LOOK) -> bool:
        """Time passes, cron ticks, and all claims are held. Whether the platform was at work."""
        self.lab.pass_time(after.total_seconds())
        busy = self._platform_worked()
        self._hear(self.lab.tick())
        if self._refused is not None:
            self._tap(self._refused)  # who was refused taps again
        return busy

    def looks(self, count: int, after: timedelta = LOOK) -> None:
        for _ in range(count):
            self.look(after)

    def want_up(self, hours: float) -> None:
        def start() -> Shown:
            until = self.lab.clock.at + timedelta(hours=hours)
            shown = self.lab.ask("POST", "/start", profile="minimal", hours=hours, holder="ana")
            self.claims.end = until if shown.ok else self.claims.end
            return shown

        self._tap(start)

    def want_down(self) -> None:
        self._tap(lambda: self.lab.ask("POST", "/stop"))

    def break_it(self) -> None:
        for fault in self.life.faults:
            for body in fault.breaks:
                self.lab.control.break_it(**body)
            self.lab.ahead += fault.skew

    def mended(self, phase: str, every: timedelta = LOOK) -> None:
        """The fault ends; within two looks that find nothing to wait for, all is as wanted."""
        self.lab.mend()
        case, told, ended = self.chapter, self.told[self.chapter], self.lab.clock.at
        meanwhile = self._shows(phase)
        if case.never:
            self._until_told(case.never)
            told.ended, told.alarms = f"{self.shown.phase}: somebody must act", self._alarms()
            return
        wasted = self._wasted_until(phase, every, ended + case.silence)
        assert wasted <= DUE_LOOKS + case.looks, f"{wasted} looks wasted, then {self.shown.body}"
        if phase == "running":
            assert shape.bare_pods(self.lab.workloads) == BARE_PODS
        told.ended = self.shown.phase
        passed = round((self.lab.clock.at - ended).total_seconds() / 60)
        told.minutes = None if meanwhile else passed
        told.alarms = self._alarms()

    @property
    def runs(self) -> bool:
        return self._shows("running")

    @property
    def is_off(self) -> bool:
        return self._shows("stopped")

    def until(self, phase: str) -> None:
        self._wasted_until(phase, LOOK, self.lab.clock.at)

    def put_to_bed(self) -> None:
        """After a story that failed: no claim is held any more, but the next one begins asleep."""
        self.lab.mend()
        for _ in range(MOST_LOOKS):
            if self._shows("stopped"):
                return
            self.lab.ask("POST", "/stop")
            self.lab.pass_time(LOOK.total_seconds())
            self.shown, self._refused = self.lab.tick(), None

    def spare(self) -> set[int]:
        """Pools on which no node was ever ready: no work can have run there."""
        return self._seen - self._worked

    def _wasted_until(self, phase: str, every: timedelta, silent_until: datetime) -> int:
        """How many looks came to nothing although nothing was under way."""
        wasted = 0
        for _ in range(MOST_LOOKS):
            busy = self.look(every)
            excused = busy or self.lab.clock.at <= silent_until or self._waits_for_an_answer()
            wasted += not excused
            if self._shows(phase):
                return wasted
        raise AssertionError(f"never {phase}: {self.shown.body}")

    def _alarms(self) -> list[str]:
        """Causes in the order in which they first arrived, without what differs from run to run."""
        messages = self.lab.receiver.messages[self._told_before :]
        causes = (OF_THE_DAY.sub("", m["cause"]) for m in messages if m["alarm"])
        return list(dict.fromkeys(ADDRESS.sub("an address", cause) for cause in causes))

    def _until_told(self, cause: str) -> None:
        for _ in range(MOST_LOOKS):
            if cause in self._alarms():
                return
            self.look()
        raise AssertionError(f"no alarm {cause}: {self.shown.body}")

    def _shows(self, phase: str) -> bool:
        return self.shown.ok and self.shown.phase == phase and self._refused is None

    def _tap(self, wish: Callable[[], Shown]) -> None:
        shown = wish()
        self._refused = None if shown.ok else wish
        self._hear(shown)

    def _hear(self, shown: Shown) -> None:
        self.shown = shown
        self._tell(shown.phase)
        truth = self.claims.hold_after(shown)
        self._seen |= {pool["id"] for pool in ours(truth)}
        self._worked |= {pool["id"] for pool in ours(truth) if pool["available"]}

    def _tell(self, phase: str) -> None:
        if not self.told:
            return
        told = self.told[self.chapter]
        if not told.ended and told.seen[-1:] != [phase]:
            told.seen.append(phase)

    def _platform_worked(self) -> bool:
        """Something of the platform's own happened since the last look: machines, volumes, pods."""
        events, requests = self.lab.happened()
        self.journal += requests
        return bool(events) or any(_ends_or_begins_a_pod(entry) for entry in requests)

    def _waits_for_an_answer(self) -> bool:
        posts = [e for e in self.journal if history.POOL_POSTED(e)]
        if not posts or posts[-1]["status"] not in NEVER_ANSWERED:
            return False
        return self.lab.clock.at <= moment(posts[-1]["at"]) + UNANSWERED


def _ends_or_begins_a_pod(entry: Json) -> bool:
    on_pods = entry["method"] in ("POST", "DELETE") and "/pods" in entry["path"]
    return on_pods and entry["agent"].startswith(PARTICIPANTS)
