"""A platform in the test's own loop: its time is stepped, its participants are played here."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from standin.clock import Clock, Mode
from standin.platform import Platform

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
Client = TestClient[web.Request, web.Application]
Make = Callable[[Platform], web.Application]


@dataclass
class Participant:
    """Takes every turn over HTTP; `writes` says how many it makes, one entry a turn, then none."""

    who: str
    writes: list[int] = field(default_factory=list)
    due: str | None = None
    seen: list[str] = field(default_factory=list)

    async def take_part(self, control: Client) -> None:
        seq = 0
        while True:
            answer = await control.get("/turn", params={"who": self.who, "after": str(seq)})
            turn = await answer.json()
            if "seq" not in turn:
                return
            seq = turn["seq"]
            self.seen.append(turn["now"])
            writes = self.writes.pop(0) if self.writes else 0
            done = {"who": self.who, "seq": seq, "writes": writes, "due": self.due}
            await control.post("/turn", json=done)


def new_platform(participants: Sequence[str] = (), seed: int = 1) -> Platform:
    return Platform(Clock(Mode.STEPPED, START), seed=seed, participants=tuple(participants))


def live(
    platform: Platform,
    make: Make,
    story: Callable[[Client], Awaitable[None]],
    players: Sequence[Participant] = (),
) -> None:
    """Serve what `make` makes of the platform for as long as the story is told."""

    async def told() -> None:
        async with TestClient(TestServer(make(platform))) as client:
            parts = [asyncio.create_task(player.take_part(client)) for player in players]
            await story(client)
            await platform.turns.close()
            await asyncio.gather(*parts)

    asyncio.run(told())
