"""Months and days as the lab's calendar has them: they begin at midnight in its time zone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from decimal import Decimal

from shared.core.ledger import ZURICH
from shared.core.pricing import seconds_between


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A month of the lab's calendar, up to now: aware moments, `until` not included."""

    month: str
    since: datetime
    until: datetime
    zone: tzinfo

    @property
    def seconds(self) -> int:
        return seconds_between(self.since, self.until)


def period_of(month: str, now: datetime, zone: tzinfo) -> Period:
    """ "YYYY-MM" as the calendar of `zone` has it; one that has not begun lasts no time."""
    year, number = (int(part) for part in month.split("-"))
    since = datetime(year, number, 1, tzinfo=zone)
    following = datetime(year + number // 12, number % 12 + 1, 1, tzinfo=zone)
    until = max(since, min(following, now.astimezone(zone)))
    return Period(month=month, since=since, until=until, zone=zone)


def clock(moment: datetime) -> str:
    """ "HH:MM" as the clocks on people's walls show it: what they are told is in their time."""
    return f"{moment.astimezone(ZURICH):%H:%M}"


def days(
    began: datetime, ended: datetime, chf: Decimal, zone: tzinfo
) -> Iterator[tuple[str, int, Decimal]]:
    """(day, seconds, CHF) of a cost, shared out by time: the last day takes what is left."""
    whole, left = seconds_between(began, ended), chf
    begin, end = began.astimezone(zone), ended.astimezone(zone)
    while (midnight := _midnight_after(begin)) < end:
        seconds = seconds_between(begin, midnight)
        part = chf * seconds / whole
        yield f"{begin:%Y-%m-%d}", seconds, part
        begin, left = midnight, left - part
    yield f"{begin:%Y-%m-%d}", seconds_between(begin, end), left


def _midnight_after(moment: datetime) -> datetime:
    """The next local midnight: by the calendar, not 24 hours on (a day of DST has 23 or 25)."""
    return datetime.combine(moment.date() + timedelta(days=1), datetime.min.time(), moment.tzinfo)
