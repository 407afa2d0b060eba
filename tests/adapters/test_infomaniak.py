"""Infomaniak's KaaS API as platform.md, section 1, tells it: each test names its row."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.adapters.infomaniak import InfomaniakPools, KaasApi, KaasCluster, Pace
from shared.core.actions import CreatePool
from shared.core.seen import NodePool, Ownership, PoolStatus
from shared.core.session import NodeCount, PoolWish
from shared.core.suffix import suffixed
from shared.errors import (
    CapacityError,
    ConfigError,
    ConflictError,
    CorruptError,
    DeniedError,
    PermanentError,
    PortError,
    QuotaError,
    RateLimitedError,
    RefusedError,
    TemporaryError,
    UnansweredError,
)
from shared.http import Timeouts
from tests.adapters.server import Answering, Heard, Reply, Server, script, serving

BASE = "/1/public_clouds/42/projects/54/kaas/7"
OURS = Ownership(
    lab="lab", session="s-1", birth=datetime(2026, 11, 23, 18, 28, 5, tzinfo=UTC), token=12
)
WISH = PoolWish(name="general", flavor="a1-ram4-disk50-perf1", zone="az-1", nodes=NodeCount(2))
CREATE = CreatePool(wish=WISH, labels=OURS)
LABELS = {
    "custom.kaas.infomaniak.cloud/veilleur-lab": "lab",
    "custom.kaas.infomaniak.cloud/veilleur-session": "s-1",
    "custom.kaas.infomaniak.cloud/veilleur-birth": "20261123T182805Z",
    "custom.kaas.infomaniak.cloud/veilleur-token": "12",
    "custom.kaas.infomaniak.cloud/veilleur-pool": "general",
}


def entry(number: int = 1, **fields: object) -> dict[str, Any]:
    return {
        "instance_pool_id": number,
        "name": "general",
        "availability_zone": "az-1",
        "flavor": "a1-ram4-disk50-perf1",
        "minimum_instances": 2,
        "maximum_instances": 2,
        "target_instances": 2,
        "available_instances": 1,
        "status": "ScalingUp",
        "error_messages": [],
        "labels": LABELS,
        **fields,
    }


def said(data: object, **page: object) -> Reply:
    return Reply(body={"result": "success", "data": data, **page})


def error(code: str, status: int = 400, description: str = "no") -> Reply:
    body = {"result": "error", "error": {"code": code, "description": description, "errors": []}}
    return Reply(status=status, body=body)


@contextmanager
def kaas(answering: Answering) -> Iterator[tuple[InfomaniakPools, Server]]:
    with serving(answering) as server:
        cluster = KaasCluster(public_cloud_id=42, project_id=54, kaas_id=7, host=server.url)
        with KaasApi(
            token="s3cret-token",
            cluster=cluster,
            pace=Pace(burst=1000),
            timeouts=Timeouts(read_seconds=0.2),
            sleep=lambda _: None,
        ) as api:
            yield InfomaniakPools(api=api), server


def test_p1_1_every_request_carries_the_bearer_token() -> None:
    with kaas(script(said([]))) as (pools, server):
        pools.list()
    assert server.heard[0].headers["authorization"] == "Bearer s3cret-token"


def test_p1_2_a_pool_is_created_below_its_cluster_with_equal_bounds_and_our_labels() -> None:
    with kaas(script(Reply(status=201, body={"result": "success", "data": 99}))) as (pools, server):
        assert pools.create(CREATE) == "99"
    (heard,) = server.heard
    assert (heard.method, heard.path) == ("POST", f"{BASE}/instance_pools")
    assert heard.json == {
        "name": "general",
        "flavor": "a1-ram4-disk50-perf1",
        "availability_zone": "az-1",
        "minimum_instances": 2,
        "maximum_instances": 2,
        "labels": LABELS,
    }


def test_p1_5_a_wish_for_0_nodes_cannot_even_be_made() -> None:
    with pytest.raises(RefusedError):
        NodeCount(0)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("kaas_pack_limit_reached", QuotaError),
        ("cannot_create_worker_pool_not_enough_available_nodes", CapacityError),
        ("cannot_update_worker_pool_not_enough_available_nodes", CapacityError),
        ("cannot_create_worker_pool", PermanentError),
        ("project_quota_exceeded", QuotaError),
        ("something_new", PermanentError),
    ],
)
def test_p1_3_the_code_decides_the_error(code: str, kind: type[PortError]) -> None:
    with kaas(script(error(code))) as (pools, _), pytest.raises(kind) as caught:
        pools.create(CREATE)
    assert type(caught.value) is kind
    assert code in str(caught.value)


def test_p1_3_a_code_inside_the_errors_counts_too() -> None:
    inner = {"code": "cannot_create_worker_pool_not_enough_available_nodes", "description": "full"}
    body = {"result": "error", "error": {"code": "validation_failed", "errors": [inner]}}
    with kaas(script(Reply(status=422, body=body))) as (pools, _), pytest.raises(CapacityError):
        pools.create(CREATE)


def test_p1_3_a_success_that_says_error_is_an_error() -> None:
    reply = Reply(status=200, body={"result": "error", "error": {"code": "x", "description": "y"}})
    with kaas(script(reply)) as (pools, _), pytest.raises(PermanentError, match="x y"):
        pools.list()


def test_p1_3_a_deletion_that_answers_false_was_not_accepted() -> None:
    with kaas(script(said(data=False))) as (pools, _), pytest.raises(PermanentError):
        pools.delete("1")


def test_the_last_pool_may_be_refused_and_says_so() -> None:
    refusal = error("cannot_delete_worker_pool", description="last pool")
    with kaas(script(refusal)) as (pools, _), pytest.raises(PermanentError, match="last pool"):
        pools.delete("1")


def test_a_pool_that_is_gone_is_deleted() -> None:
    with kaas(script(error("object_not_found", status=404))) as (pools, server):
        pools.delete("1")
    assert server.heard[0].path == f"{BASE}/instance_pools/1"


def refusing_while(status: str) -> Answering:
    def answering(heard: Heard) -> Reply:
        if heard.method == "DELETE":
            return error("conflict", 409)
        return said([entry(1, status=status)])

    return answering


def test_a_deletion_that_was_asked_for_already_is_fine() -> None:
    with kaas(refusing_while("Deleting")) as (pools, _):
        pools.delete("1")


def test_a_deletion_that_is_refused_while_the_pool_stays_says_so() -> None:
    with kaas(refusing_while("Active")) as (pools, _), pytest.raises(ConflictError):
        pools.delete("1")


def test_a_gateways_404_proves_nothing() -> None:
    with (
        kaas(script(Reply(status=404, body=b"<html>"))) as (pools, _),
        pytest.raises(PermanentError),
    ):
        pools.delete("1")


def test_one_pool_is_gone_by_the_apis_own_404_alone() -> None:
    with kaas(script(error("object_not_found", status=404))) as (pools, server):
        assert pools.find("101") is None
    assert server.heard[0].path == f"{BASE}/instance_pools/101"
    with (
        kaas(script(Reply(status=404, body=b"<html>"))) as (pools, _),
        pytest.raises(PermanentError),
    ):
        pools.find("101")


def test_a_list_that_answers_404_is_not_an_empty_list() -> None:
    with (
        kaas(script(error("object_not_found", status=404))) as (pools, _),
        pytest.raises(PermanentError),
    ):
        pools.list()


def test_p1_4_asynchronous_is_an_acceptance() -> None:
    reply = Reply(status=201, body={"result": "asynchronous", "data": 5})
    with kaas(script(reply)) as (pools, _):
        assert pools.create(CREATE) == "5"


def tasks(*states: dict[str, Any], data: object = "cafe-01") -> Answering:
    """A POST that is "delayed", and then the task as it goes on."""
    left = list(states)

    def answering(heard: Heard) -> Reply:
        if heard.method == "POST":
            return Reply(status=202, body={"result": "delayed", "data": data})
        assert heard.path == "/1/async/tasks/cafe-01"
        return said(left.pop(0) if len(left) > 1 else left[0])

    return answering


@pytest.mark.parametrize("data", ["cafe-01", {"uuid": "cafe-01"}])
def test_p1_4_a_delayed_creation_is_followed_to_its_id(data: object) -> None:
    states: tuple[dict[str, Any], ...] = (
        {"uuid": "cafe-01", "status": "running"},
        {"uuid": "cafe-01", "status": "executed", "response": {"result": "success", "data": 8}},
    )
    with kaas(tasks(*states, data=data)) as (pools, _):
        assert pools.create(CREATE) == "8"


def test_p1_4_a_delayed_creation_that_takes_long_is_unanswered_after_a_few_looks() -> None:
    with (
        kaas(tasks({"uuid": "cafe-01", "status": "spooled"})) as (pools, server),
        pytest.raises(UnansweredError),
    ):
        pools.create(CREATE)
    assert len(server.heard) <= 5


def test_p1_4_a_delayed_creation_that_failed_says_why() -> None:
    failed = {
        "status": "failed",
        "error": {"code": "cannot_create_worker_pool_not_enough_available_nodes"},
    }
    with kaas(tasks(failed)) as (pools, _), pytest.raises(CapacityError):
        pools.create(CREATE)


def test_p1_4_a_task_that_cannot_be_looked_at_leaves_the_creation_unanswered() -> None:
    """The POST was accepted: whatever happens to our looking, it may have landed."""

    def answering(heard: Heard) -> Reply:
        if heard.method == "POST":
            return Reply(status=202, body={"result": "delayed", "data": "cafe-01"})
        return Reply(status=500)

    with kaas(answering) as (pools, _), pytest.raises(UnansweredError):
        pools.create(CREATE)


def test_p1_4_a_deletion_that_is_delayed_is_accepted() -> None:
    reply = Reply(status=202, body={"result": "delayed", "data": "cafe-01"})
    with kaas(script(reply)) as (pools, server):
        pools.delete("1")
    assert len(server.heard) == 1


@pytest.mark.parametrize(
    "reply",
    [Reply(cut=True), Reply(silent=True), Reply(status=504), Reply(status=201, body=b"<ok/>")],
    ids=["cut", "silent", "gateway", "unreadable"],
)
def test_a_creation_without_an_answer_is_unanswered_and_sent_once(reply: Reply) -> None:
    with kaas(script(reply)) as (pools, server):
        with pytest.raises(UnansweredError):
            pools.create(CREATE)
        assert len(server.heard) == 1


def test_p1_6_a_pool_is_read_with_both_its_sizes() -> None:
    with kaas(script(said([entry(11)]))) as (pools, _):
        assert pools.list() == (
            NodePool(
                id="11",
                name="general",
                flavor="a1-ram4-disk50-perf1",
                zone="az-1",
                target=2,
                ready=1,
                status=PoolStatus.SCALING_UP,
                labels=OURS,
            ),
        )


def test_p1_6_a_name_of_more_than_40_characters_is_not_sent() -> None:
    wish = replace(WISH, name="g" * 41)
    with kaas(script(said(1))) as (pools, server), pytest.raises(ConfigError):
        pools.create(CreatePool(wish=wish, labels=OURS))
    assert server.heard == []


def test_p1_6_error_messages_are_shown() -> None:
    told = entry(status="FailedQuota", error_messages=["Quota exceeded for cores"])
    with kaas(script(said([told]))) as (pools, _):
        (pool,) = pools.list()
    assert pool.faults == ("Quota exceeded for cores",)
    assert pool.status is PoolStatus.FAILED_QUOTA


@pytest.mark.parametrize("word", list(PoolStatus))
def test_p1_7_each_status_word_is_known(word: PoolStatus) -> None:
    with kaas(script(said([entry(status=word.value)]))) as (pools, _):
        assert pools.list()[0].status is word


@pytest.mark.parametrize("word", ["Hibernating", "", None, 5])
def test_p1_7_a_status_word_of_the_future_is_unknown_and_loses_no_pool(word: object) -> None:
    with kaas(script(said([entry(status=word)]))) as (pools, _):
        assert pools.list()[0].status is PoolStatus.UNKNOWN


def test_p1_9_labels_are_read_from_a_map_or_an_array() -> None:
    array = [f"{key}: {value}" for key, value in LABELS.items()]
    with kaas(script(said([entry(labels=array)]))) as (pools, _):
        assert pools.list()[0].labels == OURS


@pytest.mark.parametrize("labels", [None, {}, [], {"custom.kaas.infomaniak.cloud/role": "work"}])
def test_p1_9_a_pool_without_our_labels_has_no_owner(labels: object) -> None:
    with kaas(script(said([entry(labels=labels)]))) as (pools, _):
        (pool,) = pools.list()
    assert (pool.labels, pool.faults) == (None, ())


def test_p1_9_torn_labels_prove_nothing_and_are_shown() -> None:
    torn = {name: value for name, value in LABELS.items() if not name.endswith("token")}
    with kaas(script(said([entry(labels=torn)]))) as (pools, _):
        (pool,) = pools.list()
    assert pool.labels is None
    assert pool.faults == ("our labels on it cannot be read",)


def test_p1_9_what_cannot_be_a_label_is_not_sent() -> None:
    bad = CreatePool(wish=WISH, labels=replace(OURS, session="a session"))
    with kaas(script(said(1))) as (pools, server), pytest.raises(ConfigError, match="session"):
        pools.create(bad)
    assert server.heard == []


def test_rule_1_a_suffix_is_sent_where_it_is_asked_for() -> None:
    with kaas(script(said(1))) as (pools, server):
        pools.create(replace(CREATE, suffixed=True))
    assert server.heard[0].json["name"] == suffixed("general", OURS)


def pages(*sizes: int, total: int | None = None, counted: bool = True) -> Answering:
    """A list in pages; `counted` tells how many there are."""
    starts = [sum(sizes[:n]) for n in range(len(sizes))]

    def answering(heard: Heard) -> Reply:
        page = int(heard.query["page"])
        start, size = starts[page - 1], sizes[page - 1]
        counts = {"total": sum(sizes) if total is None else total, "pages": len(sizes)}
        entries = [entry(n) for n in range(start, start + size)]
        return said(entries, **({**counts, "page": page} if counted else {}))

    return answering


def test_p1_12_all_pages_are_read() -> None:
    with kaas(pages(3, 3, 1)) as (pools, _):
        assert [pool.id for pool in pools.list()] == [str(n) for n in range(7)]


def test_p1_12_without_a_count_a_page_that_is_not_full_is_the_last() -> None:
    with kaas(pages(100, 100, 2, counted=False)) as (pools, _):
        assert len(pools.list()) == 202


def test_p1_12_a_list_that_lacks_something_is_an_error() -> None:
    with kaas(pages(3, 2, total=6)) as (pools, _), pytest.raises(TemporaryError, match="5 of 6"):
        pools.list()


def test_p1_12_a_pool_told_twice_does_not_hide_another() -> None:
    twice = script(said([entry(1), entry(1)], total=2, pages=1))
    with kaas(twice) as (pools, _), pytest.raises(TemporaryError):
        pools.list()


@pytest.mark.parametrize("data", [None, {}, "no", [1], [{"name": "general"}]])
def test_a_list_that_is_none_is_corrupt_and_never_empty(data: object) -> None:
    with kaas(script(said(data))) as (pools, _), pytest.raises(CorruptError):
        pools.list()


def test_p1_12_after_a_429_nothing_is_sent_until_its_time() -> None:
    slow = Reply(status=429, headers={"Retry-After": "40"}, body={"result": "error"})
    with kaas(script(slow)) as (pools, server):
        for _ in range(3):
            with pytest.raises(RateLimitedError) as caught:
                pools.list()
            assert caught.value.retry_after is not None
            assert caught.value.retry_after > timedelta(seconds=30)
    assert len(server.heard) == 1


@pytest.mark.parametrize("status", [401, 403])
def test_credentials_that_are_refused_are_denied(status: int) -> None:
    with kaas(script(error("not_authorized", status))) as (pools, _), pytest.raises(DeniedError):
        pools.list()


CA = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
KUBECONFIG = f"""
apiVersion: v1
kind: Config
current-context: admin
contexts: [{{name: admin, context: {{cluster: lab, user: admin}}}}]
clusters:
- name: lab
  cluster:
    server: https://API.example.org:6443/
    certificate-authority-data: {base64.b64encode(CA.encode()).decode()}
users: [{{name: admin, user: {{token: s3cret-kube-token}}}}]
"""


def test_rule_2_the_provider_tells_where_the_cluster_is() -> None:
    with kaas(script(said(KUBECONFIG))) as (pools, server):
        endpoint = pools.endpoint()
        assert pools.kubeconfig() == KUBECONFIG
    assert server.heard[0].path == f"{BASE}/kube_config"
    assert (endpoint.server, endpoint.ca_pem) == ("https://api.example.org:6443", CA)


@pytest.mark.parametrize("data", [None, 5, "no yaml: [", "", "just a word"])
def test_rule_2_a_kubeconfig_that_cannot_be_read_is_corrupt(data: object) -> None:
    with kaas(script(said(data))) as (pools, _), pytest.raises(CorruptError):
        pools.endpoint()
