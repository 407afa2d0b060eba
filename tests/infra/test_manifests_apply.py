"""The manifests are accepted by the Kubernetes API that ships with the project, in their order."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest
from kubernetes import config
from kubernetes.client.exceptions import ApiException
from kubernetes.dynamic import DynamicClient

from tests.infra.manifests import manifests


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DynamicClient]:
    """A Kubernetes API of its own process, and the official client on it."""
    kubeconfig = tmp_path_factory.mktemp("kubernetes") / "config"
    command = [sys.executable, "-m", "standin.kubernetes", "--kubeconfig", str(kubeconfig)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:  # noqa: S603 -- ours
        assert server.stdout is not None
        assert server.stdout.readline().startswith("https://")
        with config.new_client_from_config(str(kubeconfig)) as connection:
            yield DynamicClient(connection)
            connection.rest_client.pool_manager.clear()
        server.terminate()


def test_every_manifest_is_accepted_and_a_second_time_is_there_already(api: DynamicClient) -> None:
    for manifest in manifests():
        resource = api.resources.get(api_version=manifest["apiVersion"], kind=manifest["kind"])
        where = {"namespace": manifest["metadata"].get("namespace")}
        made = resource.create(body=manifest, **where)
        assert made.metadata.uid
        with pytest.raises(ApiException) as again:
            resource.create(body=manifest, **where)
        assert again.value.status == 409
