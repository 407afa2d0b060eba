"""The lists in the APIs' answers: found, and told anew as if they were whole."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from math import ceil
from typing import Any

from aiohttp import web

Json = dict[str, Any]
OK = 200
NAMES = ("instance_pool_id", "kaas_id", "uid", "id", "name")


def _of_kaas(_: str, body: Json) -> str | None:
    return "data" if isinstance(body.get("data"), list) else None


def _of_openstack(path: str, body: Json) -> str | None:
    """Not Keystone's lists, nor those of versions: they say where things are, not which."""
    found = [key for key, held in body.items() if isinstance(held, list) and "_links" not in key]
    told_of_things = not path.startswith("/identity") and found and found[0] != "versions"
    return found[0] if told_of_things else None


def _of_kubernetes(_: str, body: Json) -> str | None:
    return next((key for key in ("items", "rows") if isinstance(body.get(key), list)), None)


FINDERS: dict[str, Callable[[str, Json], str | None]] = {
    "kaas": _of_kaas,
    "openstack": _of_openstack,
    "kubernetes": _of_kubernetes,
}


@dataclass(frozen=True, slots=True)
class Listed:
    """One answer that is a list: `entries`, and the whole around them."""

    answer: web.Response
    body: Json
    key: str

    @property
    def entries(self) -> list[Any]:
        return list(self.body[self.key])

    def showing(self, entries: Sequence[Any]) -> web.Response:
        """The same answer with these, and no word of there being more."""
        body = {k: v for k, v in self.body.items() if k != f"{self.key}_links"}
        body[self.key] = list(entries)
        if "total" in body:
            body |= {"total": len(entries), "pages": 1}
        if isinstance(body.get("metadata"), dict):
            left_out = ("continue", "remainingItemCount")
            body["metadata"] = {k: v for k, v in body["metadata"].items() if k not in left_out}
        self.answer.body = json.dumps(body).encode()
        return self.answer


def listed(api: str, request: web.Request, answer: web.StreamResponse) -> Listed | None:
    """None where the answer is no list: a refusal, a single thing, a watch."""
    if request.method != "GET" or answer.status != OK or not isinstance(answer, web.Response):
        return None
    if answer.content_type != "application/json" or not isinstance(answer.body, bytes):
        return None
    body = json.loads(answer.body)
    key = FINDERS[api](request.path, body) if isinstance(body, dict) else None
    return Listed(answer, body, key) if key is not None else None


def some_of(entries: Sequence[Any], share: float, seed: str) -> list[Any]:
    """Without that share of them, at least one: the same ones at each look."""
    ranked = sorted(entries, key=lambda entry: _drawn(entry, seed))
    gone = [id(entry) for entry in ranked[: max(ceil(len(entries) * share), 1)]]
    return [entry for entry in entries if id(entry) not in gone]


def _drawn(entry: Any, seed: str) -> str:  # noqa: ANN401 -- JSON, or an object's name
    return sha256(f"{seed}/{_name(entry)}".encode()).hexdigest()


def _name(entry: Any) -> str:  # noqa: ANN401 -- JSON, or an object's name
    if not isinstance(entry, dict):
        return str(entry)
    about = entry.get("object", entry)
    about = about.get("metadata", about)
    return str(next((about[name] for name in NAMES if name in about), entry))
