"""How an answer looks: whole objects, their metadata alone, or a table, as Accept asks."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from standin.kubernetes import tables
from standin.kubernetes.call import Call
from standin.kubernetes.cluster import Cluster
from standin.kubernetes.cohabiting import is_other, outward
from standin.kubernetes.errors import ApiError
from standin.kubernetes.kinds import Resource
from standin.kubernetes.paging import Page
from standin.kubernetes.shapes import Obj, encode
from standin.kubernetes.store import Record

_TYPE = ("kind", "apiVersion")
_PARTIAL = {"apiVersion": "meta.k8s.io/v1", "kind": "PartialObjectMetadata"}


class Form(StrEnum):
    WHOLE = "object"
    TABLE = "Table"
    PARTIAL = "PartialObjectMetadata"


def form_of(accept: str) -> Form:
    """The first form of the Accept header that this server can answer in. Raises 406."""
    for choice in (part.strip() for part in accept.split(",")):
        media, _, parameters = choice.partition(";")
        if media not in ("application/json", "application/*", "*/*", ""):
            continue
        wanted = dict(one.strip().partition("=")[::2] for one in parameters.split(";"))
        kind = wanted.get("as", "")
        if kind in ("", "Table", "PartialObjectMetadata", "PartialObjectMetadataList"):
            return _FORMS.get(kind, Form.WHOLE)
    message = "only the following media types are accepted: application/json"
    raise ApiError(406, "NotAcceptable", message)


_FORMS = {
    "Table": Form.TABLE,
    "PartialObjectMetadata": Form.PARTIAL,
    "PartialObjectMetadataList": Form.PARTIAL,
}


def one(cluster: Cluster, call: Call, record: Record) -> bytes:
    """The answer that shows one object."""
    form = form_of(call.accept)
    if form is Form.TABLE:
        revision = record.obj["metadata"].get("resourceVersion", "")
        return encode(tables.table(cluster, call, [record.obj], {"resourceVersion": revision}))
    if form is Form.PARTIAL:
        return encode(_PARTIAL | {"metadata": record.obj["metadata"]})
    return whole(call.resource, record)


def whole(resource: Resource, record: Record) -> bytes:
    head = encode({"kind": resource.kind, "apiVersion": resource.api_version})
    return head[:-1] + b"," + _raw(resource, record)[1:]


def _raw(resource: Resource, record: Record) -> bytes:
    if not is_other(resource):
        return record.raw
    shown = outward(resource, record.obj)
    return encode({name: value for name, value in shown.items() if name not in _TYPE})


def many(cluster: Cluster, call: Call, page: Page) -> bytes:
    """The answer that shows a list, or one page of it."""
    form = form_of(call.accept)
    if form is Form.TABLE:
        objs = [record.obj for record in page.records]
        return encode(tables.table(cluster, call, objs, page.metadata()))
    if form is Form.PARTIAL:
        partial = [_PARTIAL | {"metadata": record.obj["metadata"]} for record in page.records]
        kind = {"kind": "PartialObjectMetadataList", "apiVersion": "meta.k8s.io/v1"}
        return encode(kind | {"metadata": page.metadata(), "items": partial})
    return _list(call.resource, page)


def _list(resource: Resource, page: Page) -> bytes:
    """Members carry no kind of their own, but for custom resources: as the real one answers."""
    head: Obj = {"kind": f"{resource.kind}List", "apiVersion": resource.api_version}
    start = encode(head | {"metadata": page.metadata()})[:-1] + b',"items":['
    return start + b",".join(_members(resource, page.records)) + b"]}"


def _members(resource: Resource, records: list[Record]) -> Iterable[bytes]:
    if resource.custom is not None:
        return (whole(resource, record) for record in records)
    return (_raw(resource, record) for record in records)


def event(cluster: Cluster, call: Call, kind: str, found: Record | Obj, *, first: bool) -> bytes:
    """One line of a watch."""
    shown = (
        encode(found) if isinstance(found, dict) else _watched(cluster, call, found, first=first)
    )
    return b'{"type":"' + kind.encode() + b'","object":' + shown + b"}\n"


def _watched(cluster: Cluster, call: Call, record: Record, *, first: bool) -> bytes:
    if form_of(call.accept) is not Form.TABLE:
        return one(cluster, call, record)
    shown = tables.table(cluster, call, [record.obj], {})
    return encode(shown if first else shown | {"columnDefinitions": None})
