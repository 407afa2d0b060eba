"""What the functions ask of the library: the use cases, bound to the one deployed lab.

A Protocol, so that the doors can be tried without a lab behind them; `deployed`
is the real one.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Protocol

from shared.core.asked import ExtendAsked, StartAsked, StopAsked
from shared.core.settings import Settings
from shared.core.view import Status


class Report(Protocol):
    """A cost report: a dataclass of JSON-able fields that can also say itself in a language."""

    def text(self, language: str, /) -> str: ...


class Service(Protocol):
    """One lab's use cases. Each may raise any LabError."""

    @property
    def token(self) -> str:
        """The one bearer token that callers must show; never ""."""
        ...

    @property
    def settings(self) -> Settings: ...

    @property
    def prices(self) -> Mapping[str, Decimal]:
        """CHF an hour by flavor or kind; what has no known price is missing."""
        ...

    def start(self, asked: StartAsked) -> Status: ...

    def stop(self, asked: StopAsked) -> Status: ...

    def extend(self, asked: ExtendAsked) -> Status: ...

    def tick(self) -> Status: ...

    def status(self) -> Status: ...

    def cost_report(self, month: str | None) -> Report: ...
