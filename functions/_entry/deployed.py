"""The real service: the use cases, bound to the lab that this process is configured for.

Built at the first call and kept for the next ones. Everything is imported inside,
so that a function which only refuses a request, or serves the page, stays light.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Protocol

from functions._entry.service import Report, Service
from shared.core.asked import ExtendAsked, StartAsked, StopAsked
from shared.core.settings import Settings
from shared.core.view import Status

if TYPE_CHECKING:
    from shared.config.connections import Configured
    from shared.usecases.lab import Lab


class Deployment(Protocol):
    @property
    def lab(self) -> Lab: ...

    @property
    def configured(self) -> Configured: ...


@cache
def deployed() -> Service:
    """This process's own. Raises ConfigError listing every fault of the deployment."""
    return build(os.environ)


def build(environ: Mapping[str, str]) -> Service:
    """Raises ConfigError listing every fault of the deployment."""
    deployment = deploy(environ)
    return Deployed(deployment.lab, deployment.configured.token)


def deploy(environ: Mapping[str, str]) -> Deployment:
    """The wired lab and what it is configured with. Raises ConfigError."""
    deployment: Deployment = import_module("shared.bootstrap").build(environ)
    return deployment


@dataclass(frozen=True, slots=True)
class Deployed:
    """Every use case with its first argument filled in."""

    lab: Lab
    token: str = field(repr=False)

    @property
    def settings(self) -> Settings:
        return self.lab.settings

    @property
    def prices(self) -> Mapping[str, Decimal]:
        return self.lab.prices

    def start(self, asked: StartAsked) -> Status:
        from shared.usecases import service

        return service.start(self.lab, asked)

    def stop(self, asked: StopAsked) -> Status:
        from shared.usecases import service

        return service.stop(self.lab, asked)

    def extend(self, asked: ExtendAsked) -> Status:
        from shared.usecases import service

        return service.extend(self.lab, asked)

    def tick(self) -> Status:
        from shared.usecases import service

        return service.tick(self.lab)

    def status(self) -> Status:
        from shared.usecases import service

        return service.status(self.lab)

    def cost_report(self, month: str | None) -> Report:
        from shared.usecases import report

        return report.cost_report(self.lab, month)
