"""Another application that answers in place of the one that was asked: as it was, or elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from aiohttp import web
from aiohttp.typedefs import Handler

from standin.faults import Fault, Faults

Make = Callable[[], web.Application]
STALE = "stale"


def answering(app: web.Application) -> Handler:
    """`app` as a handler: what its own port would answer to the same request."""
    app.freeze()

    async def answer(request: web.Request) -> web.StreamResponse:
        asked = request.match_info
        try:
            # aiohttp offers no public way to hand a request on within one process.
            return await app._handle(request)  # noqa: SLF001
        finally:
            request._match_info = asked  # noqa: SLF001

    return answer


@dataclass(slots=True)
class Pasts:
    """One API as it was when each `stale` fault began."""

    api: str
    faults: Faults
    picture: Make
    close: Callable[[], None] = field(init=False)
    _taken: dict[int, Handler] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.close = self.faults.watch(self._begin, self._end)

    def of(self, fault: Fault) -> Handler | None:
        return self._taken.get(fault.id)

    def _begin(self, fault: Fault) -> None:
        if fault.kind == STALE and fault.api in ("*", self.api):
            self._taken[fault.id] = answering(self.picture())

    def _end(self, fault: Fault) -> None:
        self._taken.pop(fault.id, None)


@dataclass(slots=True)
class Elsewhere:
    """Other projects and regions, by the kind of the fault that leads there; made when needed."""

    makes: dict[str, Make] = field(default_factory=dict)
    _made: dict[str, Handler] = field(default_factory=dict)

    def of(self, fault: Fault) -> Handler:
        if fault.kind not in self._made:
            self._made[fault.kind] = answering(self.makes[fault.kind]())
        return self._made[fault.kind]
