"""P1.1 to P1.4: who may ask, where, and how every answer looks."""

from __future__ import annotations

import pytest

from standin.identity import ACCOUNT_ID, PROJECT_ID, PUBLIC_CLOUD_ID
from standin.platform import Platform
from tests.standin.kaas.caller import POOL, Caller, call


@pytest.mark.parametrize("authorization", [None, "Bearer wrong", "Basic dTpw", "Bearer "])
def test_p1_1_without_the_bearer_token_nothing_is_told(
    platform: Platform, authorization: str | None
) -> None:
    headers = {"Authorization": authorization} if authorization else {}

    async def story(caller: Caller) -> None:
        answer = await caller.ask("POST", "instance_pools", json=POOL, headers=headers)
        assert (answer.status, answer.error["code"]) == (401, "not_authorized")
        assert answer.envelope["result"] == "error"

    call(platform, story)
    assert platform.world.pools.all() == []


@pytest.mark.parametrize(
    "path",
    [
        "",
        "instance_pools",
        "kube_config",
        "apiserver",
        "ip_filters",
        "/1/public_clouds/kaas/packs",
        "/1/public_clouds/kaas/versions",
        "/1/public_clouds/kaas/regions",
        "/1/public_clouds/kaas/availability_zones?region=dc3-a",
        f"/1/public_clouds/{PUBLIC_CLOUD_ID}/projects/{PROJECT_ID}/kaas/flavors?region=dc3-a",
        "/2/profile",
        f"/1/public_clouds?account_id={ACCOUNT_ID}",
    ],
)
def test_p1_2_every_path_answers_in_the_envelope(platform: Platform, path: str) -> None:
    platform.kubeconfigs[platform.world.lab_id] = "apiVersion: v1"

    async def story(caller: Caller) -> None:
        answer = await caller.ask("GET", path)
        assert answer.status == 200
        assert answer.envelope["result"] == "success"
        assert answer.envelope["error"] is None

    call(platform, story)


def test_p1_2_the_profile_and_the_clouds_lead_to_the_ids(platform: Platform) -> None:
    async def story(caller: Caller) -> None:
        profile = (await caller.ask("GET", "/2/profile")).data
        account = profile["preferences"]["account"]["current_account_id"]
        (cloud,) = (await caller.ask("GET", f"/1/public_clouds?account_id={account}")).data
        assert cloud["public_cloud_id"] == PUBLIC_CLOUD_ID
        projects = await caller.ask("GET", f"/1/public_clouds/{PUBLIC_CLOUD_ID}/projects")
        assert projects.data[0]["public_cloud_project_id"] == PROJECT_ID

    call(platform, story)


def test_p1_2_the_kubeconfig_is_text(platform: Platform) -> None:
    async def story(caller: Caller) -> None:
        assert (await caller.ask("GET", "kube_config")).status == 400
        platform.kubeconfigs[platform.world.lab_id] = "apiVersion: v1"
        assert (await caller.ask("GET", "kube_config")).data == "apiVersion: v1"

    call(platform, story)


def test_p1_2_another_project_s_things_are_not_found(platform: Platform) -> None:
    other = f"/1/public_clouds/{PUBLIC_CLOUD_ID}/projects/{PROJECT_ID + 1}/kaas"

    async def story(caller: Caller) -> None:
        for path in (other, f"{other}/1", "instance_pools/1", "nothing", "/3/nothing"):
            answer = await caller.ask("GET", path)
            assert (answer.status, answer.error["code"]) == (404, "object_not_found"), path

    call(platform, story)


def test_p1_3_creation_answers_201_and_a_number_the_rest_200_and_true(platform: Platform) -> None:
    async def story(caller: Caller) -> None:
        made = await caller.ask("POST", "instance_pools", json=POOL)
        assert (made.status, type(made.data)) == (201, int)
        for method, body in (("PATCH", {"maximum_instances": 2}), ("DELETE", None)):
            answer = await caller.ask(method, f"instance_pools/{made.data}", json=body)
            assert (answer.status, answer.data) == (200, True)

    call(platform, story)


def test_p1_3_a_refusal_names_every_wrong_field_at_once(platform: Platform) -> None:
    body = {**POOL, "name": "x" * 41, "flavor": "g1-gpu-1-l4", "minimum_instances": "1"}

    async def story(caller: Caller) -> None:
        answer = await caller.ask("POST", "instance_pools", json=body)
        assert (answer.status, answer.error["code"]) == (422, "validation_failed")
        assert answer.faulty == {"name", "flavor", "minimum_instances"}
        (flavor,) = [e for e in answer.error["errors"] if e["context"]["attribute"] == "flavor"]
        assert "a1-ram2-disk20-perf1" in flavor["context"]["values"]

    call(platform, story)
    assert platform.world.pools.all() == []


@pytest.mark.parametrize("body", ["{", "[]", '"a"'])
def test_p1_3_a_body_that_is_no_object_is_refused(platform: Platform, body: str) -> None:
    async def story(caller: Caller) -> None:
        answer = await caller.ask("POST", "instance_pools", data=body)
        assert (answer.status, answer.faulty) == (422, {"body"})

    call(platform, story)


def test_p1_4_what_goes_on_is_asynchronous(platform: Platform) -> None:
    async def story(caller: Caller) -> None:
        made = await caller.ask("POST", "instance_pools", json=POOL)
        gone = await caller.ask("DELETE", f"instance_pools/{made.data}")
        assert (made.envelope["result"], gone.envelope["result"]) == ("asynchronous",) * 2

    call(platform, story)


def test_p1_4_or_delayed_with_a_task_that_tells_the_answer_later(platform: Platform) -> None:
    platform.faults.add("async_delayed", times=1, args={"seconds": 20})

    async def story(caller: Caller) -> None:
        answer = await caller.ask("POST", "instance_pools", json=POOL)
        assert answer.envelope["result"] == "delayed"
        task = f"/1/async/tasks/{answer.data}"
        assert (await caller.ask("GET", task)).data["status"] == "processing"
        assert platform.world.pools.all() == []
        await caller.wait(20)
        done = (await caller.ask("GET", task)).data
        (pool,) = platform.world.pools.all()
        assert (done["status"], done["response"]["data"]) == ("executed", pool.id)
        assert (await caller.ask("GET", "/1/async/tasks/unknown")).status == 404

    call(platform, story)


def test_p1_4_a_delayed_refusal_is_told_by_its_task(platform: Platform) -> None:
    platform.faults.add("async_delayed", args={"seconds": 0})

    async def story(caller: Caller) -> None:
        answer = await caller.ask("DELETE", "instance_pools/1")
        task = (await caller.ask("GET", f"/1/async/tasks/{answer.data}")).data
        assert (task["status"], task["error"]["code"]) == ("failed", "object_not_found")

    call(platform, story)
