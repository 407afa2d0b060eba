"""One OpenStack for each test, over HTTP, and the real client on it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from openstack.connection import Connection

from tests.standin.openstack.cloud import Cloud


@pytest.fixture
def cloud() -> Iterator[Cloud]:
    one = Cloud()
    with one.serving():
        yield one


@pytest.fixture
def connection(cloud: Cloud) -> Iterator[Connection]:
    with cloud.connected() as connected:
        yield connected
