"""An object goes into the tarball verbatim, but for what a bound claim must lose."""

from __future__ import annotations

import json
from typing import Any

import pytest

from shared.archive.items import item_of
from tests.archive.shop import meta

CLAIM = {"apiVersion": "v1", "kind": "PersistentVolumeClaim"}
SPEC = {"dataSource": {"a": 1}, "dataSourceRef": {"a": 1}, "selector": {"a": 1}, "volumeName": "v"}


def claim(phase: str, **spec: object) -> dict[str, Any]:
    labels = {"app": "db", "velero.io/backup-name": "old"}
    return CLAIM | {
        "metadata": meta("data", labels=labels),
        "spec": SPEC | spec,
        "status": {"phase": phase},
    }


def test_an_object_is_as_the_api_gave_it() -> None:
    obj = {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": meta("web", uid="u", resourceVersion="7", managedFields=[{"f": {}}]),
        "status": {"replicas": 3},
        "spec": {"é": 1.0, "big": 2**60},
    }

    assert json.loads(item_of("deployments.apps", obj).body()) == obj


@pytest.mark.parametrize(
    ("obj", "kept"),
    [
        (claim("Bound"), {"volumeName"}),
        (claim("Bound", storageClassName=""), {"volumeName", "storageClassName", "selector"}),
        (claim("Pending"), set(SPEC)),
    ],
)
def test_a_bound_claim_loses_what_would_keep_it_from_binding_again(
    obj: dict[str, Any], kept: set[str]
) -> None:
    assert set(json.loads(item_of("persistentvolumeclaims", obj).body())["spec"]) == kept


def test_a_bound_claim_loses_labels_of_an_earlier_restore() -> None:
    body = json.loads(item_of("persistentvolumeclaims", claim("Bound")).body())

    assert body["metadata"]["labels"] == {"app": "db"}


@pytest.mark.parametrize(("length", "fits"), [(250, True), (251, False), (253, False)])
def test_names_of_more_than_250_characters_do_not_fit(length: int, *, fits: bool) -> None:
    obj = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": meta("n" * length)}

    assert item_of("configmaps", obj).fits is fits
