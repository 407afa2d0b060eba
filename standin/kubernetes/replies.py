"""An answer ready to send, and the pieces that verbs and subresources both build theirs from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from standin.kubernetes.bodies import PATCHES, as_object, media_type, parse
from standin.kubernetes.call import Call
from standin.kubernetes.errors import bad_request, unsupported_media
from standin.kubernetes.kinds import Resource
from standin.kubernetes.merging import json_patch, merge
from standin.kubernetes.shapes import Obj
from standin.kubernetes.store import Record
from standin.kubernetes.strategic import Strategic


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    body: bytes
    code: int = 200
    headers: dict[str, str] = field(default_factory=dict)


def edit_of(call: Call) -> Callable[[Obj], Obj]:
    """What a PATCH's body makes of the object that is there. Raises 400 or 415."""
    kind = media_type(call.content_type)
    if kind not in PATCHES or (call.resource.custom is not None and "strategic" in kind):
        raise unsupported_media(kind)
    body = parse(call.body)
    if kind == "application/json-patch+json":
        return lambda obj: json_patch(obj, body)
    if not isinstance(body, dict):
        raise bad_request("error decoding patch: a patch of this type is an object")
    if kind == "application/merge-patch+json":
        return lambda obj: as_object(merge(obj, body))
    return lambda obj: Strategic(call.resource.kind).merge(obj, body)


def success() -> Obj:
    return {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success"}


def deleted(resource: Resource, record: Record) -> Obj:
    """The Status that answers the DELETE of most kinds."""
    metadata = record.obj["metadata"]
    details = {"name": metadata["name"], "uid": metadata["uid"]}
    details |= {"group": resource.group, "kind": resource.plural}
    return success() | {"details": {name: value for name, value in details.items() if value}}
