"""On the wire: a foreign pool's servers bear the cluster's prefix, and no OFF waits for them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.lost.lab import Lab, lab


@pytest.fixture
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with lab(tmp_path_factory.mktemp("neighbours")) as made:
        yield made


def test_a_lab_beside_a_foreign_pool_is_off_while_that_runs_on(here: Lab) -> None:
    here.control.people("pool", name="team-b", flavor="a1-ram4-disk50-perf1")
    (theirs,) = here.pools()
    here.start(hours=1)
    here.until("running", 15)
    while not here.workloads.address():
        here.live(1)
    here.live(1)
    here.stop()
    status = here.until("stopped", 30)
    assert status.proof
    assert here.pools() == [theirs]
    assert "pool team-b, not ours" in status.bills
    assert here.alarms() == set()
