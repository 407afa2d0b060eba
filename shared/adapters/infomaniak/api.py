"""KaaS over HTTP: its envelope, its errors by code, its two asynchronous words."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import Any, Self

from shared.adapters.infomaniak.envelope import Envelope, opened
from shared.adapters.infomaniak.pace import Pace
from shared.adapters.infomaniak.refusals import refused
from shared.errors import PortError, TemporaryError
from shared.http import Answer, Http, Timeouts, retry_after

HOST = "https://api.infomaniak.com"
PER_PAGE = 100
TASK_POLLS = 3
TASK_PATIENCE = timedelta(seconds=5)  # begun polls only: one may take a time-out longer
TASK_PAUSE = timedelta(seconds=0.2)


@dataclass(frozen=True, slots=True, kw_only=True)
class KaasCluster:
    """Where the lab's cluster is (P1.1, P1.2)."""

    public_cloud_id: int
    project_id: int
    kaas_id: int
    host: str = HOST

    @property
    def path(self) -> str:
        cloud = f"/1/public_clouds/{self.public_cloud_id}"
        return f"{cloud}/projects/{self.project_id}/kaas/{self.kaas_id}"


class KaasApi:
    """The calls on one cluster: each answers an accepted envelope, or raises."""

    def __init__(
        self,
        *,
        token: str,
        cluster: KaasCluster,
        pace: Pace | None = None,
        timeouts: Timeouts | None = None,
        sleep: Callable[[float], None] = time.sleep,
        per_page: int = PER_PAGE,
    ) -> None:
        self._pace = pace or Pace()
        self._sleep = sleep
        self._per_page = per_page
        self._http = Http(token=token, timeouts=timeouts, admit=self._pace.admit, sleep=sleep)
        self._host = cluster.host.rstrip("/")
        self._kaas = cluster.path

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()

    def ask(self, method: str, path: str, json: object | None = None) -> Envelope:
        """`path` is below the cluster. Raises by the error's code, else by the status."""
        return self._ask(method, f"{self._kaas}{path}", json=json)

    def glance(self, path: str) -> Envelope:
        """A GET within an effect, asked once: it must be over before the lock is (rule 4)."""
        return self._glance(f"{self._kaas}{path}")

    def drop(self, path: str) -> Envelope | None:
        """DELETE. None where the API itself says that there is no such thing: a gateway cannot."""
        answer = self._http.call("DELETE", f"{self._host}{self._kaas}{path}")
        if answer.status == HTTPStatus.NOT_FOUND and opened(answer, "DELETE", path).error:
            return None
        return self._judged(answer, "DELETE", path)

    def one(self, path: str) -> Envelope | None:
        """A GET of one thing. None where the API itself says that there is none."""
        answer = self._http.call("GET", f"{self._host}{self._kaas}{path}")
        if answer.status == HTTPStatus.NOT_FOUND and opened(answer, "GET", path).error:
            return None
        return self._judged(answer, "GET", path)

    def pages(self, path: str, *, key: str) -> list[Mapping[str, Any]]:
        """Every entry of a list, once, or an error: one that may lack something proves nothing.

        An entry told twice means that the list moved between two pages, and another
        may have slipped through.
        """
        found: list[Mapping[str, Any]] = []
        page = 0
        while True:
            page += 1
            query = {"page": str(page), "per_page": str(self._per_page)}
            envelope = self._ask("GET", f"{self._kaas}{path}", params=query)
            entries = envelope.entries(path)
            found.extend(entries)
            if envelope.is_last(page, got=len(entries), asked=self._per_page):
                break
        different = len({str(entry.get(key)) for entry in found})
        expected = len(found) if envelope.total is None else envelope.total
        if not different == len(found) == expected:
            message = f"GET {path}: {different} of {expected} came: the list moved meanwhile"
            raise TemporaryError(message, retry_after=timedelta(seconds=2))
        return found

    def settled(self, envelope: Envelope, path: str, begun: float) -> Envelope:
        """What a "delayed" task answered, or the envelope as it is where it is not done soon.

        `begun` is the `time.monotonic` of before it was asked for: however slow the answers
        are, this ends before the lab's lock does (rule 4).
        """
        for _ in range(TASK_POLLS if envelope.task else 0):
            if time.monotonic() - begun > TASK_PATIENCE.total_seconds():
                break
            self._sleep(TASK_PAUSE.total_seconds())
            try:
                task = self._glance(f"/1/async/tasks/{envelope.task}")
            except PortError:
                break  # accepted all the same: whether we may look at it changes nothing
            if task.finished:
                return self._accepted(task.outcome(), Answer(status=200), "task of", path)
        return envelope

    def _ask(
        self,
        method: str,
        path: str,
        *,
        json: object | None = None,
        params: Mapping[str, str] | None = None,
    ) -> Envelope:
        answer = self._http.call(method, f"{self._host}{path}", params=params, json=json)
        return self._judged(answer, method, path)

    def _glance(self, path: str) -> Envelope:
        return self._judged(self._http.glance(f"{self._host}{path}"), "GET", path)

    def _judged(self, answer: Answer, method: str, path: str) -> Envelope:
        return self._accepted(opened(answer, method, path), answer, method, path)

    def _accepted(self, envelope: Envelope, answer: Answer, method: str, path: str) -> Envelope:
        if answer.ok and envelope.ok:
            return envelope
        error = refused(envelope, answer, method, path)
        if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
            self._pace.silence(retry_after(answer))
        raise error
