"""Every request that any of the platform's APIs received, in order: part of the truth."""

from __future__ import annotations

from dataclasses import dataclass, fields
from threading import Lock
from typing import Any

from standin.clock import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One request. `agent` says who asked: the User-Agent, or the authenticated user.

    `cluster` is the KaaS id of the cluster whose Kubernetes API it was, None elsewhere.
    """

    seq: int
    at: str
    api: str
    method: str
    path: str
    status: int
    agent: str = ""
    body: str = ""
    cluster: int | None = None


FIELDS = tuple(field.name for field in fields(Entry))  # flat: a copy of each would take its time


class Journal:
    """Append-only; bodies are cut to `BODY_LIMIT` characters, secrets never enter."""

    BODY_LIMIT = 2_000

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._entries: list[Entry] = []
        self._turn = Lock()  # S3 serves from threads of its own

    def record(  # noqa: PLR0913 -- a line of a book
        self,
        api: str,
        method: str,
        path: str,
        status: int,
        *,
        agent: str = "",
        body: str = "",
        cluster: int | None = None,
    ) -> None:
        with self._turn:
            self._entries.append(
                Entry(
                    seq=len(self._entries) + 1,
                    at=self._clock.now().isoformat(),
                    api=api,
                    method=method,
                    path=path,
                    status=status,
                    agent=agent,
                    body=body[: self.BODY_LIMIT],
                    cluster=cluster,
                )
            )

    def entries(self, after: int = 0) -> list[dict[str, Any]]:
        return [{name: getattr(entry, name) for name in FIELDS} for entry in self._entries[after:]]
