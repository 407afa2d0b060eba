"""P1.10 to P1.12, P2.3: what is offered, what stays without nodes, and how often one may ask."""

from __future__ import annotations

import aiohttp
import pytest

from standin.kaas.limiter import MOST
from standin.platform import Platform
from tests.standin.kaas.caller import POOL, Caller, call

KAAS = "/1/public_clouds/kaas"


def test_p1_10_regions_zones_packs_and_versions(platform: Platform) -> None:
    async def story(caller: Caller) -> None:
        assert (await caller.ask("GET", f"{KAAS}/regions")).data == ["dc3-a", "dc4-a"]
        zones = (await caller.ask("GET", f"{KAAS}/availability_zones?region=dc3-a")).data
        assert zones == ["az-1", "az-2", "az-3", "dc3-a-04", "dc3-a-09", "dc3-a-10"]
        packs = (await caller.ask("GET", f"{KAAS}/packs")).data
        assert [pack["name"].partition("_")[0] for pack in packs] == ["shared", "dedicated"]
        versions = (await caller.ask("GET", f"{KAAS}/versions")).data
        assert (await caller.ask("GET", "")).data["kubernetes_version"] in versions

    call(platform, story)


@pytest.mark.parametrize("query", ["", "?region=mars"])
def test_p1_10_zones_and_flavors_need_a_known_region(platform: Platform, query: str) -> None:
    async def story(caller: Caller) -> None:
        flavors = caller.kaas.rpartition("/")[0] + "/flavors"
        for path in (f"{KAAS}/availability_zones", flavors):
            answer = await caller.ask("GET", path + query)
            assert (answer.status, answer.faulty) == (422, {"region"})

    call(platform, story)


def test_p2_3_flavors_carry_their_rates_and_packs_their_price(platform: Platform) -> None:
    async def story(caller: Caller) -> None:
        flavors = caller.kaas.rpartition("/")[0] + "/flavors?region=dc3-a"
        rates = {each["name"]: each["rates"] for each in (await caller.ask("GET", flavors)).data}
        assert rates["nvl4-a8-ram16-disk50-perf1"]["hour_excl_tax"] == 2.5
        assert rates["a1-ram4-disk50-perf1"]["hour_incl_tax"] == pytest.approx(0.06486)
        packs = (await caller.ask("GET", f"{KAAS}/packs")).data
        assert [pack["price_per_hour"]["CHF"] for pack in packs] == [0, 0.1]

    call(platform, story)


def test_p1_11_a_cluster_without_a_pool_keeps_its_api_server(platform: Platform) -> None:
    platform.kubeconfigs[platform.world.lab_id] = "apiVersion: v1"

    async def story(caller: Caller) -> None:
        pool_id = await caller.create()
        await caller.wait(300)
        await caller.ask("DELETE", f"instance_pools/{pool_id}")
        await caller.wait(3_600)
        assert (await caller.ask("GET", "")).data["status"] == "Active"
        assert (await caller.ask("GET", "kube_config")).status == 200

    call(platform, story)


def test_p1_11_without_network_ports_nodes_bill_and_never_come(platform: Platform) -> None:
    platform.faults.add("ports_full")

    async def story(caller: Caller) -> None:
        pool_id = await caller.create()
        await caller.wait(3_600)
        pool = await caller.pool(pool_id)
        assert (pool["status"], pool["available_instances"]) == ("Creating", 0)
        assert len(platform.world.timeline.open()) == 1

    call(platform, story)


