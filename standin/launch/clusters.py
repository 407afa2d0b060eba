"""An embedded Kubernetes API for each cluster of the world, from Active to gone.

Only the lab's has controllers and nodes: another one is an empty cluster of its own, with its
own certificate authority and its own kube-system UID.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from standin.kubernetes import ADMIN, KubernetesApi
from standin.launch.keeper import Keeper
from standin.launch.nodes import tell_of_nodes
from standin.launch.serving import Site, serve
from standin.platform import Platform
from standin.world.records import ClusterStatus


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

    async def _start(self, kaas_id: int) -> None:
        platform, lab = self.platform, self.platform.world.lab_id
        api = KubernetesApi(
            clock=platform.clock,
            faults=platform.faults,
            journal=platform.journal,
            late=platform.late,
            data=self.keeper.part(f"kubernetes-{kaas_id}"),
            seed=platform.seed + kaas_id - lab,
        )
        if kaas_id == lab:
            tell_of_nodes(api.cluster.store, platform.world)
        port = self.port if kaas_id == lab else 0
        site = await serve(api.application, port, api.tls_context)
        self._open[kaas_id] = Open(api, site)
        platform.kubeconfigs[kaas_id] = api.kubeconfig(ADMIN, site.url)

    async def _close(self, kaas_id: int) -> None:
        del self.platform.kubeconfigs[kaas_id]
        await self._open.pop(kaas_id).site.close()
