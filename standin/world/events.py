"""What happened, in order: the story that the product's claims are checked against."""

from __future__ import annotations

from datetime import datetime
from typing import Any


class Events:
    """Append-only. An event is {seq, at, what, ...facts}; `seq` counts from 1."""

    def __init__(self) -> None:
        self.written: list[dict[str, Any]] = []

    def write(self, at: datetime, what: str, **facts: Any) -> None:  # noqa: ANN401 -- JSON
        seq = len(self.written) + 1
        self.written.append({"seq": seq, "at": at.isoformat(), "what": what, **facts})

    def after(self, seq: int = 0) -> list[dict[str, Any]]:
        return self.written[seq:]
