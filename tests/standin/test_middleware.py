"""What a caller of any of the platform's APIs can be made to live through."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from standin.clock import Clock, Mode
from standin.faults import Faults
from standin.journal import Journal
from standin.middleware import Late, Wire

Client = TestClient[web.Request, web.Application]


def shape(_: web.Request, status: int, code: str, message: str) -> web.Response:
    return web.json_response({"code": code, "message": message}, status=status)


class Counter:
    """An API of one call, POST /bump, which tells how often it had its effect."""

    def __init__(self) -> None:
        self.clock = Clock(Mode.STEPPED, datetime(2026, 1, 1, tzinfo=UTC))
        self.faults, self.late, self.bumps = Faults(), Late(), 0
        self.journal = Journal(self.clock)

    async def bump(self, _: web.Request) -> web.Response:
        self.bumps += 1
        return web.json_response(self.bumps)

    def live(self, story: Callable[[Client], Awaitable[None]]) -> None:
        async def told() -> None:
            wire = Wire(
                api="counter",
                clock=self.clock,
                faults=self.faults,
                journal=self.journal,
                late=self.late,
                shape=shape,
                secret=re.compile("/secret"),
            )
            app = web.Application(middlewares=[wire.middleware()])
            app.router.add_post("/bump", self.bump)
            app.router.add_post("/secret", self.bump)
            async with TestClient(TestServer(app)) as client:
                await story(client)

        asyncio.run(told())


@pytest.fixture
def counter() -> Counter:
    return Counter()


def test_without_a_fault_the_call_is_answered_and_written_down(counter: Counter) -> None:
    async def story(client: Client) -> None:
        await client.post("/bump?why=not", data=b"hello", headers={"User-Agent": "me"})

    counter.live(story)
    (entry,) = counter.journal.entries()
    assert (entry["method"], entry["path"], entry["status"]) == ("POST", "/bump?why=not", 200)
    assert (entry["agent"], entry["body"]) == ("me", "hello")


def test_a_secret_body_never_enters_the_journal(counter: Counter) -> None:
    async def story(client: Client) -> None:
        await client.post("/secret", data=b"hunter2")

    counter.live(story)
    assert counter.journal.entries()[0]["body"] == ""


def test_an_error_has_the_api_s_own_shape_and_no_effect(counter: Counter) -> None:
    args = {"status": 503, "code": "busy", "retry_after": 7}
    counter.faults.add("error", match="POST /bump", times=1, args=args)

    async def story(client: Client) -> None:
        answer = await client.post("/bump")
        assert answer.status == 503
        assert answer.headers["Retry-After"] == "7"
        assert (await answer.json())["code"] == "busy"
        assert (await client.post("/bump")).status == 200

    counter.live(story)
    assert counter.bumps == 1


def test_a_fault_may_touch_one_page_of_a_list(counter: Counter) -> None:
    counter.faults.add("error", match="marker=", args={"status": 500})

    async def story(client: Client) -> None:
        assert (await client.post("/bump")).status == 200
        assert (await client.post("/bump?marker=7")).status == 500

    counter.live(story)


def test_a_rate_limit_says_when_to_come_back(counter: Counter) -> None:
    counter.faults.add("rate_limited", args={"retry_after": 12})

    async def story(client: Client) -> None:
        answer = await client.post("/bump")
        assert (answer.status, answer.headers["Retry-After"]) == (429, "12")

    counter.live(story)
    assert counter.bumps == 0


@pytest.mark.parametrize(("kind", "bumps"), [("refused", 0), ("timeout_after", 1), ("late", 0)])
def test_a_call_without_an_answer(counter: Counter, kind: str, bumps: int) -> None:
    counter.faults.add(kind, times=1)

    async def story(client: Client) -> None:
        with pytest.raises(aiohttp.ServerDisconnectedError):
            await client.post("/bump")

    counter.live(story)
    assert counter.bumps == bumps
    assert counter.journal.entries()[0]["status"] == 0


def test_a_late_effect_lands_when_its_simulated_moment_has_come(counter: Counter) -> None:
    counter.faults.add("late", times=1, args={"seconds": 90})

    async def story(client: Client) -> None:
        with pytest.raises(aiohttp.ServerDisconnectedError):
            await client.post("/bump")
        await counter.late.land(counter.clock.advance(timedelta(seconds=89)))
        assert counter.bumps == 0
        await counter.late.land(counter.clock.advance(timedelta(seconds=1)))

    counter.live(story)
    assert counter.bumps == 1
    assert counter.late.next_due() is None


@pytest.mark.parametrize(("when", "bumps"), [("before", 0), ("after", 1)])
def test_a_call_is_held_until_the_fault_is_taken_away(
    counter: Counter, when: str, bumps: int
) -> None:
    fault = counter.faults.add("hold", times=1, args={"when": when})

    async def story(client: Client) -> None:
        asked = asyncio.create_task(client.post("/bump"))
        assert await counter.faults.gate(fault.id).reached(within_seconds=10)
        assert (counter.bumps, asked.done()) == (bumps, False)
        counter.faults.remove(fault.id)
        assert (await asked).status == 200

    counter.live(story)
    assert counter.bumps == 1


@pytest.mark.parametrize("then", ["go on", "drop"])
def test_the_effect_of_a_held_call_whose_caller_is_gone_lands_or_is_lost(
    counter: Counter, then: str
) -> None:
    fault = counter.faults.add("hold", times=1, args={"then": then})

    async def story(client: Client) -> None:
        asked = asyncio.create_task(client.post("/bump"))
        assert await counter.faults.gate(fault.id).reached(within_seconds=10)
        asked.cancel()
        assert counter.bumps == 0
        counter.faults.remove(fault.id)

    counter.live(story)
    assert counter.bumps == (then == "go on")


def test_a_fault_of_another_layer_is_not_used_up_here(counter: Counter) -> None:
    fault = counter.faults.add("quota", times=1)

    async def story(client: Client) -> None:
        assert (await client.post("/bump")).status == 200

    counter.live(story)
    assert fault.times == 1


def test_a_path_that_nobody_serves_is_refused_in_the_api_s_shape(counter: Counter) -> None:
    async def story(client: Client) -> None:
        answer = await client.post("/nowhere")
        assert (answer.status, await answer.json()) == (
            404,
            {"code": "not_found", "message": "Not Found"},
        )

    counter.live(story)


@pytest.mark.parametrize(
    ("kinds", "at_once", "later"),
    [
        (("latency", "refused"), 0, 0),  # a time-out without an effect
        (("doubled", "timeout_after"), 2, 2),
        (("doubled", "late"), 0, 2),
        (("late", "timeout_after"), 0, 1),
        (("refused", "doubled", "late"), 0, 0),
    ],
)
def test_faults_lie_upon_each_other_whatever_their_order(
    counter: Counter, kinds: tuple[str, ...], at_once: int, later: int
) -> None:
    for kind in reversed(kinds):
        counter.faults.add(kind, times=1, args={"seconds": 0.01} if kind == "latency" else {})

    async def story(client: Client) -> None:
        with pytest.raises(aiohttp.ServerDisconnectedError):
            await client.post("/bump")
        assert counter.bumps == at_once
        await counter.late.land(counter.clock.advance(timedelta(minutes=5)))
        assert counter.bumps == later
        assert (await client.post("/bump")).status == 200

    counter.live(story)
    assert counter.bumps == later + 1


def test_an_effect_that_happens_twice_is_answered_once(counter: Counter) -> None:
    counter.faults.add("doubled", times=1)

    async def story(client: Client) -> None:
        assert await (await client.post("/bump")).json() == 2

    counter.live(story)
    assert len(counter.journal.entries()) == 1


@pytest.mark.parametrize(("agent", "status"), [("^functions/", 500), ("^phone/", 200)])
def test_a_fault_touches_whom_it_names(counter: Counter, agent: str, status: int) -> None:
    fault = counter.faults.add("error", agent=agent, times=1, args={"status": 500})

    async def story(client: Client) -> None:
        answer = await client.post("/bump", headers={"User-Agent": "functions/1.0"})
        assert answer.status == status

    counter.live(story)
    assert fault.times == (0 if status == 500 else 1)
