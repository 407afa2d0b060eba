"""Every claim of the two sessions, compared with what the stand-in knows."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from examples.demo import order, truth
from examples.demo.screen import local
from examples.demo.stage import Stage
from examples.demo.story import Story

Row = tuple[str, str, str, bool]
Json = dict[str, Any]
TOLERANCE = Decimal("0.01")  # of a session's cost: an end is seen at most one look late


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """What was observed of one session while it lived."""

    began: datetime
    ended: datetime
    chf: Decimal
    off_said: datetime

    def lasted(self, moment: str) -> bool:
        return self.began <= truth.moment(moment) <= self.ended


def compare(stage: Stage, story: Story, sessions: list[Session], shapes: list[Json]) -> list[Row]:
    timeline = stage.control.timeline()
    rows = [_cost(number, s, timeline) for number, s in enumerate(sessions, start=1)]
    rows += [_off(number, s, timeline) for number, s in enumerate(sessions, start=1)]
    rows += [_order(number, s, stage) for number, s in enumerate(sessions, start=1)]
    rows.append(_never_early(story))
    rows.append(_nothing_left(stage))
    rows.append(_exact(shapes))
    rows += _messages(stage)
    rows.append(_no_zero(stage))
    return rows


def _cost(number: int, session: Session, timeline: list[Json]) -> Row:
    real = truth.chf(timeline, session.began, session.ended)
    agrees = real <= session.chf <= real * (1 + TOLERANCE)
    return f"cost of session {number}", f"{session.chf:.5f} CHF", f"{real:.5f} CHF", agrees


def _off(number: int, session: Session, timeline: list[Json]) -> Row:
    """At most two due looks after the truth: ticks come every 15 s while a stop is under way."""
    past = [x for x in timeline if x["ended"] and truth.moment(x["ended"]) <= session.off_said]
    ended = truth.last_end(past)
    agrees = ended <= session.off_said <= ended + timedelta(seconds=2 * 15)
    return f"off in session {number}", local(session.off_said), local(ended), agrees


def _order(number: int, session: Session, stage: Stage) -> Row:
    """Archive, workloads, load balancer, attachments, pools, nodes, proof, receipt."""
    requests = [r for r in stage.control.requests() if session.lasted(r["at"])]
    events = [e for e in stage.control.events() if session.lasted(e["at"])]
    wrong = order.broken(requests, events)
    told = "not: " + "; ".join(wrong) if wrong else "as designed"
    return f"order of stop {number}", "as designed", told, not wrong


def _never_early(story: Story) -> Row:
    early = ", ".join(story.claimed_off_too_early) or "never"
    return "OFF while something billed", "never", early, not story.claimed_off_too_early


def _nothing_left(stage: Stage) -> Row:
    billed = truth.still_billed(stage.control.truth())
    return "billed now, but volumes", "nothing", ", ".join(billed) or "nothing", not billed


def _exact(shapes: list[Json]) -> Row:
    before, after = shapes
    differ = [k for k in before.keys() | after.keys() if before.get(k) != after.get(k)]
    told = ", ".join(differ) or f"{len(after)} of {len(before)} objects the same"
    return "workloads after sleep", "exactly as before", told, not differ


def _messages(stage: Stage) -> list[Row]:
    causes = [m["cause"] for m in stage.receiver.messages]
    alarms = [m["cause"] for m in stage.receiver.messages if m["alarm"]]
    warned = causes.count("up-for-long")
    return [
        ("warned at 5 h", "once", f"{warned} times", warned == 1),
        ("alarms without a fault", "none", ", ".join(alarms) or "none", not alarms),
    ]


def _no_zero(stage: Stage) -> Row:
    zero = truth.ever_sent_zero(stage.control.requests())
    return "pools of 0 nodes asked for", "none", "some" if zero else "none", not zero


def receipts(stage: Stage) -> list[Json]:
    """The receipts of the month, from the report that anybody may ask for."""
    found: Json = json.loads(stage.functions.report().content)
    listed: list[Json] = found["sessions"]
    return listed
