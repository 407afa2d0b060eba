"""The requests of the functions at which a test strikes them."""

from __future__ import annotations

from tests.e2e.struck import Place


def s3(told: str, match: str) -> Place:
    return Place(told=told, api="s3", match=f"PUT .*{match}")


def kaas(told: str, match: str) -> Place:
    return Place(told=told, api="kaas", match=match)


def kubernetes(told: str, match: str, behind: Place | None = None) -> Place:
    return Place(told=told, api="kubernetes", match=match, behind=behind)


BODY = s3("the body", "/session/")
LEASE = kubernetes("the Lease", "PATCH .*/leases/veilleur-lab")
COMMIT = kubernetes("the Lease that commits", LEASE.match, behind=BODY)
MEMORY = s3("the memory", "/memory.json")
POOLS = kaas("the list of pools", r"GET .*/instance_pools\?")
POOL = kaas("the pool's POST", "POST .*/instance_pools")
POOL_GONE = kaas("the pool's DELETE", "DELETE .*/instance_pools/")
SCALING = kubernetes("the scaling of web", r"PATCH .*/deployments/web\?.*veilleur")
