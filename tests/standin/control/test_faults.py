"""How things are made to go wrong."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from standin import effects
from standin.control import make_control
from standin.control.kinds import KINDS
from tests.standin.control.test_time import general
from tests.standin.platform_story import Client, live, new_platform


def test_a_fault_stands_until_it_is_taken_away() -> None:
    platform = new_platform()

    async def story(control: Client) -> None:
        body = {"kind": "error", "api": "kaas", "times": 2, "args": {"status": 500}}
        made = await (await control.post("/faults", json=body)).json()
        assert await (await control.get("/faults")).json() == [made]
        assert (await control.delete(f"/faults/{made['id']}")).status == 200
        assert (await control.delete(f"/faults/{made['id']}")).status == 404
        for _ in range(2):
            await control.post("/faults", json={"kind": "refused"})
        await control.delete("/faults")
        assert await (await control.get("/faults")).json() == []

    live(platform, make_control, story)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"kind": "earthquake"}, "kind"),
        ({}, "kind"),
        ({"kind": "refused", "api": "ftp"}, "api"),
        ({"kind": "refused", "match": "("}, "match"),
        ({"kind": "refused", "times": 0}, "times"),
        ({"kind": "refused", "args": {"seconds": 1}}, "seconds"),
        ({"kind": "refused", "args": []}, "args"),
        ({"kind": "refused", "when": "now"}, "when"),
        ({"kind": "latency", "args": {"seconds": 11}}, "seconds"),
        ({"kind": "hold", "args": {"when": "now"}}, "when"),
        ({"kind": "error"}, "status"),
        ({"kind": "refused", "agent": "["}, "agent"),
        ({"kind": "quota", "api": "s3"}, "api"),
        ({"kind": "pool_stuck", "agent": "functions"}, "agent"),
        ({"kind": "ports_full", "match": "GET"}, "match"),
        ({"kind": "other_callers"}, "per_minute"),
        ({"kind": "other_callers", "args": {"per_minute": 61}}, "per_minute"),
        ({"kind": "pool_stuck", "args": {"pool": 4001}}, "pool"),
        ({"kind": "node_dies", "args": {"name": "nobody"}}, "args"),
    ],
)
def test_a_fault_that_makes_no_sense_names_the_field(body: Any, field: str) -> None:  # noqa: ANN401 -- JSON
    platform = new_platform()

    async def story(control: Client) -> None:
        answer = await control.post("/faults", json=body)
        assert (answer.status, (await answer.json())["field"]) == (400, field)

    live(platform, make_control, story)
    assert platform.faults.all() == []


def test_an_unknown_kind_is_told_the_known_ones() -> None:
    async def story(control: Client) -> None:
        answer = await (await control.post("/faults", json={"kind": "earthquake"})).json()
        assert all(kind in answer["allowed"] for kind in KINDS)

    live(new_platform(), make_control, story)


def test_each_kind_is_taught_in_one_sentence() -> None:
    async def story(control: Client) -> None:
        told = await (await control.get("/faults/kinds")).json()
        assert told.keys() == KINDS.keys()
        assert all(kind["says"].endswith(".") and kind["apis"] for kind in told.values())
        assert told["error"]["must"] == ["status"]

    live(new_platform(), make_control, story)


def test_every_fault_of_the_wire_can_be_asked_for() -> None:
    assert set(KINDS) >= effects.KINDS


def test_it_tells_once_a_call_is_held() -> None:
    platform = new_platform()

    async def story(control: Client) -> None:
        made = await (await control.post("/faults", json={"kind": "hold"})).json()
        asked = asyncio.create_task(control.get(f"/faults/{made['id']}/held"))
        held = asyncio.create_task(platform.faults.gate(made["id"]).stand())
        assert await (await asked).json() == {"held": True}
        assert not held.done()
        await control.delete(f"/faults/{made['id']}")
        await held

    live(platform, make_control, story)


@pytest.mark.parametrize("by", ["pool", "name"])
def test_a_node_dies_at_once(by: str) -> None:
    platform = new_platform()
    platform.world.pools.create(general(platform, nodes=1))
    (machine,) = platform.world.machines.all()
    value = {"pool": "general", "name": machine.name}[by]

    async def story(control: Client) -> None:
        body = {"kind": "node_dies", "args": {by: value}}
        assert (await control.post("/faults", json=body)).status == 201
        (told,) = await (await control.get("/machines")).json()
        assert told["state"] == "dead"

    live(platform, make_control, story)
