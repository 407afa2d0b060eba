"""The one canonical log line of a call: what was asked, of which lab, what was decided and why.

No header, no query and no body goes in, nor a path that is not one of ours: a
token may have been pasted anywhere.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import TextIO

from functions._entry.messages import Request
from shared.errors import ConfigError, InvalidRequestError, LabError
from shared.log import Log as Lines

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
ROOT = Path(__file__).parents[2]
Facts = dict[str, object]
Log = Callable[[Mapping[str, object]], None]


def of_request(request: Request) -> Facts:
    method = request.method if request.method in METHODS else "other"
    return {"event": "call", "method": method, "route": "unknown"}


def of_error(error: LabError) -> Facts:
    """An error of ours, in our words; of a caller's wrong fields only the names.

    The operator's faults are all listed here, because the answer does not tell them.
    """
    facts: Facts = {"error": type(error).__name__, "fault": error.fault.value}
    if isinstance(error, ConfigError):
        return {**facts, "level": "error", "faults": list(error.faults)}
    if isinstance(error, InvalidRequestError):
        return {**facts, "level": "warning", "fields": [fault.field for fault in error.faults]}
    level = "warning" if error.status < LabError.status else "error"
    return {**facts, "level": level, "reason": str(error)}


def of_crash(error: Exception, call_id: str) -> Facts:
    """Where it happened, not what it said: a stranger's message may hold what it was given."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if ROOT in Path(frame.filename).parents]
    place = f"{Path(ours[-1].filename).relative_to(ROOT)}:{ours[-1].lineno}"
    return {"level": "error", "error": type(error).__name__, "at": place, "id": call_id}


def logging_to(stream: TextIO | None = None, secrets: Collection[str] = ()) -> Log:
    """One line of JSON a call; `secrets` are values that must not be in it. None: stdout."""
    return Lines(stream=stream, secrets=secrets).write


canonical = logging_to()
