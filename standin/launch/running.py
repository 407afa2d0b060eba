"""Everything started in order, and ended in the opposite one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from aiohttp import web

from standin.control import make_control
from standin.identity import ARTIFACTS_BUCKET, STATE_BUCKET
from standin.kaas import make_kaas
from standin.kubernetes import CONTROLLERS, WORKERS, User
from standin.launch.child import Child
from standin.launch.clouds import Clouds
from standin.launch.clusters import KubernetesApis
from standin.launch.founding import Founded, found
from standin.launch.given import environment, shell_lines, write_private
from standin.launch.keeper import Keeper
from standin.launch.options import Options
from standin.launch.serving import serve
from standin.platform import Platform
from standin.s3 import S3Server, serve_s3

CHILDREN = {CONTROLLERS: "standin.kubernetes.controllers", WORKERS: "standin.workers"}


@dataclass(frozen=True, slots=True)
class Running:
    """`urls` by server: control, kaas, s3, openstack, kubernetes."""

    platform: Platform
    urls: dict[str, str]
    children: list[Child]


@asynccontextmanager
async def running(options: Options) -> AsyncIterator[Running]:
    """The whole platform, settled.

    Raises OSError where a port is taken, ValueError for a data folder of another version.
    """
    keeper = Keeper(options.data)
    founded = found(options, keeper.read())
    async with AsyncExitStack() as stack:
        launch = Launch(stack, options, keeper, founded)
        urls = await launch.listen()
        children = await launch.start_children(launch.hand_out(urls))
        stack.push_async_callback(founded.platform.turns.close)
        await founded.platform.stepper.settle()
        founded.platform.ready.set()
        yield Running(founded.platform, urls, children)


class Launch:
    """What is started goes onto `stack`, which ends it."""

    def __init__(
        self, stack: AsyncExitStack, options: Options, keeper: Keeper, founded: Founded
    ) -> None:
        self._stack, self._options, self._keeper = stack, options, keeper
        self._founded, self._platform = founded, founded.platform
        self._apis = KubernetesApis(self._platform, keeper, options.ports["kubernetes"])
        self._scratch = Path(stack.enter_context(TemporaryDirectory(prefix="standin-")))

    async def listen(self) -> dict[str, str]:
        """Every server's URL. OpenStack's catalogue leads to S3, so that one comes first."""
        s3 = await asyncio.to_thread(self._serve_s3)
        self._stack.push_async_callback(asyncio.to_thread, s3.close)
        clouds = self._founded.openstack(s3.url)
        self._stack.callback(self._founded.save, self._keeper)
        self._when_settled(s3)
        await self._apis.follow()
        self._stack.push_async_callback(self._apis.close)
        return {
            "control": await self._serve("control", make_control(self._platform)),
            "kaas": await self._serve("kaas", make_kaas(self._platform)),
            "openstack": await self._serve_clouds(clouds),
            "kubernetes": self._apis.lab.site.url,
            "s3": s3.url,
        }

    def hand_out(self, urls: Mapping[str, str]) -> dict[str, str]:
        """Write the kubeconfig and the shell's file; answer the environment."""
        platform, env_file = self._platform, self._options.env_file
        kubeconfig = platform.kubeconfigs[platform.world.lab_id]
        path = write_private(self._kubeconfig_path(), kubeconfig)
        variables = environment(platform, urls, path)
        if env_file is not None:
            write_private(env_file, shell_lines(variables))
        buckets = {"state": STATE_BUCKET, "artifacts": ARTIFACTS_BUCKET}
        platform.given.update(
            urls=dict(urls), buckets=buckets, environment=variables, kubeconfig=kubeconfig
        )
        return variables

    async def start_children(self, variables: Mapping[str, str]) -> list[Child]:
        children = {user: await self._child(user, variables) for user in CHILDREN}
        self._platform.at_once.update(
            kubeconfig_revoked=self._revoke, cluster_rebuilt=lambda: self._rebuild(children)
        )
        return list(children.values())

    async def _revoke(self) -> None:
        self._apis.revoke_lab()
        self._tell_kubeconfig("kubeconfig_revoked")

    async def _rebuild(self, children: Mapping[User, Child]) -> None:
        """The controllers and workers of the old cluster go with it."""
        async with self._platform.stepper.between_turns():
            await self._apis.rebuild_lab()
            self._tell_kubeconfig("cluster_rebuilt")
            for user, child in children.items():
                self._write_kubeconfig(user)
                await child.restart()

    def _tell_kubeconfig(self, what: str) -> None:
        """The file of the shell stays as it was: whoever has it has an old one."""
        platform = self._platform
        platform.world.note(what, id=platform.world.lab_id)
        platform.given["kubeconfig"] = platform.kubeconfigs[platform.world.lab_id]

    def _serve_s3(self) -> S3Server:
        platform, tokens = self._platform, self._founded.tokens
        return serve_s3(
            clock=platform.clock,
            faults=platform.faults,
            journal=platform.journal,
            port=self._options.ports["s3"],
            credentials=self._founded.s3_keys,
            buckets=[STATE_BUCKET, ARTIFACTS_BUCKET],
            data=self._keeper.part("s3"),
            known_token=lambda token: tokens.opens(token, platform.identity.os_project_id),
        )

    async def _serve_clouds(self, clouds: Clouds) -> str:
        """The customer's own URL; what lies elsewhere listens on any free port."""
        elsewhere = clouds.other_project, clouds.other_region
        clouds.led_to(*[await self._serve("elsewhere", app) for app in elsewhere])
        self._platform.given["elsewhere"] = clouds.wrong()
        return await self._serve("openstack", clouds.own)

    async def _serve(self, name: str, app: web.Application) -> str:
        site = await serve(app, self._options.ports.get(name, 0))
        self._stack.push_async_callback(site.close)
        return site.url

    def _when_settled(self, s3: S3Server) -> None:
        async def land() -> None:
            s3.land()

        async def save() -> None:
            await self._founded.save_now_and_then(self._keeper)

        self._platform.stepper.on_settled += [land, self._apis.follow, save]

    def _kubeconfig_path(self) -> Path:
        env_file, data = self._options.env_file, self._options.data
        if env_file is not None:
            return env_file.absolute().with_suffix(".kubeconfig")
        return (data.absolute() if data is not None else self._scratch) / "kubeconfig"

    def _write_kubeconfig(self, user: User) -> Path:
        api, url = self._apis.lab.api, self._apis.lab.site.url
        path = self._scratch / f"{CHILDREN[user]}.kubeconfig"
        return write_private(path, api.kubeconfig(user, url))

    async def _child(self, user: User, variables: Mapping[str, str]) -> Child:
        kubeconfig = self._write_kubeconfig(user)
        told = ["--kubeconfig", str(kubeconfig), "--control", variables["STANDIN_CONTROL"]]
        child = await Child.start(CHILDREN[user], told, variables)
        self._stack.push_async_callback(child.stop)
        return child
