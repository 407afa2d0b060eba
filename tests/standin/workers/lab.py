"""The platform with its controllers and workers, over real HTTP on loopback, in stepped time.

The two participants run the very loops of their processes, in threads of the test's own, so that
what they do is measured and a failure is seen.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from aiohttp import web

from standin.client import Access, Kubernetes, Obj, Wire
from standin.clock import Clock, Mode
from standin.control import make_control
from standin.kubernetes import ADMIN, CONTROLLERS, WORKERS, KubernetesApi
from standin.kubernetes.controllers import __main__ as controllers
from standin.middleware import Switchboard
from standin.openstack import Account, make_openstack
from standin.openstack.tokens import Tokens
from standin.platform import Platform
from standin.reconcile.kubeconfig import read_kubeconfig
from standin.workers import __main__ as workers
from standin.workers.cloud import Cloud, Credential
from standin.world import PoolSpec
from standin.world.others import others_world

T = TypeVar("T")
START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
SMALL = "a1-ram4-disk50-perf1"


@dataclass
class Lab:
    """`api` speaks to Kubernetes as the customer does; `world` is touched through `on_loop`."""

    folder: Path
    platform: Platform = field(init=False)
    api: Kubernetes = field(init=False)
    kubernetes: KubernetesApi = field(init=False)
    urls: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        clock = Clock(Mode.STEPPED, START)
        self.platform = Platform(clock, participants=("controllers", "workers"))

    @contextmanager
    def in_processes(self) -> Iterator[list[subprocess.Popen[bytes]]]:
        """The participants as the platform starts them; each has ended by itself at the end."""
        with self._served():
            given = ["--control", self.urls["control"], "--kubeconfig"]
            modules = {
                "controllers": "standin.kubernetes.controllers",
                "workers": "standin.workers",
            }
            started = [
                subprocess.Popen(  # noqa: S603 -- our own modules, run by this very Python
                    [sys.executable, "-m", module, *given, str(self.folder / name)],
                    env=self._credential().environment(),
                )
                for name, module in modules.items()
            ]
            try:
                with self._control_wire() as self._control:
                    yield started
            finally:
                self._loop.call_soon_threadsafe(self._control_ends.set)
                for process in started:
                    process.wait(timeout=20)

    @contextmanager
    def living(self) -> Iterator[Lab]:
        with self._served(), self._control_wire() as self._control:
            players = [threading.Thread(target=run) for run in (self._controllers, self._workers)]
            for player in players:
                player.start()
            self.api = Kubernetes(read_kubeconfig(self.folder / "admin", agent="a-person"))
            try:
                self.step(0)
                yield self
            finally:
                self.api.close()
                self._loop.call_soon_threadsafe(self._control_ends.set)
                for player in players:
                    player.join(timeout=10)

    def step(self, seconds: float) -> None:
        self._control.expect("POST", "/clock", {"seconds": seconds})

    def truth(self) -> Obj:
        return dict(self._control.expect("GET", "/truth"))

    def events(self) -> list[Obj]:
        return [dict(event) for event in self._control.expect("GET", "/truth/events")]

    def fault(self, **fault: Any) -> int:  # noqa: ANN401 -- the control API's JSON
        """Its id."""
        return int(self._control.expect("POST", "/faults", fault)["id"])

    def mend(self, fault: int) -> None:
        self._control.expect("DELETE", f"/faults/{fault}")

    def on_loop(self, do: Callable[[], T]) -> T:
        async def doing() -> T:
            return do()

        return asyncio.run_coroutine_threadsafe(doing(), self._loop).result(timeout=10)

    def add_pool(self, name: str = "general", nodes: int = 1, zone: str = "az-1") -> int:
        """As somebody's POST to the KaaS API would, with the lab's own labels."""
        world = self.platform.world
        spec = PoolSpec(
            kaas_id=world.lab_id, name=name, flavor=SMALL, zone=zone, minimum=nodes, maximum=nodes
        )
        return self.on_loop(lambda: world.pools.create(spec).id)

    def drop_pool(self, pool_id: int) -> None:
        self.on_loop(lambda: self.platform.world.pools.delete(pool_id))

    def apply(self, *objects: Obj) -> None:
        for obj in objects:
            plural = obj["kind"].lower() + "s"
            root = "/api/v1" if obj["apiVersion"] == "v1" else f"/apis/{obj['apiVersion']}"
            space = obj["metadata"].get("namespace")
            self.api.create(
                f"{root}/namespaces/{space}/{plural}" if space else f"{root}/{plural}", obj
            )

    def names(self, path: str) -> list[str]:
        return [item["metadata"]["name"] for item in self.api.get(path)["items"]]

    @contextmanager
    def _served(self) -> Iterator[None]:
        self._loop = asyncio.new_event_loop()
        ready = threading.Event()
        server = threading.Thread(target=lambda: self._loop.run_until_complete(self._serve(ready)))
        server.start()
        ready.wait(timeout=20)
        try:
            yield
        finally:
            for event in (self._control_ends, self._over):
                self._loop.call_soon_threadsafe(event.set)
            server.join(timeout=20)
            self._loop.close()

    @contextmanager
    def _control_wire(self) -> Iterator[Wire]:
        wire = Wire(Access(self.urls["control"]))
        try:
            yield wire
        finally:
            wire.close()

    async def _serve(self, ready: threading.Event) -> None:
        self._control_ends, self._over = asyncio.Event(), asyncio.Event()
        self.kubernetes = api = KubernetesApi(
            clock=self.platform.clock,
            faults=self.platform.faults,
            journal=self.platform.journal,
            late=self.platform.late,
        )
        runners = [
            await self._listen("control", make_control(self.platform)),
            await self._listen("openstack", self._openstack()),
            await self._listen("kubernetes", api.application, api.tls_context),
        ]
        users = {"admin": ADMIN, "controllers": CONTROLLERS, "workers": WORKERS}
        for name, user in users.items():
            (self.folder / name).write_text(api.kubeconfig(user, self.urls["kubernetes"]))
        ready.set()
        await self._control_ends.wait()
        await runners.pop(0).cleanup()
        await self._over.wait()  # by then both participants have seen it, and hung up
        for runner in runners:
            await runner.cleanup()
        await self._hang_up()

    async def _hang_up(self) -> None:
        """A transport that was told to close lets go of its socket some rounds later."""
        for _ in range(10):
            await asyncio.sleep(0)

    def _openstack(self) -> web.Application:
        identity, platform = self.platform.identity, self.platform
        self._account = Account(
            project_id=identity.os_project_id,
            application_credential_id=identity.os_credential_id,
            application_credential_secret=identity.os_credential_secret,
            password="a-person-s",
        )
        board = Switchboard(platform.clock, platform.faults, platform.journal, platform.late)
        tokens = Tokens(Clock())
        return make_openstack(
            world=platform.world,
            board=board,
            account=self._account,
            tokens=tokens,
            elsewhere={"other_project": others_world(platform.clock, platform.seed)},
        )

    async def _listen(self, name: str, app: web.Application, tls: Any = None) -> web.AppRunner:  # noqa: ANN401
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls).start()
        scheme = "https" if tls else "http"
        self.urls[name] = f"{scheme}://127.0.0.1:{runner.addresses[0][1]}"
        return runner

    def inside_balancers(self) -> dict[str, list[Obj]]:
        """Listeners, pools and, of the first pool, the members."""
        cloud = Cloud(self._credential())
        try:
            root = "/v2/lbaas"
            told = {
                n: cloud.list("load-balancer", f"{root}/{n}", n) for n in ("listeners", "pools")
            }
            path = f"{root}/pools/{told['pools'][0]['id']}/members" if told["pools"] else ""
            members = cloud.list("load-balancer", path, "members") if path else []
            return told | {"members": members}
        finally:
            cloud.close()

    def _credential(self) -> Credential:
        return Credential(
            auth_url=f"{self.urls['openstack']}/identity/v3",
            id=self._account.application_credential_id,
            secret=self._account.application_credential_secret,
            region="dc3-a",
        )

    def _controllers(self) -> None:
        arguments = ["--kubeconfig", str(self.folder / "controllers")]
        controllers.main([*arguments, "--control", self.urls["control"]])

    def _workers(self) -> None:
        workers.work(self.folder / "workers", self.urls["control"], self._credential())
