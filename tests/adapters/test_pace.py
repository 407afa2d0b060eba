"""Rule 13: at most one request a second on average, and silence after a 429."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shared.adapters.infomaniak import Pace
from shared.errors import RateLimitedError

SECOND = timedelta(seconds=1)


class Story:
    """Time that passes only by sleeping, or by hand."""

    def __init__(self) -> None:
        self.now = timedelta()

    def monotonic(self) -> timedelta:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


def pace(story: Story, *, longest: timedelta = 60 * SECOND, burst: int = 3) -> Pace:
    return Pace(burst=burst, longest=longest, monotonic=story.monotonic, sleep=story.sleep)


def test_a_burst_goes_at_once_and_the_rest_one_a_second() -> None:
    story = Story()
    paced = pace(story)
    moments = []
    for _ in range(6):
        paced.admit()
        moments.append(story.now)
    assert moments == [timedelta()] * 3 + [SECOND, 2 * SECOND, 3 * SECOND]


def test_over_a_long_time_the_average_is_one_a_second() -> None:
    story = Story()
    paced = pace(story)
    for _ in range(600):
        paced.admit()
    assert story.now >= timedelta(seconds=597)


def test_an_idle_hour_saves_no_more_than_one_burst() -> None:
    story = Story()
    paced = pace(story)
    paced.admit()
    story.now += timedelta(hours=1)
    for _ in range(4):
        paced.admit()
    assert story.now == timedelta(hours=1) + SECOND


def test_who_would_wait_too_long_is_told_so_and_does_not_spend() -> None:
    story = Story()
    paced = pace(story, longest=timedelta())
    for _ in range(3):
        paced.admit()
    for _ in range(5):
        with pytest.raises(RateLimitedError) as caught:
            paced.admit()
        assert caught.value.retry_after == SECOND
    story.now += SECOND
    paced.admit()


def test_after_a_429_nothing_is_sent_before_its_time_is_over() -> None:
    story = Story()
    paced = pace(story)
    paced.silence(timedelta(seconds=40))
    story.now += timedelta(seconds=39)
    with pytest.raises(RateLimitedError) as caught:
        paced.admit()
    assert caught.value.retry_after == SECOND
    story.now += SECOND
    paced.admit()


def test_a_shorter_silence_does_not_end_a_longer_one() -> None:
    story = Story()
    paced = pace(story)
    paced.silence(timedelta(seconds=40))
    paced.silence(timedelta(seconds=5))
    story.now += timedelta(seconds=10)
    with pytest.raises(RateLimitedError):
        paced.admit()


def test_waiting_callers_share_one_queue() -> None:
    """Two who wait at the same moment get two different moments, not the same one."""
    story = Story()
    waits: list[float] = []
    paced = Pace(burst=1, longest=60 * SECOND, monotonic=story.monotonic, sleep=waits.append)
    for _ in range(3):
        paced.admit()
    assert waits == [1.0, 2.0]
