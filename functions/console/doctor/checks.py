"""What is looked at once the configuration can be read, in the order of a start."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from functions._entry.deployed import Deployment
from functions.console.doctor.finding import Finding, fine, look, tried, wrong
from shared.config.connections import Configured
from shared.usecases import memory as memories
from shared.usecases.lab import Lab
from shared.usecases.right_cluster import confirm

SKEW = timedelta(seconds=60)  # rule 4
TICKS = timedelta(minutes=5)  # the slowest schedule that we advise
KINDS = ("server", "load_balancer", "floating_ip", "volume")


def look_at(deployment: Deployment) -> Iterator[Finding]:
    lab, configured = deployment.lab, deployment.configured
    yield prices(lab)
    yield infomaniak(lab)
    yield openstack(lab, configured)
    yield kubernetes(lab)
    yield lock(lab)
    yield bucket(lab)
    yield from kept(lab)


def prices(lab: Lab) -> Finding:
    flavors = {pool.flavor for pool in lab.settings.pools.values()}
    if missing := sorted(flavors - set(lab.prices)):
        means = 'what they cost is left out, and every total says "at least"'
        mend = "add them to prices.yaml"
        return look("prices", f"none for {', '.join(missing)}", means=means, mend=mend)
    return fine("prices", f"known for every flavor ({len(flavors)})")


def infomaniak(lab: Lab) -> Finding:
    def probe() -> Finding:
        pools = lab.pools.list()
        return fine("infomaniak", f"the cluster answers, with {len(pools)} pool(s)")

    mend = "check INFOMANIAK_TOKEN, and the ids of the cloud, the project and the cluster"
    return tried("infomaniak", probe, mend=mend)


def openstack(lab: Lab, configured: Configured) -> Finding:
    if configured.openstack is None:
        means = "what bills there cannot be seen, so no OFF can be proven (rule 7)"
        mend = "set the OS_* variables of an application credential"
        return wrong("openstack", "no credential", means=means, mend=mend)

    def probe() -> Finding:
        counts = (f"{kind}: {len(lab.leftovers.list(kind))}" for kind in KINDS)
        return fine("openstack", ", ".join(counts))

    return tried("openstack", probe, mend="check the OS_* variables of the application credential")


def kubernetes(lab: Lab) -> Finding:
    def probe() -> Finding:
        confirm(lab)
        return fine("kubernetes", f"the lab's own cluster, kube-system {lab.cluster.uid()}")

    return tried("kubernetes", probe, mend="unset KUBECONFIG: the provider's is then fetched")


def lock(lab: Lab) -> Finding:
    def probe() -> Finding:
        head = lab.heads.read()
        if head is None:
            return fine("lock", "no Lease yet: the first start makes it")
        if abs(head.served - lab.clock.now()) > SKEW:
            means = "leases and warnings come at the wrong time; the lock itself is safe (rule 4)"
            found = f"the API server's clock says {head.served:%H:%M:%S}, ours differs by over 60 s"
            return look("lock", found, means=means, mend="set this machine's clock by NTP")
        return fine("lock", f"held by {head.holder}" if head.holder else "free")

    mend = "give the functions the rights of infra/kubernetes: Leases in kube-system"
    return tried("lock", probe, mend=mend)


def bucket(lab: Lab) -> Finding:
    key = f"labs/{lab.settings.lab}/doctor.json"
    words = b'{"schema": 1, "note": "veilleur doctor looked whether it may write"}\n'

    def probe() -> Finding:
        lab.bodies.put(key, words)
        read = lab.bodies.get(key)
        lab.bodies.delete(key)
        if read != words:
            means = "a session could be lost between two functions"
            mend = "use a store whose GET of a known key is immediate"
            return wrong("bucket", "what was written did not come back", means=means, mend=mend)
        return fine("bucket", "exists; an object was written, read and removed")

    mend = "check the bucket's name, AWS_ENDPOINT_URL, and the keys' right to write"
    return tried("bucket", probe, mend=mend)


def kept(lab: Lab) -> Iterator[Finding]:
    """What the functions keep there, as far as it is there already."""
    at = f"labs/{lab.settings.lab}"
    yield _object(lab, "session", f"{at}/session.json", absent="no session yet")
    yield _object(lab, "store's abilities", f"{at}/probe.json", absent="not yet tried out")
    yield watchdog(lab)


def watchdog(lab: Lab) -> Finding:
    """By the last look that is remembered: a sleeping lab is looked at every 15 minutes."""
    means = "nothing would warn, stop or prove the lab off"
    mend = "schedule `veilleur tick`, or POST /watchdog, every minute to every five minutes"

    def probe() -> Finding:
        last = memories.load(lab)[0].look
        if last is None:
            return look("watchdog", "it has never ticked", means=means, mend=mend)
        age = lab.clock.now() - last.at
        if age > lab.settings.timing.look_asleep + TICKS:
            found = f"its last look was at {last.at:%Y-%m-%d %H:%M} UTC"
            return look("watchdog", found, means=means, mend=mend)
        return fine("watchdog", f"its last look was {int(age.total_seconds())} s ago")

    return tried("watchdog", probe, mend="check the bucket")


def _object(lab: Lab, subject: str, key: str, *, absent: str) -> Finding:
    def probe() -> Finding:
        body = lab.bodies.get(key)
        return fine(subject, absent if body is None else f"{key}, {len(body)} bytes")

    return tried(subject, probe, mend="check the bucket")
