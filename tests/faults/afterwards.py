"""What must hold of a whole story, once the lab sleeps again."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from shared.core.ledger import month_of
from tests.faults import history, shape
from tests.faults.story import Story

Json = dict[str, Any]
AN_END_IS_SEEN = timedelta(minutes=5)  # later than it was, at most: otherwise it is estimated
LESS = Decimal("0.99")


def hold(story: Story, works: Json) -> None:
    assert shape.shape(story.lab.workloads) == works
    assert history.touched(story.journal, story.claims.neighbours) == []
    if story.claims.end is not None:
        assert history.unsaved(story.journal, story.spare(), story.claims.end) == []
        _the_bill(story)


def _the_bill(story: Story) -> None:
    """The receipts agree with what was billed: to one look, or to what they call estimated."""
    timeline = story.lab.control.timeline()
    real = history.chf(timeline, story.began, story.lab.clock.at)
    bills = _sessions(story)
    said = sum((Decimal(bill["chf"]) for bill in bills), Decimal(0))
    told = f"{said} CHF of {real}: {bills}"
    assert said >= real * LESS, told
    lied_to = any(fault.lies for fault in story.life.faults)
    if not lied_to and not any(bill["estimated"] for bill in bills):
        assert said <= real + history.chf_per(timeline, story.began, AN_END_IS_SEEN), told


def _sessions(story: Story) -> list[Json]:
    """Of the month's report, those of this story."""
    report = story.lab.ask("GET", "/cost-report", {"month": month_of(story.began)})
    assert report.ok, report.body
    since = story.began.isoformat()
    found: list[Json] = report.body["sessions"]
    return [s for s in found if s["birth"].replace("Z", "+00:00") >= since]