def test_p1_12_more_than_60_requests_a_minute_are_too_many(platform: Platform) -> None:
    async def story(caller: Caller) -> None:
        for _ in range(MOST // 2):
            assert (await caller.ask("GET", "")).status == 200
        await caller.wait(20)
        for _ in range(MOST // 2):
            assert (await caller.ask("GET", "")).status == 200
        answer = await caller.ask("POST", "instance_pools", json=POOL)
        assert (answer.status, answer.error["code"]) == (429, "too_many_requests")
        assert answer.headers["Retry-After"] == "40"
        assert platform.world.pools.all() == []
        await caller.wait(40)
        assert (await caller.ask("GET", "")).status == 200

    call(platform, story)


@pytest.mark.parametrize(
    ("query", "got", "page"),
    [
        ("", 15, {"page": 1, "pages": 2, "items_per_page": 15}),
        ("?page=2", 5, {"page": 2, "pages": 2, "items_per_page": 15}),
        ("?page=3", 0, {"page": 3, "pages": 2, "items_per_page": 15}),
        ("?page=2&per_page=8", 8, {"page": 2, "pages": 3, "items_per_page": 8}),
        ("?per_page=100", 20, {"page": 1, "pages": 1, "items_per_page": 100}),
        ("?skip=16&limit=8", 4, {"page": 3, "pages": 3, "items_per_page": 8}),
        ("?skip=5", 15, {"page": 1, "pages": 2, "items_per_page": 15}),
    ],
)
def test_p1_12_lists_come_in_pages(
    platform: Platform, query: str, got: int, page: dict[str, int]
) -> None:
    async def story(caller: Caller) -> None:
        for _ in range(20):
            await caller.create()
        answer = await caller.ask("GET", f"instance_pools{query}")
        assert len(answer.data) == got
        assert {"total": 20, **page}.items() <= answer.envelope.items()

    call(platform, story)


@pytest.mark.parametrize("query", ["page=0", "per_page=0", "per_page=x", "skip=-1", "limit=1001"])
def test_p1_12_a_page_that_makes_no_sense_is_refused(platform: Platform, query: str) -> None:
    async def story(caller: Caller) -> None:
        answer = await caller.ask("GET", f"instance_pools?{query}")
        assert (answer.status, answer.faulty) == (422, {query.partition("=")[0]})

    call(platform, story)


def test_p1_3_codes_for_what_cannot_be_granted(platform: Platform) -> None:
    async def story(caller: Caller) -> None:
        pool_id = await caller.create()
        path = f"instance_pools/{pool_id}"
        platform.faults.add("no_capacity", times=2)
        made = await caller.ask("POST", "instance_pools", json=POOL)
        changed = await caller.ask("PATCH", path, json={"minimum_instances": 2})
        assert (made.status, changed.status) == (400, 400)
        scarce = "worker_pool_not_enough_available_nodes"
        assert made.error["code"] == f"cannot_create_{scarce}"
        assert changed.error["code"] == f"cannot_update_{scarce}"
        await caller.ask("DELETE", path)
        for method, code in (
            ("PATCH", "cannot_update_worker_pool"),
            ("DELETE", "cannot_delete_worker_pool"),
        ):
            answer = await caller.ask(method, path, json={})
            assert (answer.status, answer.error["code"]) == (400, code)

    call(platform, story)


def test_p1_3_the_pack_s_limit(platform: Platform) -> None:
    body = {"name": "b", "region": "dc3-a", "kubernetes_version": "1.33", "kaas_pack_id": 1}

    async def story(caller: Caller) -> None:
        kaases = caller.kaas.rpartition("/")[0]
        statuses = [(await caller.ask("POST", kaases, json=body)).status for _ in range(3)]
        assert statuses == [201, 201, 400]
        refused = await caller.ask("POST", kaases, json=body)
        assert refused.error["code"] == "kaas_pack_limit_reached"

    call(platform, story)


def test_the_last_pool_may_be_refused_to_go(platform: Platform) -> None:
    platform.faults.add("last_pool_refused")

    async def story(caller: Caller) -> None:
        first, second = await caller.create(), await caller.create()
        assert (await caller.ask("DELETE", f"instance_pools/{first}")).status == 200
        answer = await caller.ask("DELETE", f"instance_pools/{second}")
        assert (answer.status, answer.error["code"]) == (400, "cannot_delete_worker_pool")
        platform.faults.remove(1)
        assert (await caller.ask("DELETE", f"instance_pools/{second}")).status == 200

    call(platform, story)


def test_a_create_may_take_effect_after_its_time_out(platform: Platform) -> None:
    platform.faults.add("late", match="POST .*/instance_pools$", times=1, args={"seconds": 120})

    async def story(caller: Caller) -> None:
        with pytest.raises(aiohttp.ServerDisconnectedError):
            await caller.create()
        assert (await caller.ask("GET", "instance_pools")).data == []
        await caller.wait(120)
        (pool,) = (await caller.ask("GET", "instance_pools")).data
        assert pool["status"] == "Creating"

    call(platform, story)


def test_ip_filters_keep_their_order_and_need_a_mask(platform: Platform) -> None:
    async def story(caller: Caller) -> None:
        for filters in (["198.51.100.7/32", "192.0.2.0/24"], []):
            await caller.ask("PUT", "ip_filters", json={"ip_filters": filters})
            assert (await caller.ask("GET", "ip_filters")).data == filters
        answer = await caller.ask("PUT", "ip_filters", json={"ip_filters": ["192.0.2.7"]})
        assert (answer.status, answer.faulty) == (422, {"ip_filters"})

    call(platform, story)


def test_what_the_api_server_was_told_comes_back(platform: Platform) -> None:
    async def story(caller: Caller) -> None:
        assert (await caller.ask("GET", "apiserver")).data["apiserver_params"] == {}
        audit = {"apiserver_params": {}, "audit-policy": "kind: Policy"}
        assert (await caller.ask("PATCH", "apiserver", json=audit)).data is True
        told = (await caller.ask("GET", "apiserver")).data
        assert (told["apiserver_params"], told["audit-policy"]) == (None, "kind: Policy")

    call(platform, story)
    assert "kind: Policy" not in str(platform.journal.entries())
