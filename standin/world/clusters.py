"""Managed control planes. One with no pool keeps its API server (P1.11)."""

from __future__ import annotations

from datetime import timedelta

from standin.world.catalog import PACKS
from standin.world.errors import ConflictError, NotFoundError
from standin.world.ground import Ground
from standin.world.pools import Pools
from standin.world.records import Cluster, ClusterStatus, Owner, PoolStatus
from standin.world.timeline import Interval

CREATE_SECONDS = (540, 660)  # about 10 minutes (P1.11)
UPDATING = timedelta(seconds=20)
LOOK_AGAIN = timedelta(seconds=15)


class Clusters:
    """A cluster that is being deleted takes its pools with it and goes after the last of them."""

    def __init__(self, ground: Ground, pools: Pools) -> None:
        self._ground, self._pools = ground, pools
        self.kept: dict[int, Cluster] = {}
        ground.agenda.on("cluster.ready", lambda key: self._ready(int(key)))
        ground.agenda.on("cluster.goes", lambda key: self._goes(int(key)))

    def all(self) -> list[Cluster]:
        return list(self.kept.values())

    def get(self, kaas_id: int) -> Cluster:
        if kaas_id not in self.kept:
            raise NotFoundError("kaas", kaas_id)
        return self.kept[kaas_id]

    def create(
        self, *, name: str, region: str, version: str, pack_id: int, owner: Owner = Owner.LAB
    ) -> Cluster:
        cluster = self._make(name, region, version, pack_id, owner)
        seconds = self._ground.dice("cluster").randint(*CREATE_SECONDS)
        self._ground.book(timedelta(seconds=seconds), "cluster.ready", cluster.id)
        return cluster

    def _make(self, name: str, region: str, version: str, pack_id: int, owner: Owner) -> Cluster:
        self._ground.advance()
        cluster = Cluster(
            id=2_000 + self._ground.count("cluster"),
            name=name,
            region=region,
            version=version,
            pack_id=pack_id,
            status=ClusterStatus.CREATING,
            owner=owner,
            created=self._ground.now(),
        )
        self.kept[cluster.id] = cluster
        self._bill(cluster)
        self._ground.note("cluster_created", id=cluster.id, name=name)
        return cluster

    def found(
        self, *, name: str, region: str, version: str, pack_id: int, owner: Owner = Owner.LAB
    ) -> Cluster:
        """One that was there before the story began: Active from its first second."""
        cluster = self._make(name, region, version, pack_id, owner)
        self._ready(cluster.id)
        return cluster

    def update(self, kaas_id: int, *, name: str | None, version: str | None) -> Cluster:
        self._ground.advance()
        cluster = self.get(kaas_id)
        if cluster.status is not ClusterStatus.ACTIVE:
            raise ConflictError(f"kaas {kaas_id} is {cluster.status}")
        cluster.name = cluster.name if name is None else name
        cluster.version = cluster.version if version is None else version
        cluster.status = ClusterStatus.UPDATING
        self._ground.note("cluster_updated", id=kaas_id, name=cluster.name)
        self._ground.book(UPDATING, "cluster.ready", kaas_id)
        return cluster

    def delete(self, kaas_id: int) -> None:
        """Works while pools still go, and takes the others with it. Twice is a `ConflictError`."""
        self._ground.advance()
        cluster = self.get(kaas_id)
        if cluster.status is ClusterStatus.DELETING:
            raise ConflictError(f"kaas {kaas_id} is being deleted")
        cluster.status = ClusterStatus.DELETING
        self._ground.note("cluster_delete_asked", id=kaas_id, name=cluster.name)
        for pool in self._pools.all(kaas_id):
            if pool.status is not PoolStatus.DELETING:
                self._pools.delete(pool.id)
        self._ground.book(LOOK_AGAIN, "cluster.goes", kaas_id)

    def _bill(self, cluster: Cluster) -> None:
        pack = PACKS[cluster.pack_id]
        if pack.chf_per_hour:
            self._ground.timeline.begin(
                Interval(
                    kind="control_plane",
                    id=str(cluster.id),
                    name=cluster.name,
                    flavor=pack.name,
                    owner=cluster.owner,
                    began=cluster.created,
                    chf_per_hour=pack.chf_per_hour,
                )
            )

    def _ready(self, kaas_id: int) -> None:
        cluster = self.kept.get(kaas_id)
        if cluster is not None and cluster.status in (
            ClusterStatus.CREATING,
            ClusterStatus.UPDATING,
        ):
            cluster.status = ClusterStatus.ACTIVE
            self._ground.note("cluster_ready", id=kaas_id, name=cluster.name)

    def _goes(self, kaas_id: int) -> None:
        if self._pools.all(kaas_id):
            self._ground.book(LOOK_AGAIN, "cluster.goes", kaas_id)
            return
        cluster = self.kept.pop(kaas_id)
        self._ground.timeline.end("control_plane", str(kaas_id), self._ground.now())
        self._ground.note("cluster_gone", id=kaas_id, name=cluster.name)
