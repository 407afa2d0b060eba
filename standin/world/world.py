"""The world put together: its collections and its record, and how they survive a restart."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import msgspec

from standin.clock import Clock
from standin.world.clusters import Clusters
from standin.world.events import Events
from standin.world.ground import Ground
from standin.world.machines import Machines
from standin.world.network import Addresses, LoadBalancers
from standin.world.pools import Pools
from standin.world.records import Cluster
from standin.world.saved import SCHEMA, Saved
from standin.world.timeline import Timeline
from standin.world.troubles import Troubles
from standin.world.volumes import Volumes


class World:
    """A project as Terraform left it: one cluster on the shared pack, Active, without a pool.

    Another project's world has a cluster of another `name`, and ids after those that the platform
    gave out before.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        seed: int = 1,
        troubles: Troubles = Troubles(),  # noqa: B008 -- frozen
        name: str = "lab",
        ids_after: int = 0,
    ) -> None:
        self._ground = Ground(clock, seed, counts=dict.fromkeys(("cluster", "pool"), ids_after))
        self.machines = Machines(self._ground, troubles)
        self.pools = Pools(self._ground, self.machines, troubles)
        self.clusters = Clusters(self._ground, self.pools)
        self.load_balancers = LoadBalancers(self._ground)
        self.volumes = Volumes(self._ground, self.machines)
        self.addresses = Addresses(self._ground)
        found = self.clusters.found(name=name, region="dc3-a", version="1.33", pack_id=1)
        self.lab_id = found.id

    @property
    def lab(self) -> Cluster:
        """The cluster that the embedded Kubernetes serves. Raises `NotFoundError` once deleted."""
        return self.clusters.get(self.lab_id)

    @property
    def events(self) -> Events:
        return self._ground.events

    @property
    def timeline(self) -> Timeline:
        return self._ground.timeline

    def now(self) -> datetime:
        return self._ground.now()

    def advance(self) -> None:
        """Carry out everything that has fallen due by the clock, each at its own second."""
        self._ground.advance()

    def next_due(self) -> datetime | None:
        """When the next thing happens by itself: a stepped clock stops there."""
        return self._ground.agenda.next_due()

    def note(self, what: str, **facts: Any) -> None:  # noqa: ANN401 -- JSON
        """An event of an API's own, e.g. note("node_registered", name=...)."""
        self._ground.note(what, **facts)

    def on(self, what: str, handler: Callable[[str], None]) -> None:
        """Before `load`: who carries out appointments named `what`; it is handed their key."""
        self._ground.agenda.on(what, handler)

    def book(self, after: timedelta, what: str, key: str) -> None:
        """An API's own appointment, e.g. book(timedelta(seconds=3), "octavia.active", id)."""
        self._ground.book(after, what, key)

    def draw_anew(self, seed: int) -> None:
        """How long things take, from now on: as in any world with this seed."""
        self._ground.draw_anew(seed)

    def new_uuid(self, purpose: str) -> str:
        """The next seeded UUID of that purpose."""
        return self._ground.new_uuid(purpose)

    def shelf(self, name: str) -> dict[str, Any]:
        """An API's own JSON, saved with the world: ask for it anew after a `load`."""
        return self._ground.shelves.setdefault(name, {})

    def dump(self) -> bytes:
        return msgspec.json.encode(
            Saved(
                schema=SCHEMA,
                seed=self._ground.seed,
                at=self._ground.now(),
                lab_id=self.lab_id,
                counts=self._ground.counts,
                shelves=self._ground.shelves,
                events=self.events.written,
                booked=self._ground.agenda.booked,
                intervals=self.timeline.intervals,
                clusters=self.clusters.kept,
                pools=self.pools.kept,
                machines=self.machines.kept,
                load_balancers=self.load_balancers.kept,
                volumes=self.volumes.kept,
                addresses=self.addresses.kept,
            )
        )

    def load(self, document: bytes) -> None:
        """Raises `ValueError` for a document of another schema."""
        saved = read_saved(document)
        self._ground.seed, self.lab_id = saved.seed, saved.lab_id
        self._ground.counts, self._ground.shelves = saved.counts, saved.shelves
        self._ground.agenda.load(saved.booked)
        self.events.written, self.timeline.intervals = saved.events, saved.intervals
        self.clusters.kept, self.pools.kept = saved.clusters, saved.pools
        self.machines.kept, self.volumes.kept = saved.machines, saved.volumes
        self.load_balancers.kept, self.addresses.kept = saved.load_balancers, saved.addresses


def read_saved(document: bytes) -> Saved:
    """Raises `ValueError` for a document of another schema."""
    saved = msgspec.json.decode(document, type=Saved)
    if saved.schema != SCHEMA:
        raise ValueError(f"the data folder has schema {saved.schema}, this program {SCHEMA}")
    return saved
