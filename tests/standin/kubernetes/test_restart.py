"""A folder keeps the cluster over a restart: objects, revisions, and who may enter."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from standin.clock import Clock
from standin.faults import Faults
from standin.journal import Journal
from standin.kubernetes import ADMIN, KubernetesApi
from tests.contract.kubernetes_api.asking import Kube, logged_in
from tests.contract.loops import served

MAPS = "/api/v1/namespaces/default/configmaps"
SYSTEM = "/api/v1/namespaces/kube-system"


@contextmanager
def running(data: Path | None, seed: int = 1) -> Iterator[tuple[KubernetesApi, Kube]]:
    clock = Clock()
    api = KubernetesApi(clock=clock, faults=Faults(), journal=Journal(clock), data=data, seed=seed)
    with (
        served(api.application, api.tls_context) as at,
        logged_in(api.kubeconfig(ADMIN, at.url)) as client,
    ):
        yield api, client


def test_everything_is_there_again(tmp_path: Path) -> None:
    with running(tmp_path) as (api, kube):
        kept = kube.made(MAPS, {"metadata": {"name": "one"}, "data": {"k": "v"}})
        kube.made(MAPS, {"metadata": {"name": "two"}})
        kube.delete(f"{MAPS}/two")
        system, authority = kube.get(SYSTEM).body, api.ca_pem
        version = kube.get(MAPS).version
    with running(tmp_path) as (api, kube):
        assert kube.get(f"{MAPS}/one").body == kept
        assert kube.get(f"{MAPS}/two").status == 404
        assert kube.get(SYSTEM).body == system
        assert api.ca_pem == authority
        assert kube.get(MAPS).version == version
        assert (
            kube.get(f"{MAPS}/one", watch="true", resourceVersion="1").body["object"]["code"] == 410
        )


def test_ids_go_on_where_they_were(tmp_path: Path) -> None:
    uids = set()
    for _ in range(3):
        with running(tmp_path) as (_, kube):
            uids.add(kube.made(MAPS, {"metadata": {"generateName": "c-"}})["metadata"]["uid"])
    assert len(uids) == 3


def test_a_write_cut_in_the_middle_never_was(tmp_path: Path) -> None:
    with running(tmp_path) as (_, kube):
        kube.made(MAPS, {"metadata": {"name": "one"}})
    log = tmp_path / "objects.jsonl"
    log.write_bytes(log.read_bytes() + b'["configmaps","default/half",{"metad')
    with running(tmp_path) as (_, kube):
        assert kube.get(f"{MAPS}/one").status == 200
        assert kube.get(f"{MAPS}/half").status == 404


def test_what_was_defined_is_still_served(tmp_path: Path) -> None:
    names = {"plural": "lamps", "kind": "Lamp"}
    schema = {"openAPIV3Schema": {"type": "object"}}
    version = {"name": "v1", "served": True, "storage": True, "schema": schema}
    spec = {"group": "a.test", "scope": "Cluster", "names": names, "versions": [version]}
    with running(tmp_path) as (_, kube):
        crds = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
        kube.made(crds, {"metadata": {"name": "lamps.a.test"}, "spec": spec})
        kube.made("/apis/a.test/v1/lamps", {"metadata": {"name": "one"}})
    with running(tmp_path) as (_, kube):
        assert kube.get("/apis/a.test/v1/lamps/one").status == 200


def test_equal_seeds_make_equal_clusters() -> None:
    uids = []
    for seed in (7, 7, 8):
        with running(None, seed) as (_, kube):
            uids.append(kube.get(SYSTEM).body["metadata"]["uid"])
    assert uids[0] == uids[1] != uids[2]
