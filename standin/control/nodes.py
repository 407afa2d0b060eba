"""What the workers are told of a machine's kubelet: whether it joins, and whether it is well."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256

from standin.control.asked import Json
from standin.faults import Fault
from standin.platform import Platform, means_pool
from standin.world import Machine
from standin.world.machines import UNJOINED

PERIOD_SECONDS = 120


def kubelet(platform: Platform, machine: Machine) -> Json:
    """{"joins", "well", "turns_at": when "well" changes next, or null}."""
    joins = not platform.faults.stands(machine.extra.get(UNJOINED, 0))
    for fault in platform.faults.all_standing("node_flaps"):
        if _means(platform, fault, machine):
            return {"joins": joins, **_flapping(platform, fault, machine)}
    return {"joins": joins, "well": True, "turns_at": None}


def _means(platform: Platform, fault: Fault, machine: Machine) -> bool:
    pool = platform.world.pools.kept.get(machine.pool_id or 0)
    return means_pool(fault, pool) and fault.args.get("name", machine.name) == machine.name


def _flapping(platform: Platform, fault: Fault, machine: Machine) -> Json:
    """Half of each two periods well, half not; where in them it stands is the seed's choice."""
    period = int(fault.args.get("period", PERIOD_SECONDS))
    drawn = sha256(f"{platform.seed}/{machine.id}".encode()).digest()
    offset = int.from_bytes(drawn[:4]) % (2 * period)
    turn = (int(platform.clock.now().timestamp()) + offset) // period
    turns_at = datetime.fromtimestamp((turn + 1) * period - offset, UTC)
    return {"well": turn % 2 == 0, "turns_at": turns_at.isoformat()}
