"""Who may do what: credentials, roles, and the questions one may ask about one's rights."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.contract.kubernetes_api.asking import Kube, Obj, Space, bearer

RBAC = "rbac.authorization.k8s.io/v1"


@pytest.fixture
def clerk(space: Space) -> Iterator[Kube]:
    """A ServiceAccount's own client, without any right yet."""
    space.make("serviceaccounts", {"metadata": {"name": "clerk"}})
    asked = space.kube.post(space.at("serviceaccounts", "clerk") + "/token", {"spec": {}})
    assert asked.status == 201, asked.body
    with bearer(space.kube, asked.body["status"]["token"]) as client:
        yield client


def _grant(space: Space, *rules: Obj) -> None:
    space.make("roles", {"metadata": {"name": "clerk"}, "rules": list(rules)}, RBAC)
    subject = {"kind": "ServiceAccount", "name": "clerk", "namespace": space.name}
    role = {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "clerk"}
    body = {"metadata": {"name": "clerk"}, "roleRef": role, "subjects": [subject]}
    space.make("rolebindings", body, RBAC)


def _rule(verbs: str, resources: str, group: str = "", **more: object) -> Obj:
    return {"apiGroups": [group], "resources": resources.split(), "verbs": verbs.split()} | more


def test_a_wrong_token_is_refused(kube: Kube) -> None:
    with bearer(kube, "nobody-gave-this") as client:
        said = client.get("/api/v1/namespaces")
    assert (said.status, said.reason) == (401, "Unauthorized")


def test_somebody_without_credentials_sees_health_alone(kube: Kube) -> None:
    with bearer(kube, "") as client:
        said = client.get("/api/v1/namespaces")
        health = client.get("/readyz")
    assert (said.status, said.reason) == (403, "Forbidden")
    assert 'User "system:anonymous" cannot list resource "namespaces"' in said.message
    assert health.status == 200


def test_without_a_role_nothing_is_allowed(space: Space, clerk: Kube) -> None:
    said = clerk.get(space.at("deployments", "web", "apps/v1"))
    user = f"system:serviceaccount:{space.name}:clerk"
    assert (said.status, said.reason) == (403, "Forbidden")
    assert said.message == (
        f'deployments.apps "web" is forbidden: User "{user}" cannot get resource "deployments" '
        f'in API group "apps" in the namespace "{space.name}"'
    )
    everywhere = clerk.get("/api/v1/pods")
    assert everywhere.message.endswith('in API group "" at the cluster scope')


def test_a_role_allows_what_it_says_and_no_more(space: Space, clerk: Kube) -> None:
    _grant(space, _rule("get list", "configmaps"), _rule("patch", "deployments/scale", "apps"))
    space.config("one")
    assert clerk.get(space.at("configmaps", "one")).status == 200
    assert clerk.get(space.at("configmaps")).status == 200
    assert clerk.post(space.at("configmaps"), {"metadata": {"name": "two"}}).status == 403
    assert clerk.get("/api/v1/namespaces/default/configmaps").status == 403
    assert clerk.get(space.at("configmaps"), watch="true").status == 403
    scale = space.at("deployments", "web", "apps/v1") + "/scale"
    assert clerk.patch(scale, {"spec": {"replicas": 0}}).status == 404
    assert clerk.patch(scale.removesuffix("/scale"), {}).status == 403


def test_a_right_may_be_for_one_object_alone(space: Space, clerk: Kube) -> None:
    _grant(space, _rule("get", "configmaps", resourceNames=["one"]))
    space.config("one")
    space.config("two")
    assert clerk.get(space.at("configmaps", "one")).status == 200
    assert clerk.get(space.at("configmaps", "two")).status == 403
    assert clerk.get(space.at("configmaps")).status == 403


def test_rights_may_be_asked_before_they_are_used(space: Space, clerk: Kube) -> None:
    _grant(space, _rule("get", "configmaps"))
    path = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"
    for verb, allowed in (("get", True), ("delete", False)):
        there = {"verb": verb, "resource": "configmaps", "namespace": space.name}
        said = clerk.post(path, {"spec": {"resourceAttributes": there}})
        assert (said.status, said.body["status"]["allowed"]) == (201, allowed)
    rules = clerk.post(
        "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews", {"spec": {"namespace": space.name}}
    )
    shown = rules.body["status"]["resourceRules"]
    assert any(one["resources"] == ["configmaps"] and one["verbs"] == ["get"] for one in shown)


def test_one_may_ask_who_one_is(space: Space, clerk: Kube) -> None:
    said = clerk.post("/apis/authentication.k8s.io/v1/selfsubjectreviews", {})
    user = said.body["status"]["userInfo"]
    assert user["username"] == f"system:serviceaccount:{space.name}:clerk"
    assert {"system:serviceaccounts", "system:authenticated"} <= set(user["groups"])


def test_an_administrator_may_act_as_another(space: Space, clerk: Kube) -> None:
    user = f"system:serviceaccount:{space.name}:clerk"
    posing = space.kube.posing(Impersonate_User=user)
    assert posing.get(space.at("configmaps")).status == 403
    _grant(space, _rule("list", "configmaps"))
    assert posing.get(space.at("configmaps")).status == 200
    said = clerk.posing(Impersonate_User="kubernetes-admin").get(space.at("configmaps"))
    assert (said.status, "cannot impersonate" in said.message) == (403, True)


def test_a_token_ends_with_its_account(space: Space, clerk: Kube) -> None:
    assert clerk.get("/version").status == 200
    space.kube.delete(space.at("serviceaccounts", "clerk"))
    assert clerk.get("/version").status == 401


def test_a_token_lasts_ten_minutes_at_least(space: Space) -> None:
    space.make("serviceaccounts", {"metadata": {"name": "clerk"}})
    path = space.at("serviceaccounts", "clerk") + "/token"
    assert space.kube.post(path, {"spec": {"expirationSeconds": 60}}).status == 422


def _role(rules: list[Obj]) -> Obj:
    return {"metadata": {"name": "more"}, "rules": rules}


def _binding(kind: str, name: str) -> Obj:
    role = {"apiGroup": "rbac.authorization.k8s.io", "kind": kind, "name": name}
    return {"metadata": {"name": "more"}, "roleRef": role, "subjects": []}


def test_nobody_grants_more_than_they_have(space: Space, clerk: Kube) -> None:
    names = "roles rolebindings"
    group = "rbac.authorization.k8s.io"
    _grant(space, _rule("create", names, group), _rule("get list", "configmaps"))
    roles, bindings = space.at("roles", group=RBAC), space.at("rolebindings", group=RBAC)
    for rule in (_rule("get", "secrets"), _rule("*", "configmaps"), _rule("get", "*")):
        said = clerk.post(roles, _role([rule]))
        assert (said.status, said.reason) == (403, "Forbidden"), rule
        assert "attempting to grant RBAC permissions not currently held" in said.message
    assert clerk.post(bindings, _binding("ClusterRole", "cluster-admin")).status == 403
    assert clerk.post(roles, _role([_rule("get", "configmaps")])).status == 201
    assert clerk.post(bindings, _binding("Role", "more")).status == 201
