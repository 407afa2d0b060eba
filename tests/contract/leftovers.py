"""Where the suite of Leftovers runs: in the fake cloud, and on the stand-in's OpenStack over HTTP.

The names are those that the cluster's own programs write (P3.3), and other people's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from shared.adapters.openstack import Cloud, Login, OpenStackLeftovers, Owner
from shared.core.actions import CreatePool
from shared.core.seen import Leftover, Ownership
from shared.core.session import NodeCount, PoolWish
from shared.ports import Leftovers
from standin.world import Owner as Belongs
from standin.world.pool_spec import PoolSpec
from tests.fakes.world import GENERAL, T0, FakeWorld
from tests.standin.openstack.cloud import ACCOUNT, SECRET, START
from tests.standin.openstack.cloud import Cloud as StandIn

BALANCER = "kube_service_lab_default_web"
ADDRESS = "Floating IP for Kubernetes external service default/web from cluster lab"
VOLUME = {"cinder.csi.openstack.org/cluster": "lab"}
OTHER = {
    "server": "bastion",
    "load_balancer": "shop",
    "floating_ip": "somebody's",
    "volume": "photos",
}


class Case(Protocol):
    port: Leftovers
    now: datetime

    def add_service(self) -> None:
        """A LoadBalancer Service of the lab: its balancer, with an address."""
        ...

    def add_volume(self, *, attached: bool) -> None:
        """One of 10 GB, of the lab."""
        ...

    def add_node(self) -> None: ...

    def add_other(self, kind: str) -> None:
        """The like of it, but somebody else's."""
        ...

    def step(self, by: timedelta) -> None: ...

    def break_(self, kind: str) -> None:
        """The service behind that kind answers no longer."""
        ...


class FakeCase:
    def __init__(self) -> None:
        self._world = FakeWorld()
        self.port: Leftovers = self._world.leftovers
        self.now = T0

    def add_service(self) -> None:
        self._world.cloud.add_balancer("1", "web")

    def add_volume(self, *, attached: bool) -> None:
        self._world.cloud.attach("1", "web", attached=True)
        self._world.cloud.attach("1", "web", attached=attached)

    def add_node(self) -> None:
        self._world.cloud.makes_machines_in = timedelta()  # this is about what Nova shows
        wish = PoolWish(name="general", flavor=GENERAL, zone="az-1", nodes=NodeCount(1))
        labels = Ownership(lab="lab", session="s-1", birth=T0, token=1)
        self._world.cloud.create(CreatePool(wish=wish, labels=labels))

    def add_other(self, kind: str) -> None:
        cloud, theirs = self._world.cloud, Leftover(kind=kind, id="x", name=OTHER[kind], ours=False)
        if kind == "volume":
            cloud.volumes["x"] = theirs
        elif kind in ("load_balancer", "floating_ip"):
            cloud.balancers["x"] = theirs

    def step(self, by: timedelta) -> None:
        self._world.step(by)

    def break_(self, kind: str) -> None:
        self._world.leftovers.down[kind] = "no answer"


PATHS = {
    "server": "^GET /compute/.*/servers",
    "load_balancer": "^GET /load-balancer/.*/loadbalancers",
    "floating_ip": "^GET /network/.*/floatingips",
    "volume": "^GET /volume/.*/volumes",
}


@dataclass(slots=True)
class HttpCase:
    """Through openstacksdk, two things a page."""

    port: Leftovers
    standin: StandIn
    now: datetime = START

    def add_service(self) -> None:
        world = self.standin.world
        self.standin.on_loop(partial(world.load_balancers.create, name=BALANCER))
        self.port.list("load_balancer")  # its port is made when it is first shown
        (balancer,) = [one for one in world.load_balancers.all() if one.name == BALANCER]
        port = balancer.extra["vip_port_id"]
        self.standin.on_loop(partial(world.addresses.create, description=ADDRESS, port_id=port))

    def add_volume(self, *, attached: bool) -> None:
        world = self.standin.world
        make = partial(world.volumes.create, name="pvc-1", size_gb=10, zone="az-1")
        volume = self.standin.on_loop(partial(make, metadata=dict(VOLUME)))
        if attached:
            self.add_node()
            machine = world.machines.all()[0]
            self.standin.on_loop(partial(world.volumes.attach, volume.id, machine.id))

    def add_node(self) -> None:
        world = self.standin.world
        spec = PoolSpec(
            kaas_id=world.lab_id, name="general", flavor=GENERAL, zone="az-1", minimum=1, maximum=1
        )
        self.standin.on_loop(partial(world.pools.create, spec))

    def add_other(self, kind: str) -> None:
        world, name, theirs = self.standin.world, OTHER[kind], Belongs.FOREIGN
        makers: dict[str, Callable[..., object]] = {
            "server": partial(world.machines.create, name=name, flavor=GENERAL, zone="az-1"),
            "load_balancer": partial(world.load_balancers.create, name=name),
            "floating_ip": partial(world.addresses.create, description=name),
            "volume": partial(world.volumes.create, name=name, size_gb=1, zone="az-1"),
        }
        self.standin.on_loop(partial(makers[kind], owner=theirs))

    def step(self, by: timedelta) -> None:
        self.standin.step(by.total_seconds())

    def break_(self, kind: str) -> None:
        self.standin.faults.add("error", match=PATHS[kind], args={"status": 500})


@contextmanager
def standin_case() -> Iterator[HttpCase]:
    standin = StandIn(page_size=2)
    with standin.serving(), Cloud(login_of(standin)) as cloud:
        machines = standin.world.machines
        owner = Owner(
            cluster="lab",
            server_prefix=f"pck-{standin.world.lab_id}-",
            nodes=lambda: [m.id for m in machines.all() if m.pool_id is not None],
        )
        port = OpenStackLeftovers(cloud, owner, sleep=lambda _: None)
        yield HttpCase(port, standin)


def login_of(standin: StandIn) -> Login:
    return Login(
        auth_url=f"{standin.url}/identity/v3",
        region=ACCOUNT.region,
        credential_id=ACCOUNT.application_credential_id,
        credential_secret=SECRET,
    )


@contextmanager
def case_of(kind: str) -> Iterator[Case]:
    if kind == "fake":
        yield FakeCase()
        return
    with standin_case() as case:
        yield case
