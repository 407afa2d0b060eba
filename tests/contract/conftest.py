"""Servers that a whole module of the suites shares."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tests.contract.kubernetes import Embedded, embedded


@pytest.fixture(scope="module")
def kubernetes() -> Iterator[Callable[[], Embedded]]:
    """The stand-in's Kubernetes, started by the first test of the module that asks for it."""
    with ExitStack() as stack:
        running: list[Embedded] = []

        def server() -> Embedded:
            if not running:
                running.append(stack.enter_context(embedded()))
            return running[0]

        yield server
