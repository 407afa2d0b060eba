"""The whole platform as its user starts it: a process of its own, its time stepped by the test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.standin.lab import Lab, started


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with started(tmp_path_factory.mktemp("lab")) as running:
        yield running
