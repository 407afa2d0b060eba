"""The real service: the use cases, bound to the lab that this process is configured for.

Built at the first call and kept for the next ones. Everything is imported inside,
so that a function which only refuses a request, or serves the page, stays light.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from functions._entry.service import Report, Service
from shared.core.asked import ExtendAsked, StartAsked, StopAsked
from shared.core.settings import Settings
from shared.core.view import Status
from shared.errors import ConflictError, LockHeldError

if TYPE_CHECKING:
    from shared.bootstrap import Deployment
    from shared.usecases.lab import Lab

PAUSES_SECONDS = (0.05, 0.15, 0.3)  # together half of the second in which a request is answered
REPEATED_WITHIN = timedelta(seconds=10)  # of its being made: then a wish is an old one


@cache
def deployed() -> Service:
    """This process's own. Raises ConfigError listing every fault of the deployment."""
    return _bound(_deployment())


def prepare() -> None:
    """Before a server's first call. Raises ConfigError listing every fault of the deployment."""
    _deployment().clients.prepare()


def build(environ: Mapping[str, str]) -> Service:
    """Raises ConfigError listing every fault of the deployment. Asks nobody anything yet."""
    return _bound(deploy(environ))


@cache
def _deployment() -> Deployment:
    return deploy(os.environ)


def _bound(deployment: Deployment) -> Service:
    configured, clock = deployment.configured, deployment.clients.clock
    return Deployed(
        settings=configured.settings,
        token=configured.token,
        lab=lambda: deployment.lab,
        prices_now=lambda: configured.prices.at(clock.now()),
    )


def deploy(environ: Mapping[str, str]) -> Deployment:
    """The clients of one process, and what they are configured with. Raises ConfigError."""
    from shared import bootstrap

    return bootstrap.build(environ)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployed:
    """Every use case with its lab filled in: a new one for each call, for it is the lock's holder.

    A token or a profile can be checked without any lab, and so without asking the platform.
    """

    settings: Settings
    token: str = field(repr=False)
    lab: Callable[[], Lab]
    prices_now: Callable[[], Mapping[str, Decimal]]
    pause: Callable[[float], None] = time.sleep

    @property
    def prices(self) -> Mapping[str, Decimal]:
        return self.prices_now()

    def start(self, asked: StartAsked) -> Status:
        from shared.usecases import service

        return self._past_the_lock(lambda lab: service.start(lab, asked))

    def stop(self, asked: StopAsked) -> Status:
        from shared.usecases import service

        return self._past_the_lock(lambda lab: service.stop(lab, asked))

    def extend(self, asked: ExtendAsked) -> Status:
        from shared.usecases import service

        return self._past_the_lock(lambda lab: service.extend(lab, asked))

    def _past_the_lock(self, wish: Callable[[Lab], Status]) -> Status:
        """A quick tick's lock is waited out: nobody should have to tap twice for it.

        Safe to repeat: whoever did not get the lock, or lost it, has saved nothing. But not
        late: a process that stood still for minutes must not undo what was wished since.
        """
        lab = self.lab()
        began = lab.clock.monotonic()
        for seconds in PAUSES_SECONDS:
            try:
                return wish(lab)
            except (LockHeldError, ConflictError):
                if lab.clock.monotonic() - began > REPEATED_WITHIN:
                    raise
                self.pause(seconds)
                lab = self.lab()
        return wish(lab)

    def tick(self) -> Status:
        from shared.usecases import service

        return service.tick(self.lab())

    def status(self) -> Status:
        from shared.usecases import service

        return service.status(self.lab())

    def cost_report(self, month: str | None) -> Report:
        from shared.usecases import report

        return report.cost_report(self.lab(), month)
