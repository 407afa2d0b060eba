"""The public Infomaniak Terraform provider's calls, replayed in its order against the KaaS API."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from standin.identity import PROJECT_ID, PUBLIC_CLOUD_ID
from standin.platform import Platform
from tests.standin.kaas.caller import Answer, Caller, call

RECORDED = json.loads(
    (Path(__file__).parents[2] / "fixtures" / "infomaniak_provider.json").read_text()
)
TYPES: Mapping[str, type] = {
    "integer": int,
    "string": str,
    "object": dict,
    "array": list,
    "null": type(None),
}
POLL_SECONDS = 5
MOST_POLLS = 200


def has_shape(data: Any, shape: Any) -> bool:  # noqa: ANN401 -- JSON
    """Every field that the provider reads is there, with its type; more may be."""
    if shape == "true":
        return data is True
    if isinstance(shape, str):
        return type(data) is TYPES[shape]
    if isinstance(shape, list):
        return isinstance(data, list) and bool(data) and all(has_shape(d, shape[0]) for d in data)
    return isinstance(data, dict) and all(
        name in data and has_shape(data[name], inner) for name, inner in shape.items()
    )


class Provider:
    """Fills the ids that it was given into the next calls."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller
        self.ids: dict[str, Any] = {"cloud_id": PUBLIC_CLOUD_ID, "project_id": PROJECT_ID}
        self.ids["project"] = f"/1/public_clouds/{PUBLIC_CLOUD_ID}/projects/{PROJECT_ID}"

    async def run(self, step: str) -> None:
        for recorded in RECORDED["steps"][step]:
            await self._replay(recorded)

    async def _replay(self, recorded: Mapping[str, Any]) -> None:
        answer = await self._until(recorded)
        assert answer.status == recorded.get("status", 200), recorded["call"]
        shape = RECORDED["shapes"][recorded["shape"]]
        assert has_shape(answer.data, shape), (recorded["call"], answer.data)
        if "gives" in recorded:
            self.ids[recorded["gives"]] = answer.data
        if "equals" in recorded:
            assert answer.data == recorded["equals"]
        for name, value in recorded.get("same", {}).items():
            assert answer.data[name] == value, recorded["call"]

    async def _until(self, recorded: Mapping[str, Any]) -> Answer:
        wanted = recorded.get("until", {})
        for _ in range(MOST_POLLS):
            answer = await self._send(recorded)
            if wanted.items() <= (answer.data.items() if wanted else {}.items()):
                return answer
            assert "Failed" not in answer.data["status"]
            await self._caller.wait(POLL_SECONDS)
        raise AssertionError(f"{recorded['call']} never came to {wanted}")

    async def _send(self, recorded: Mapping[str, Any]) -> Answer:
        method, path = recorded["call"].format(**self.ids).split(" ", 1)
        return await self._caller.ask(method, path, json=self._filled(recorded.get("body")))

    def _filled(self, body: Any) -> Any:  # noqa: ANN401 -- JSON
        if isinstance(body, dict):
            return {name: self._filled(value) for name, value in body.items()}
        if isinstance(body, str) and body.startswith("{"):
            return self.ids[body.strip("{}")]
        return body


def test_create_read_change_and_destroy_as_the_provider_does(platform: Platform) -> None:
    async def story(caller: Caller) -> None:

        async def hand_out_kubeconfigs() -> None:
            for cluster in platform.world.clusters.all():
                platform.kubeconfigs[cluster.id] = "apiVersion: v1\nkind: Config\n"

        platform.stepper.on_settled.append(hand_out_kubeconfigs)
        provider = Provider(caller)
        await provider.run("apply")
        await provider.run("plan")
        await provider.run("change")
        await provider.run("plan")
        await provider.run("destroy")
        await caller.wait(120)
        assert [cluster.id for cluster in platform.world.clusters.all()] == [platform.world.lab_id]
        assert platform.world.timeline.open() == []

    call(platform, story)


def test_a_pool_deleted_behind_its_back_is_an_error_for_the_provider(platform: Platform) -> None:
    """Why pools that we delete and create again stay out of Terraform's state."""

    async def story(caller: Caller) -> None:
        for method in ("GET", "DELETE"):
            answer = await caller.ask(method, "instance_pools/999")
            assert (answer.status, answer.error["description"]) == (404, "Object not found")

    call(platform, story)


def test_every_refusal_has_a_description_or_the_provider_crashes(platform: Platform) -> None:
    async def story(caller: Caller) -> None:
        for status in (400, 429, 500, 503):
            platform.faults.add("error", times=1, args={"status": status})
            answer = await caller.ask("GET", "")
            assert (answer.status, answer.error["description"] != "") == (status, True)
        answer = await caller.ask("PUT", "instance_pools", json={})
        assert (answer.status, answer.error["description"] != "") == (405, True)

    call(platform, story)


@pytest.mark.parametrize("data", ["", 1, True, None, [], {}, [1]])
def test_the_shapes_tell_a_wrong_answer_from_a_right_one(data: object) -> None:
    assert not has_shape(data, RECORDED["shapes"]["pool"])
    assert not has_shape(data, RECORDED["shapes"]["filters"])
