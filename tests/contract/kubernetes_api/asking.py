"""Plain HTTP to an API server, logged in as a kubeconfig says."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from threading import Barrier
from typing import Any
from urllib.parse import urlencode

import yaml
from kubernetes.client import ApiClient, Configuration
from kubernetes.config import new_client_from_config_dict

Obj = dict[str, Any]
JSON = "application/json"
MERGE = "application/merge-patch+json"
JSON_PATCH = "application/json-patch+json"
STRATEGIC = "application/strategic-merge-patch+json"
APPLY = "application/apply-patch+yaml"
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Said:
    """An answer; `body` is its JSON, or its text where it is none."""

    status: int
    headers: dict[str, str]
    body: Any

    @property
    def reason(self) -> str:
        return str(self.body.get("reason", ""))

    @property
    def message(self) -> str:
        return str(self.body.get("message", ""))

    @property
    def version(self) -> str:
        return str(self.body["metadata"]["resourceVersion"])


@dataclass(frozen=True, slots=True)
class Kube:
    """One client. Every path below is an API path; `headers` go with every call."""

    client: ApiClient
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def server(self) -> str:
        return str(self.client.configuration.host)

    def ask(
        self, method: str, path: str, body: object = None, kind: str = JSON, **query: str
    ) -> Said:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"Content-Type": kind} | self._login() | self.headers
        answer = self.client.rest_client.pool_manager.request(
            method,
            self.server + path + (f"?{urlencode(query)}" if query else ""),
            body=None if body is None else data,
            headers=headers,
            retries=False,
            timeout=20,
        )
        return Said(answer.status, dict(answer.headers.items()), _read(answer.data))

    def _login(self) -> dict[str, str]:
        headers: dict[str, str] = {}
        self.client.update_params_for_auth(headers, [], ["BearerToken"])
        return headers

    def get(self, path: str, **query: str) -> Said:
        return self.ask("GET", path, **query)

    def post(self, path: str, body: object, **query: str) -> Said:
        return self.ask("POST", path, body, **query)

    def put(self, path: str, body: object, **query: str) -> Said:
        return self.ask("PUT", path, body, **query)

    def patch(self, path: str, body: object, kind: str = MERGE, **query: str) -> Said:
        return self.ask("PATCH", path, body, kind, **query)

    def delete(self, path: str, body: object = None, **query: str) -> Said:
        return self.ask("DELETE", path, body, **query)

    def made(self, path: str, body: object) -> Obj:
        """Created; fails the test where it is not."""
        said = self.post(path, body)
        assert said.status == 201, said.body
        found: Obj = said.body
        return found

    def accepting(self, accept: str) -> Kube:
        return Kube(self.client, self.headers | {"Accept": accept})

    def posing(self, **headers: str) -> Kube:
        shown = {name.replace("_", "-"): value for name, value in headers.items()}
        return Kube(self.client, self.headers | shown)


def _read(data: bytes) -> Any:  # noqa: ANN401 -- JSON of any form
    try:
        return json.loads(data)
    except ValueError:
        return data.decode(errors="replace")


@contextmanager
def logged_in(kubeconfig: str) -> Iterator[Kube]:
    """`kubeconfig` is its text."""
    client = new_client_from_config_dict(yaml.safe_load(kubeconfig), persist_config=False)
    with client:
        yield Kube(client)
        _hang_up(client)


def _hang_up(client: ApiClient) -> None:
    """urllib3 leaves closing to the garbage collector, which a kept traceback holds up."""
    pools = client.rest_client.pool_manager.pools
    for key in pools.keys():  # noqa: SIM118 -- no mapping: it cannot be iterated
        pools[key].close()


@contextmanager
def bearer(kube: Kube, token: str) -> Iterator[Kube]:
    """A client of the same server that shows nothing but `token`, or nothing at all."""
    configuration = Configuration()
    configuration.host = kube.server
    configuration.ssl_ca_cert = kube.client.configuration.ssl_ca_cert
    if token:
        configuration.api_key = {"authorization": f"Bearer {token}"}
    with ApiClient(configuration) as client:
        yield Kube(client)
        _hang_up(client)


@dataclass(frozen=True, slots=True)
class Space:
    """A namespace of the test's own."""

    kube: Kube
    name: str

    def at(self, resource: str, name: str = "", group: str = "") -> str:
        """`at("deployments", "web", "apps/v1")`: the path of a collection or an object."""
        root = f"/apis/{group}" if group else "/api/v1"
        return f"{root}/namespaces/{self.name}/{resource}" + (f"/{name}" if name else "")

    def make(self, resource: str, body: Obj, group: str = "") -> Obj:
        return self.kube.made(self.at(resource, group=group), body)

    def config(self, name: str, **metadata: object) -> Obj:
        return self.make("configmaps", {"metadata": {"name": name} | metadata, "data": {"k": "v"}})


def unique(prefix: str) -> str:
    return f"{prefix}-{next(_numbers)}"


def race(size: int, attempt: Callable[[int], Said]) -> list[Said]:
    """`size` threads that have all reached the start before the first of them goes."""
    gate = Barrier(size)

    def run(number: int) -> Said:
        gate.wait(timeout=10)
        return attempt(number)

    with ThreadPoolExecutor(size) as threads:
        return list(threads.map(run, range(size)))
