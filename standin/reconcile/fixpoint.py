"""Runs reconcilers until none has anything left to write."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from standin.client import ApiError
from standin.reconcile.cache import Cache
from standin.reconcile.effects import (
    Again,
    Ask,
    Bind,
    Create,
    Delete,
    Effect,
    Effects,
    Finalize,
    Patch,
    Wake,
    Write,
)
from standin.reconcile.objects import name_of, namespace_of
from standin.reconcile.view import View

Reconciler = Callable[[View], Effects]
LOG = logging.getLogger(__name__)
MAX_PASSES = 60
OLD_NEWS = (404, 409)


@dataclass(slots=True)
class Outcome:
    """What one pass or more came to.

    `stale`: decided from old news; `refused`: to be tried again soon; `again`: wants one
    more turn at this moment; `wakes`: when to look again though nothing changes; `due`: the same,
    of what a stepped clock must not step over.
    """

    writes: int = 0
    stale: int = 0
    refused: int = 0
    again: bool = False
    due: datetime | None = None
    wakes: datetime | None = None

    def wake(self, wake: Wake) -> None:
        self.wakes = _earlier(self.wakes, wake.at)
        if wake.lands:
            self.due = _earlier(self.due, wake.at)


def _earlier(one: datetime | None, other: datetime) -> datetime:
    return other if one is None else min(one, other)


def settle(cache: Cache, reconcilers: Sequence[Reconciler]) -> Outcome:
    """From a cache that is fresh. Raises RuntimeError if they never rest: a bug of theirs."""
    writes = 0
    for _ in range(MAX_PASSES):
        done = _pass(cache, reconcilers)
        writes += done.writes
        news = cache.refresh()
        if not done.writes and not news:
            done.writes = writes
            return done
    msg = f"no rest after {MAX_PASSES} passes and {writes} writes"
    raise RuntimeError(msg)


def _pass(cache: Cache, reconcilers: Sequence[Reconciler]) -> Outcome:
    done = Outcome()
    for reconcile in reconcilers:
        for effect in list(reconcile(cache.view)):
            _carry_out(cache, effect, done)
    return done


def _carry_out(cache: Cache, effect: Effect, done: Outcome) -> None:
    match effect:
        case Wake():
            done.wake(effect)
        case Again():
            done.again = True
        case _:
            _write(cache, effect, done)


def _write(cache: Cache, write: Write, done: Outcome) -> None:
    try:
        cache.write(write)
        done.writes += 1
    except ApiError as error:
        if error.status in OLD_NEWS:
            done.stale += 1
            return
        done.refused += 1
        LOG.warning("refused: %s: %s", _brief(write), error)


def _brief(write: Write) -> str:
    """What and where, never a body."""
    what = type(write).__name__
    match write:
        case Ask(service, method, path):
            return f"{what} {service} {method} {path}"
        case Create(obj) | Patch(obj) | Delete(obj) | Bind(obj) | Finalize(obj):
            return f"{what} {obj['kind']} {namespace_of(obj)}/{name_of(obj)}"
