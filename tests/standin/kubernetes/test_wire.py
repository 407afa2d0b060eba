"""Faults on the way, and credentials that stop working."""

from __future__ import annotations

from datetime import timedelta

import pytest
from urllib3.exceptions import HTTPError

from standin.kubernetes import ADMIN, User
from tests.contract.kubernetes import Embedded
from tests.contract.kubernetes_api.asking import Kube, bearer, logged_in

MAPS = "/api/v1/namespaces/default/configmaps"
ONE = {"metadata": {"name": "one"}}


def _fault(server: Embedded, kind: str, **args: object) -> None:
    where = {"api": "kubernetes", "match": f"^POST {MAPS}", "times": 1, "args": args}
    server.at.on_loop(lambda: server.faults.add(kind, **where))


def test_an_error_looks_like_the_apis_own(server: Embedded, admin: Kube) -> None:
    _fault(server, "error", status=503, code="service_unavailable", retry_after=7)
    said = admin.post(MAPS, ONE)
    assert (said.status, said.reason) == (503, "ServiceUnavailable")
    assert said.headers["Retry-After"] == "7"
    assert admin.post(MAPS, ONE).status == 201


def test_an_effect_may_happen_without_its_answer(server: Embedded, admin: Kube) -> None:
    _fault(server, "timeout_after")
    with pytest.raises(HTTPError):
        admin.post(MAPS, ONE)
    assert admin.get(f"{MAPS}/one").status == 200


def test_an_effect_may_land_later(server: Embedded, admin: Kube) -> None:
    """The caller's name is known although the connection is long gone."""
    _fault(server, "late", seconds=60)
    with pytest.raises(HTTPError):
        admin.post(MAPS, ONE)
    assert admin.get(f"{MAPS}/one").status == 404

    async def land() -> None:
        await server.api.late.land(server.clock.advance(timedelta(seconds=61)))

    server.at.run(land)
    assert admin.get(f"{MAPS}/one").status == 200


def test_a_revoked_kubeconfig_is_refused_and_a_new_one_is_not(server: Embedded) -> None:
    old = server.api.kubeconfig(ADMIN, server.at.url)
    server.at.on_loop(lambda: server.api.revoke(ADMIN))
    new = server.at.on_loop(lambda: server.api.kubeconfig(ADMIN, server.at.url))
    with logged_in(old) as client:
        assert client.get(MAPS).status == 401
    with logged_in(new) as client:
        assert client.get(MAPS).status == 200


def test_a_token_works_until_it_is_revoked(server: Embedded) -> None:
    user = User("tester", ("system:masters",))
    with logged_in(server.api.token_kubeconfig(user, server.at.url)) as client:
        assert client.get(MAPS).status == 200
        server.at.on_loop(lambda: server.api.revoke(user))
        assert client.get(MAPS).status == 401


def test_an_accounts_token_ends_with_its_time(server: Embedded, admin: Kube) -> None:
    accounts = "/api/v1/namespaces/default/serviceaccounts"
    admin.made(accounts, {"metadata": {"name": "clerk"}})
    asked = admin.post(f"{accounts}/clerk/token", {"spec": {"expirationSeconds": 900}}).body
    token = asked["status"]["token"]
    with bearer(admin, token) as client:
        assert client.get("/version").status == 200
        server.at.on_loop(lambda: server.clock.advance(timedelta(seconds=901)))
        assert client.get("/version").status == 401
