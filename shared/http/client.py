"""One configured requests session: no call without a time-out, no write sent twice.

requests is imported at the first call, so that a function which never speaks to
this API never pays for it. Redirects are not followed: a redirected POST would
come back as a GET, and the token would travel.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from shared.errors import PermanentError
from shared.http.answers import Answer
from shared.http.patience import patiently
from shared.http.transport import lost

if TYPE_CHECKING:
    import requests

USER_AGENT = "veilleur/0.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """Seconds of wall time, whatever the story's clock says. Well below the lock's duration."""

    connect_seconds: float = 3.0
    read_seconds: float = 10.0


class Http:
    """`admit` is called before each attempt and may raise instead: the pace of rule 13.

    `trust_env` lets the environment name a proxy or a bundle of authorities; a
    `.netrc` never replaces our token, because requests asks it only without `auth`.
    """

    def __init__(
        self,
        *,
        token: str = "",
        timeouts: Timeouts | None = None,
        trust_env: bool = True,
        attempts: int = 2,
        admit: Callable[[], None] | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._token = token
        self._timeouts = timeouts or Timeouts()
        self._trust_env = trust_env
        self._attempts = attempts
        self._admit = admit
        self._sleep = sleep

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        if "_session" in self.__dict__:
            self._session.close()
            del self.__dict__["_session"]

    def call(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        json: object | None = None,
        headers: Mapping[str, str] | None = None,
        where: str = "",
    ) -> Answer:
        """Any status is an answer. Raises TemporaryError, UnansweredError or PermanentError.

        `where` stands for the address in messages where its very path is a secret.
        """
        sent = {"params": params, "json": json, "headers": headers}
        ask = partial(self._once, method, url, sent, where=where or place(url))
        return patiently(ask, method, attempts=self._attempts, sleep=self._sleep)

    def glance(self, url: str) -> Answer:
        """A GET that is asked once: for a read within an effect, which must be over in time."""
        return self._once("GET", url, {}, where=place(url))

    def _once(
        self,
        method: str,
        url: str,
        sent: Mapping[str, Any],
        *,
        where: str,
    ) -> Answer:
        if self._admit:
            self._admit()
        import requests

        limits = (self._timeouts.connect_seconds, self._timeouts.read_seconds)
        try:
            response = self._session.request(
                method, url, **sent, timeout=limits, allow_redirects=False
            )
        except (requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema) as error:
            raise PermanentError(f"{method}: not an address of ours to call") from error
        except requests.RequestException as error:
            raise lost(error, method, where) from error
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Answer(status=response.status_code, headers=headers, body=response.content)

    @cached_property
    def _session(self) -> requests.Session:
        import requests

        session = requests.Session()
        session.trust_env = self._trust_env
        session.headers.update({"User-Agent": USER_AGENT, "Accept": "application/json"})
        session.auth = self._sign
        return session

    def _sign(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._token:
            request.headers["Authorization"] = f"Bearer {self._token}"
        return request


def place(url: str) -> str:
    """Host and path: what a message may show of an address (a query may hold secrets)."""
    parts = urlsplit(url)
    return f"{parts.hostname}{parts.path}"
