"""Where a receipt lies: months are Swiss, whatever the clock of the machine."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

ZURICH = ZoneInfo("Europe/Zurich")


def month_of(moment: datetime) -> str:
    """ "YYYY-MM" in Europe/Zurich. A session belongs to the month in which it began."""
    return f"{moment.astimezone(ZURICH):%Y-%m}"
