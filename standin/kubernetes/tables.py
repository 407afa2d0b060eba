"""Tables for people: what `kubectl get` shows, made from the columns of each kind."""

from __future__ import annotations

from standin.kubernetes.ages import since
from standin.kubernetes.call import Call
from standin.kubernetes.cluster import Cluster
from standin.kubernetes.columns.base import Column, View
from standin.kubernetes.columns.custom import columns_of
from standin.kubernetes.columns.table import COLUMNS, PLAIN
from standin.kubernetes.kinds import Resource
from standin.kubernetes.shapes import Json, Obj

_PARTIAL = {"kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1"}


def table(cluster: Cluster, call: Call, objs: list[Obj], metadata: Obj) -> Obj:
    columns = _columns(call.resource)
    return {
        "kind": "Table",
        "apiVersion": "meta.k8s.io/v1",
        "metadata": metadata,
        "columnDefinitions": [column.definition() for column in columns],
        "rows": [_row(cluster, call, columns, obj) for obj in objs],
    }


def _columns(resource: Resource) -> tuple[Column, ...]:
    if resource.custom is not None:
        return columns_of(resource)
    return COLUMNS.get(resource.collection, PLAIN)


def _row(cluster: Cluster, call: Call, columns: tuple[Column, ...], obj: Obj) -> Obj:
    """includeObject: Metadata (the default), Object or None."""
    now = cluster.now()
    view = View(obj, lambda moment: since(now, moment))
    cells: list[Json] = [column.cell(view) for column in columns]
    row: Obj = {"cells": cells}
    wanted = call.query.get("includeObject", "Metadata")
    if wanted == "Object":
        row["object"] = obj
    elif wanted == "Metadata":
        row["object"] = _PARTIAL | {"metadata": obj["metadata"]}
    return row
