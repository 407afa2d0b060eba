"""The kinds of faults, each in one sentence. Who carries one out looks for it by name."""

from __future__ import annotations

from standin.control.asked import BadFieldError, text
from standin.control.kind import SIMULATED_DAY, Kind, between, one_of

KAAS, S3 = ("kaas",), ("s3",)
OF_THE_WIRE: dict[str, Kind] = {
    "latency": Kind(
        "An answer takes wall time; with `refused` beside it, a time-out without an effect.",
        {"seconds": between(0, 10)},
    ),
    "hold": Kind(
        "A call waits, before its effect or its answer, until the fault is taken away; "
        "GET /faults/ID/held tells once one does.",
        {"when": one_of("before", "after"), "then": one_of("go on", "drop")},
    ),
    "error": Kind(
        "An error of this status, in the API's own words; nothing is done.",
        {"status": between(400, 599), "code": text, "retry_after": between(0, SIMULATED_DAY)},
        frozenset({"status"}),
    ),
    "rate_limited": Kind(
        "429 with Retry-After; nothing is done.", {"retry_after": between(0, SIMULATED_DAY)}
    ),
    "refused": Kind("The connection is cut, and nothing is done: the API is gone."),
    "timeout_after": Kind("It is done, and no answer comes."),
    "late": Kind(
        "No answer comes, and it is done that many simulated seconds later.",
        {"seconds": between(0, 30 * SIMULATED_DAY)},
    ),
    "doubled": Kind("It is done twice, as by a proxy that asked again: two pools of one name."),
    "empty": Kind("A list says that there is nothing."),
    "partial": Kind(
        "A list lacks a share of its entries and claims to be whole; the same at each look.",
        {"missing": between(0, 1)},
    ),
    "stale": Kind("A list is as it was when the fault began; single things are as they are."),
    "other_project": Kind(
        "As with rights in another project only: its things are there, the lab's are not found.",
        apis=("kaas", "openstack", "s3"),
    ),
    "other_region": Kind(
        "As in another region: nothing of the lab is there.", apis=("openstack", "s3")
    ),
}
OF_KAAS: dict[str, Kind] = {
    "quota": Kind(
        "A new pool gets so many machines and is FailedQuota below its size.",
        {"machines": between(0, 1_000)},
        apis=KAAS,
    ),
    "no_capacity": Kind("The zone has no more nodes of this flavor: 400.", apis=KAAS),
    "pool_fails": Kind("A new pool is Failed, and its machines bill.", apis=KAAS),
    "pool_stuck": Kind(
        "A deleted pool shows Deleting and keeps its machines, which bill, while this stands.",
        {"pool": text},
        apis=KAAS,
        calls=False,
    ),
    "pool_undeletable": Kind(
        "DELETE of a pool: 400 cannot_delete_worker_pool; `match` picks pools by id.", apis=KAAS
    ),
    "last_pool_refused": Kind(
        "DELETE of a cluster's last pool: 400 cannot_delete_worker_pool.", apis=KAAS, calls=False
    ),
    "labels_lost": Kind("A new pool keeps none of its labels.", apis=KAAS),
    "labels_omitted": Kind("A pool's labels are there, on its nodes too, and not told.", apis=KAAS),
    "labels_as_array": Kind('Labels come back as lines of "key: value".', apis=KAAS),
    "status_unknown": Kind("Every pool's status is Unknown.", apis=KAAS),
    "cluster_suspended": Kind("The cluster's status is Suspended.", apis=KAAS, calls=False),
    "async_delayed": Kind(
        'A write answers "delayed", a UUID to be polled, and is done later.',
        {"seconds": between(0, SIMULATED_DAY)},
        apis=KAAS,
    ),
    "other_callers": Kind(
        "Other people with the same token use up so many of the 60 requests a minute.",
        {"per_minute": between(1, 60)},
        frozenset({"per_minute"}),
        apis=KAAS,
        calls=False,
    ),
}
OF_THE_PROJECT: dict[str, Kind] = {
    "ports_full": Kind("No port is left: machines are made, bill, and never boot.", calls=False),
    "node_never_joins": Kind(
        "A machine that comes up (as many as `times`) bills, and is no node while this stands.",
        {"pool": text},
        calls=False,
    ),
    "node_flaps": Kind(
        "Nodes are Ready and NotReady in turn, by a period of seconds.",
        {"pool": text, "name": text, "period": between(10, 3_600)},
        calls=False,
    ),
    "node_dies": Kind(
        "Machines (a pool's, or the one of a name) stop at once and go on billing.",
        {"pool": text, "name": text},
        calls=False,
    ),
}
OF_THE_CLUSTER: dict[str, Kind] = {
    "kubeconfig_expired": Kind(
        "KaaS hands out a kubeconfig whose certificate is past its end: the API answers 401.",
        apis=KAAS,
    ),
    "kubeconfig_of_another": Kind(
        "KaaS hands out the kubeconfig of another cluster; POST /people makes one.", apis=KAAS
    ),
    "certificates_ended": Kind(
        "The customer's certificates that are in use reach their end: 401; KaaS has good ones.",
        apis=("kubernetes",),
        calls=False,
    ),
    "kubeconfig_revoked": Kind(
        "The lab's kubeconfigs given out so far answer 401 for good; KaaS has a new one.",
        apis=("kubernetes",),
        calls=False,
    ),
    "cluster_rebuilt": Kind(
        "The lab's cluster is made anew, for good: same id and address, another certificate "
        "authority and kube-system UID, nothing in it; its machines join again.",
        apis=("kubernetes",),
        calls=False,
    ),
}
OF_THE_STORE: dict[str, Kind] = {
    "s3_slow_down": Kind(
        "503 SlowDown, as under load; nothing is done.",
        {"retry_after": between(0, SIMULATED_DAY)},
        apis=S3,
    ),
    "s3_key_rotated": Kind("The secret is yesterday's: 403 SignatureDoesNotMatch.", apis=S3),
    "bucket_full": Kind("A quota is used up: a PUT is refused, 400 EntityTooLarge.", apis=S3),
    "disks_full": Kind("The servers' disks are full: writing is refused, 503.", apis=S3),
}
KINDS = OF_THE_WIRE | OF_KAAS | OF_THE_PROJECT | OF_THE_CLUSTER | OF_THE_STORE


def kind_named(name: str) -> Kind:
    if name not in KINDS:
        raise BadFieldError("kind", KINDS)
    return KINDS[name]
