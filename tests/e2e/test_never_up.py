"""A start from which no node came ends as any stop: proven off, and no alarm of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.e2e.town import Town

LOOKS = 60.0
NO_QUOTA: dict[str, Any] = {"kind": "quota", "args": {"machines": 0}}
PARTLY: dict[str, Any] = {"kind": "quota", "args": {"machines": 1}}
NO_NODE: dict[str, Any] = {"kind": "node_never_joins"}


@pytest.mark.parametrize("fault", [NO_QUOTA, PARTLY, NO_NODE], ids=["none", "partly", "no node"])
@pytest.mark.parametrize("seconds", [20, 600])
def test_a_start_without_a_node_is_stopped_and_proven_off(
    lab: Town, fault: dict[str, Any], seconds: int
) -> None:
    lab.stage.control.break_it(**fault)
    assert lab.stage.functions.start("standard", 4, "ana").ok
    lab.live(seconds)
    assert lab.stage.functions.stop().ok
    lab.stage.control.mend()
    lab.until("stopped", timedelta(minutes=40), LOOKS)
    assert lab.pools() == []
    assert "not-proven" not in lab.told()
