"""How time passes: from one thing that happens to the next, each at its own second."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from standin.clock import Clock
from standin.middleware import Late
from standin.turns import RestlessError, SilentError, Turns
from standin.world import World

LOG = logging.getLogger(__name__)
LONGEST_SLICE = timedelta(minutes=10)  # what must happen sooner asks for its second
WALL_TURN_SECONDS = 1.0


class Stepper:
    """Moves the clock in slices and lets everybody act after each; one step at a time.

    `on_settled` are awaited whenever all is settled, e.g. to save.
    """

    def __init__(self, clock: Clock, world: World, late: Late, turns: Turns) -> None:
        self._clock, self._world, self._late, self._turns = clock, world, late, turns
        self.on_settled: list[Callable[[], Awaitable[None]]] = []
        self._one_at_a_time = asyncio.Lock()

    async def step_to(self, until: datetime) -> None:
        """Returns when `until` has come and all is settled. Raises `RestlessError`, `SilentError`.

        A moment that has already passed is only settled: time does not go back.
        """
        async with self._one_at_a_time:
            while True:
                await self._happen()
                left = until - self._clock.now()
                if left <= timedelta():
                    return
                self._clock.advance(min(left, self._to_next()))

    async def settle(self) -> None:
        async with self._one_at_a_time:
            await self._happen()

    @asynccontextmanager
    async def between_turns(self) -> AsyncIterator[None]:
        """Nobody acts, and time stands still; when it ends, all is settled."""
        async with self._one_at_a_time:
            yield
            await self._happen()

    async def follow_the_wall(self) -> None:
        """A turn a second for as long as the platform lives; who is restless is only told of."""
        while True:
            await asyncio.sleep(WALL_TURN_SECONDS)
            try:
                await self.settle()
            except (RestlessError, SilentError) as unsettled:
                LOG.warning("%s", unsettled)

    async def _happen(self) -> None:
        self._world.advance()
        await self._late.land(self._clock.now())
        await self._turns.settle()
        for told in self.on_settled:
            await told()

    def _to_next(self) -> timedelta:
        now = self._clock.now()
        dues = (self._world.next_due(), self._late.next_due(), self._turns.next_due(now))
        waits = [due - now for due in dues if due is not None and due > now]
        return min([*waits, LONGEST_SLICE])
