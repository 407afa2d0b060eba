"""Whatever a client sends, it is taken or refused: no body makes the server stumble."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from standin.clock import Clock
from standin.faults import Faults
from standin.journal import Journal
from standin.kubernetes import ADMIN, KubernetesApi
from standin.kubernetes.call import Call
from standin.kubernetes.errors import ApiError
from standin.kubernetes.kinds import CORE, GROUPED, Resource
from tests.standin.kubernetes.random_objects import random_object

TRIES = 30
ODD: list[Any] = [3, "text", True, [1], {"a": [None]}, [[]], {"": {}}]
_PATCHES = (
    "application/merge-patch+json",
    "application/strategic-merge-patch+json",
    "application/apply-patch+yaml",
)


@pytest.fixture(scope="module")
def api() -> KubernetesApi:
    clock = Clock()
    return KubernetesApi(clock=clock, faults=Faults(), journal=Journal(clock))


def _call(verb: str, resource: Resource, body: Any, name: str = "", kind: str = "") -> Call:  # noqa: ANN401
    return Call(
        verb=verb,
        resource=resource,
        user=ADMIN,
        namespace="default" if resource.namespaced else "",
        name=name,
        query={"fieldManager": "tests"},
        content_type=kind,
        accept="application/json;as=Table;v=v1;g=meta.k8s.io,application/json",
        body=json.dumps(body).encode(),
    )


def _answered(api: KubernetesApi, call: Call) -> bool:
    """Whether it was taken; any exception but a refusal fails the test."""
    try:
        api.verbs.answer(call)
    except ApiError:
        return False
    return True


@pytest.mark.parametrize("resource", [*CORE, *GROUPED], ids=lambda one: one.qualified)
def test_no_well_typed_body_makes_it_stumble(api: KubernetesApi, resource: Resource) -> None:
    chance = random.Random(resource.qualified)  # noqa: S311 -- a test that repeats
    for _ in range(TRIES):
        body = random_object(chance, resource)
        name = body["metadata"]["name"]
        if _answered(api, _call("create", resource, body)):
            typed = {"apiVersion": resource.api_version, "kind": resource.kind}
            for kind in _PATCHES:
                other = random_object(chance, resource)
                changed = typed | other | {"metadata": {"name": name}}
                _answered(api, _call("patch", resource, changed, name, kind))
            assert _answered(api, _call("get", resource, None, name))


@pytest.mark.parametrize("resource", [*CORE, *GROUPED], ids=lambda one: one.qualified)
def test_no_member_of_the_wrong_type_makes_it_stumble(
    api: KubernetesApi, resource: Resource
) -> None:
    chance = random.Random(resource.qualified)  # noqa: S311 -- a test that repeats
    for odd in ODD:
        body = random_object(chance, resource)
        for field in [field for field in body if field != "metadata"]:
            _answered(api, _call("create", resource, body | {field: odd}))
        _answered(api, _call("create", resource, body | {"metadata": odd}))
        _answered(api, _call("create", resource, odd))
