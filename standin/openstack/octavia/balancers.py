"""Octavia's load balancers: slow to come, slow to go, and immutable in between.

Every change makes the whole tree PENDING_*; until the platform is done with it, any other
change of that tree is refused with 409, its deletion included.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from standin.openstack.account import Account
from standin.openstack.neutron.births import first_subnet
from standin.openstack.neutron.kinds import PORT
from standin.openstack.neutron.networks import Networks
from standin.openstack.octavia.kinds import CHILDREN
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
    networks: Networks
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
        extra = self._vip(given) | {
            "provisioning_status": "PENDING_CREATE",
            "tags": given.get("tags", []),
            "admin_state_up": given.get("admin_state_up", True),
            "availability_zone": given.get("availability_zone"),
            "flavor_id": given.get("flavor_id"),
        }
        name, description = str(given.get("name") or ""), str(given.get("description") or "")
        balancer = self.world.load_balancers.create(name=name, description=description, extra=extra)
        self._name_port(balancer)
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

    def _vip(self, given: Json) -> Json:
        subnet = self._subnet(given)
        port = self.networks.make(
            PORT,
            {
                "network_id": subnet["network_id"],
                "fixed_ips": [{"subnet_id": subnet["id"], **_address(given)}],
                "device_owner": "Octavia",
            },
        )
        return {
            "vip_address": port["fixed_ips"][0]["ip_address"],
            "vip_port_id": port["id"],
            "vip_subnet_id": subnet["id"],
            "vip_network_id": subnet["network_id"],
        }

    def _subnet(self, given: Json) -> Json:
        if given.get("vip_subnet_id"):
            subnet = self.records.get("subnet", given["vip_subnet_id"])
            if subnet is None:
                raise RefusedError(400, f"Subnet {given['vip_subnet_id']} not found.")
            return subnet
        if not given.get("vip_network_id"):
            message = "VIP must contain one of: vip_port_id, vip_network_id, vip_subnet_id."
            raise RefusedError(400, f"Validation failure: {message}")
        return first_subnet(self.records, given["vip_network_id"])

    def _name_port(self, balancer: LoadBalancer) -> None:
        port = self.records.get("port", balancer.extra["vip_port_id"])
        if port is not None:
            names = {"name": f"octavia-lb-{balancer.id}", "device_id": f"lb-{balancer.id}"}
            port.update(names)

    def _settled(self, balancer: LoadBalancer) -> LoadBalancer:
        """One that somebody else put into the world gets what Octavia would have given it."""
        if "provisioning_status" not in balancer.extra:
            own = self.records.where("subnet", lambda one: one["name"] == "load-balancers")[0]
            made = {"provisioning_status": "ACTIVE", "tags": [], "admin_state_up": True}
            balancer.extra.update(self._vip({"vip_subnet_id": own["id"]}) | made)
            self._name_port(balancer)
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
        if self.records.get("port", balancer.extra["vip_port_id"]):
            self.networks.remove(PORT, balancer.extra["vip_port_id"])
        self.world.load_balancers.delete(id_)


def _address(given: Json) -> Json:
    return {"ip_address": given["vip_address"]} if given.get("vip_address") else {}
