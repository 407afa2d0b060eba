"""Alarms: something is wrong, what it means for the money and the work, what to do.

A fault-free run sends none of these. Each has a cause, so that it is sent once, and says
its three things in both languages: `Told` has no place for less.
"""

from __future__ import annotations

from shared.core.alarm.around import (
    action_failed,
    clocks_apart,
    cluster_rebuilt,
    tick_failed,
    wrong_cluster,
)
from shared.core.alarm.keeping import last_pool, parked, rebuild_refused
from shared.core.alarm.losing import lost
from shared.core.alarm.starting import (
    adopted,
    brake,
    no_capacity,
    nodes_missing,
    pool_failed,
    pool_failed_at_work,
    record_lost,
    start_is_stuck,
    twins,
    unseen,
)
from shared.core.alarm.stopping import (
    late_pool,
    leak,
    left_over,
    money_wins,
    not_over,
    not_proven,
    stage_skipped,
    stop_is_stuck,
)

__all__ = [
    "action_failed",
    "adopted",
    "brake",
    "clocks_apart",
    "cluster_rebuilt",
    "last_pool",
    "late_pool",
    "leak",
    "left_over",
    "lost",
    "money_wins",
    "no_capacity",
    "nodes_missing",
    "not_over",
    "not_proven",
    "parked",
    "pool_failed",
    "pool_failed_at_work",
    "rebuild_refused",
    "record_lost",
    "stage_skipped",
    "start_is_stuck",
    "stop_is_stuck",
    "tick_failed",
    "twins",
    "unseen",
    "wrong_cluster",
]
