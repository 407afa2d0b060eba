"""The platform at its worst for a while: no false OFF, no second pool, and it ends as wanted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from tests.e2e.town import Town

Fault = Mapping[str, Any]
POSTS = r"POST .*/instance_pools"
LOOKS = 30.0  # simulated seconds between two
CRON = 60.0
A_WHILE = 4  # minutes

AT_THE_START: dict[str, Fault] = {
    "a POST that takes effect and is never answered": {
        "kind": "timeout_after",
        "api": "kaas",
        "match": POSTS,
        "times": 1,
    },
    "500 to every POST": {"kind": "error", "api": "kaas", "match": POSTS, "args": {"status": 500}},
    "no quota": {"kind": "quota", "args": {"machines": 0}},
    "no capacity": {"kind": "no_capacity"},
}
AT_THE_STOP: dict[str, Fault] = {
    "500 from KaaS": {"kind": "error", "api": "kaas", "args": {"status": 500}},
    "429 from KaaS": {"kind": "rate_limited", "api": "kaas", "args": {"retry_after": 30}},
    "SlowDown from S3": {"kind": "s3_slow_down", "args": {"retry_after": 5}},
    "Nova is gone": {"kind": "refused", "api": "openstack", "match": "/servers"},
}


@pytest.mark.parametrize(
    ("at_start", "at_stop"),
    list(zip(AT_THE_START, AT_THE_STOP, strict=True)),
)
def test_a_session_through_faults_ends_as_it_should(lab: Town, at_start: str, at_stop: str) -> None:
    mark = lab.mark()
    lab.stage.control.break_it(**AT_THE_START[at_start])
    lab.stage.functions.start("minimal", 4, "ana")
    _suffer(lab)
    lab.until("running", timedelta(minutes=20), LOOKS)
    lab.until_served()
    assert lab.pools() == [("general", 1)]
    assert lab.stage.functions.stop().ok
    lab.stage.control.break_it(**AT_THE_STOP[at_stop])
    _suffer(lab)
    lab.until("stopped", timedelta(minutes=30), LOOKS)
    assert lab.pools() == []
    assert len(mark.events("pool_created")) == len(mark.events("pool_gone"))


def _suffer(lab: Town) -> None:
    """A while with the fault, in which no look shows OFF, nor two pools that are there to stay."""
    for _ in range(A_WHILE):
        lab.live(CRON)
        truth = lab.stage.control.truth()
        assert len([p for p in truth["pools"] if p["status"] != "Deleting"]) <= 1
    lab.stage.control.mend()
