"""What the suites of several folders share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.real.servers.running import Running, running


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rows", help="write what each case of tests/faults showed into this folder")


@pytest.fixture(scope="session")
def real_stores(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """By name; nothing is started before a test asks for it."""
    with running(tmp_path_factory.mktemp("stores")) as found:
        yield found
