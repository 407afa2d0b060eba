"""Faults that real processes meet at the start and again at the stop: it ends as wanted.

The same faults as in `tests/faults`, where each has its row of docs/faults.md.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import requests

from tests.e2e.town import Town
from tests.faults.fault import Fault
from tests.faults.table import FAULTS

MET = (
    "kaas-500",
    "kaas-429",
    "kaas-unanswered",
    "kaas-late",
    "kaas-twice",
    "quota",
    "no-capacity",
    "pool-fails",
    "async-delayed",
    "status-unknown",
    "nova-500",
    "s3-slow-down",
    "kube-429",
)
LOOKS = 30.0  # simulated seconds between two
CRON = 60.0
A_WHILE = 4  # minutes


@pytest.mark.parametrize(
    "fault", [f for f in FAULTS if f.name in MET], ids=lambda fault: f"fault-{fault.name}"
)
def test_a_session_with(lab: Town, fault: Fault) -> None:
    mark, phone = lab.mark(), lab.stage.functions
    _suffer(lab, fault, lambda: phone.start("minimal", 4, "ana"))
    lab.until("running", timedelta(minutes=20), LOOKS)
    lab.until_served()
    assert lab.pools() == [("general", 1)]
    _suffer(lab, fault, phone.stop)
    lab.until("stopped", timedelta(minutes=30), LOOKS)
    assert lab.pools() == []
    assert len(mark.events("pool_created")) == len(mark.events("pool_gone"))


def _suffer(lab: Town, fault: Fault, wish: Callable[[], requests.Response]) -> None:
    """A while with the fault, in which whoever was refused asks again; and none shows OFF."""
    for body in fault.breaks:
        lab.stage.control.break_it(**body)
    heard = wish().ok
    for _ in range(A_WHILE):
        lab.live(CRON)
        heard = heard or wish().ok
    lab.stage.control.mend()
    lab.live(CRON)  # whatever the platform asked to be spared for is over
    assert heard or wish().ok
