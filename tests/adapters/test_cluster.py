"""The lean Kubernetes client: what goes over the wire, and what each answer means."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from shared.adapters.cluster import KubeApi, KubeCluster, logged_in
from shared.core.actions import CreateObject, DeleteObject, ObjectRef, PatchObject
from shared.core.seen import Node
from shared.errors import (
    ConflictError,
    CorruptError,
    DeniedError,
    PermanentError,
    RateLimitedError,
    TemporaryError,
    UnansweredError,
)
from shared.http import Timeouts
from shared.kubeconfig import Access, parse
from tests.adapters.authority import Authority, kubeconfig
from tests.adapters.server import Answering, Heard, Reply, Server, script, serving

WEB = ObjectRef(resource="deployments.apps", namespace="shop", name="web")
PATCH = PatchObject(
    ref=WEB,
    patch={"metadata": {"annotations": {"a": "b"}}, "spec": {"replicas": 0}},
    resource_version="41",
    why="to sleep",
)
DELETE = DeleteObject(ref=WEB, uid="u-1", why="gone with the lab")


@contextmanager
def cluster(answering: Answering) -> Iterator[tuple[KubeCluster, Server]]:
    with serving(answering) as server:
        access = Access(server=server.url, token="s3cret-kube-token")
        with KubeApi(
            access=access, timeouts=Timeouts(read_seconds=0.2), sleep=lambda _: None
        ) as api:
            yield KubeCluster(api=api), server


def status(code: int, reason: str = "", message: str = "") -> Reply:
    body = {"kind": "Status", "apiVersion": "v1", "reason": reason, "message": message}
    return Reply(status=code, body=body)


def paths(routes: Mapping[str, object], otherwise: Reply | None = None) -> Answering:
    """Bodies by path; 404 for any other."""

    def answering(heard: Heard) -> Reply:
        found = routes.get(heard.path)
        if isinstance(found, Reply):
            return found
        return (otherwise or status(404, "NotFound")) if found is None else Reply(body=found)

    return answering


def listing(kind: str, *items: object, version: str = "v1", **meta: str) -> dict[str, Any]:
    return {"kind": f"{kind}List", "apiVersion": version, "metadata": meta, "items": list(items)}


def named(name: str, **fields: object) -> dict[str, Any]:
    return {"metadata": {"name": name, "uid": f"u-{name}"}, **fields}


def test_every_request_is_signed_and_reads_are_not_dressed_up() -> None:
    with cluster(script(Reply(body=listing("Service")))) as (kube, server):
        kube.list("services")
    (heard,) = server.heard
    assert heard.headers["authorization"] == "Bearer s3cret-kube-token"
    assert heard.path == "/api/v1/services"


def test_a_list_is_read_to_its_last_page_and_each_object_says_what_it_is() -> None:
    def answering(heard: Heard) -> Reply:
        if "continue" not in heard.query:
            first = listing("Deployment", named("a"), named("b"), version="apps/v1")
            return Reply(body=first | {"metadata": {"continue": "more"}})
        assert heard.query["continue"] == "more"
        return Reply(body=listing("Deployment", named("c"), version="apps/v1"))

    with cluster(answering) as (kube, _):
        found = kube.list("deployments.apps")
    assert [found_one["metadata"]["name"] for found_one in found] == ["a", "b", "c"]
    assert {(o["apiVersion"], o["kind"]) for o in found} == {("apps/v1", "Deployment")}


def expiring(times: int) -> Answering:
    """A list of two pages whose second page is 410 Gone, so many times."""
    left = [times]

    def answering(heard: Heard) -> Reply:
        if "continue" not in heard.query:
            return Reply(body=listing("Pod", named("a")) | {"metadata": {"continue": "more"}})
        if left[0]:
            left[0] -= 1
            return status(410, "Expired")
        return Reply(body=listing("Pod", named("b")))

    return answering


def test_a_list_that_expired_is_begun_again_and_nothing_comes_twice() -> None:
    with cluster(expiring(1)) as (kube, _):
        assert [pod["metadata"]["name"] for pod in kube.list("pods")] == ["a", "b"]


def test_a_list_that_expires_again_is_an_error_and_never_a_part() -> None:
    with cluster(expiring(2)) as (kube, _), pytest.raises(TemporaryError, match="410"):
        kube.list("pods")


def test_a_list_that_is_refused_is_not_empty() -> None:
    with cluster(script(status(403, "Forbidden"))) as (kube, _), pytest.raises(DeniedError):
        kube.list("secrets")


def test_what_is_no_list_is_corrupt() -> None:
    no_list = script(Reply(body=named("a", kind="Pod")))
    with cluster(no_list) as (kube, _), pytest.raises(CorruptError):
        kube.list("pods")


def group(name: str, *versions: str) -> dict[str, Any]:
    known = [{"groupVersion": f"{name}/{v}", "version": v} for v in versions]
    return {"kind": "APIGroup", "name": name, "versions": known, "preferredVersion": known[0]}


def kinds(*names: str, verbs: tuple[str, ...] = ("list", "create", "get", "delete")) -> object:
    return {"kind": "APIResourceList", "resources": [{"name": n, "verbs": verbs} for n in names]}


def test_a_type_that_is_not_built_in_is_found_by_discovery_once() -> None:
    routes = {
        "/apis/example.org": group("example.org", "v2", "v1"),
        "/apis/example.org/v2": kinds("others"),
        "/apis/example.org/v1": kinds("widgets"),
        "/apis/example.org/v1/widgets": listing("Widget", named("w"), version="example.org/v1"),
    }
    with cluster(paths(routes)) as (kube, server):
        assert len(kube.list("widgets.example.org")) == 1
        before = len(server.heard)
        kube.list("widgets.example.org")
        assert len(server.heard) == before + 1


def test_a_type_that_the_cluster_does_not_serve_has_no_objects() -> None:
    with cluster(paths({})) as (kube, _):
        assert kube.list("widgets.example.org") == ()
        assert kube.get("widgets.example.org", "shop", "w") is None


def test_a_built_in_type_at_another_version_is_found() -> None:
    routes = {
        "/apis/autoscaling": group("autoscaling", "v1"),
        "/apis/autoscaling/v1": kinds("horizontalpodautoscalers"),
        "/apis/autoscaling/v1/horizontalpodautoscalers": listing(
            "HorizontalPodAutoscaler", named("h"), version="autoscaling/v1"
        ),
    }
    with cluster(paths(routes)) as (kube, _):
        assert len(kube.list("horizontalpodautoscalers.autoscaling")) == 1


def test_a_group_that_cannot_be_asked_is_not_absent() -> None:
    routes = {"/apis/metrics.k8s.io": status(503)}
    with cluster(paths(routes)) as (kube, _), pytest.raises(TemporaryError):
        kube.list("pods.metrics.k8s.io")


def test_resources_are_those_that_an_archive_can_hold() -> None:
    core = {
        "kind": "APIResourceList",
        "resources": [
            {"name": "pods", "verbs": ["create", "delete", "get", "list", "watch"]},
            {"name": "pods/log", "verbs": ["get"]},
            {"name": "componentstatuses", "verbs": ["get", "list"]},
        ],
    }
    groups = [group("apps", "v1"), group("example.org", "v2", "v1"), group("metrics.k8s.io", "v1")]
    routes = {
        "/api/v1": core,
        "/apis": {"kind": "APIGroupList", "groups": groups},
        "/apis/apps/v1": kinds("deployments", "deployments/scale"),
        "/apis/example.org/v2": kinds("widgets"),
        "/apis/example.org/v1": kinds("widgets", "gadgets"),
        "/apis/metrics.k8s.io/v1": status(503),
        "/apis/example.org/v2/widgets": listing("Widget"),
    }
    with cluster(paths(routes)) as (kube, server):
        assert kube.resources() == (
            "*.metrics.k8s.io",
            "deployments.apps",
            "gadgets.example.org",
            "pods",
            "widgets.example.org",
        )
        kube.list("widgets.example.org")
        assert server.heard[-1].path == "/apis/example.org/v2/widgets"
        with pytest.raises(TemporaryError, match=r"metrics\.k8s\.io"):
            kube.list("*.metrics.k8s.io")


def test_what_is_not_there_is_none_and_what_cannot_be_asked_raises() -> None:
    routes = {
        "/apis/apps": group("apps", "v1"),
        "/apis/apps/v1": kinds("deployments"),
        "/apis/apps/v1/namespaces/shop/deployments/web": named("web", kind="Deployment"),
    }
    with cluster(paths(routes)) as (kube, _):
        assert kube.get("deployments.apps", "shop", "other") is None
        found = kube.get("deployments.apps", "shop", "web")
        assert found is not None
        assert found["kind"] == "Deployment"
    with cluster(script(status(500))) as (kube, _), pytest.raises(TemporaryError):
        kube.get("deployments.apps", "shop", "web")


def test_a_patch_is_a_merge_under_its_resource_version() -> None:
    with cluster(script(Reply())) as (kube, server):
        kube.patch(PATCH)
    (heard,) = server.heard
    assert (heard.method, heard.path) == ("PATCH", "/apis/apps/v1/namespaces/shop/deployments/web")
    assert heard.headers["content-type"] == "application/merge-patch+json"
    assert heard.json == {
        "metadata": {"annotations": {"a": "b"}, "resourceVersion": "41"},
        "spec": {"replicas": 0},
    }


@pytest.mark.parametrize("code", [409, 404])
def test_a_patch_of_what_moved_on_or_went_away_is_a_lost_race(code: int) -> None:
    with cluster(script(status(code))) as (kube, _), pytest.raises(ConflictError):
        kube.patch(PATCH)


def test_a_patch_without_an_answer_is_unanswered_and_sent_once() -> None:
    with cluster(script(Reply(cut=True))) as (kube, server):
        with pytest.raises(UnansweredError):
            kube.patch(PATCH)
        assert len(server.heard) == 1


CREATE = CreateObject(ref=WEB, body={"kind": "Deployment", **named("web")}, why="back")


def test_a_creation_is_posted_to_its_collection() -> None:
    with cluster(script(Reply(status=201))) as (kube, server):
        kube.create(CREATE)
    (heard,) = server.heard
    assert (heard.method, heard.path) == ("POST", "/apis/apps/v1/namespaces/shop/deployments")
    assert heard.json == CREATE.body


def test_what_exists_already_is_left_as_it_is() -> None:
    with cluster(script(status(409, "AlreadyExists"))) as (kube, _):
        kube.create(CREATE)


def test_a_creation_in_conflict_with_something_else_says_so() -> None:
    conflict = script(status(409, "Conflict", "quota moved"))
    with cluster(conflict) as (kube, _), pytest.raises(ConflictError, match="quota moved"):
        kube.create(CREATE)


def test_an_eviction_goes_below_its_pod_and_a_budget_may_say_not_yet() -> None:
    evict = CreateObject(
        ref=ObjectRef(resource="pods/eviction", namespace="shop", name="web-1"),
        body={"kind": "Eviction", "apiVersion": "policy/v1", "metadata": {"name": "web-1"}},
        why="drained",
    )
    with cluster(script(status(429, "TooManyRequests", "the budget"))) as (kube, server):
        with pytest.raises(RateLimitedError, match="the budget"):
            kube.create(evict)
        assert server.heard[0].path == "/api/v1/namespaces/shop/pods/web-1/eviction"


def test_a_deletion_names_the_uid_and_its_grace() -> None:
    with cluster(script(Reply())) as (kube, server):
        kube.delete(DeleteObject(ref=WEB, uid="u-1", why="over", grace_seconds=0))
    body = server.heard[0].json
    assert body["preconditions"] == {"uid": "u-1"}
    assert body["gracePeriodSeconds"] == 0


def test_what_is_gone_is_deleted() -> None:
    with cluster(script(status(404))) as (kube, _):
        kube.delete(DELETE)


def conflicting_with(uid: str) -> Answering:
    def answering(heard: Heard) -> Reply:
        if heard.method == "DELETE":
            return status(409, "Conflict", "not this one")
        return Reply(body={"kind": "Deployment", "metadata": {"name": "web", "uid": uid}})

    return answering


def test_another_object_of_that_name_is_left_alone_and_ours_counts_as_gone() -> None:
    with cluster(conflicting_with("u-2")) as (kube, _):
        kube.delete(DELETE)


def test_a_deletion_that_is_refused_while_ours_is_there_says_so() -> None:
    with cluster(conflicting_with("u-1")) as (kube, _), pytest.raises(ConflictError):
        kube.delete(DELETE)


def test_the_clusters_identity_is_the_uid_of_kube_system() -> None:
    system = {"kind": "Namespace", "metadata": {"name": "kube-system", "uid": "abc"}}
    with cluster(script(Reply(body=system))) as (kube, _):
        assert kube.uid() == "abc"


@pytest.mark.parametrize("body", [{"kind": "Namespace", "metadata": {}}, b"<html>"])
def test_a_cluster_without_identity_is_never_one(body: object) -> None:
    with cluster(script(Reply(body=body))) as (kube, _), pytest.raises(CorruptError):
        kube.uid()


def node(spec: Mapping[str, object] | None = None, lock: str = "12") -> dict[str, Any]:
    return {
        "metadata": {
            "name": "n1",
            "uid": "u-n1",
            "resourceVersion": "5",
            "creationTimestamp": "2026-11-23T18:28:05Z",
            "labels": {
                "custom.kaas.infomaniak.cloud/veilleur-pool": "general",
                "custom.kaas.infomaniak.cloud/veilleur-token": lock,
                "node.kubernetes.io/instance-type": "a1-ram4-disk50-perf1",
            },
        },
        "spec": {"providerID": "openstack:///id", **(spec or {})},
        "status": {"conditions": [{"type": "Ready", "status": "True"}]},
    }


def test_a_node_is_read_with_its_machine_and_its_pool() -> None:
    with cluster(script(Reply(body=listing("Node", node())))) as (kube, _):
        assert kube.nodes() == (
            Node(
                name="n1",
                ready=True,
                schedulable=True,
                provider_id="openstack:///id",
                created=datetime(2026, 11, 23, 18, 28, 5, tzinfo=UTC),
                uid="u-n1",
                version="5",
                pool="general",
                token=12,
                flavor="a1-ram4-disk50-perf1",
            ),
        )


def test_a_label_that_somebody_spoiled_does_not_cost_the_list() -> None:
    with cluster(script(Reply(body=listing("Node", node(lock="twelve"))))) as (kube, _):
        assert kube.nodes()[0].token is None


def test_a_list_may_be_of_one_namespace() -> None:
    with cluster(script(Reply(body=listing("Pod")))) as (kube, server):
        kube.list("pods", "shop")
    assert server.heard[0].path == "/api/v1/namespaces/shop/pods"


@pytest.mark.parametrize(
    ("spec", "schedulable"),
    [
        ({"unschedulable": True}, False),
        ({"taints": [{"key": "node.kubernetes.io/not-ready", "effect": "NoSchedule"}]}, False),
        (
            {
                "taints": [
                    {"key": "node.cloudprovider.kubernetes.io/uninitialized", "effect": "NoExecute"}
                ]
            },
            False,
        ),
        ({"taints": [{"key": "nvidia.com/gpu", "effect": "NoSchedule"}]}, True),
    ],
)
def test_a_node_takes_pods_unless_the_cluster_itself_holds_it_back(
    spec: dict[str, object], *, schedulable: bool
) -> None:
    with cluster(script(Reply(body=listing("Node", node(spec))))) as (kube, _):
        assert kube.nodes()[0].schedulable is schedulable


def test_a_node_that_says_nothing_is_not_ready() -> None:
    silent = node() | {"status": {}}
    with cluster(script(Reply(body=listing("Node", silent)))) as (kube, _):
        assert kube.nodes()[0].ready is False


def test_a_refusals_message_is_short_and_comes_from_a_status_only() -> None:
    wordy = script(status(422, "Invalid", "x" * 5000))
    with cluster(wordy) as (kube, _), pytest.raises(PermanentError) as caught:
        kube.patch(PATCH)
    assert len(str(caught.value)) < 400
    leaked = Reply(
        status=422, body={"kind": "Secret", "message": "s3cret", "data": {"a": "s3cret"}}
    )
    with cluster(script(leaked)) as (kube, _), pytest.raises(PermanentError) as caught:
        kube.patch(PATCH)
    assert "s3cret" not in str(caught.value)


def test_a_token_in_a_file_is_read_again_at_each_call(tmp_path: Path) -> None:
    file = tmp_path / "token"
    with (
        serving(script(Reply(body=listing("Pod")))) as server,
        KubeApi(access=Access(server=server.url, token_file=str(file))) as api,
    ):
        for token in ("first", "second"):
            file.write_text(token)
            KubeCluster(api=api).list("pods")
    assert [h.headers["authorization"] for h in server.heard] == ["Bearer first", "Bearer second"]


def knowing(*tokens: str) -> Answering:
    def answering(heard: Heard) -> Reply:
        known = heard.headers["authorization"].removeprefix("Bearer ") in tokens
        return Reply(body=listing("Pod")) if known else status(401, "Unauthorized")

    return answering


def test_rule_2_what_is_refused_is_asked_again_with_a_kubeconfig_fetched_anew() -> None:
    with serving(knowing("new")) as server:
        old, new = (Access(server=server.url, token=token) for token in ("old", "new"))
        with KubeApi(access=old, renew=lambda: new) as api:
            kube = KubeCluster(api=api)
            kube.patch(PATCH)
            kube.list("pods")
    assert [heard.method for heard in server.heard] == ["PATCH", "PATCH", "GET"]


def test_rule_2_a_kubeconfig_that_is_still_refused_is_denied_and_not_fetched_for_ever() -> None:
    fetched: list[Access] = []
    with serving(knowing()) as server:
        access = Access(server=server.url, token="old")

        def renew() -> Access:
            fetched.append(access)
            return access

        with KubeApi(access=access, renew=renew) as api, pytest.raises(DeniedError):
            KubeCluster(api=api).list("pods")
    assert len(fetched) == 1
    assert len(server.heard) == 1


def test_rule_2_what_ends_soon_is_fetched_again_before_it_is_refused() -> None:
    with serving(knowing("old", "new")) as server:
        old, new = (Access(server=server.url, token=token) for token in ("old", "new"))
        with KubeApi(access=old, renew=lambda: new, ends_soon=lambda a: a == old) as api:
            KubeCluster(api=api).list("pods")
    assert [heard.headers["authorization"] for heard in server.heard] == ["Bearer new"]


def test_rule_2_what_ends_soon_serves_on_where_no_other_is_to_be_had() -> None:
    fetched: list[int] = []

    def renew() -> Access:
        fetched.append(1)
        raise TemporaryError("the provider is down")

    with serving(knowing("old")) as server:
        old = Access(server=server.url, token="old")
        with KubeApi(access=old, renew=renew, ends_soon=lambda _: True) as api:
            kube = KubeCluster(api=api)
            kube.list("pods")
            kube.list("pods")
    assert (len(fetched), len(server.heard)) == (2, 2)


def test_rule_2_one_that_ends_as_soon_is_not_fetched_at_every_call() -> None:
    fetched: list[int] = []
    with serving(knowing("same")) as server:
        same = Access(server=server.url, token="same")

        def renew() -> Access:
            fetched.append(1)
            return same

        with KubeApi(access=same, renew=renew, ends_soon=lambda _: True) as api:
            kube = KubeCluster(api=api)
            kube.list("pods")
            kube.list("pods")
    assert len(fetched) == 1


@pytest.mark.parametrize("given", [True, False])
def test_rule_2_only_an_access_that_came_from_the_provider_follows_it(given: bool) -> None:
    old, new = Access(server="https://old"), Access(server="https://new")
    answers = [new] if given else [old, new]

    def renew() -> Access:
        return answers.pop(0)

    with KubeApi(access=old if given else renew, renew=renew) as api:
        kube = KubeCluster(api=api)
        assert kube.endpoint().server == "https://old"
        kube.log_in_again()
        assert kube.endpoint().server == ("https://old" if given else "https://new")


def test_tls_shows_our_certificate_and_trusts_the_clusters_authority_alone(tmp_path: Path) -> None:
    authority, stranger = Authority(), Authority()
    certificate, key = authority.issue("veilleur")
    pods = script(Reply(body=listing("Pod", named("a"))))
    with serving(pods, authority.server_side(tmp_path)) as server:
        ours = parse(kubeconfig(server.url, ca=authority.pem, certificate=certificate, key=key))
        with KubeApi(access=ours) as api:
            assert len(KubeCluster(api=api).list("pods")) == 1
        other = parse(kubeconfig(server.url, ca=stranger.pem, certificate=certificate, key=key))
        with KubeApi(access=other) as api, pytest.raises(PermanentError, match="not trusted"):
            KubeCluster(api=api).list("pods")


def test_the_environment_cannot_come_between_us_and_the_cluster(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "missing"))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    with cluster(script(Reply(body=listing("Pod")))) as (kube, _):
        assert kube.list("pods") == ()


def test_a_login_by_program_is_left_to_the_kubernetes_package(tmp_path: Path) -> None:
    program = tmp_path / "login"
    version = "client.authentication.k8s.io/v1"
    said = {"apiVersion": version, "kind": "ExecCredential", "status": {"token": "t-1"}}
    program.write_text(f"#!/bin/sh\necho '{json.dumps(said)}'\n")
    program.chmod(0o755)
    spec = (
        '"exec": {"apiVersion": "client.authentication.k8s.io/v1", '
        f'"command": "{program}", "interactiveMode": "Never"}}'
    )
    text = kubeconfig("https://api.example.org").replace('"token": "s3cret-kube-token"', spec)
    assert logged_in(text).token == "t-1"


def test_a_login_that_fails_is_denied() -> None:
    spec = (
        '"exec": {"apiVersion": "client.authentication.k8s.io/v1", '
        '"command": "/no/such/program", "interactiveMode": "Never"}'
    )
    text = kubeconfig("https://api.example.org").replace('"token": "s3cret-kube-token"', spec)
    with pytest.raises(DeniedError):
        logged_in(text)
