"""The smallest HTTP clients that the stand-in's own processes need: JSON over a kept connection.

Importing the `kubernetes` package would cost more than all that they do.
"""

from __future__ import annotations

import http.client
import json
import ssl
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

Obj = dict[str, Any]
JSON = "application/json"
MERGE_PATCH = "application/merge-patch+json"


class ApiError(Exception):
    """An answer of 400 or more; `status` is the HTTP code, `reason` that of a `Status`."""

    def __init__(self, status: int, reason: str, message: str) -> None:
        super().__init__(f"{status} {reason}: {message}")
        self.status = status
        self.reason = reason


class UnreachableError(Exception):
    """No answer came: refused, cut, or too slow. Whether the effect happened is unknown."""


@dataclass(frozen=True, slots=True)
class Answer:
    """`headers` have lower-case names; `body` is {} where there was none."""

    status: int
    headers: dict[str, str]
    body: Any


@dataclass(frozen=True, slots=True)
class Access:
    """Where an API listens and how to prove who asks."""

    server: str
    headers: dict[str, str] = field(default_factory=dict)
    tls: ssl.SSLContext | None = None


class Wire:
    """One kept connection. Raises `UnreachableError`; `expect` raises `ApiError`, too."""

    TIMEOUT_SECONDS = 60.0

    def __init__(self, access: Access) -> None:
        url = urlsplit(access.server)
        self._base, self._headers = url.path.rstrip("/"), access.headers
        self._connection = http.client.HTTPConnection(
            url.hostname or "localhost", url.port, timeout=self.TIMEOUT_SECONDS
        )
        if url.scheme == "https":
            self._connection = http.client.HTTPSConnection(
                url.hostname or "localhost",
                url.port,
                timeout=self.TIMEOUT_SECONDS,
                context=access.tls,
            )

    def close(self) -> None:
        self._connection.close()

    def ask(self, method: str, path: str, body: object = None, kind: str = JSON) -> Answer:
        """A GET is sent twice if need be: a server may close a connection that lay idle."""
        try:
            return self._exchange(method, path, body, kind)
        except UnreachableError:
            if method != "GET":
                raise
            return self._exchange(method, path, body, kind)

    def expect(self, method: str, path: str, body: object = None, kind: str = JSON) -> Any:  # noqa: ANN401 -- JSON
        answer = self.ask(method, path, body, kind)
        if answer.status >= http.client.BAD_REQUEST:
            told = answer.body if isinstance(answer.body, dict) else {}
            message = str(told.get("message", answer.body))
            raise ApiError(answer.status, str(told.get("reason", "")), message)
        return answer.body

    def _exchange(self, method: str, path: str, body: object, kind: str) -> Answer:
        data = None if body is None else json.dumps(body).encode()
        try:
            headers = self._headers | {"Content-Type": kind, "Accept": JSON}
            self._connection.request(method, self._base + path, data, headers)
            answer = self._connection.getresponse()
            names = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, names, _decoded(answer.read()))
        except (OSError, http.client.HTTPException) as silence:
            self._connection.close()
            raise UnreachableError(f"{method} {path}: {silence!r}") from silence


def _decoded(raw: bytes) -> Any:  # noqa: ANN401 -- JSON
    try:
        return json.loads(raw) if raw else {}
    except ValueError:
        return raw.decode(errors="replace")


class Kubernetes:
    """Objects in and out. Raises `ApiError` for a refusal, `UnreachableError` for silence."""

    def __init__(self, access: Access) -> None:
        self._wire = Wire(access)

    def close(self) -> None:
        self._wire.close()

    def get(self, path: str) -> Obj:
        return dict(self._wire.expect("GET", path))

    def create(self, path: str, body: Obj) -> Obj:
        return dict(self._wire.expect("POST", path, body))

    def update(self, path: str, body: Obj) -> Obj:
        return dict(self._wire.expect("PUT", path, body))

    def patch(self, path: str, body: Obj) -> Obj:
        """An RFC 7386 merge patch."""
        return dict(self._wire.expect("PATCH", path, body, MERGE_PATCH))

    def delete(self, path: str, options: Obj) -> Obj:
        return dict(self._wire.expect("DELETE", path, options))
