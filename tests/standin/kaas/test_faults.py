"""What a KaaS API has done to its customers, and what this one can be made to do."""

from __future__ import annotations

import pytest

from tests.standin.kaas.caller import POOL, Caller, call
from tests.standin.platform_story import new_platform

LABELS = {"custom.kaas.infomaniak.cloud/veilleur-lab": "demo"}


def test_a_proxy_that_asks_twice_makes_two_pools_of_one_name() -> None:
    """P1.5: equal names are allowed, so the second POST is no conflict."""
    platform = new_platform()
    platform.faults.add("doubled", api="kaas", match="POST", times=1)

    async def story(customer: Caller) -> None:
        told = await customer.create(labels=LABELS)
        pools = (await customer.ask("GET", "instance_pools")).data
        assert [(p["name"], p["labels"]) for p in pools] == [("general", LABELS)] * 2
        assert told == pools[1]["instance_pool_id"]

    call(platform, story)


def test_a_pool_that_will_not_go_shows_deleting_and_bills_until_the_fault_is_gone() -> None:
    platform = new_platform()
    fault = platform.faults.add("pool_stuck", args={"pool": "general"})

    async def story(customer: Caller) -> None:
        stuck, other = await customer.create(), await customer.create(name="gpu")
        for pool_id in (stuck, other):
            assert (await customer.ask("DELETE", f"instance_pools/{pool_id}")).status == 200
        await customer.wait(3_600)
        assert (await customer.pool(stuck))["status"] == "Deleting"
        assert (await customer.ask("GET", f"instance_pools/{other}")).status == 404
        assert len(platform.world.timeline.open()) == 1
        again = await customer.ask("DELETE", f"instance_pools/{stuck}")
        assert (again.status, again.error["code"]) == (400, "cannot_delete_worker_pool")
        platform.faults.remove(fault.id)
        await customer.wait(120)
        assert (platform.world.pools.all(), platform.world.timeline.open()) == ([], [])

    call(platform, story)


def test_a_pool_whose_deletion_is_refused_stays_as_it_is() -> None:
    platform = new_platform()

    async def story(customer: Caller) -> None:
        pool_id = await customer.create()
        platform.faults.add("pool_undeletable", match=f"/{pool_id}$", times=1)
        no = await customer.ask("DELETE", f"instance_pools/{pool_id}")
        assert (no.status, no.error["code"]) == (400, "cannot_delete_worker_pool")
        assert (await customer.pool(pool_id))["status"] == "Creating"
        assert (await customer.ask("DELETE", f"instance_pools/{pool_id}")).status == 200

    call(platform, story)


@pytest.mark.parametrize(("also", "told"), [((), {}), (("labels_as_array",), [])])
def test_labels_that_are_there_and_not_told(also: tuple[str, ...], told: object) -> None:
    platform = new_platform()
    for kind in ("labels_omitted", *also):
        platform.faults.add(kind)

    async def story(customer: Caller) -> None:
        pool_id = await customer.create(labels=LABELS)
        assert (await customer.pool(pool_id))["labels"] == told
        assert (await customer.ask("GET", "instance_pools")).data[0]["labels"] == told
        (machine,) = platform.world.machines.all()
        assert machine.labels == platform.world.pools.get(pool_id).labels == LABELS

    call(platform, story)


@pytest.mark.parametrize(("others", "left"), [(40, 20), (59, 1), (60, 0)])
def test_other_people_with_the_same_token_leave_fewer_requests(others: int, left: int) -> None:
    """P1.12: the refusal says when one of ours counts no longer."""
    platform = new_platform()
    fault = platform.faults.add("other_callers", args={"per_minute": others})

    async def story(customer: Caller) -> None:
        for _ in range(left):
            assert (await customer.ask("GET", "instance_pools")).status == 200
        refused = await customer.ask("GET", "instance_pools")
        assert (refused.status, refused.headers["Retry-After"]) == (429, "60")
        platform.faults.remove(fault.id)
        assert (await customer.ask("GET", "instance_pools")).status == 200

    call(platform, story)


def test_when_others_leave_little_one_still_comes_through_each_minute() -> None:
    platform = new_platform()
    platform.faults.add("other_callers", args={"per_minute": 59})

    async def story(customer: Caller) -> None:
        for _ in range(3):
            assert (await customer.ask("GET", "instance_pools")).status == 200
            assert (await customer.ask("GET", "instance_pools")).status == 429
            await customer.wait(60)

    call(platform, story)


def test_a_fault_may_touch_one_caller_only() -> None:
    platform = new_platform()
    platform.faults.add("refused", agent="^functions/")
    platform.faults.add("no_capacity", agent="^other/")

    async def story(customer: Caller) -> None:
        token = f"Bearer {platform.identity.infomaniak_token}"
        for agent, status in (("other/1", 400), ("somebody/1", 201)):
            headers = {"Authorization": token, "User-Agent": agent}
            answer = await customer.ask("POST", "instance_pools", json=POOL, headers=headers)
            assert answer.status == status

    call(platform, story)
    assert len(platform.world.pools.all()) == 1


