"""What is offered and to whom: packs, versions, regions, zones, flavors, profile (P1.2, P1.10)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from aiohttp import web

from standin.identity import ACCOUNT_ID, PROJECT_ID, PUBLIC_CLOUD_ID
from standin.kaas.envelope import Fault, Json, invalid, success
from standin.kaas.pages import paged
from standin.kaas.place import KAASES, check_project
from standin.world.catalog import FLAVORS, PACKS, VERSIONS, ZONES, Flavor, Pack

KAAS = "/1/public_clouds/kaas"
VAT = Decimal("1.081")
EUR_A_CHF = Decimal(50) / Decimal("55.5")  # P2.1: 50 ICU = 1 CHF, 55.5 ICU = 1 EUR
GB_OF_MEMORY_FOR_EACH_CPU = 4


class OfferRoutes:
    def add_to(self, app: web.Application) -> None:
        app.router.add_get(f"{KAAS}/packs", self.packs)
        app.router.add_get(f"{KAAS}/versions", self.versions)
        app.router.add_get(f"{KAAS}/regions", self.regions)
        app.router.add_get(f"{KAAS}/availability_zones", self.zones)
        app.router.add_get(f"{KAASES}/flavors", self.flavors)
        app.router.add_get("/2/profile", self.profile)
        app.router.add_get("/1/public_clouds", self.public_clouds)
        app.router.add_get(r"/1/public_clouds/{public_cloud_id:\d+}/projects", self.projects)

    async def packs(self, request: web.Request) -> web.Response:
        return paged(request, [_pack(pack) for pack in PACKS.values()])

    async def versions(self, request: web.Request) -> web.Response:
        return paged(request, VERSIONS)

    async def regions(self, request: web.Request) -> web.Response:
        return paged(request, list(ZONES))

    async def zones(self, request: web.Request) -> web.Response:
        return paged(request, ZONES[_one(request, "region", ZONES)])

    async def flavors(self, request: web.Request) -> web.Response:
        check_project(request)
        _one(request, "region", ZONES)
        return paged(request, [_flavor(flavor) for flavor in FLAVORS.values()])

    async def profile(self, _: web.Request) -> web.Response:
        preferences = {"account": {"current_account_id": ACCOUNT_ID}}
        person = {"id": 1, "display_name": "Lab", "email": "lab@example.org"}
        return success({**person, "preferences": preferences})

    async def public_clouds(self, request: web.Request) -> web.Response:
        account = _one(request, "account_id", (str(ACCOUNT_ID),))
        cloud = {"public_cloud_id": PUBLIC_CLOUD_ID, "name": "lab", "account_id": int(account)}
        return paged(request, [cloud])

    async def projects(self, request: web.Request) -> web.Response:
        mine = request.match_info["public_cloud_id"] == str(PUBLIC_CLOUD_ID)
        project = {"public_cloud_project_id": PROJECT_ID, "name": "lab"}
        return paged(request, [project] if mine else [])


def _one(request: web.Request, name: str, allowed: Iterable[str]) -> str:
    told, known = request.query.get(name), list(allowed)
    if told is None:
        raise invalid([Fault(name, "required", f"The {name} field is required.")])
    if told not in known:
        raise invalid([Fault(name, "in", f"The selected {name} is invalid.", known)])
    return told


def _pack(pack: Pack) -> Json:
    """`price_per_hour` by currency (P2.3)."""
    return {
        "kaas_pack_id": pack.id,
        "name": pack.name,
        "description": f"{pack.name.partition('_')[0].capitalize()} control plane",
        "price_per_hour": {
            "CHF": float(pack.chf_per_hour),
            "EUR": float(round(pack.chf_per_hour * EUR_A_CHF, 6)),
        },
        "limit_per_project": pack.limit_per_project,
        "is_active": True,
    }


def _flavor(flavor: Flavor) -> Json:
    """`rates` in CHF an hour, without and with VAT (P2.3)."""
    return {
        "name": flavor.name,
        "cpu": flavor.cpu,
        "ram": flavor.ram_gb,
        "storage": flavor.disk_gb,
        "is_available": True,
        "is_memory_optimized": flavor.ram_gb > GB_OF_MEMORY_FOR_EACH_CPU * flavor.cpu,
        "is_iops_optimized": flavor.name.endswith("perf2"),
        "is_gpu_optimized": flavor.gpu > 0,
        "rates": {
            "hour_excl_tax": float(flavor.chf_per_hour),
            "hour_incl_tax": float(flavor.chf_per_hour * VAT),
        },
    }
