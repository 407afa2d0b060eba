"""The same archive over the real client and the stand-in's Kubernetes API."""

from __future__ import annotations

import io
import tarfile

from shared.adapters.cluster import KubeApi, KubeCluster, logged_in
from shared.core.actions import CreateObject, MakeArchive, ObjectRef
from shared.ports import Cluster
from tests.archive.shop import archiver
from tests.contract.kubernetes import embedded
from tests.fakes.world import FakeWorld

NAME = "lab-20261123180000"
DEPLOYMENT = {
    "selector": {"matchLabels": {"app": "web"}},
    "template": {
        "metadata": {"labels": {"app": "web"}},
        "spec": {"containers": [{"name": "web", "image": "web"}]},
    },
}


def create(cluster: Cluster, resource: str, version: str, kind: str, **more: object) -> None:
    meta = {"name": "web", "namespace": "default"}
    body = {"apiVersion": version, "kind": kind, "metadata": meta} | more
    ref = ObjectRef(resource=resource, namespace="default", name="web")
    cluster.create(CreateObject(ref=ref, body=body, why="a test"))


def test_every_type_that_the_api_server_serves_is_archived_and_verified() -> None:
    world = FakeWorld()
    with embedded() as server, KubeApi(access=logged_in(server.kubeconfig)) as api:
        cluster = KubeCluster(api=api)
        create(cluster, "deployments.apps", "apps/v1", "Deployment", spec=DEPLOYMENT)
        create(cluster, "secrets", "v1", "Secret", data={"password": "eA=="})
        create(cluster, "leases.coordination.k8s.io", "coordination.k8s.io/v1", "Lease", spec={})

        made = archiver(world, cluster).make(MakeArchive(name=NAME, session="s1"))

    tarball = world.bodies.objects[f"velero/backups/{NAME}/{NAME}.tar.gz"]
    with tarfile.open(fileobj=io.BytesIO(tarball)) as tar:
        found = tar.getnames()
    assert (made.verified, made.unread) == (True, ())
    assert made.items == (len(found) - 1) // 2
    assert "resources/deployments.apps/namespaces/default/web.json" in found
    assert "resources/deployments.apps/v1-preferredversion/namespaces/default/web.json" in found
    assert "resources/secrets/namespaces/default/web.json" in found
    assert not any("leases" in path for path in found)
