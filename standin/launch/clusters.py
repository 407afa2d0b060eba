"""An embedded Kubernetes API for each cluster of the world, from Active to gone.

Only the lab's has controllers and nodes: another one is a cluster of its own, with its own
certificate authority and its own kube-system UID: empty, or with other people's work in it.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

from standin.kubernetes import ADMIN, KubernetesApi
from standin.launch.keeper import Keeper
from standin.launch.nodes import tell_of_nodes
from standin.launch.serving import Site, serve
from standin.launch.shop import furnish
from standin.platform import Platform
from standin.world import Owner
from standin.world.records import ClusterStatus

PAST = -timedelta(hours=1)
REBUILT = 1_000  # a seed of its own for each cluster that takes another's place


@dataclass(frozen=True, slots=True)
class Open:
    api: KubernetesApi
    site: Site


@dataclass(slots=True)
class KubernetesApis:
    """`port` is the lab's; the others take any."""

    platform: Platform
    keeper: Keeper
    port: int
    _open: dict[int, Open] = field(default_factory=dict)
    _rebuilt: int = 0

    @property
    def lab(self) -> Open:
        return self._open[self.platform.world.lab_id]

    async def follow(self) -> None:
        """Open what has become Active, close what is gone."""
        clusters = {cluster.id: cluster for cluster in self.platform.world.clusters.all()}
        for kaas_id in [key for key in self._open if key not in clusters]:
            await self._close(kaas_id)
        for kaas_id, cluster in clusters.items():
            if kaas_id not in self._open and cluster.status is not ClusterStatus.CREATING:
                await self._start(kaas_id)

    async def close(self) -> None:
        for kaas_id in list(self._open):
            await self._close(kaas_id)

    async def rebuild_lab(self) -> None:
        """Another cluster in the lab's place, at its address: whoever was let in before is not."""
        lab, self.port = self.platform.world.lab_id, self.lab.site.port
        await self._close(lab)
        folder = self.keeper.part(f"kubernetes-{lab}")
        if folder is not None:
            shutil.rmtree(folder)
        self._rebuilt += 1
        await self._start(lab)

    def revoke_lab(self) -> None:
        """Every kubeconfig of the customer's stops working, and a new one is handed out."""
        self.lab.api.revoke(ADMIN)
        self._hand_out(self.platform.world.lab_id, self.lab)

    async def _start(self, kaas_id: int) -> None:
        platform, lab = self.platform, self.platform.world.lab_id
        api = KubernetesApi(
            clock=platform.clock,
            faults=platform.faults,
            journal=platform.journal,
            late=platform.late,
            data=self.keeper.part(f"kubernetes-{kaas_id}"),
            seed=platform.seed + kaas_id - lab + REBUILT * self._rebuilt,
            kaas_id=kaas_id,
        )
        if kaas_id == lab:
            tell_of_nodes(api.cluster.store, platform.world)
        elif platform.world.clusters.get(kaas_id).owner is Owner.FOREIGN:
            furnish(api.cluster, platform.world, kaas_id)
        port = self.port if kaas_id == lab else 0
        site = await serve(api.application, port, api.tls_context)
        self._open[kaas_id] = Open(api, site)
        self._hand_out(kaas_id, self._open[kaas_id])

    def _hand_out(self, kaas_id: int, to: Open) -> None:
        make = partial(to.api.kubeconfig, ADMIN, to.site.url)
        self.platform.kubeconfigs[kaas_id] = make()
        self.platform.expired[kaas_id] = partial(make, lasts=PAST)

    async def _close(self, kaas_id: int) -> None:
        del self.platform.kubeconfigs[kaas_id], self.platform.expired[kaas_id]
        gone = self._open.pop(kaas_id)
        gone.api.close()
        await gone.site.close()
