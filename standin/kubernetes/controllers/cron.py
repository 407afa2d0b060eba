"""When a cron schedule falls due, as Kubernetes reads it."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from cronsim import CronSim

_SHORTHANDS = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
}


def _expression(schedule: str) -> str:
    return _SHORTHANDS.get(schedule.strip(), schedule.replace("?", "*"))


def next_after(schedule: str, zone: str | None, moment: datetime) -> datetime:
    """The first time strictly after `moment`, in UTC. Raises CronSimError for nonsense."""
    local = moment.astimezone(ZoneInfo(zone or "UTC"))
    return next(CronSim(_expression(schedule), local)).astimezone(UTC)


def latest_until(schedule: str, zone: str | None, moment: datetime) -> datetime:
    """The last time at or before `moment`, in UTC."""
    local = moment.astimezone(ZoneInfo(zone or "UTC"))
    candidate = next(CronSim(_expression(schedule), local, reverse=True)).astimezone(UTC)
    coming = next_after(schedule, zone, candidate)
    return coming if coming <= moment else candidate
