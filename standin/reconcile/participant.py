"""One process of the stand-in that acts in turns: what to run, and when nothing need run."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from standin.reconcile.cache import Cache
from standin.reconcile.effects import Wake
from standin.reconcile.fixpoint import Outcome, Reconciler, settle
from standin.reconcile.patience import patience


class Participant:
    """Does nothing in a turn in which no object changed and nothing fell due."""

    def __init__(self, cache: Cache, reconcilers: Sequence[Reconciler]) -> None:
        self._cache, self._reconcilers = cache, reconcilers
        self._last = Outcome(again=True)
        self._refusals = 0

    def act(self, now: datetime, *, urged: bool = False) -> Outcome:
        """`urged`: something beyond the objects changed. Raises `UnreachableError`, `ApiError`."""
        self._cache.view.now = now
        self._cache.view.turn += 1
        news = self._cache.refresh()
        if news or urged or self._restless(now):
            self._last = Outcome(again=True)  # stands if this turn is cut short
            self._last = settle(self._cache, self._reconcilers)
            self._bear_refusals(now)
            return self._last
        return Outcome(due=self._last.due)

    def _bear_refusals(self, now: datetime) -> None:
        self._refusals = self._refusals + 1 if self._last.refused else 0
        if self._refusals:
            self._last.wake(Wake(now + patience(self._refusals)))

    def _restless(self, now: datetime) -> bool:
        last = self._last
        unfinished = last.again or last.stale
        return bool(unfinished) or (last.wakes is not None and last.wakes <= now)
