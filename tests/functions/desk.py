"""A service that only writes down what it is asked: the doors are tried, not the lab."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal

from functions._entry.app import App
from functions._entry.deployed import Deployed
from functions._entry.messages import Request, Response
from functions._entry.service import Report
from functions.app import FREE, ROUTES
from shared.core.asked import ExtendAsked, StartAsked, StopAsked
from shared.core.session import Lease, Phase
from shared.core.settings import PoolSpec, Profile, Settings
from shared.core.view import Status
from shared.errors import LabError
from tests.fakes.world import PRICES, FakeWorld

TOKEN = "the-one-token"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)  # 13:00 in Zurich
SETTINGS = Settings(
    lab="lab",
    pools={"general": PoolSpec(name="general", flavor="a1", zone="az-1", max_nodes=3)},
    profiles={
        "minimal": Profile(name="minimal", nodes={"general": 1}),
        "standard": Profile(name="standard", nodes={"general": 2}),
    },
)
STARTING = Status(
    lab="lab",
    phase=Phase.STARTING,
    why="2 nodes were asked for",
    now=NOON,
    looked_at=NOON,
    session="s-1",
    profile="standard",
    nodes_ready=1,
    nodes_wanted=2,
    holders=(Lease(holder="ana", until=NOON.replace(hour=16)),),
    end=NOON.replace(hour=16),
    birth=NOON,
    chf=Decimal("0.0125"),
    chf_per_hour=Decimal("0.06"),
    chf_to_end=Decimal("0.24"),
)
RUNNING = replace(STARTING, phase=Phase.RUNNING, nodes_ready=2, why="all is as wanted")
OFF = Status(
    lab="lab",
    phase=Phase.STOPPED,
    why="proven off",
    now=NOON,
    looked_at=NOON,
    proof={"pools": "none", "servers": "none"},
)


@dataclass(frozen=True, slots=True)
class Bill:
    month: str | None
    chf: Decimal = Decimal("1.20")

    def text(self, language: str, /) -> str:
        return f"{language}: CHF {self.chf}"


@dataclass(slots=True)
class Desk:
    """Answers every use case with `answers`, or raises it; `heard` is what arrived."""

    answers: Status | LabError | Exception = STARTING
    token: str = TOKEN
    settings: Settings = SETTINGS
    prices: Mapping[str, Decimal] = field(default_factory=lambda: {"a1": Decimal("0.03")})
    heard: list[object] = field(default_factory=list)

    def start(self, asked: StartAsked) -> Status:
        return self._hear(asked)

    def stop(self, asked: StopAsked) -> Status:
        return self._hear(asked)

    def extend(self, asked: ExtendAsked) -> Status:
        return self._hear(asked)

    def tick(self) -> Status:
        return self._hear("tick")

    def status(self) -> Status:
        return self._hear("status")

    def cost_report(self, month: str | None) -> Report:
        self._hear(("report", month))
        return Bill(month)

    def _hear(self, what: object) -> Status:
        self.heard.append(what)
        if isinstance(self.answers, Exception):
            raise self.answers
        return self.answers


def over(world: FakeWorld) -> Deployed:
    """The real use cases over the fake world; each call is a process of its own."""
    return Deployed(settings=world.settings, token=TOKEN, lab=world.lab, prices_now=lambda: PRICES)


@dataclass(slots=True)
class Office:
    """All five functions over one desk, and the log they wrote."""

    desk: Desk = field(default_factory=Desk)
    lines: list[dict[str, object]] = field(default_factory=list)

    @property
    def app(self) -> App:
        return App(ROUTES, FREE, service=lambda: self.desk, log=self._write)

    def call(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        *,
        token: str | None = TOKEN,
        query: Mapping[str, str] | None = None,
        **headers: str,
    ) -> Response:
        """`headers` are given with underscores: accept_language="fr"."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if token is not None:
            named["authorization"] = f"Bearer {token}"
        asked = Request(method=method, path=path, query=query or {}, headers=named, body=body)
        return self.app(asked)

    def _write(self, facts: Mapping[str, object]) -> None:
        self.lines.append(dict(facts))
