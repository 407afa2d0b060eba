"""P1.5 to P1.9: instance pools, their sizes, statuses and labels."""

from __future__ import annotations

from typing import Any

import pytest

from standin.platform import Platform
from tests.standin.kaas.caller import POOL, Caller, call

ROLE = {"custom.kaas.infomaniak.cloud/role": "general"}


@pytest.mark.parametrize("minimum", [0, -1, None, 1_001, 1.5, True, "2"])
def test_p1_5_a_pool_cannot_have_0_instances(platform: Platform, minimum: Any) -> None:  # noqa: ANN401 -- JSON
    async def story(caller: Caller) -> None:
        body = {**POOL, "minimum_instances": minimum, "maximum_instances": 1_000}
        answer = await caller.ask("POST", "instance_pools", json=body)
        assert (answer.status, answer.faulty) == (422, {"minimum_instances"})

    call(platform, story)
    assert platform.world.timeline.intervals == []


def test_p1_5_nor_be_patched_to_0(platform: Platform) -> None:
    async def story(caller: Caller) -> None:
        pool_id = await caller.create()
        for size in ({"minimum_instances": 0}, {"minimum_instances": 0, "maximum_instances": 0}):
            answer = await caller.ask("PATCH", f"instance_pools/{pool_id}", json=size)
            assert (answer.status, answer.faulty) == (422, {"minimum_instances"})
        assert (await caller.pool(pool_id))["minimum_instances"] == 1

    call(platform, story)


def test_p1_5_stop_is_delete_and_start_is_post_with_a_new_id(platform: Platform) -> None:
    async def story(caller: Caller) -> None:
        first = await caller.create()
        await caller.ask("DELETE", f"instance_pools/{first}")
        await caller.wait(60)
        assert (await caller.ask("GET", f"instance_pools/{first}")).status == 404
        assert (await caller.ask("DELETE", f"instance_pools/{first}")).status == 404
        assert await caller.create() > first

    call(platform, story)


@pytest.mark.parametrize(("maximum", "shown"), [(0, 2), (None, 2), (2, 2), (1_000, 1_000)])
def test_p1_5_the_maximum_is_0_to_1000(platform: Platform, maximum: int | None, shown: int) -> None:
    async def story(caller: Caller) -> None:
        pool_id = await caller.create(minimum_instances=2, maximum_instances=maximum)
        assert (await caller.pool(pool_id))["maximum_instances"] == shown
        for wrong in (1, 1_001, -1):
            body = {**POOL, "minimum_instances": 2, "maximum_instances": wrong}
            answer = await caller.ask("POST", "instance_pools", json=body)
            assert answer.faulty == {"maximum_instances"}

    call(platform, story)


def test_p1_6_a_pool_has_these_fields(platform: Platform) -> None:
    async def story(caller: Caller) -> None:
        pool_id = await caller.create(labels=ROLE, prefix="lab", maximum_instances=2)
        pool = await caller.pool(pool_id)
        assert pool.pop("open_stack_name").startswith("lab-general-")
        assert pool == {
            "kaas_id": platform.world.lab_id,
            "instance_pool_id": pool_id,
            "name": "general",
            "prefix": "lab",
            "availability_zone": "az-1",
            "flavor": "a1-ram2-disk20-perf1",
            "status": "Creating",
            "error_messages": [],
            "minimum_instances": 1,
            "maximum_instances": 2,
            "target_instances": 1,
            "available_instances": 0,
            "has_autoscaling": True,
            "labels": ROLE,
        }

    call(platform, story)


@pytest.mark.parametrize(
    ("field", "value"), [("name", "n" * 41), ("prefix", "p" * 17), ("name", "")]
)
def test_p1_6_names_and_prefixes_are_short(platform: Platform, field: str, value: str) -> None:
    async def story(caller: Caller) -> None:
        answer = await caller.ask("POST", "instance_pools", json={**POOL, field: value})
        assert (answer.status, answer.faulty) == (422, {field})

    call(platform, story)


