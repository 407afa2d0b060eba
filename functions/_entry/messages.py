"""One request and one response, as every platform's adapter makes and takes them.

Frozen data, so that a test is a call and each platform (functions-framework,
Lambda, the console in its own process) is a few lines of translation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

BODY_LIMIT = 64 * 1024  # bytes; an adapter reads at most one more, which is how "too large" shows


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """`path` without the query; `headers` by lower-case name; `body` at most BODY_LIMIT + 1."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def header(self, name: str) -> str:
        """The header's value, "" where it was not sent. `name` in lower case."""
        return self.headers.get(name, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
