"""The real service: the use cases, bound to the lab that this process is configured for.

Built at the first call and kept for the next ones. Everything is imported inside,
so that a function which only refuses a request, or serves the page, stays light.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol

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
    return Deployed(deploy(environ), import_module("shared.usecases.service"))


def deploy(environ: Mapping[str, str]) -> Deployment:
    """The wired lab and what it is configured with. Raises ConfigError."""
    deployment: Deployment = import_module("shared.bootstrap").build(environ)
    return deployment


@dataclass(frozen=True, slots=True)
class Deployed:
    """`shared.usecases.service` with its first argument filled in."""

    deployment: Deployment
    usecases: Any

    @property
    def token(self) -> str:
        return self.deployment.configured.token

    @property
    def settings(self) -> Settings:
        return self.deployment.lab.settings

    @property
    def prices(self) -> Mapping[str, Decimal]:
        return self.deployment.lab.prices

    def start(self, asked: StartAsked) -> Status:
        status: Status = self.usecases.start(self.deployment.lab, asked)
        return status

    def stop(self, asked: StopAsked) -> Status:
        status: Status = self.usecases.stop(self.deployment.lab, asked)
        return status

    def extend(self, asked: ExtendAsked) -> Status:
        status: Status = self.usecases.extend(self.deployment.lab, asked)
        return status

    def tick(self) -> Status:
        status: Status = self.usecases.tick(self.deployment.lab)
        return status

    def status(self) -> Status:
        status: Status = self.usecases.status(self.deployment.lab)
        return status

    def cost_report(self, month: str | None) -> Report:
        report: Report = self.usecases.cost_report(self.deployment.lab, month)
        return report
