"""The fake provider: pools with slow boots, servers, load balancers, and what each billed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from random import Random
from typing import Any

from shared.core.actions import CreatePool
from shared.core.seen import Leftover, NodePool, Ownership, PoolStatus
from shared.core.session import PoolWish
from shared.core.suffix import suffixed

NETWORK = Leftover(kind="network", id="net-1", name="nodes", ours=False)
PORT = Leftover(kind="port", id="", name="", ours=True, network=NETWORK.id)
GOES_IN = timedelta(seconds=45)
MADE_IN = timedelta(seconds=20)  # a pool is listed, and bills, before Nova has a machine of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """One machine: billed from `born` to its pool's end; it runs once booted."""

    id: str
    name: str
    pool: str
    flavor: str
    born: datetime
    running: bool = False
    labels: dict[str, str] = field(default_factory=dict)

    def node(self) -> dict[str, Any]:
        return {
            "apiVersion": "v1",
            "kind": "Node",
            "metadata": {"name": self.name, "labels": self.labels},
            "spec": {"providerID": f"openstack:///{self.id}"},
            "status": {"conditions": [{"type": "Ready", "status": "True"}]},
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Billed:
    """The truth: one thing that cost money, and when."""

    id: str
    flavor: str
    began: datetime
    ended: datetime | None = None


class FakeCloud:
    def __init__(self, now: datetime, random: Random) -> None:
        self.now = now
        self._random = random
        self._ids = count(101)
        self._balancer_ids = count(1)
        self.pools: dict[str, NodePool] = {}
        self._due: dict[str, datetime] = {}
        self.servers: dict[str, Server] = {}
        self.makes_machines_in = MADE_IN
        self._ordered: list[tuple[datetime, Server]] = []  # machines that Nova has not yet
        self.balancers: dict[str, Leftover] = {}
        self.kept: dict[str, Leftover] = {}  # addresses that outlived their balancer
        self.volumes: dict[str, Leftover] = {}
        self.billed: dict[str, Billed] = {}
        self.quota: int = 100
        self.full: set[str] = set()  # zones without a free node
        self.mute = False  # machines boot, and never join
        self.loses_labels = False  # P1.9
        self.writes = 0

    def create(self, action: CreatePool) -> str:
        """Equal names are allowed: each POST makes a pool of its own."""
        wish, number = action.wish, str(next(self._ids))
        name = suffixed(wish.name, action.labels) if action.suffixed else wish.name
        labels = None if self.loses_labels else action.labels
        standing = len(self.servers) + len(self._ordered)
        full = standing + wish.nodes > self.quota
        self.pools[number] = NodePool(
            id=number,
            name=name,
            flavor=wish.flavor,
            zone=wish.zone,
            target=wish.nodes,
            ready=0,
            status=PoolStatus.FAILED_QUOTA if full else PoolStatus.CREATING,
            labels=labels,
            machines=f"pck-{number}",
            faults=("quota exceeded",) if full else (),
        )
        if not full:
            self._due[number] = self.now + timedelta(seconds=self._random.randint(110, 190))
            for node in range(wish.nodes):
                self._boot(number, node, wish, labels)
            self._machines_come()
        self.writes += 1
        return number

    def delete(self, pool_id: str) -> None:
        pool = self.pools.get(pool_id)
        if pool is None or pool.status is PoolStatus.DELETING:
            return
        self.pools[pool_id] = replace(pool, status=PoolStatus.DELETING)
        self._due[pool_id] = self.now + GOES_IN
        self.writes += 1

    def pass_time(self, now: datetime) -> None:
        self.now = now
        self._machines_come()
        for pool_id in [p for p, due in self._due.items() if due <= now]:
            del self._due[pool_id]
            self._arrive(self.pools[pool_id])

    def add_balancer(self, uid: str, name: str) -> None:
        lb_id = f"lb-{next(self._balancer_ids)}"
        self.balancers[uid] = Leftover(
            kind="load_balancer",
            id=lb_id,
            name=f"kube_service_lab_default_{name}",
            ours=True,
            created=self.now,
        )
        self._bill(f"{lb_id}-{next(self._ids)}", "load_balancer", self.now)

    def drop(self, id_: str) -> None:
        """By OpenStack's id; one that is gone is fine, and an address outlives its balancer."""
        self.kept = {uid: one for uid, one in self.kept.items() if one.id != id_}
        for uid in [uid for uid, one in self.balancers.items() if one.id == id_]:
            self.drop_balancer(uid, keep=True)

    def drop_balancer(self, uid: str, *, keep: bool = False) -> None:
        gone = self.balancers.pop(uid)
        if keep:
            self.kept[uid] = replace(_address(gone), attached=False)
        self._end(f"{gone.id}-")
        self.writes += 1

    def unplug(self, id_: str) -> None:
        """An address of a balancer that stands: its own from now on."""
        for uid, balancer in self.balancers.items():
            if _address(balancer).id == id_:
                self.kept[uid] = replace(_address(balancer), attached=False)

    def attach(self, uid: str, name: str, *, attached: bool) -> None:
        if attached or uid in self.volumes:
            self.volumes[uid] = Leftover(
                kind="volume",
                id=f"vol-{uid}",
                name=f"pvc-{name}",
                ours=True,
                attached=attached,
                size_gb=10,
            )

    def leftovers(self, kind: str) -> tuple[Leftover, ...]:
        match kind:
            case "server":
                return tuple(
                    Leftover(kind=kind, id=s.id, name=s.name, ours=True, created=s.born)
                    for s in self.servers.values()
                )
            case "load_balancer":
                return tuple(self.balancers.values())
            case "volume":
                return tuple(self.volumes.values())
            case "network":
                return (NETWORK,)
            case "port":
                return tuple(
                    replace(PORT, id=f"port-{s.id}", name=f"of server {s.id}")
                    for s in self.servers.values()
                    if s.running
                )
            case _:
                held = (b for uid, b in self.balancers.items() if uid not in self.kept)
                return (*(_address(b) for b in held), *self.kept.values())

    def _machines_come(self) -> None:
        came = [server for due, server in self._ordered if due <= self.now]
        self._ordered = [(due, server) for due, server in self._ordered if due > self.now]
        self.servers |= {server.id: server for server in came if server.pool in self.pools}

    def _boot(self, pool: str, node: int, wish: PoolWish, ours: Ownership | None) -> None:
        server_id, flavor = f"srv-{pool}-{node}", wish.flavor
        labels = {"veilleur-pool": wish.name, "veilleur-token": str(ours.token)} if ours else {}
        server = Server(
            id=server_id,
            name=f"pck-{pool}-{node}",
            pool=pool,
            flavor=flavor,
            born=self.now,
            labels=labels | {"flavor": flavor},
        )
        self._ordered.append((self.now + self.makes_machines_in, server))
        self._bill(server_id, flavor, self.now)

    def _arrive(self, pool: NodePool) -> None:
        self.writes += 1
        mine = [s for s in self.servers.values() if s.pool == pool.id]
        if pool.status is PoolStatus.DELETING:
            del self.pools[pool.id]
            for server in mine:
                del self.servers[server.id]
                self._end(server.id)
            if not self.servers:
                self.volumes = {k: replace(v, attached=False) for k, v in self.volumes.items()}
            return
        self.pools[pool.id] = replace(pool, status=PoolStatus.ACTIVE, ready=pool.target)
        for server in mine:
            self.servers[server.id] = replace(server, running=not self.mute)

    def _bill(self, id_: str, flavor: str, began: datetime) -> None:
        self.billed[id_] = Billed(id=id_, flavor=flavor, began=began)

    def _end(self, prefix: str) -> None:
        for id_, line in self.billed.items():
            if id_.startswith(prefix) and line.ended is None:
                self.billed[id_] = replace(line, ended=self.now)


def _address(of: Leftover) -> Leftover:
    service = of.name.removeprefix("kube_service_lab_").replace("_", "/")
    return replace(
        of,
        kind="floating_ip",
        id=f"fip-{of.id}",
        name="192.0.2.7",
        service=service,
        attached=True,
    )
