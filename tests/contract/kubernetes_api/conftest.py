"""The servers that the suite runs on, and a namespace for each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from tests.contract.kubernetes import Embedded, embedded
from tests.contract.kubernetes_api.asking import Kube, Space, logged_in, unique
from tests.contract.real import KUBECONFIG

SERVERS = ["embedded", *(["real"] if KUBECONFIG else [])]


@pytest.fixture(scope="session")
def standin() -> Iterator[Embedded]:
    with embedded() as server:
        yield server


@pytest.fixture(scope="session", params=SERVERS)
def kube(request: pytest.FixtureRequest) -> Iterator[Kube]:
    """The cluster's administrator."""
    if request.param == "real":
        with logged_in(Path(KUBECONFIG).read_text()) as client:
            yield client
        return
    server: Embedded = request.getfixturevalue("standin")
    with logged_in(server.kubeconfig) as client:
        yield client


@pytest.fixture
def space(kube: Kube) -> Iterator[Space]:
    name = unique("veilleur-api")
    kube.made("/api/v1/namespaces", {"metadata": {"name": name}})
    yield Space(kube, name)
    kube.delete(f"/api/v1/namespaces/{name}")


@pytest.fixture
def only_embedded(request: pytest.FixtureRequest, kube: Kube) -> Embedded:
    """For what only the stand-in can be made to do: let time pass, forget, be alone."""
    server: Embedded = request.getfixturevalue("standin")
    if kube.server != server.at.url:
        pytest.skip("a real server's time and controllers are its own")
    return server


@pytest.fixture
def later(only_embedded: Embedded) -> Callable[[timedelta], None]:
    """Lets time pass on the server."""
    server = only_embedded

    def step(by: timedelta) -> None:
        server.at.on_loop(partial(server.clock.advance, by))

    return step
