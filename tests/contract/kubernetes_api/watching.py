"""Reads watches in the tests: whole events, until a number of them or the server's time-out."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from tests.contract.kubernetes_api.asking import Kube

Event = tuple[str, str]


def watched(
    kube: Kube, path: str, do: Callable[[], object], /, **query: str
) -> list[dict[str, Any]]:
    """Every event of a watch of one second, within which `do` happens."""
    headers: dict[str, str] = {}
    kube.client.update_params_for_auth(headers, [], ["BearerToken"])
    asked = {"watch": "true", "timeoutSeconds": "1"} | query
    answer = kube.client.rest_client.pool_manager.request(
        "GET",
        kube.server + path,
        fields=asked,
        headers=headers | kube.headers,
        preload_content=False,
        timeout=10,
    )
    try:
        do()
        return [json.loads(line) for line in answer.read().splitlines()]
    finally:
        answer.close()


def nothing() -> None:
    """For a watch that only looks at what is there."""


def brief(events: list[dict[str, Any]]) -> list[Event]:
    """[("ADDED", "one"), ...]"""
    return [(one["type"], one["object"]["metadata"].get("name", "")) for one in events]
