"""Limits and times that make sense together."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from shared.config.checks.plain import Table, number, table
from shared.config.durations import duration
from shared.config.faults import Fault, shown

HOURS_LIMIT = 168  # a week: longer than any session this is made for
MONEY_WINS_LIMIT = timedelta(minutes=15)  # guarantee G2 is about these 15 minutes
DEFAULTS = {"lease": "6h", "warn_after": "5h"}  # of TimingTable


def check_limits(file: str, path: str, lab: Table) -> Iterator[Fault]:
    yield from _amounts(file, f"{path}.limits", table(lab.get("limits")))
    yield from _times(file, f"{path}.timing", lab)
    yield from _time_zone(file, f"{path}.time_zone", lab.get("time_zone"))


def _amounts(file: str, path: str, limits: Table) -> Iterator[Fault]:
    hours, chf = number(limits.get("hard_limit_hours")), number(limits.get("chf"))
    if hours is not None and not 0 < hours <= HOURS_LIMIT:
        expected = f"a number of hours above 0 and up to {HOURS_LIMIT}"
        yield Fault(
            file=file, path=f"{path}.hard_limit_hours", expected=expected, found=shown(hours)
        )
    if chf is not None and chf < 0:
        expected = "an amount in CHF, 0 or more"
        yield Fault(file=file, path=f"{path}.chf", expected=expected, found=shown(chf))


def _times(file: str, path: str, lab: Table) -> Iterator[Fault]:
    timing = table(lab.get("timing"))
    for name, text in timing.items():
        if duration(text) == timedelta():
            yield Fault(file=file, path=f"{path}.{name}", expected="more than 0", found=shown(text))
    for name, expected, limit in _ceilings(lab, DEFAULTS | dict(timing)):
        text = timing.get(name, DEFAULTS.get(name))
        length = duration(text)
        if length is not None and length > limit:
            yield Fault(file=file, path=f"{path}.{name}", expected=expected, found=shown(text))


def _ceilings(lab: Table, timing: Table) -> Iterator[tuple[str, str, timedelta]]:
    """(name, what is expected of it in words, the most it may be)."""
    yield "money_wins_after", "at most 15m", MONEY_WINS_LIMIT
    hours = number(table(lab.get("limits")).get("hard_limit_hours", 12))
    if hours is not None and 0 < hours <= HOURS_LIMIT:
        limit = timedelta(seconds=int(hours * Decimal(3600)))
        yield "lease", f"at most limits.hard_limit_hours, {hours} hours", limit
    lease = duration(timing["lease"])
    if lease is not None:
        yield "warn_after", f"at most the lease, {timing['lease']}", lease


def _time_zone(file: str, path: str, name: object) -> Iterator[Fault]:
    if not isinstance(name, str) or not name:
        return
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        expected = "an IANA time zone that this machine knows, such as Europe/Zurich"
        yield Fault(file=file, path=path, expected=expected, found=shown(name))
