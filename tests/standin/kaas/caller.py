"""A customer of the KaaS API in a test: knows the ids and the token, reads the envelope."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from standin.identity import PROJECT_ID, PUBLIC_CLOUD_ID
from standin.kaas import make_kaas
from standin.platform import Platform
from tests.standin.platform_story import Client, live

Json = dict[str, Any]
POOL: Json = {
    "name": "general",
    "flavor": "a1-ram2-disk20-perf1",
    "availability_zone": "az-1",
    "minimum_instances": 1,
    "maximum_instances": 1,
}


@dataclass(frozen=True)
class Answer:
    status: int
    envelope: Json
    headers: dict[str, str]

    @property
    def data(self) -> Any:  # noqa: ANN401 -- JSON
        return self.envelope["data"]

    @property
    def error(self) -> Json:
        return dict(self.envelope["error"])

    @property
    def faulty(self) -> set[str]:
        """The attributes that the refusal names."""
        return {fault["context"]["attribute"] for fault in self.error["errors"]}


@dataclass
class Caller:
    platform: Platform
    client: Client

    @property
    def kaas(self) -> str:
        project = f"/1/public_clouds/{PUBLIC_CLOUD_ID}/projects/{PROJECT_ID}"
        return f"{project}/kaas/{self.platform.world.lab_id}"

    async def ask(self, method: str, path: str, **how: Any) -> Answer:  # noqa: ANN401 -- aiohttp's own
        """`path` is below the lab's cluster where it does not begin with a slash."""
        if not path.startswith("/"):
            path = f"{self.kaas}/{path}".rstrip("/")
        token = f"Bearer {self.platform.identity.infomaniak_token}"
        how.setdefault("headers", {"Authorization": token})
        answer = await self.client.request(method, path, **how)
        return Answer(answer.status, await answer.json(), dict(answer.headers))

    async def create(self, **more: Any) -> int:  # noqa: ANN401 -- JSON
        return int((await self.ask("POST", "instance_pools", json={**POOL, **more})).data)

    async def pool(self, pool_id: int) -> Json:
        return dict((await self.ask("GET", f"instance_pools/{pool_id}")).data)

    async def wait(self, seconds: float) -> None:
        now = self.platform.clock.now()
        await self.platform.stepper.step_to(now + timedelta(seconds=seconds))


def call(platform: Platform, story: Callable[[Caller], Awaitable[None]]) -> None:
    async def told(client: Client) -> None:
        await story(Caller(platform, client))

    live(platform, make_kaas, told)
