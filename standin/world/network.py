"""Load balancers and floating IPs: they bill from creation to deletion, whoever forgot them."""

from __future__ import annotations

from typing import Any

from standin.world.catalog import ADDRESS_CHF_PER_HOUR, LOAD_BALANCER_CHF_PER_HOUR
from standin.world.errors import NotFoundError
from standin.world.ground import Ground
from standin.world.records import Address, LoadBalancer, Owner
from standin.world.timeline import Interval


class LoadBalancers:
    """Octavia's part of the truth. What lies inside one (listeners, pools) is Octavia's own."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.kept: dict[str, LoadBalancer] = {}

    def all(self) -> list[LoadBalancer]:
        return list(self.kept.values())

    def get(self, key: str) -> LoadBalancer:
        if key not in self.kept:
            raise NotFoundError("load balancer", key)
        return self.kept[key]

    def create(
        self,
        *,
        name: str,
        description: str = "",
        owner: Owner = Owner.LAB,
        extra: dict[str, Any] | None = None,
    ) -> LoadBalancer:
        self._ground.advance()
        balancer = LoadBalancer(
            id=self._ground.new_uuid("load_balancer"),
            name=name,
            description=description,
            owner=owner,
            created=self._ground.now(),
            extra=extra or {},
        )
        self.kept[balancer.id] = balancer
        self._ground.timeline.begin(
            Interval(
                kind="load_balancer",
                id=balancer.id,
                name=name,
                flavor=None,
                owner=owner,
                began=balancer.created,
                chf_per_hour=LOAD_BALANCER_CHF_PER_HOUR,
            )
        )
        self._ground.note("load_balancer_created", id=balancer.id, name=name)
        return balancer

    def delete(self, key: str) -> None:
        self._ground.advance()
        balancer = self.get(key)
        del self.kept[key]
        self._ground.timeline.end("load_balancer", key, self._ground.now())
        self._ground.note("load_balancer_deleted", id=key, name=balancer.name)


class Addresses:
    """Neutron's floating IPs."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.kept: dict[str, Address] = {}

    def all(self) -> list[Address]:
        return list(self.kept.values())

    def get(self, key: str) -> Address:
        if key not in self.kept:
            raise NotFoundError("floating IP", key)
        return self.kept[key]

    def create(
        self,
        *,
        description: str = "",
        port_id: str | None = None,
        owner: Owner = Owner.LAB,
        extra: dict[str, Any] | None = None,
    ) -> Address:
        """The next address of 198.51.100.0/24 (TEST-NET-2), round and round."""
        self._ground.advance()
        address = Address(
            id=self._ground.new_uuid("floating_ip"),
            address=f"198.51.100.{self._ground.count('floating_ip_address') % 253 + 1}",
            description=description,
            owner=owner,
            created=self._ground.now(),
            port_id=port_id,
            extra=extra or {},
        )
        self.kept[address.id] = address
        self._ground.timeline.begin(
            Interval(
                kind="floating_ip",
                id=address.id,
                name=address.address,
                flavor=None,
                owner=owner,
                began=address.created,
                chf_per_hour=ADDRESS_CHF_PER_HOUR,
            )
        )
        self._ground.note("floating_ip_created", id=address.id, address=address.address)
        return address

    def associate(self, key: str, port_id: str | None) -> Address:
        """With a port, or (None) with nothing: it bills either way."""
        self._ground.advance()
        address = self.get(key)
        address.port_id = port_id
        what = "floating_ip_associated" if port_id else "floating_ip_released"
        self._ground.note(what, id=key, address=address.address, port_id=port_id)
        return address

    def delete(self, key: str) -> None:
        self._ground.advance()
        address = self.get(key)
        del self.kept[key]
        self._ground.timeline.end("floating_ip", key, self._ground.now())
        self._ground.note("floating_ip_deleted", id=key, address=address.address)
