"""The envelope around every answer of the API: `{result, data, error}` and the page (P1.3, P1.12).

Everything in it is read with tolerance, because half of it is documented twice
and differently; what we need and cannot read is an error, never an assumption.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from shared.errors import CorruptError, PortError, UnansweredError
from shared.http import READS, Answer


class Envelope(msgspec.Struct, frozen=True):
    """`result` is success, error, asynchronous (accepted) or delayed (accepted as a task)."""

    result: str = ""
    data: Any = None
    error: Any = None
    total: int | None = None
    pages: int | None = None

    @property
    def ok(self) -> bool:
        return self.result != "error"

    @property
    def task(self) -> str:
        """The UUID of a "delayed" answer, "" for any other (P1.4)."""
        if self.result != "delayed":
            return ""
        return str(self.data.get("uuid", "") if isinstance(self.data, dict) else self.data or "")

    @property
    def finished(self) -> bool:
        return isinstance(self.data, dict) and self.data.get("status") in ("executed", "failed")

    def outcome(self) -> Envelope:
        """Of a finished task: what the call itself would have answered."""
        task = self.data
        if task.get("status") == "failed":
            return Envelope(result="error", error=task.get("error"))
        answer = task.get("response")
        if isinstance(answer, dict) and "data" in answer:
            return msgspec.convert(answer, Envelope, strict=False)
        return Envelope(result="success", data=answer)

    @property
    def number(self) -> str:
        """The id that a creation answers, "" where it answers none."""
        data = self.data.get("id") if isinstance(self.data, dict) else self.data
        return str(data) if isinstance(data, int) and not isinstance(data, bool) else ""

    def entries(self, path: str) -> list[Mapping[str, Any]]:
        if isinstance(self.data, list) and all(isinstance(entry, dict) for entry in self.data):
            return self.data
        raise CorruptError(f"GET {path}: answered something else than a list of objects")

    def entry(self, path: str) -> Mapping[str, Any]:
        if isinstance(self.data, dict):
            return self.data
        raise CorruptError(f"GET {path}: answered something else than an object")

    def is_last(self, page: int, *, got: int, asked: int) -> bool:
        """By the number of pages where the answer tells it, else by a page that is not full."""
        return page >= self.pages if self.pages is not None else got < asked


def opened(answer: Answer, method: str, path: str) -> Envelope:
    """A refusal may come from a gateway that knows no envelope; a success may not.

    A write that succeeded in words we cannot read may well have landed: UnansweredError.
    """
    try:
        return msgspec.json.decode(answer.body, type=Envelope)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        if not answer.ok:
            return Envelope(result="error")
        kind: type[PortError] = CorruptError if method in READS else UnansweredError
        raise kind(f"{method} {path}: {answer.status} without the envelope") from error
