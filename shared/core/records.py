"""What wake needs, kept in the cluster itself (rule 9): bare pods and Service fields.

Secrets in our namespace, each below etcd's limit, written before the first
workload goes down: a lost bucket loses no way back. An entry is
{"resource": "pods", "uid", "body"} with the pod as it must be created again, or
{"resource", "namespace", "name", "uid", "fields"} with what quiesce changes.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from shared.core.actions import CreateObject, DeleteObject, ObjectRef
from shared.core.kube import NAMESPACE, PREFIX, meta, ref
from shared.core.seen import Json
from shared.core.session import Session

CHUNK = 700_000  # bytes of JSON a Secret: etcd takes 1.5 MiB a request, base64 adds a third
LABEL = PREFIX + "wake"
SECRETS = "secrets/veilleur"
DROPPED_META = frozenset(
    {"uid", "resourceVersion", "generation", "creationTimestamp", "managedFields", "selfLink"}
)
Entry = dict[str, Any]


def of_stop(session: Session) -> str:
    """Each stop has a record of its own: a wake that took one back may yet forget it, late.

    Short: with a pod's UID behind it, it is a label's value of 63 characters at most.
    """
    return f"{session.id}-{session.since:%d%H%M%S}"


def workload_entry(resource: str, obj: Json, fields: Json) -> Entry:
    """What quiesce is about to change in an object that stays: its fields as they were."""
    where = meta(obj)
    return {
        "resource": resource,
        "namespace": where["namespace"],
        "name": where["name"],
        "uid": where["uid"],
        "fields": dict(fields),
    }


def pod_entry(pod: Json) -> Entry:
    """A bare pod as it must be created again: same spec, no node, no status."""
    kept = {k: v for k, v in meta(pod).items() if k not in DROPPED_META}
    spec = {k: v for k, v in pod["spec"].items() if k != "nodeName"}
    body = {"apiVersion": "v1", "kind": "Pod", "metadata": kept, "spec": spec}
    return {"resource": "pods", "uid": meta(pod)["uid"], "body": body}


def record(session: str, entries: Iterable[Entry]) -> tuple[CreateObject, ...]:
    """The Secrets to write. One is written even for no entry: it says that we looked."""
    chunks = _chunks(list(entries))
    return tuple(
        _secret(session, number, len(chunks), chunk) for number, chunk in enumerate(chunks)
    )


def recorded(secrets: Iterable[Json], session: str) -> tuple[Entry, ...] | None:
    """The entries of this session's record; None where it has none, or not all of it."""
    mine = chunks_of(secrets, session)
    read = [found for found in map(_read, mine) if found is not None]
    whole = {chunk.of for chunk in read} == {len(mine)} and len(read) == len(mine)
    if not mine or not whole:
        return None
    ordered = sorted(read, key=lambda chunk: chunk.number)
    return tuple(entry for chunk in ordered for entry in chunk.entries)


def is_lost(secrets: Iterable[Json], session: str, *, slept: bool) -> bool:
    """Something of it is gone. One that was still being written lacks chunks and loses nothing:

    nothing is put to sleep (`slept`) before all of them are there.
    """
    mine = chunks_of(secrets, session)
    spoiled = any(_read(s) is None for s in mine)
    return spoiled or (slept and recorded(mine, session) is None)


def readable(secrets: Iterable[Json]) -> tuple[Entry, ...]:
    """The entries of all records, as far as they can be read: a torn one is not all lost."""
    mine = (s for s in secrets if (meta(s).get("labels") or {}).get(LABEL))
    return tuple(e for found in map(_read, mine) if found is not None for e in found.entries)


class Chunk(NamedTuple):
    number: int
    of: int
    entries: list[Entry]


def _read(secret: Json) -> Chunk | None:
    """None where a hand spoiled it."""
    try:
        entries = json.loads(_data(secret, "entries"))
        found = [e for e in entries if isinstance(e, dict) and "resource" in e]
        if len(found) != len(entries):
            return None
        return Chunk(int(_data(secret, "chunk")), int(_data(secret, "chunks")), found)
    except (KeyError, TypeError, ValueError):
        return None


def chunks_of(secrets: Iterable[Json], session: str) -> tuple[Json, ...]:
    return tuple(s for s in secrets if (meta(s).get("labels") or {}).get(LABEL) == session)


def unrecorded(
    secrets: Iterable[Json], session: str, pods: Iterable[Json]
) -> tuple[CreateObject, ...]:
    """A record more for each of these bare pods that no record holds yet.

    One a pod, under a name of its own: a record that is there is never rewritten.
    """
    held = {entry.get("uid") for entry in readable(secrets)}
    return tuple(
        action
        for pod in pods
        if meta(pod)["uid"] not in held
        for action in record(f"{session}-{meta(pod)['uid']}", [pod_entry(pod)])
    )


def sessions(secrets: Iterable[Json]) -> frozenset[str]:
    found = ((meta(s).get("labels") or {}).get(LABEL) for s in secrets)
    return frozenset(name for name in found if name)


def forget(secrets: Iterable[Json], why: str) -> tuple[DeleteObject, ...]:
    return tuple(
        DeleteObject(ref=ref("secrets", s), uid=meta(s)["uid"], why=why)
        for s in secrets
        if (meta(s).get("labels") or {}).get(LABEL)
    )


def namespace() -> CreateObject:
    body = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": NAMESPACE}}
    return CreateObject(
        ref=ObjectRef(resource="namespaces", name=NAMESPACE), body=body, why="home of the marks"
    )


def _chunks(entries: list[Entry]) -> list[list[Entry]]:
    chunks: list[list[Entry]] = [[]]
    size = 0
    for entry in entries:
        length = len(json.dumps(entry))
        if chunks[-1] and size + length > CHUNK:
            chunks.append([])
            size = 0
        chunks[-1].append(entry)
        size += length
    return chunks


def _secret(session: str, number: int, chunks: int, entries: list[Entry]) -> CreateObject:
    name = f"wake-{session}-{number}"
    fields = {"entries": json.dumps(entries), "chunk": str(number), "chunks": str(chunks)}
    body = {
        "apiVersion": "v1",
        "kind": "Secret",
        "type": "Opaque",
        "metadata": {"name": name, "namespace": NAMESPACE, "labels": {LABEL: session}},
        "data": dict(_encoded(fields)),
    }
    return CreateObject(
        ref=ObjectRef(resource="secrets", name=name, namespace=NAMESPACE),
        body=body,
        why="what wake needs lies in the cluster too",
    )


def _encoded(fields: dict[str, str]) -> Iterator[tuple[str, str]]:
    for name, value in fields.items():
        yield name, base64.b64encode(value.encode()).decode()


def _data(secret: Json, field: str) -> str:
    return base64.b64decode(secret["data"][field]).decode()
