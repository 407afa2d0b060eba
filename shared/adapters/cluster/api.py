"""Calls to one Kubernetes API server: signed, verified, timed out, kept alive.

Built on urllib3 alone, which asks the environment nothing: neither a proxy nor
`REQUESTS_CA_BUNDLE` can come between us and the cluster's own authority.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping
from functools import cached_property, partial
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlencode

import msgspec

from shared.adapters.cluster.tls import context
from shared.errors import CorruptError, DeniedError, LabError, PermanentError
from shared.http import USER_AGENT, Answer, Timeouts, lost, patiently, refusal
from shared.kubeconfig import Access

if TYPE_CHECKING:
    import urllib3

MERGE = "application/merge-patch+json"


class KubeApi:
    """Safe to share between threads; each call takes a connection of the pool.

    `access` may be a login, made at the first call: that it fails concerns nobody before.
    `renew` fetches a new access once the present one is refused, as after the provider
    replaced its certificates: the call that was refused did nothing, so it is made again, a
    write too. Also before that, once `ends_soon`.
    """

    def __init__(
        self,
        *,
        access: Access | Callable[[], Access],
        renew: Callable[[], Access] | None = None,
        ends_soon: Callable[[Access], bool] = lambda _: False,
        timeouts: Timeouts | None = None,
        attempts: int = 2,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._login = access
        self._renew = renew
        self._ends_soon = ends_soon
        self._looked_at: Access | None = None  # what ends soon, and could not be had longer
        self._timeouts = timeouts or Timeouts()
        self._attempts = attempts
        self._sleep = sleep

    @cached_property
    def access(self) -> Access:
        """Raises ConfigError or a PortError where a login is needed and does not succeed."""
        return self._login if isinstance(self._login, Access) else self._login()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        if "_pool" in self.__dict__:
            self._pool.clear()
            del self.__dict__["_pool"]

    def call(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | None = None,
        allow: Collection[int] = (),
    ) -> Answer:
        """A success, or a refusal whose status is in `allow`; any other one raises."""
        self._keep_fresh()
        target = f"{path}?{urlencode(query)}" if query else path
        ask = partial(self._once, method, target, body)
        answer = patiently(ask, method, attempts=self._attempts, sleep=self._sleep)
        if answer.status == HTTPStatus.UNAUTHORIZED and self._renewed():
            answer = patiently(ask, method, attempts=self._attempts, sleep=self._sleep)
        if answer.ok or answer.status in allow:
            return answer
        raise refusal(answer, method, path, said(answer))

    def log_in_again(self) -> None:
        """Fetched anew, where it came from the provider. Raises a PortError where it gives none."""
        if self._login == self._renew:
            self._renewed()

    def _keep_fresh(self) -> None:
        """In time: what still serves serves on where no other can be had (rule 2)."""
        if self.access is self._looked_at or not self._ends_soon(self.access):
            return
        try:
            self._renewed()
        except LabError:
            return
        self._looked_at = self.access

    def _renewed(self) -> bool:
        """Another access was to be had, and is now ours."""
        fresh = self._renew() if self._renew else self.access
        if fresh == self.access:
            return False
        self.close()
        self.access = fresh
        return True

    def _once(self, method: str, target: str, body: Mapping[str, Any] | None) -> Answer:
        from urllib3.exceptions import HTTPError

        content = None if body is None else msgspec.json.encode(dict(body))
        try:
            response = self._pool.request(
                method,
                f"{self.access.server}{target}",
                body=content,
                headers=self._headers(method),
                redirect=False,
            )
        except HTTPError as error:
            raise lost(error, method, target.partition("?")[0]) from error
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Answer(status=response.status, headers=headers, body=response.data)

    def _headers(self, method: str) -> dict[str, str]:
        kind = MERGE if method == "PATCH" else "application/json"
        headers = {"Accept": "application/json", "Content-Type": kind, "User-Agent": USER_AGENT}
        token = self._token()
        return headers | ({"Authorization": f"Bearer {token}"} if token else {})

    def _token(self) -> str:
        if not self.access.token_file:
            return self.access.token
        try:
            return Path(self.access.token_file).read_text().strip()
        except OSError as error:
            raise DeniedError("the service account's token cannot be read") from error

    @cached_property
    def _pool(self) -> urllib3.PoolManager:
        import urllib3

        limits = urllib3.Timeout(
            connect=self._timeouts.connect_seconds, read=self._timeouts.read_seconds
        )
        trust = context(self.access)
        return urllib3.PoolManager(timeout=limits, retries=False, maxsize=4, ssl_context=trust)


def said(answer: Answer) -> str:
    """The message of a Status object. Any other body stays unread: it may be an object's data."""
    try:
        status = answer.json()
    except CorruptError:
        return ""
    return str(status.get("message", "")) if status.get("kind") == "Status" else ""


def the_object(answer: Answer, kind: str) -> dict[str, Any]:
    """The body, which must be an object of that kind. Raises CorruptError, PermanentError."""
    found = answer.json()
    if found.get("kind") != kind:
        raise PermanentError(f"the API answered a {found.get('kind')!r} instead of a {kind}")
    return found
