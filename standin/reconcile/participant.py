"""One process of the stand-in that acts in turns: what to run, and when nothing need run."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from standin.reconcile.cache import Cache
from standin.reconcile.fixpoint import Outcome, Reconciler, settle


class Participant:
    """Does nothing in a turn in which no object changed and nothing fell due."""

    def __init__(self, cache: Cache, reconcilers: Sequence[Reconciler]) -> None:
        self._cache, self._reconcilers = cache, reconcilers
        self._last = Outcome(again=True)

    def act(self, now: datetime, *, urged: bool = False) -> Outcome:
        """`urged`: something beyond the objects changed. Raises `UnreachableError`, `ApiError`."""
        self._cache.view.now = now
        news = self._cache.refresh()
        if news or urged or self._restless(now):
            self._last = Outcome(again=True)  # stands if this turn is cut short
            self._last = settle(self._cache, self._reconcilers)
            return self._last
        return Outcome(due=self._last.due)

    def _restless(self, now: datetime) -> bool:
        last = self._last
        unfinished = last.again or last.refused or last.stale
        return bool(unfinished) or (last.wakes is not None and last.wakes <= now)
