"""What is looked at once the configuration can be read, in the order of a start.

Each check asks one client by itself, so that what is wrong with one does not hide
the others; the whole lab is wired only where a check needs it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Protocol

from functions.console.doctor.finding import Finding, fine, look, tried, wrong
from shared.config.connections import Configured
from shared.ports import Bodies, Clock, Leftovers, NodePools
from shared.usecases import books
from shared.usecases import memory as memories
from shared.usecases.cycle import commit_of
from shared.usecases.lab import Lab
from shared.usecases.right_cluster import confirm, recognise

SKEW = timedelta(seconds=60)  # rule 4
TICKS = timedelta(minutes=5)  # the slowest schedule that we advise
KINDS = ("server", "load_balancer", "floating_ip", "volume")


class Clients(Protocol):
    """One client each, made when it is asked for; making one may already fail."""

    @property
    def clock(self) -> Clock: ...

    @property
    def pools(self) -> NodePools: ...

    @property
    def leftovers(self) -> Leftovers: ...

    @property
    def bodies(self) -> Bodies: ...


def look_at(configured: Configured, clients: Clients, lab: Callable[[], Lab]) -> Iterator[Finding]:
    name = configured.settings.lab
    yield prices(configured, clients)
    yield infomaniak(clients)
    yield openstack(configured, clients)
    yield bucket(clients, name)
    yield kept(clients, "session", f"labs/{name}/session.json", absent="no session yet")
    yield kept(clients, "store's abilities", f"labs/{name}/probe.json", absent="not yet tried")
    yield kubernetes(lab)
    yield lock(lab)
    yield ledger(lab)
    yield watchdog(lab)


def prices(configured: Configured, clients: Clients) -> Finding:
    def probe() -> Finding:
        flavors = {pool.flavor for pool in configured.settings.pools.values()}
        if missing := sorted(flavors - set(configured.prices.at(clients.clock.now()))):
            means = 'what they cost is left out, and every total says "at least"'
            mend = "add them to prices.yaml"
            return look("prices", f"none for {', '.join(missing)}", means=means, mend=mend)
        return fine("prices", f"known for every flavor ({len(flavors)})")

    return tried("prices", probe, mend="unset VEILLEUR_CLOCK_URL, or start what answers there")


def infomaniak(clients: Clients) -> Finding:
    def probe() -> Finding:
        return fine("infomaniak", f"the cluster answers, with {len(clients.pools.list())} pool(s)")

    mend = "check INFOMANIAK_TOKEN, and the ids of the cloud, the project and the cluster"
    return tried("infomaniak", probe, mend=mend)


def openstack(configured: Configured, clients: Clients) -> Finding:
    if configured.openstack is None:
        means = "what bills there cannot be seen, so no OFF can be proven (rule 7)"
        mend = "set the OS_* variables of an application credential"
        return wrong("openstack", "no credential", means=means, mend=mend)

    def probe() -> Finding:
        counts = (f"{kind}: {len(clients.leftovers.list(kind))}" for kind in KINDS)
        return fine("openstack", ", ".join(counts))

    return tried("openstack", probe, mend="check the OS_* variables of the application credential")


def bucket(clients: Clients, lab: str) -> Finding:
    key = f"labs/{lab}/doctor.json"
    words = b'{"schema": 1, "note": "veilleur doctor looked whether it may write"}\n'

    def probe() -> Finding:
        bodies = clients.bodies
        bodies.put(key, words)
        read = bodies.get(key)
        bodies.delete(key)
        if read != words:
            means = "a session could be lost between two functions"
            mend = "use a store whose GET of a known key is immediate"
            return wrong("bucket", "what was written did not come back", means=means, mend=mend)
        return fine("bucket", "exists; an object was written, read and removed")

    mend = "check the bucket's name, AWS_ENDPOINT_URL, and the keys' right to write"
    return tried("bucket", probe, mend=mend)


def kept(clients: Clients, subject: str, key: str, *, absent: str) -> Finding:
    """What the functions keep there, as far as it is there already."""

    def probe() -> Finding:
        body = clients.bodies.get(key)
        return fine(subject, absent if body is None else f"{key}, {len(body)} bytes")

    return tried(subject, probe, mend="see the bucket, above")


def kubernetes(lab: Callable[[], Lab]) -> Finding:
    def probe() -> Finding:
        confirm(wired := lab())
        recognise(wired, commit_of(wired), wired.heads.read())
        return fine("kubernetes", f"the lab's own cluster, kube-system {wired.cluster.uid()}")

    return tried("kubernetes", probe, mend="unset KUBECONFIG: the provider's is then fetched")


def ledger(lab: Callable[[], Lab]) -> Finding:
    def probe() -> Finding:
        wired = lab()
        head = wired.heads.read()
        newest = books.head_of(head.notes) if head else None
        if wrongs := [f"{w.key}: {w.why}" for w in books.verify(wired.ledger, newest)]:
            means = "a receipt says something else than when it was written: costs may be wrong"
            mend = "compare with the provider's bill; look who may write to the bucket"
            return wrong("ledger", "; ".join(wrongs[:3]), means=means, mend=mend)
        return fine("ledger", "its chain is whole" if newest else "no receipt yet")

    return tried("ledger", probe, mend="see the bucket and the lock")


def lock(lab: Callable[[], Lab]) -> Finding:
    def probe() -> Finding:
        wired = lab()
        head = wired.heads.read()
        if head is None:
            return fine("lock", "no Lease yet: the first start makes it")
        if abs(head.served - wired.clock.now()) > SKEW:
            means = "leases and warnings come at the wrong time; the lock itself is safe (rule 4)"
            found = f"the API server's clock says {head.served:%H:%M:%S}, ours differs by over 60 s"
            return look("lock", found, means=means, mend="set this machine's clock by NTP")
        return fine("lock", f"held by {head.holder}" if head.holder else "free")

    mend = "give the functions the rights of infra/kubernetes: Leases in kube-system"
    return tried("lock", probe, mend=mend)


def watchdog(lab: Callable[[], Lab]) -> Finding:
    """By the last look that is remembered: a sleeping lab is looked at every 15 minutes."""
    means = "nothing would warn, stop or prove the lab off"
    mend = "schedule `veilleur tick`, or POST /watchdog, every minute to every five minutes"

    def probe() -> Finding:
        wired = lab()
        last = memories.load(wired)[0].look
        if last is None:
            return look("watchdog", "it has never ticked", means=means, mend=mend)
        age = wired.clock.now() - last.at
        if age > wired.settings.timing.look_asleep + TICKS:
            found = f"its last look was at {last.at:%Y-%m-%d %H:%M} UTC"
            return look("watchdog", found, means=means, mend=mend)
        return fine("watchdog", f"its last look was {int(age.total_seconds())} s ago")

    return tried("watchdog", probe, mend="see the bucket, above")
