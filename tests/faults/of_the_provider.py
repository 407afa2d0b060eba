"""Faults of the provider's API: pools, quota, the cluster as the provider sees it."""

from __future__ import annotations

from datetime import timedelta

from tests.faults.fault import EACH, LIMIT, Fault, When, switch, wire

WRITES = r"^(POST|PUT|PATCH|DELETE) "
POOLS = r"^(POST|DELETE) .*/instance_pools"
POST = r"^POST .*/instance_pools"
LIST = r"^GET .*/instance_pools\?"
KAAS = (
    Fault(
        name="kaas-500",
        told="the provider's API answers 500 to everything",
        breaks=(wire("kaas", "error", status=500),),
        when=(*LIMIT, When.ASLEEP, When.WAKING),
    ),
    Fault(
        name="kaas-502",
        told="502 to every write: whether it took effect is not known",
        breaks=(wire("kaas", "error", WRITES, status=502),),
        when=LIMIT,
    ),
    Fault(
        name="kaas-503",
        told="503 with Retry-After",
        breaks=(wire("kaas", "error", status=503, retry_after=30),),
        when=LIMIT,
        silence=timedelta(seconds=30),
    ),
    Fault(
        name="kaas-refused",
        told="the provider's API takes no connection",
        breaks=(wire("kaas", "refused"),),
        when=(*LIMIT, When.ASLEEP, When.WAKING),
    ),
    Fault(
        name="kaas-429",
        told="other people use the token up: 429",
        breaks=(wire("kaas", "rate_limited", retry_after=60),),
        when=(*LIMIT, When.ASLEEP, When.WAKING),
        silence=timedelta(seconds=60),
    ),
    Fault(
        name="kaas-unanswered",
        told="a pool is made or deleted, and the answer is lost",
        breaks=(wire("kaas", "timeout_after", POOLS, times=1),),
        when=LIMIT,
    ),
    Fault(
        name="kaas-late",
        told="a pool is made or deleted two minutes after the connection broke",
        breaks=(wire("kaas", "late", POOLS, times=1, seconds=120),),
        when=LIMIT,
    ),
    Fault(
        name="kaas-slow",
        told="the provider's API takes its time",
        breaks=(wire("kaas", "latency", times=3, seconds=0.2),),
    ),
    Fault(
        name="quota",
        told="no quota is left for a machine",
        breaks=(switch("quota", machines=0),),
        when=(*EACH, When.ASLEEP),
    ),
    Fault(
        name="no-capacity",
        told="the platform has no such machine to give",
        breaks=(switch("no_capacity"),),
        when=(*EACH, When.ASLEEP),
    ),
    Fault(
        name="pool-fails",
        told="the pool is taken, and fails",
        breaks=({"kind": "pool_fails", "times": 1},),
    ),
    Fault(
        name="cluster-suspended",
        told="the cluster is suspended: no pool may be changed",
        breaks=(switch("cluster_suspended"),),
        when=LIMIT,
    ),
    Fault(
        name="labels-lost",
        told="the labels of a pool do not come back",
        breaks=(switch("labels_lost"),),
        when=LIMIT,
    ),
    Fault(
        name="labels-as-array",
        told="labels come back as an empty array",
        breaks=(switch("labels_as_array"),),
        when=LIMIT,
    ),
    Fault(
        name="async-delayed",
        told="what the API accepts begins two minutes later",
        breaks=(switch("async_delayed", seconds=120),),
        when=LIMIT,
    ),
    Fault(
        name="last-pool-refused",
        told="the last pool may not be deleted",
        breaks=(switch("last_pool_refused"),),
        when=LIMIT,
    ),
    Fault(
        name="status-unknown",
        told="the status of a pool is a word that nobody knows",
        breaks=(switch("status_unknown"),),
        when=LIMIT,
    ),
    Fault(
        name="ports-full",
        told="the project has no network port left: no machine comes up",
        breaks=(switch("ports_full"),),
        when=(*EACH, When.ASLEEP),
    ),
    Fault(
        name="kaas-twice",
        told="a pool is made twice, as by a proxy that asked again",
        breaks=(wire("kaas", "doubled", POST, times=1),),
    ),
    Fault(
        name="kaas-empty",
        told="lists say that there is nothing",
        breaks=(wire("kaas", "empty"),),
        when=(*LIMIT, When.ASLEEP),
    ),
    Fault(
        name="kaas-partial",
        told="lists lack half of what there is",
        breaks=(wire("kaas", "partial", missing=0.5),),
        when=LIMIT,
    ),
    Fault(
        name="kaas-stale",
        told="lists are as they were when it began",
        breaks=(wire("kaas", "stale"),),
        when=LIMIT,
        lies=True,
    ),
    Fault(
        name="kaas-other-project",
        told="the token has rights in another project only",
        breaks=(wire("kaas", "other_project"),),
        when=(*LIMIT, When.ASLEEP),
    ),
    Fault(
        name="pool-stuck",
        told="a pool that was deleted stays, and bills",
        breaks=(switch("pool_stuck"),),
        when=LIMIT,
    ),
    Fault(
        name="pool-undeletable",
        told="no pool may be deleted",
        breaks=(switch("pool_undeletable"),),
        when=LIMIT,
    ),
    Fault(
        name="labels-omitted",
        told="the labels of a pool are there, and not told",
        breaks=(switch("labels_omitted"),),
    ),
    Fault(
        name="other-callers",
        told="other people use up all of the 60 requests a minute",
        breaks=(switch("other_callers", per_minute=60),),
        when=LIMIT,
        silence=timedelta(minutes=1),
    ),
)
