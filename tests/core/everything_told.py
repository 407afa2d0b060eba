"""Every alarm that can be made, each once, of made-up facts."""

from __future__ import annotations

import inspect
from datetime import UTC, datetime

from shared.core import alarm
from shared.core.actions import Message
from shared.core.seen import Loss, Part
from shared.errors import LabError

SAMPLES: dict[str, object] = {
    "int": 1,
    "datetime": datetime(2026, 1, 6, 17, tzinfo=UTC),
    "Loss": Loss(Part.LEASE, "it is gone"),
}


def alarms() -> dict[str, Message]:
    """By the function of `shared.core.alarm` that makes it."""
    makers = inspect.getmembers(alarm, inspect.isfunction)
    return {name: _made(maker) for name, maker in makers if not name.startswith("_")}


def errors(kind: type[LabError] = LabError) -> list[type[LabError]]:
    """The tree of `shared.errors`, its root first."""
    return [kind, *(found for sub in kind.__subclasses__() for found in errors(sub))]


def _made(maker: object) -> Message:
    assert callable(maker)
    given = {
        name: SAMPLES.get(str(parameter.annotation), "x")
        for name, parameter in inspect.signature(maker).parameters.items()
    }
    made: Message = maker(**given)
    return made
