"""How one reaches a cluster's API server, and its settings (P1.2)."""

from __future__ import annotations

import ipaddress

from aiohttp import web

from standin.kaas.envelope import refused, success
from standin.kaas.fields import Fields
from standin.kaas.place import KAAS, cluster_of
from standin.middleware import who_asks
from standin.platform import Platform

WRONG_KUBECONFIGS = frozenset({"kubeconfig_expired", "kubeconfig_of_another"})
APISERVER = ("apiserver_params", "audit-policy", "audit-webhook-config", "oidc_ca")


class ApiserverRoutes:
    def __init__(self, platform: Platform) -> None:
        self._world, self._platform = platform.world, platform

    def add_to(self, app: web.Application) -> None:
        app.router.add_get(f"{KAAS}/kube_config", self.kube_config)
        app.router.add_get(f"{KAAS}/apiserver", self.apiserver)
        app.router.add_patch(f"{KAAS}/apiserver", self.set_apiserver)
        app.router.add_get(f"{KAAS}/ip_filters", self.ip_filters)
        app.router.add_put(f"{KAAS}/ip_filters", self.set_ip_filters)

    async def kube_config(self, request: web.Request) -> web.Response:
        """`data` is the text of a kubeconfig (P1.2)."""
        cluster = cluster_of(request, self._world)
        if cluster.id not in self._platform.kubeconfigs:
            raise refused("kube_config_not_available", f"The cluster is {cluster.status}")
        return success(self._handed_out(request, cluster.id))

    def _handed_out(self, request: web.Request, kaas_id: int) -> str:
        platform, who = self._platform, who_asks(request)
        active = platform.faults.active("kaas", "GET", request.path_qs, WRONG_KUBECONFIGS, who)
        kinds = {fault.kind for fault in active}
        others = [each for each in platform.kubeconfigs if each != kaas_id]
        if "kubeconfig_of_another" in kinds and others:
            kaas_id = others[0]
        if "kubeconfig_expired" in kinds and kaas_id in platform.expired:
            return platform.expired[kaas_id]()
        return platform.kubeconfigs[kaas_id]

    async def apiserver(self, request: web.Request) -> web.Response:
        """Parameters that were never set are {} without an audit, null beside one: the provider
        sees an endless difference otherwise.
        """
        set_before = cluster_of(request, self._world).apiserver
        audit = set_before.get("audit-policy") or set_before.get("audit-webhook-config")
        params = set_before.get("apiserver_params") or (None if audit else {})
        kept = {name: set_before.get(name) for name in APISERVER}
        return success({**kept, "apiserver_params": params})

    async def set_apiserver(self, request: web.Request) -> web.Response:
        cluster = cluster_of(request, self._world)
        fields = await Fields.of(request)
        cluster.apiserver.update({name: fields.raw(name) for name in APISERVER})
        return success(data=True)

    async def ip_filters(self, request: web.Request) -> web.Response:
        return success(cluster_of(request, self._world).ip_filters or [])

    async def set_ip_filters(self, request: web.Request) -> web.Response:
        """In the order in which they came; an address without its mask is refused."""
        cluster = cluster_of(request, self._world)
        fields = await Fields.of(request)
        told = fields.raw("ip_filters")
        if not isinstance(told, list) or not all(_is_network(each) for each in told):
            sentence = "The ip_filters must be networks with their mask, e.g. 192.0.2.7/32."
            fields.wrong("ip_filters", "ip", sentence)
        fields.done()
        cluster.ip_filters = list(told or [])
        return success(data=True)


def _is_network(told: object) -> bool:
    try:
        return isinstance(told, str) and "/" in told and bool(ipaddress.ip_network(told))
    except ValueError:
        return False
