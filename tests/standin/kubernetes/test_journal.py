"""What the API notes of each request: who asked for what, and never a secret."""

from __future__ import annotations

from typing import Any

from standin.kubernetes import CONTROLLERS, WORKERS, User
from tests.contract.kubernetes import Embedded
from tests.contract.kubernetes_api.asking import Kube, logged_in

MAPS = "/api/v1/namespaces/default/configmaps"


def _noted(server: Embedded) -> list[dict[str, Any]]:
    return server.at.on_loop(server.journal.entries)


def test_each_request_is_noted_with_its_user(server: Embedded, admin: Kube) -> None:
    admin.made(MAPS, {"metadata": {"name": "one"}, "data": {"k": "v"}})
    admin.get(f"{MAPS}/none", pretty="true")
    first, second = _noted(server)
    assert (first["api"], first["method"], first["path"]) == ("kubernetes", "POST", MAPS)
    assert (first["status"], first["agent"]) == (201, "kubernetes-admin")
    assert '"k": "v"' in first["body"]
    assert (second["path"], second["status"]) == (f"{MAPS}/none?pretty=true", 404)


def test_controllers_workers_and_people_can_be_told_apart(server: Embedded) -> None:
    users = (CONTROLLERS, WORKERS, User("somebody"))
    for user in users:
        with logged_in(server.api.kubeconfig(user, server.at.url)) as client:
            client.get(MAPS)
    assert [one["agent"] for one in _noted(server)] == [user.name for user in users]
    assert [one["status"] for one in _noted(server)] == [200, 200, 403]


def test_no_secret_is_noted(server: Embedded, admin: Kube) -> None:
    secrets = MAPS.replace("configmaps", "secrets")
    admin.made(secrets, {"metadata": {"name": "one"}, "stringData": {"k": "hush"}})
    admin.patch(f"{secrets}/one", {"stringData": {"k": "hush"}})
    assert [one["status"] for one in _noted(server)] == [201, 200]
    assert all("hush" not in one["body"] for one in _noted(server))
