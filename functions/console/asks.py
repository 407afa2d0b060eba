"""From the parsed command line to what is asked of the functions."""

from __future__ import annotations

import argparse
from decimal import Decimal

from functions.console.ask import Ask


def ask_of(asked: argparse.Namespace) -> Ask:
    """What a command asks. The functions check it: they know the lab's limits."""
    match asked.command:
        case "start":
            hours, cluster = _number(asked.hours), asked.cluster
            given = _given(profile=asked.profile, hours=hours, holder=asked.holder, cluster=cluster)
            return Ask(method="POST", path="/start", fields=given)
        case "stop":
            given = _given(holder=asked.holder, cluster=asked.cluster)
            return Ask(method="POST", path="/stop", fields=given)
        case "extend":
            given = _given(hours=_number(asked.hours), holder=asked.holder)
            return Ask(method="POST", path="/extend", fields=given)
        case "tick":
            return Ask(method="POST", path="/watchdog")
        case "report":
            return _report(asked)
        case _:
            return Ask(method="GET", path="/status")


def _report(asked: argparse.Namespace) -> Ask:
    query = {"month": asked.month} if asked.month else {}
    text = not asked.json
    return Ask(method="GET", path="/cost-report", query=query, text=text, language=asked.language)


def _given(**fields: object) -> dict[str, object]:
    return {name: value for name, value in fields.items() if value is not None}


def _number(hours: Decimal | None) -> int | float | None:
    """JSON has no decimals of its own; whole hours stay whole."""
    if hours is None:
        return None
    return int(hours) if hours == hours.to_integral_value() else float(hours)
