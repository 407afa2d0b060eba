"""A status or a problem in words, for a terminal or a log."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal

from functions._entry.say import clock_time, rate
from functions.console.ask import Reply, Shown
from shared.core.money import chf


def told(reply: Reply) -> str:
    """What a person reads of any answer."""
    shown = reply.shown
    if isinstance(shown, Mapping) and "phase" in shown:
        return "\n".join(_status(shown))
    if isinstance(shown, Mapping) and "title" in shown:
        return "\n".join(_problem(shown))
    return str(shown)


def headline(status: Shown) -> str:
    """The one line that says how the lab is: it changes only when something did."""
    nodes = f"{status['nodes_ready']} of {status['nodes_wanted']} nodes ready"
    parts = [str(status["phase"]), nodes if status["phase"] in ("starting", "running") else ""]
    return ", ".join(part for part in parts if part) + f": {status['why']}"


def money(status: Shown) -> str:
    least = "at least " if status["missing"] else ""
    so_far, hourly = Decimal(status["chf"]), Decimal(status["chf_per_hour"])
    return f"{least}{chf(so_far)} so far, {rate(hourly)} an hour"


def _status(status: Shown) -> Iterator[str]:
    yield f"{status['lab']}: {headline(status)}"
    if status["phase"] != "stopped":
        yield f"  cost     {money(status)}"
    if status["end"]:
        yield f"  end      {_time(status['end'])} ({status['profile']})"
    for lease in status["holders"]:
        yield f"  held by  {lease['holder']} until {_time(lease['until'])}"
    for bill in status["bills"]:
        yield f"  billed   {bill}"
    for source, evidence in status["proof"].items():
        yield f"  proof    {source}: {evidence}"


def _problem(problem: Shown) -> Iterator[str]:
    yield f"{problem['title']}: {problem['detail']}"
    for fault in problem.get("faults", ()):
        yield f"  {fault['field']}: found {fault['found']}; allowed: {fault['allowed']}"
    yield from (f"  {problem[part]}" for part in ("means", "advice") if problem.get(part))


def _time(text: str) -> str:
    return clock_time(datetime.fromisoformat(text))