def test_p1_6_a_patch_changes_neither_flavor_nor_zone(platform: Platform) -> None:
    async def story(caller: Caller) -> None:
        pool_id = await caller.create()
        body = {"flavor": "a1-ram4-disk50-perf1", "availability_zone": "az-2"}
        answer = await caller.ask("PATCH", f"instance_pools/{pool_id}", json=body)
        assert (answer.status, answer.faulty) == (422, {"flavor", "availability_zone"})
        same = {"flavor": POOL["flavor"], "name": "renamed", "labels": ROLE}
        await caller.ask("PATCH", f"instance_pools/{pool_id}", json=same)
        pool = await caller.pool(pool_id)
        assert (pool["name"], pool["labels"]) == ("renamed", ROLE)

    call(platform, story)


def test_p1_6_equal_names_are_allowed(platform: Platform) -> None:
    async def story(caller: Caller) -> None:
        twins = {await caller.create(), await caller.create()}
        told = (await caller.ask("GET", "instance_pools")).data
        assert {pool["instance_pool_id"] for pool in told} == twins
        assert {pool["name"] for pool in told} == {"general"}

    call(platform, story)


async def _statuses(caller: Caller, pool_id: int, seconds: int = 300) -> list[str]:
    """What somebody who looks every 5 s sees, without repetitions; "gone" at a 404."""
    seen: list[str] = []
    for _ in range(seconds // 5):
        answer = await caller.ask("GET", f"instance_pools/{pool_id}")
        status = "gone" if answer.status == 404 else str(answer.data["status"])
        if [status] != seen[-1:]:
            seen.append(status)
        await caller.wait(5)
    return seen


def test_p1_7_statuses_pass_through_what_goes_on(platform: Platform) -> None:
    async def story(caller: Caller) -> None:
        pool_id = await caller.create()
        path = f"instance_pools/{pool_id}"
        assert await _statuses(caller, pool_id) == ["Creating", "Active"]
        await caller.ask("PATCH", path, json={"minimum_instances": 2})
        assert await _statuses(caller, pool_id) == ["Updating", "ScalingUp", "Active"]
        size = {"minimum_instances": 1, "maximum_instances": 1}
        await caller.ask("PATCH", path, json=size)
        assert await _statuses(caller, pool_id) == ["Updating", "ScalingDown", "Active"]
        await caller.ask("DELETE", path)
        assert await _statuses(caller, pool_id) == ["Deleting", "gone"]

    call(platform, story)


def test_p1_7_beyond_the_quota_a_pool_fails_with_a_message(platform: Platform) -> None:
    platform.faults.add("quota", times=1)

    async def story(caller: Caller) -> None:
        pool_id = await caller.create(minimum_instances=2, maximum_instances=2)
        await caller.wait(10)
        pool = await caller.pool(pool_id)
        assert (pool["status"], pool["available_instances"]) == ("FailedQuota", 0)
        assert "Quota exceeded" in pool["error_messages"][0]
        await caller.ask("DELETE", f"instance_pools/{pool_id}")
        assert await _statuses(caller, pool_id, seconds=30) == ["Deleting", "gone"]

    call(platform, story)
    assert platform.world.timeline.intervals == []


def test_p1_7_a_pool_may_fail_with_machines_that_bill(platform: Platform) -> None:
    platform.faults.add("pool_fails", times=1)

    async def story(caller: Caller) -> None:
        pool_id = await caller.create()
        await caller.wait(600)
        pool = await caller.pool(pool_id)
        assert (pool["status"], len(pool["error_messages"])) == ("Failed", 1)
        assert len(platform.world.timeline.open()) == 1
        await caller.ask("DELETE", f"instance_pools/{pool_id}")
        await caller.wait(60)
        assert platform.world.timeline.open() == []

    call(platform, story)


def test_p1_7_a_cluster_may_be_suspended(platform: Platform) -> None:
    platform.faults.add("cluster_suspended")

    async def story(caller: Caller) -> None:
        assert (await caller.ask("GET", "")).data["status"] == "Suspended"

    call(platform, story)


def test_p1_7_a_status_may_be_unknown_for_a_while(platform: Platform) -> None:
    async def story(caller: Caller) -> None:
        pool_id = await caller.create()
        platform.faults.add("status_unknown", times=1)
        assert [(await caller.pool(pool_id))["status"] for _ in range(2)] == ["Unknown", "Creating"]

    call(platform, story)


def test_p1_7_a_cluster_passes_through_creating_updating_and_deleting(platform: Platform) -> None:
    body = {"name": "b", "region": "dc3-a", "kubernetes_version": "1.32", "kaas_pack_id": 2}

    async def story(caller: Caller) -> None:
        kaases = caller.kaas.rpartition("/")[0]
        path = f"{kaases}/{(await caller.ask('POST', kaases, json=body)).data}"

        async def status() -> str:
            return str((await caller.ask("GET", path)).data["status"])

        assert await status() == "Creating"
        refused = await caller.ask("POST", f"{path}/instance_pools", json=POOL)
        assert refused.error["code"] == "cannot_create_worker_pool"
        await caller.wait(660)
        assert await status() == "Active"
        await caller.ask("PATCH", path, json={"kubernetes_version": "1.33"})
        assert await status() == "Updating"
        await caller.wait(20)
        assert await status() == "Active"
        await caller.ask("DELETE", path)
        assert await status() == "Deleting"
        await caller.wait(60)
        assert (await caller.ask("GET", path)).status == 404

    call(platform, story)


def test_p1_8_active_means_available_equals_target_within_the_range(platform: Platform) -> None:
    async def story(caller: Caller) -> None:
        pool_id = await caller.create(minimum_instances=2, maximum_instances=4)
        for _ in range(60):
            pool = await caller.pool(pool_id)
            assert pool["minimum_instances"] == 2 <= pool["target_instances"] <= 4
            ready = pool["available_instances"] == pool["target_instances"]
            assert (pool["status"] == "Active") is ready
            await caller.wait(5)
        assert pool["status"] == "Active"

    call(platform, story)


def test_p1_8_quota_errors_stay_for_some_polls_while_it_scales_down(platform: Platform) -> None:
    platform.faults.add("quota", times=1, args={"machines": 1})

    async def story(caller: Caller) -> None:
        pool_id = await caller.create(minimum_instances=3, maximum_instances=3)
        await caller.wait(300)
        size = {"minimum_instances": 1, "maximum_instances": 1}
        await caller.ask("PATCH", f"instance_pools/{pool_id}", json=size)
        messages = []
        for _ in range(3):
            messages.append((await caller.pool(pool_id))["error_messages"])
            await caller.wait(5)
        assert messages[0] != []
        assert messages[-1] == []

    call(platform, story)


@pytest.mark.parametrize(
    ("key", "allowed"),
    [
        ("node-role.kubernetes.io/worker", True),
        ("node-restriction.kubernetes.io/team", True),
        ("custom.kaas.infomaniak.cloud/veilleur-lab", True),
        ("a.custom.kaas.infomaniak.cloud/x", True),
        ("veilleur.dev/lab", False),
        ("evil-custom.kaas.infomaniak.cloud/x", False),
        ("custom.kaas.infomaniak.cloud", False),
        ("custom.kaas.infomaniak.cloud/", False),
    ],
)
def test_p1_9_labels_are_restricted(platform: Platform, key: str, *, allowed: bool) -> None:
    async def story(caller: Caller) -> None:
        body = {**POOL, "labels": {key: "x"}}
        answer = await caller.ask("POST", "instance_pools", json=body)
        assert answer.status == (201 if allowed else 422)
        assert allowed or answer.faulty == {f"labels.{key}"}

    call(platform, story)


def test_p1_9_labels_come_back_as_a_map_and_reach_the_machines(platform: Platform) -> None:
    async def story(caller: Caller) -> None:
        pool_id = await caller.create(labels=ROLE)
        assert (await caller.pool(pool_id))["labels"] == ROLE

    call(platform, story)
    assert platform.world.machines.all()[0].labels == ROLE


def test_p1_9_or_as_an_array_of_lines(platform: Platform) -> None:
    async def story(caller: Caller) -> None:
        lines = ["custom.kaas.infomaniak.cloud/role: general"]
        pool_id = await caller.create(labels=lines)
        assert (await caller.pool(pool_id))["labels"] == ROLE
        platform.faults.add("labels_as_array")
        assert (await caller.pool(pool_id))["labels"] == lines
        assert (await caller.ask("GET", "instance_pools")).data[0]["labels"] == lines

    call(platform, story)


def test_p1_9_or_not_at_all(platform: Platform) -> None:
    platform.faults.add("labels_lost", times=1)

    async def story(caller: Caller) -> None:
        lost, kept = await caller.create(labels=ROLE), await caller.create(labels=ROLE)
        assert (await caller.pool(lost))["labels"] == {}
        assert (await caller.pool(kept))["labels"] == ROLE

    call(platform, story)
