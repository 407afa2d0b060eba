"""What the control API tells about the platform: the truth now, over time, and of every request."""

from __future__ import annotations

from decimal import Decimal

from aiohttp import web

from standin.control import make_control
from tests.standin.control.test_time import general
from tests.standin.platform_story import START, Client, live, new_platform


def test_machines_are_what_a_kubelet_needs_to_know() -> None:
    platform = new_platform()
    pool = platform.world.pools.create(general(platform, nodes=1))

    async def story(control: Client) -> None:
        (machine,) = await (await control.get("/machines")).json()
        assert machine["provider_id"] == f"openstack:///{machine['id']}"
        assert (machine["pool"], machine["pool_id"], machine["state"]) == (
            "general",
            pool.id,
            "booting",
        )
        assert (machine["cpu"], machine["ram_gb"], machine["gpu"]) == (1, 2, 0)
        await control.post("/clock", json={"seconds": 600})
        (machine,) = await (await control.get("/machines")).json()
        assert machine["state"] == "running"

    live(platform, make_control, story)


def test_other_people_s_servers_are_no_nodes_but_bill_in_the_truth() -> None:
    async def story(control: Client) -> None:
        made = await control.post("/people", json={"kind": "server", "name": "theirs"})
        assert made.status == 201
        assert await (await control.get("/machines")).json() == []
        truth = await (await control.get("/truth")).json()
        assert truth["chf_per_hour"] == "0.03"
        assert [(b["kind"], b["owner"]) for b in truth["billing"]] == [("server", "foreign")]

    live(new_platform(), make_control, story)


def test_people_make_one_of_each_kind() -> None:
    kinds = ["server", "pool", "load_balancer", "volume", "floating_ip"]

    async def story(control: Client) -> None:
        for kind in kinds:
            assert (await control.post("/people", json={"kind": kind})).status == 201
        truth = await (await control.get("/truth")).json()
        assert len(truth["billing"]) == len(kinds)
        assert {billed["owner"] for billed in truth["billing"]} == {"foreign"}
        total = sum(Decimal(billed["chf_per_hour"]) for billed in truth["billing"])
        assert Decimal(truth["chf_per_hour"]) == total
        for field in ("kind", "flavor"):
            answer = await control.post("/people", json={"kind": "server", field: "castle"})
            assert (answer.status, (await answer.json())["field"]) == (400, field)

    live(new_platform(), make_control, story)


def test_the_timeline_tells_every_billed_interval_ever() -> None:
    platform = new_platform()
    pool = platform.world.pools.create(general(platform, nodes=1))

    async def story(control: Client) -> None:
        await control.post("/clock", json={"seconds": 300})
        platform.world.pools.delete(pool.id)
        await control.post("/clock", json={"seconds": 300})
        (interval,) = await (await control.get("/truth/timeline")).json()
        assert interval["began"] == START.isoformat()
        assert "2026-03-02T08:05:30" <= interval["ended"] <= "2026-03-02T08:06:00+00:00"
        truth = await (await control.get("/truth")).json()
        assert (truth["pools"], truth["machines"], truth["chf_per_hour"]) == ([], [], "0")

    live(platform, make_control, story)


def test_requests_can_be_read_by_api_and_from_a_number_on() -> None:
    platform = new_platform()
    for api in ("kaas", "s3", "kaas"):
        platform.journal.record(api, "GET", "/", 200)

    async def story(control: Client) -> None:
        kaas = await (await control.get("/truth/requests?api=kaas")).json()
        assert [entry["seq"] for entry in kaas] == [1, 3]
        later = await (await control.get("/truth/requests?after=2")).json()
        assert [entry["seq"] for entry in later] == [3]
        assert (
            await control.get("/truth/requests?api=ftp")
        ).status == web.HTTPBadRequest.status_code

    live(platform, make_control, story)
