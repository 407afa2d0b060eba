"""The clusters that the suites run on: the fake, the stand-in's over TLS, and perhaps a real one.

Each test gets a namespace and a Lease of its own, so that they share one server.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from threading import Barrier
from typing import Protocol

from shared.adapters.cluster import KubeApi, KubeCluster, LeaseHeads, logged_in
from shared.core.actions import CreateObject, DeleteObject, ObjectRef, PatchObject
from shared.errors import PortError
from shared.ports import Cluster, Head, Heads
from standin.clock import Clock, Mode
from standin.faults import Faults
from standin.journal import Journal
from standin.kubernetes import ADMIN, KubernetesApi
from tests.contract.loops import Served, served
from tests.contract.real import KUBECONFIG
from tests.fakes.world import FakeWorld

START = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
PAGE = 3  # objects a page: small, so that every list of these tests has several
_numbers = count(1)

Attempt = Callable[[], Head]
Outcome = Head | PortError


class Case(Protocol):
    """One implementation, one test. `attempts` run at once where the implementation can."""

    cluster: Cluster
    namespace: str

    def process(self) -> Heads:
        """The Lease as a process of its own sees it."""
        ...

    def race(self, attempts: Sequence[Attempt]) -> list[Outcome]: ...

    def step(self, by: timedelta) -> bool:
        """Time passes on the API server; False where nobody can make it."""
        ...

    def add_node(self, *, ready: bool, cordoned: bool) -> str:
        """A node of the pool "general", made by the lock's token 12; answers its name."""
        ...


def _node(prefix: str, *, ready: bool, cordoned: bool) -> CreateObject:
    name = f"veilleur-node-{next(_numbers)}"
    labels = {f"{prefix}veilleur-pool": "general", f"{prefix}veilleur-token": "12"}
    flavor = "flavor" if not prefix else "node.kubernetes.io/instance-type"
    body = {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {"name": name, "labels": labels | {flavor: "a1-ram4-disk50-perf1"}},
        "spec": {"providerID": f"openstack:///{name}"}
        | ({"unschedulable": True} if cordoned else {}),
        "status": {"conditions": [{"type": "Ready", "status": str(ready)}]},
    }
    return CreateObject(ref=ObjectRef(resource="nodes", name=name), body=body, why="a test")


def attempted(attempt: Attempt) -> Outcome:
    try:
        return attempt()
    except PortError as error:
        return error


def _namespace(name: str) -> CreateObject:
    body = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}
    return CreateObject(ref=ObjectRef(resource="namespaces", name=name), body=body, why="a test")


class FakeCase:
    """In one thread: racers have all read before the first of them writes."""

    namespace = "shop"

    def __init__(self) -> None:
        self._world = FakeWorld()
        self.cluster: Cluster = self._world.cluster
        self.cluster.create(_namespace(self.namespace))

    def process(self) -> Heads:
        return self._world.heads

    def race(self, attempts: Sequence[Attempt]) -> list[Outcome]:
        return [attempted(attempt) for attempt in attempts]

    def step(self, by: timedelta) -> bool:
        self._world.step(by)
        return True

    def add_node(self, *, ready: bool, cordoned: bool) -> str:
        node = _node("", ready=ready, cordoned=cordoned)
        self.cluster.create(node)
        return node.ref.name


@dataclass(slots=True)
class HttpCase:
    """Over TLS. A racer is a thread with a client of its own, as a process would have."""

    cluster: Cluster
    namespace: str
    clients: Callable[[], KubeApi]
    clock: Clock | None
    at: Served | None
    made: list[ObjectRef] = field(default_factory=list)

    def process(self) -> Heads:
        return LeaseHeads(api=self.clients(), lab=self.namespace)

    def race(self, attempts: Sequence[Attempt]) -> list[Outcome]:
        gate = Barrier(len(attempts))

        def run(attempt: Attempt) -> Outcome:
            gate.wait(timeout=10)
            return attempted(attempt)

        with ThreadPoolExecutor(len(attempts)) as threads:
            return list(threads.map(run, attempts))

    def step(self, by: timedelta) -> bool:
        if self.clock is None or self.at is None:
            return False
        self.at.on_loop(partial(self.clock.advance, by))
        return True

    def add_node(self, *, ready: bool, cordoned: bool) -> str:
        node = _node("custom.kaas.infomaniak.cloud/", ready=ready, cordoned=cordoned)
        self.cluster.create(node)
        self.made.append(node.ref)
        found = self.cluster.get("nodes", "", node.ref.name)
        assert found is not None
        self.cluster.patch(
            PatchObject(
                ref=replace(node.ref, resource="nodes/status"),
                patch={"status": node.body["status"]},
                resource_version=found["metadata"]["resourceVersion"],
                why="as its kubelet does",
            )
        )
        return node.ref.name


@dataclass(slots=True)
class Embedded:
    """The stand-in's Kubernetes API, listening."""

    api: KubernetesApi
    clock: Clock
    faults: Faults
    journal: Journal
    at: Served

    @property
    def kubeconfig(self) -> str:
        return self.api.kubeconfig(ADMIN, self.at.url)


@contextmanager
def embedded() -> Iterator[Embedded]:
    clock, faults = Clock(Mode.STEPPED, START), Faults()
    journal = Journal(clock)
    api = KubernetesApi(clock=clock, faults=faults, journal=journal)
    with served(api.application, api.tls_context) as at:
        yield Embedded(api, clock, faults, journal, at)


@contextmanager
def http_case(kubeconfig: str, server: Embedded | None) -> Iterator[HttpCase]:
    """A namespace of its own, gone at the end."""
    access = logged_in(kubeconfig)
    with ExitStack() as stack:
        cluster = KubeCluster(api=stack.enter_context(KubeApi(access=access)), page=PAGE)
        name = f"veilleur-contract-{next(_numbers)}"
        cluster.create(_namespace(name))
        case = HttpCase(
            cluster=cluster,
            namespace=name,
            clients=lambda: stack.enter_context(KubeApi(access=access)),
            clock=server.clock if server else None,
            at=server.at if server else None,
        )
        yield case
        lease = ObjectRef(
            resource="leases.coordination.k8s.io", namespace="kube-system", name=f"veilleur-{name}"
        )
        for ref in (*case.made, lease, ObjectRef(resource="namespaces", name=name)):
            _remove(cluster, ref)


def _remove(cluster: Cluster, ref: ObjectRef) -> None:
    found = cluster.get(ref.resource, ref.namespace, ref.name)
    if found is not None:
        cluster.delete(DeleteObject(ref=ref, uid=found["metadata"]["uid"], why="the test is over"))


@contextmanager
def case_of(kind: str, server: Callable[[], Embedded]) -> Iterator[Case]:
    """`server` is asked only for the stand-in."""
    if kind == "fake":
        yield FakeCase()
    elif kind == "standin":
        running = server()
        with http_case(running.kubeconfig, running) as case:
            yield case
    else:
        with http_case(KUBECONFIG, None) as case:
            yield case