def test_faults_add_up_and_each_can_be_taken_away() -> None:
    platform = new_platform()

    async def story(customer: Caller) -> None:
        for kind in ("doubled", "labels_omitted", "status_unknown"):
            platform.faults.add(kind)
        await customer.create()
        pools = (await customer.ask("GET", "instance_pools")).data
        assert [(p["status"], p["labels"]) for p in pools] == [("Unknown", {})] * 2
        for fault in platform.faults.all():
            platform.faults.remove(fault.id)
        pools = (await customer.ask("GET", "instance_pools")).data
        assert [p["status"] for p in pools] == ["Creating"] * 2

    call(platform, story)


async def names(customer: Caller, query: str = "") -> list[str]:
    return [p["name"] for p in (await customer.ask("GET", f"instance_pools{query}")).data]


def test_a_list_that_says_there_is_nothing() -> None:
    platform = new_platform()

    async def story(customer: Caller) -> None:
        pool_id = await customer.create()
        fault = platform.faults.add("empty", api="kaas", match="GET .*/instance_pools$")
        shown = await customer.ask("GET", "instance_pools")
        assert (shown.data, shown.envelope["total"], shown.envelope["pages"]) == ([], 0, 1)
        assert (await customer.pool(pool_id))["name"] == "general"
        platform.faults.remove(fault.id)
        assert await names(customer) == ["general"]

    call(platform, story)


def test_a_list_that_lacks_some_claims_to_be_whole_and_lacks_the_same_at_each_look() -> None:
    platform = new_platform()

    async def story(customer: Caller) -> None:
        for number in range(8):
            await customer.create(name=f"p{number}")
        platform.faults.add("partial", api="kaas", args={"missing": 0.25})
        shown = await customer.ask("GET", "instance_pools")
        assert (len(shown.data), shown.envelope["total"], shown.envelope["pages"]) == (6, 6, 1)
        assert await names(customer) == [p["name"] for p in shown.data]
        assert await names(customer) == sorted(await names(customer))

    call(platform, story)


def test_which_ones_are_missing_is_the_seed_s_choice() -> None:
    def missing(seed: int) -> set[str]:
        platform = new_platform(seed=seed)
        seen: list[str] = []

        async def story(customer: Caller) -> None:
            for number in range(8):
                await customer.create(name=f"p{number}")
            platform.faults.add("partial", api="kaas")
            seen.extend(await names(customer))

        call(platform, story)
        return {f"p{number}" for number in range(8)} - set(seen)

    assert missing(1) == missing(1)
    assert len({frozenset(missing(seed)) for seed in range(1, 5)}) > 1


def test_a_stale_list_is_as_it_was_when_the_fault_began() -> None:
    """Single things are as they are: it is the list that comes from a cache."""
    platform = new_platform()

    async def story(customer: Caller) -> None:
        first = await customer.create(name="first")
        await customer.wait(300)
        fault = platform.faults.add("stale", api="kaas")
        await customer.create(name="second")
        await customer.ask("DELETE", f"instance_pools/{first}")
        await customer.wait(300)
        pools = (await customer.ask("GET", "instance_pools")).data
        assert [(p["name"], p["status"]) for p in pools] == [("first", "Active")]
        assert (await customer.ask("GET", f"instance_pools/{first}")).status == 404
        platform.faults.remove(fault.id)
        assert await names(customer) == ["second"]

    call(platform, story)


def test_with_another_project_s_rights_the_lab_is_not_found_and_theirs_is() -> None:
    """P1.2: the path says which project; what the token may not see is no object."""
    platform = new_platform()

    async def story(customer: Caller) -> None:
        pool_id = await customer.create()
        fault = platform.faults.add("other_project", api="kaas")
        clusters = (await customer.ask("GET", customer.kaas.rpartition("/")[0])).data
        assert [c["name"] for c in clusters] == ["shop"]
        assert clusters[0]["kaas_id"] != platform.world.lab_id
        for method in ("GET", "DELETE"):
            answer = await customer.ask(method, f"instance_pools/{pool_id}")
            assert (answer.status, answer.error["code"]) == (404, "object_not_found")
        assert (await customer.ask("POST", "instance_pools", json=POOL)).status == 404
        platform.faults.remove(fault.id)
        assert await names(customer) == ["general"]

    call(platform, story)


def test_lies_may_lie_upon_each_other() -> None:
    platform = new_platform()

    async def story(customer: Caller) -> None:
        for number in range(4):
            await customer.create(name=f"p{number}")
        stale = platform.faults.add("stale", api="kaas")
        platform.faults.add("partial", api="kaas")
        await customer.create(name="new")
        assert len(await names(customer)) == 2
        platform.faults.remove(stale.id)
        assert len(await names(customer)) == 2  # the half of five, rounded to its favour
        platform.faults.add("empty", api="kaas", times=1)
        assert await names(customer) == []

    call(platform, story)
