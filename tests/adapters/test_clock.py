"""The clocks: the machine's, and one that somebody else moves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from shared.adapters.clock import HttpClock, SystemClock
from shared.errors import CorruptError, TemporaryError
from tests.adapters.server import Reply, script, serving


def test_the_system_clock_is_aware_and_steady() -> None:
    clock = SystemClock()
    assert clock.now().tzinfo is UTC
    assert clock.monotonic() <= clock.monotonic()


def test_a_step_of_the_story_is_seen_at_once_by_both_measures() -> None:
    told = script(
        Reply(body={"now": "2026-11-23T18:00:00+00:00"}),
        Reply(body={"now": "2026-11-23T18:00:00+00:00"}),
        Reply(body={"now": "2026-11-23T19:30:00+01:00"}),
    )
    with serving(told) as server:
        clock = HttpClock(url=f"{server.url}/clock")
        assert clock.now() == datetime(2026, 11, 23, 18, tzinfo=UTC)
        before = clock.monotonic()
        assert clock.monotonic() - before == timedelta(minutes=30)
        clock.close()


@pytest.mark.parametrize("told", [{}, {"now": "soon"}, {"now": "2026-11-23T18:00:00"}, {"now": 5}])
def test_what_is_no_moment_is_no_time(told: dict[str, object]) -> None:
    with serving(script(Reply(body=told))) as server:
        clock = HttpClock(url=server.url)
        with pytest.raises(CorruptError):
            clock.now()
        clock.close()


def test_a_clock_that_does_not_answer_is_not_guessed() -> None:
    with serving(script(Reply(status=500))) as server:
        clock = HttpClock(url=server.url)
        with pytest.raises(TemporaryError):
            clock.now()
        clock.close()
