"""One platform for the whole folder; each test begins and leaves it with a lab that sleeps."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.e2e.function import end_all
from tests.e2e.town import Town, town


@pytest.fixture(scope="session")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with town(tmp_path_factory.mktemp("town")) as here:
        yield here


@pytest.fixture
def lab(everything: Town) -> Iterator[Town]:
    """Asleep, nothing wrong with it, and an empty phone."""
    everything.stage.receiver.messages.clear()
    yield everything
    end_all()
    everything.put_to_bed()
