"""Reading the stand-in's truth: what was billed, when, and in which order things went."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

Json = dict[str, Any]
SESSION_KINDS = ("node", "load_balancer")
HOUR = Decimal(3600)


def moment(text: str) -> datetime:
    """Of any of the journals, or of an answer of the functions."""
    return datetime.fromisoformat(text)


def chf(timeline: list[Json], since: datetime, until: datetime) -> Decimal:
    """What nodes and load balancers of the lab cost between two moments, to the second."""
    return sum(
        (_cost(line, since, until) for line in timeline if line["kind"] in SESSION_KINDS),
        Decimal(0),
    )


def still_billed(truth: Json) -> list[str]:
    """What of the lab bills now, of what a session brings: volumes stay by design."""
    own = (line for line in truth["billing"] if line["owner"] != "foreign")
    return [line["name"] for line in own if line["kind"] in SESSION_KINDS]


def last_end(timeline: list[Json]) -> datetime:
    """When the last node or load balancer stopped being billed."""
    ends = [line["ended"] for line in timeline if line["kind"] in SESSION_KINDS]
    return max(moment(end) for end in ends if end)


def ever_sent_zero(requests: list[Json]) -> bool:
    """Whether any request asked for a pool of 0 instances."""
    bodies = (r["body"].replace(" ", "") for r in requests if r["method"] in ("POST", "PATCH"))
    return any('_instances":0' in body for body in bodies)


def _cost(line: Json, since: datetime, until: datetime) -> Decimal:
    began = max(moment(line["began"]), since)
    ended = min(moment(line["ended"]), until) if line["ended"] else until
    seconds = Decimal(max(int((ended - began).total_seconds()), 0))
    return Decimal(line["chf_per_hour"]) * seconds / HOUR
