"""Octavia's load balancers: slow to come, slow to go, and immutable in between.

Every change makes the whole tree PENDING_*; until the platform is done with it, any other
change of that tree is refused with 409, its deletion included.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from standin.openstack.account import Account
from standin.openstack.octavia.kinds import CHILDREN
from standin.openstack.octavia.vips import Vips
from standin.openstack.records import Records
from standin.openstack.refusals import RefusedError
from standin.world import LoadBalancer, NotFoundError, World

Json = dict[str, Any]
BUILD, CHANGE, REMOVE = timedelta(seconds=20), timedelta(seconds=2), timedelta(seconds=5)
LANDS, GOES = "octavia.lands", "octavia.goes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Balancers:
    """The truth is the world's; status, VIP and tags are in each balancer's `extra`."""

    world: World
    records: Records
    vips: Vips
    account: Account

    def listen(self) -> None:
        self.world.on(LANDS, self._lands)
        self.world.on(GOES, self._goes)

    def get(self, id_: str) -> LoadBalancer:
        try:
            return self._settled(self.world.load_balancers.get(id_))
        except NotFoundError as error:
            raise RefusedError(404, f"loadbalancer {id_} not found.") from error

    def all(self) -> list[LoadBalancer]:
        return [self._settled(balancer) for balancer in self.world.load_balancers.all()]

    def create(self, given: Json) -> LoadBalancer:
        """P3.3: the name is the owner's proof, `kube_service_<cluster>_<namespace>_<service>`."""
        if any(name in given for name in CHILDREN.values()):
            raise RefusedError(501, "fully populated creation is not served here")
        extra = self.vips.make(given) | {
            "provisioning_status": "PENDING_CREATE",
            "tags": given.get("tags", []),
            "admin_state_up": given.get("admin_state_up", True),
            "availability_zone": given.get("availability_zone"),
            "flavor_id": given.get("flavor_id"),
        }
        name, description = str(given.get("name") or ""), str(given.get("description") or "")
        balancer = self.world.load_balancers.create(name=name, description=description, extra=extra)
        self.vips.claim(balancer)
        self.world.book(BUILD, LANDS, balancer.id)
        return balancer

    def change(self, balancer: LoadBalancer, given: Json) -> None:
        self.touch(balancer)
        balancer.name = str(given.get("name", balancer.name))
        balancer.description = str(given.get("description", balancer.description))
        kept: Json = {name: given[name] for name in ("tags", "admin_state_up") if name in given}
        balancer.extra.update(kept)

    def delete(self, balancer: LoadBalancer, *, cascade: bool) -> None:
        self.mutable(balancer)
        if not cascade and self.children(balancer.id):
            message = f"Cannot delete Load Balancer {balancer.id} - it has children"
            raise RefusedError(400, message)
        balancer.extra["provisioning_status"] = "PENDING_DELETE"
        self.world.note("load_balancer_delete_asked", id=balancer.id, name=balancer.name)
        self.world.book(REMOVE, GOES, balancer.id)

    def touch(self, balancer: LoadBalancer) -> None:
        """A change inside begins. Raises RefusedError 409 while another one goes on."""
        self.mutable(balancer)
        balancer.extra["provisioning_status"] = "PENDING_UPDATE"
        self.world.book(CHANGE, LANDS, balancer.id)

    def mutable(self, balancer: LoadBalancer) -> None:
        if balancer.extra["provisioning_status"].startswith("PENDING"):
            message = f"Load Balancer {balancer.id} is immutable and cannot be updated."
            raise RefusedError(409, message)

    def children(self, id_: str) -> list[tuple[str, Json]]:
        """Everything inside, as (kind, record)."""
        return [
            (kind, record)
            for kind in CHILDREN
            for record in self.records.where(kind, lambda one: one["_balancer"] == id_)
        ]

    def _settled(self, balancer: LoadBalancer) -> LoadBalancer:
        """One that somebody else put into the world gets what Octavia would have given it."""
        if "provisioning_status" not in balancer.extra:
            made = {"provisioning_status": "ACTIVE", "tags": [], "admin_state_up": True}
            balancer.extra.update(self.vips.usual() | made)
            self.vips.claim(balancer)
        return balancer

    def _lands(self, id_: str) -> None:
        balancer = self.world.load_balancers.kept.get(id_)
        if balancer is None or balancer.extra["provisioning_status"] == "PENDING_DELETE":
            return
        balancer.extra["provisioning_status"] = "ACTIVE"
        for kind, record in self.children(id_):
            if record["provisioning_status"] == "PENDING_DELETE":
                self.records.remove(kind, record["id"])
            else:
                record["provisioning_status"] = "ACTIVE"

    def _goes(self, id_: str) -> None:
        balancer = self.world.load_balancers.kept.get(id_)
        if balancer is None:
            return
        for kind, record in self.children(id_):
            self.records.remove(kind, record["id"])
        self.vips.release(balancer)
        self.world.load_balancers.delete(id_)
