"""/clock and /settle move time, /seed draws chance anew; /turn is the participants' side of it."""

from __future__ import annotations

import math
from datetime import timedelta

from aiohttp import web

from standin.control.asked import BadFieldError, Json, after, body_of, moment, number, only, text
from standin.platform import Platform
from standin.turns import Done

LONG_POLL_SECONDS = 20.0
MOST_AHEAD_SECONDS = 86_400.0
LONGEST_STEP_SECONDS = 400 * 86_400.0


class TimeRoutes:
    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    def add_to(self, app: web.Application) -> None:
        app.router.add_get("/clock", self.clock)
        app.router.add_post("/clock", self.step)
        app.router.add_post("/settle", self.settle)
        app.router.add_post("/seed", self.draw_anew)
        app.router.add_get("/turn", self.next_turn)
        app.router.add_post("/turn", self.turn_done)

    async def clock(self, request: web.Request) -> web.Response:
        """`?ahead=SECONDS`: as a clock that is that far ahead (or, below 0, behind) shows it."""
        return web.json_response(self._told(_ahead(request)))

    async def step(self, request: web.Request) -> web.Response:
        """{"seconds": N} or {"until": ISO 8601}; answers when all is settled at that time."""
        body = await body_of(request)
        only(body, ("seconds", "until"))
        now = self._platform.clock.now()
        if "until" in body:
            until = moment(body, "until")
        else:
            seconds = number(body, "seconds", most=LONGEST_STEP_SECONDS)
            until = now + timedelta(seconds=seconds)
        if until < now:
            raise BadFieldError("until", f"not before now, {now.isoformat()}")
        await self._platform.stepper.step_to(until)
        return web.json_response(self._told())

    async def settle(self, _: web.Request) -> web.Response:
        await self._platform.stepper.settle()
        return web.json_response(self._told())

    async def draw_anew(self, request: web.Request) -> web.Response:
        """{"seed": N}: how long things take from now on no longer depends on what was before."""
        body = await body_of(request)
        only(body, ("seed",))
        self._platform.world.draw_anew(int(number(body, "seed")))
        return web.json_response(self._told())

    async def next_turn(self, request: web.Request) -> web.Response:
        """{} when the wait ended without a turn: ask again."""
        who = self._participant(request.query.get("who", ""))
        seq = await self._platform.turns.next(who, after(request), LONG_POLL_SECONDS)
        if seq is None:
            return web.json_response({})
        return web.json_response({"seq": seq, "now": self._platform.clock.now().isoformat()})

    async def turn_done(self, request: web.Request) -> web.Response:
        """{"who", "seq", "writes", "due": ISO 8601 or null}."""
        body = await body_of(request)
        only(body, ("who", "seq", "writes", "due"))
        who = self._participant(text(body, "who"))
        due = moment(body, "due") if body.get("due") is not None else None
        done = Done(int(number(body, "seq")), int(number(body, "writes")), due)
        await self._platform.turns.report(who, done)
        return web.json_response({})

    def _participant(self, who: str) -> str:
        if who not in self._platform.turns.participants:
            raise BadFieldError("who", self._platform.turns.participants)
        return who

    def _told(self, ahead: timedelta = timedelta()) -> Json:
        clock = self._platform.clock
        turn = self._platform.turns.seq
        return {"now": (clock.now() + ahead).isoformat(), "mode": clock.mode, "turn": turn}


def _ahead(request: web.Request) -> timedelta:
    """Two functions whose clocks differ each have a clock URL of their own."""
    told = request.query.get("ahead", "0")
    try:
        seconds = float(told)
    except ValueError:
        seconds = math.inf
    if not abs(seconds) <= MOST_AHEAD_SECONDS:
        raise BadFieldError("ahead", f"seconds, at most {MOST_AHEAD_SECONDS:g} either way")
    return timedelta(seconds=seconds)
