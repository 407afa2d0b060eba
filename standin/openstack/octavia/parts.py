"""Listeners, pools, members and health monitors: each change makes the whole tree pending."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any

from standin.openstack.octavia.balancers import Balancers
from standin.openstack.octavia.kinds import DEFAULTS, REQUIRED
from standin.openstack.octavia.told import stamp
from standin.openstack.refusals import RefusedError

Json = dict[str, Any]
FIXED = {"id", "project_id", "tenant_id", "created_at", "loadbalancers", "listeners"}


@dataclass(frozen=True, slots=True)
class Parts:
    balancers: Balancers

    def get(self, kind: str, id_: str) -> Json:
        record = self.balancers.records.get(kind, id_)
        if record is None:
            raise RefusedError(404, f"{kind} {id_} not found.")
        return record

    def create(self, kind: str, given: Json, pool_id: str | None = None) -> Json:
        missing = [name for name in REQUIRED[kind] if name not in given]
        if missing:
            message = f"Invalid input for field/attribute {missing[0]}. Mandatory field missing."
            raise RefusedError(400, message)
        listener, balancer_id = self._place(kind, given, pool_id)
        self.balancers.touch(self.balancers.get(balancer_id))
        record = self._new(kind, given, balancer_id) | {"_pool": pool_id}
        if listener is not None:
            record["listeners"] = [{"id": listener["id"]}]
            listener["default_pool_id"] = record["id"]
        if kind == "healthmonitor":
            self.get("pool", given["pool_id"])["healthmonitor_id"] = record["id"]
        return self.balancers.records.add(kind, record)

    def change(self, record: Json, given: Json) -> None:
        self._touch(record)
        record.update({name: value for name, value in given.items() if name not in FIXED})
        record["provisioning_status"] = "PENDING_UPDATE"

    def delete(self, kind: str, record: Json) -> None:
        """What lies in a pool goes with it; a listener forgets its default pool."""
        self._touch(record)
        record["provisioning_status"] = "PENDING_DELETE"
        if kind != "pool":
            return
        for _, other in self.balancers.children(record["_balancer"]):
            if other.get("_pool") == record["id"] or other.get("pool_id") == record["id"]:
                other["provisioning_status"] = "PENDING_DELETE"
            if other.get("default_pool_id") == record["id"]:
                other["default_pool_id"] = None

    def replace_members(self, pool: Json, wanted: list[Json]) -> None:
        """The batch: afterwards the pool has exactly the given addresses and ports."""
        self._touch(pool)
        kept = {(member["address"], member["protocol_port"]): member for member in self.of(pool)}
        asked = {(given.get("address"), given.get("protocol_port")): given for given in wanted}
        for place, member in kept.items():
            if place not in asked:
                member["provisioning_status"] = "PENDING_DELETE"
        for place, given in asked.items():
            if place not in kept:
                record = self._new("member", given, pool["_balancer"]) | {"_pool": pool["id"]}
                self.balancers.records.add("member", record)

    def of(self, pool: Json) -> list[Json]:
        return self.balancers.records.where("member", lambda one: one["_pool"] == pool["id"])

    def _touch(self, record: Json) -> None:
        self.balancers.touch(self.balancers.get(record["_balancer"]))

    def _place(self, kind: str, given: Json, pool_id: str | None) -> tuple[Json | None, str]:
        """The listener it hangs on, if it does, and the balancer whose tree it enters."""
        if kind == "pool" and given.get("listener_id"):
            listener = self.get("listener", given["listener_id"])
            return listener, listener["_balancer"]
        if kind in ("member", "healthmonitor"):
            return None, self.get("pool", pool_id or str(given["pool_id"]))["_balancer"]
        if not given.get("loadbalancer_id"):
            raise RefusedError(400, "Missing loadbalancer_id or listener_id in the request")
        return None, str(given["loadbalancer_id"])

    def _new(self, kind: str, given: Json, balancer_id: str) -> Json:
        project = self.balancers.account.project_id
        asked = {k: v for k, v in given.items() if k not in ("listener_id", "loadbalancer_id")}
        return {
            "id": self.balancers.records.new_id(),
            "name": "",
            "description": "",
            "admin_state_up": True,
            "project_id": project,
            "tenant_id": project,
            "tags": [],
            "created_at": stamp(self.balancers.world.now()),
            "updated_at": None,
            **copy.deepcopy(DEFAULTS[kind]),
            **({} if kind == "member" else {"loadbalancers": [{"id": balancer_id}]}),
            **asked,
            "provisioning_status": "PENDING_CREATE",
            "_balancer": balancer_id,
        }
