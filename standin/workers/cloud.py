"""The project's cloud as an ordinary client of OpenStack sees it, asked for only when needed."""

from __future__ import annotations

import http.client
from collections.abc import Mapping
from dataclasses import dataclass

from standin.client import Access, Answer, ApiError, Obj, Wire
from standin.reconcile.effects import Ask

AGENT = "standin-workers"


@dataclass(frozen=True, slots=True)
class Credential:
    """An application credential (P3.1) and where to show it."""

    auth_url: str
    id: str
    secret: str
    region: str

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> Credential:
        """Raises KeyError for a variable that is missing."""
        return cls(
            environment["OS_AUTH_URL"],
            environment["OS_APPLICATION_CREDENTIAL_ID"],
            environment["OS_APPLICATION_CREDENTIAL_SECRET"],
            environment["OS_REGION_NAME"],
        )

    def environment(self) -> dict[str, str]:
        """The variables that say it."""
        return {
            "OS_AUTH_URL": self.auth_url,
            "OS_APPLICATION_CREDENTIAL_ID": self.id,
            "OS_APPLICATION_CREDENTIAL_SECRET": self.secret,
            "OS_REGION_NAME": self.region,
        }


class Cloud:
    """Signs in when first used. What it listed is kept until `forget` or a write."""

    def __init__(self, credential: Credential) -> None:
        self._credential = credential
        self._wires: dict[str, Wire] = {}
        self._listed: dict[tuple[str, str], list[Obj]] = {}

    def close(self) -> None:
        for wire in self._wires.values():
            wire.close()
        self._wires.clear()

    def forget(self) -> None:
        self._listed.clear()

    def list(self, service: str, path: str, key: str) -> list[Obj]:
        """Every item of a collection. Raises `ApiError` and `UnreachableError`."""
        if (service, path) not in self._listed:
            told = self._asked(Ask(service, "GET", path))
            self._listed[service, path] = [dict(item) for item in told.body[key]]
        return self._listed[service, path]

    def write(self, ask: Ask) -> None:
        self._asked(ask)
        self.forget()

    def _asked(self, ask: Ask) -> Answer:
        """A token that ran out is replaced once."""
        answer = self._send(ask)
        if answer.status == http.client.UNAUTHORIZED:
            self.close()
            answer = self._send(ask)
        if answer.status >= http.client.BAD_REQUEST:
            raise ApiError(answer.status, "", str(answer.body))
        return answer

    def _send(self, ask: Ask) -> Answer:
        if not self._wires:
            self._sign_in()
        return self._wires[ask.service].ask(ask.method, ask.path, ask.body)

    def _sign_in(self) -> None:
        wire = Wire(Access(self._credential.auth_url, {"User-Agent": AGENT}))
        try:
            answer = wire.ask("POST", "/auth/tokens", _login(self._credential))
        finally:
            wire.close()
        if answer.status >= http.client.BAD_REQUEST:
            raise ApiError(answer.status, "Unauthorized", str(answer.body))
        headers = {
            "X-Auth-Token": answer.headers["x-subject-token"],
            "User-Agent": AGENT,
        }
        for service in answer.body["token"]["catalog"]:
            url = _public(service, self._credential.region)
            if url is not None:
                self._wires[service["type"]] = Wire(Access(url, headers))


def _login(credential: Credential) -> Obj:
    shown = {"id": credential.id, "secret": credential.secret}
    methods = {"methods": ["application_credential"], "application_credential": shown}
    return {"auth": {"identity": methods}}


def _public(service: Obj, region: str) -> str | None:
    places = [e for e in service["endpoints"] if e["interface"] == "public"]
    return next((str(e["url"]) for e in places if e["region"] == region), None)
