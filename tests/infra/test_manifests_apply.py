"""The manifests on the Kubernetes API that ships with the project: taken, and obeyed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from kubernetes import client, config
from kubernetes.client import ApiClient
from kubernetes.client.exceptions import ApiException
from kubernetes.dynamic import DynamicClient

from tests.infra.manifests import Ask, allowed, manifests
from tests.infra.test_rbac import KEPT_FROM, NEEDED


@pytest.fixture(scope="module")
def kubeconfig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A Kubernetes API in a process of its own."""
    file = tmp_path_factory.mktemp("kubernetes") / "config"
    command = [sys.executable, "-m", "standin.kubernetes", "--kubeconfig", str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:  # noqa: S603 -- ours
        assert server.stdout is not None
        assert server.stdout.readline().startswith("https://")
        yield file
        server.terminate()


@contextmanager
def connected(kubeconfig: Path) -> Iterator[ApiClient]:
    """The official client, as the administrator; its connections are closed after."""
    with config.new_client_from_config(str(kubeconfig)) as connection:
        yield connection
        connection.rest_client.pool_manager.clear()


@pytest.fixture(scope="module")
def applied(kubeconfig: Path) -> Path:
    """Every manifest created, in the kustomization's order."""
    with connected(kubeconfig) as connection:
        _create_all(DynamicClient(connection))
    return kubeconfig


def _create_all(api: DynamicClient) -> None:
    for manifest in manifests():
        resource = api.resources.get(api_version=manifest["apiVersion"], kind=manifest["kind"])
        where = {"namespace": manifest["metadata"].get("namespace")}
        assert resource.create(body=manifest, **where).metadata.uid


def test_a_second_time_every_manifest_is_there_already(applied: Path) -> None:
    with connected(applied) as connection, pytest.raises(ApiException) as again:
        _create_all(DynamicClient(connection))
    assert again.value.status == 409


@pytest.fixture(scope="module")
def functions_client(applied: Path) -> Iterator[ApiClient]:
    """The API as the functions see it: with a token of their ServiceAccount, and nothing else."""
    with connected(applied) as connection:
        request = client.AuthenticationV1TokenRequest(
            spec=client.V1TokenRequestSpec(audiences=[], expiration_seconds=3600)
        )
        made = client.CoreV1Api(connection).create_namespaced_service_account_token(
            "veilleur", "veilleur", request
        )
        host, authority = connection.configuration.host, connection.configuration.ssl_ca_cert
    own = client.Configuration(host=host)
    own.ssl_ca_cert = authority
    own.api_key["authorization"] = f"Bearer {made.status.token}"
    with ApiClient(own) as connection:
        yield connection
        connection.rest_client.pool_manager.clear()


@pytest.mark.parametrize("ask", [*NEEDED, *KEPT_FROM], ids=str)
def test_the_api_allows_the_functions_what_the_rules_say(
    functions_client: ApiClient, ask: Ask
) -> None:
    name, _, group = ask.resource.partition(".")
    resource, _, sub = name.partition("/")
    attributes = client.V1ResourceAttributes(
        verb=ask.verb, group=group, resource=resource, subresource=sub, namespace=ask.namespace
    )
    review = client.V1SelfSubjectAccessReview(
        spec=client.V1SelfSubjectAccessReviewSpec(resource_attributes=attributes)
    )
    answer = client.AuthorizationV1Api(functions_client).create_self_subject_access_review(review)
    assert answer.status.allowed == allowed(ask)
