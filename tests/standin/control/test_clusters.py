"""Kubeconfigs that lead nowhere, or elsewhere; a cluster of other people; a cluster made anew."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import urllib3.exceptions

from tests.contract.kubernetes_api.asking import Kube, logged_in
from tests.standin.lab import Lab, started

POOL = {
    "name": "general",
    "flavor": "a1-ram4-disk50-perf1",
    "availability_zone": "az-1",
    "minimum_instances": 1,
    "maximum_instances": 1,
}
SYSTEM, NODES, MAPS = (
    "/api/v1/namespaces/kube-system",
    "/api/v1/nodes",
    "/api/v1/namespaces/default/configmaps",
)


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """For what can be taken away again, and for what stands beside it."""
    with started(tmp_path_factory.mktemp("lab")) as running:
        yield running


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Lab]:
    """For what happens for good."""
    with started(tmp_path) as running:
        yield running


@contextmanager
def fault(lab: Lab, kind: str) -> Iterator[None]:
    made = lab.control("POST", "/faults", {"kind": kind})
    yield
    lab.control("DELETE", f"/faults/{made['id']}")


def status(kubeconfig: str, path: str = NODES) -> int:
    with logged_in(kubeconfig) as client:
        return client.get(path).status


def uid(client: Kube) -> str:
    return str(client.get(SYSTEM).body["metadata"]["uid"])


def handed_out(lab: Lab) -> str:
    return str(lab.kaas("GET", "/kube_config"))


def in_use(lab: Lab) -> str:
    return Path(lab.env["KUBECONFIG"]).read_text()


def others(lab: Lab, **more: Any) -> int:  # noqa: ANN401 -- JSON
    body = {"kind": "cluster", "name": "shop", **more}
    return int(lab.control("POST", "/people", body)["id"])


def test_what_kaas_hands_out_may_be_past_its_end(lab: Lab) -> None:
    """As kube-apiserver does it: the handshake succeeds, and the answer is 401."""
    with fault(lab, "kubeconfig_expired"):
        assert status(handed_out(lab)) == 401
        assert status(in_use(lab)) == 200
    assert status(handed_out(lab)) == 200


def test_what_is_in_use_may_reach_its_end(fresh: Lab) -> None:
    with fault(fresh, "certificates_ended"):
        assert (status(in_use(fresh)), status(handed_out(fresh))) == (401, 401)
        fresh.control("POST", "/faults", {"kind": "kubeconfig_revoked"})
        assert status(handed_out(fresh)) == 200


def test_an_end_that_is_taken_away_was_none(lab: Lab) -> None:
    with fault(lab, "certificates_ended"):
        pass
    assert status(in_use(lab)) == 200


def test_the_platform_s_own_programs_go_on_when_the_customer_s_right_ends(lab: Lab) -> None:
    before = len(lab.events("node_ready"))
    lab.kaas("POST", "/instance_pools", POOL)
    with fault(lab, "certificates_ended"):
        lab.step(300)
    assert len(lab.events("node_ready")) == before + 1


def test_a_revoked_kubeconfig_stays_so_and_kaas_has_a_new_one(fresh: Lab) -> None:
    with fault(fresh, "kubeconfig_revoked"):
        pass
    assert status(in_use(fresh)) == 401
    assert status(handed_out(fresh)) == 200
    assert fresh.control("GET", "/")["kubeconfig"] == handed_out(fresh)


def test_a_cluster_of_other_people_stands_beside_the_lab(lab: Lab) -> None:
    """Its machines bill as theirs, and its API is one of its own."""
    before = lab.billing()
    theirs = others(lab, nodes=2)
    kubeconfig = lab.control("GET", "/kubeconfigs")[str(theirs)]
    with logged_in(kubeconfig) as client, logged_in(in_use(lab)) as ours:
        assert uid(client) != uid(ours)
        assert len(client.get(NODES).body["items"]) == 2
        (web,) = client.get("/apis/apps/v1/deployments").body["items"]
        assert web["spec"]["replicas"] == 2
        lab.step(3_600)
        assert client.get("/apis/apps/v1/deployments").body["items"] == [web]
    told = lab.control("GET", "/truth")["billing"][len(before) :]
    assert [(each["kind"], each["owner"]) for each in told] == [
        ("node", "foreign"),
        ("node", "foreign"),
        ("load_balancer", "foreign"),
    ]


def test_kaas_may_hand_out_another_cluster_s_kubeconfig_and_its_audit_tells(fresh: Lab) -> None:
    lab = fresh
    theirs = others(lab)
    with fault(lab, "kubeconfig_of_another"):
        wrong = handed_out(lab)
    assert wrong == lab.control("GET", "/kubeconfigs")[str(theirs)]
    assert wrong != handed_out(lab)
    began = len(lab.control("GET", "/truth/requests"))
    with logged_in(wrong) as client:
        client.get(NODES)
        client.made(MAPS, {"metadata": {"name": "stray"}})
    lab.step(60)
    audit = lab.control("GET", f"/truth/requests?cluster={theirs}")
    told = [(each["method"], each["path"], each["agent"]) for each in audit]
    assert told == [("GET", NODES, "kubernetes-admin"), ("POST", MAPS, "kubernetes-admin")]
    our_id = lab.env["VEILLEUR_KAAS_ID"]
    own = lab.control("GET", f"/truth/requests?after={began}&cluster={our_id}")
    assert {each["cluster"] for each in own} <= {int(our_id)}
    assert "kubernetes-admin" not in {each["agent"] for each in own}


def test_a_cluster_of_other_people_goes_when_it_is_deleted(lab: Lab) -> None:
    theirs = others(lab)
    lab.kaases("DELETE", f"/{theirs}")
    lab.step(300)
    assert str(theirs) not in lab.control("GET", "/kubeconfigs")


def test_a_rebuilt_cluster_is_another_one_at_the_same_address(fresh: Lab) -> None:
    """Its machines join it; whoever kept the old kubeconfig is told by TLS."""
    fresh.kaas("POST", "/instance_pools", POOL)
    fresh.step(300)
    old = in_use(fresh)
    with logged_in(old) as client:
        before, address = uid(client), client.server
        client.made(MAPS, {"metadata": {"name": "work"}})
    with fault(fresh, "cluster_rebuilt"):
        pass
    fresh.step(60)
    with logged_in(old) as client, pytest.raises(urllib3.exceptions.SSLError):
        client.get(NODES)
    with logged_in(handed_out(fresh)) as client:
        assert (client.server, uid(client) == before) == (address, False)
        assert client.get(f"{MAPS}/work").status == 404
        (node,) = client.get(NODES).body["items"]
    ready = {c["type"]: c["status"] for c in node["status"]["conditions"]}
    assert ready["Ready"] == "True"
    fresh.control("POST", "/faults", {"kind": "cluster_rebuilt"})
    fresh.step(60)
    with logged_in(handed_out(fresh)) as client:
        assert len(client.get(NODES).body["items"]) == 1


def test_a_rebuilt_cluster_survives_a_restart(tmp_path: Path) -> None:
    data = ("--data", str(tmp_path / "data"))
    seen = []
    with started(tmp_path, *data) as lab:
        lab.control("POST", "/faults", {"kind": "cluster_rebuilt"})
        with logged_in(handed_out(lab)) as client:
            seen.append(uid(client))
    with started(tmp_path, *data) as lab, logged_in(handed_out(lab)) as client:
        seen.append(uid(client))
    assert seen[0] == seen[1]
