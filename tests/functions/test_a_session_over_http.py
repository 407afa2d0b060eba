"""The doors with the real use cases behind them, over the fake world: one session, as asked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from functions._entry.app import App
from functions._entry.messages import Request, Response
from functions.app import FREE, ROUTES
from shared.core.asked import StartAsked, StopAsked
from shared.errors import ConflictError, LockHeldError
from shared.usecases.cycle import commit_of
from tests.fakes import demo
from tests.fakes.effects import At, Standstill
from tests.fakes.world import FakeWorld
from tests.functions.desk import TOKEN, over

MINUTE = timedelta(minutes=1)


class Town:
    """Somebody with the token, and a cron that ticks once a minute."""

    def __init__(self) -> None:
        self.world = FakeWorld()
        demo.install(self.world.kube)
        self.lines: list[Mapping[str, object]] = []

    def ask(self, method: str, path: str, body: object = None, **headers: str) -> Response:
        app = App(ROUTES, FREE, service=lambda: over(self.world), log=self.lines.append)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return app(
            Request(
                method=method,
                path=path,
                headers={"authorization": f"Bearer {TOKEN}", **named},
                body=b"" if body is None else json.dumps(body).encode(),
            )
        )

    def status(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.ask("GET", "/status").body)
        return found

    def live_until(self, phase: str, within: timedelta = timedelta(minutes=30)) -> None:
        for _ in range(int(within / MINUTE)):
            self.world.step(MINUTE)
            self.ask("POST", "/watchdog")
            if self.status()["phase"] == phase:
                return
        raise AssertionError(f"not {phase}: {self.status()['why']}")


def started(**headers: str) -> Town:
    town = Town()
    body = {"profile": "standard", "hours": 4, "holder": "ana"}
    assert town.ask("POST", "/start", body, **headers).status == 202
    return town


def test_a_session_from_the_request_to_the_proof_of_off_and_its_cost() -> None:
    town = started()
    town.live_until("running")
    status = town.status()
    assert (status["nodes_ready"], status["nodes_wanted"]) == (2, 2)
    assert [lease["holder"] for lease in status["holders"]] == ["ana"]
    assert town.ask("POST", "/stop").status == 202
    town.live_until("stopped")
    assert town.status()["proof"]
    report = json.loads(town.ask("GET", "/cost-report").body)
    assert [session["profile"] for session in report["sessions"]] == ["standard"]
    assert float(report["used"]) > 0


def test_the_same_key_again_changes_nothing_and_creates_nothing() -> None:
    town = started(idempotency_key="tap-1")
    end, pools = town.status()["end"], len(town.world.pools.list())
    town.world.step(MINUTE)
    body = {"profile": "standard", "hours": 4, "holder": "ana"}
    again = json.loads(town.ask("POST", "/start", body, idempotency_key="tap-1").body)
    assert (again["end"], again["changed"]) == (end, False)
    assert len(town.world.pools.list()) == pools


def test_an_extension_without_a_key_moves_the_end_to_now_plus_the_hours() -> None:
    town = started()
    town.live_until("running")
    end = town.status()["end"]
    town.ask("POST", "/extend", {"hours": 5, "holder": "ana"})
    assert town.status()["end"] > end


def test_an_extension_of_a_sleeping_lab_is_refused_in_words() -> None:
    answer = Town().ask("POST", "/extend", {"hours": 1})
    assert answer.status == 409
    assert json.loads(answer.body)["type"] == "urn:veilleur:problem:refused"


def test_every_call_left_its_line_with_the_lab_and_the_reason() -> None:
    town = started()
    town.ask("GET", "/cost-report")
    assert [line["route"] for line in town.lines] == ["/start", "/cost-report"]
    assert town.lines[0]["lab"] == "lab"
    assert town.lines[0]["reason"]


def test_the_report_speaks_french() -> None:
    answer = started().ask("GET", "/cost-report", accept="text/plain", accept_language="fr")
    assert "24 h sur 24" in answer.body.decode()


def test_a_tap_during_a_quick_tick_waits_for_its_lock_and_is_recorded() -> None:
    world, waited = FakeWorld(), list[float]()
    tick = commit_of(world.lab())
    lock = tick.acquire()

    def pause(seconds: float) -> None:
        waited.append(seconds)
        if len(waited) == 2:
            tick.release(lock)

    service = replace(over(world), pause=pause)
    asked = StartAsked(profile="standard", lasts=timedelta(hours=1))
    assert service.start(asked).changed
    assert len(waited) == 2


def test_a_tap_of_a_process_that_stood_still_is_not_repeated_minutes_later() -> None:
    """Meanwhile somebody else stopped the lab, and nobody waits for this answer any more."""
    world, waited = FakeWorld(), list[float]()

    def stopped() -> None:
        world.step(timedelta(minutes=5))
        commit_of(world.lab()).acquire()
        world.step(timedelta(minutes=5))

    world.effects.standstill = Standstill(2, At.BEFORE, stopped)
    service = replace(over(world), pause=waited.append)
    with pytest.raises(ConflictError):
        service.start(StartAsked(profile="standard", lasts=timedelta(hours=1)))
    assert waited == []
    assert world.cloud.pools == {}


def test_a_tap_during_a_long_tick_is_told_within_the_second_that_nothing_was_recorded() -> None:
    world, waited = FakeWorld(), list[float]()
    commit_of(world.lab()).acquire()
    service = replace(over(world), pause=waited.append)
    with pytest.raises(LockHeldError, match="not recorded"):
        service.stop(StopAsked(holder=None))
    assert sum(waited) <= 0.5
