"""The API alone, on a stepped clock, and its administrator."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.contract.kubernetes import Embedded, embedded
from tests.contract.kubernetes_api.asking import Kube, logged_in


@pytest.fixture
def server() -> Iterator[Embedded]:
    with embedded() as running:
        yield running


@pytest.fixture
def admin(server: Embedded) -> Iterator[Kube]:
    with logged_in(server.kubeconfig) as client:
        yield client
