"""What sleeping objects were, and what of it is lost (rule 9).

An annotation on each object remembers, and the record in the cluster stands in for one that
a hand removed or spoiled: only for an object that still is as a stop leaves it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from shared.core import kube, records
from shared.core.scope import Scope
from shared.core.seen import Json

Fields = Json  # of an entry of the record


def remembered(scope: Scope, resource: str) -> Iterator[tuple[Json, Any]]:
    """Each object of the resource that a stop changed, with what it was."""
    recorded = _recorded(scope, resource)
    asleep, was = _SLEEPS[resource]
    for obj in scope.of(resource):
        fields = recorded.get(kube.meta(obj)["uid"])
        if (note := kube.remembered(obj, kube.NOTED[resource])) is not None:
            yield obj, note["was"]
        elif fields is not None and asleep(kube.spec(obj), fields):
            yield obj, was(fields)


def pods(scope: Scope) -> Iterator[Json]:
    """Bare pods as they must be created again."""
    for entry in _entries(scope):
        body = entry.get("body")
        if entry["resource"] == "pods" and isinstance(body, dict) and scope.covers(body):
            yield body


def lost(scope: Scope) -> tuple[str, ...]:
    """What a wake cannot bring back, in words: the rest wakes all the same."""
    secrets = scope.objects.get(records.SECRETS, ())
    there, slept = records.sessions(secrets), _slept(scope)
    torn = (name for name in sorted(there) if records.is_lost(secrets, name, slept=name in slept))
    gone = sorted(slept - there)
    return (
        *(f"a part of the record of {name}, with any bare pods in it" for name in torn),
        *(f"the record of {name}, with any bare pods in it" for name in gone),
        *(f"what {resource} {kube.title(obj)} was" for resource, obj in _spoiled(scope)),
    )


def _slept(scope: Scope) -> frozenset[str]:
    """The sessions in which something was put to sleep, by its annotation."""
    notes = (kube.remembered(o, n) for r, n in kube.NOTED.items() for o in scope.of(r))
    return frozenset(str(note.get("session")) for note in notes if note is not None)


def _spoiled(scope: Scope) -> Iterator[tuple[str, Json]]:
    """An annotation of ours that cannot be read, where no record stands in for it."""
    for resource, name in kube.NOTED.items():
        recorded = _recorded(scope, resource)
        for obj in scope.of(resource):
            text = kube.annotation(obj, name)
            unread = text is not None and kube.remembered(obj, name) is None
            if unread and kube.meta(obj)["uid"] not in recorded:
                yield resource, obj


def _recorded(scope: Scope, resource: str) -> dict[str, Fields]:
    """By UID: one of the same name that was made since is another."""
    mine = (e for e in _entries(scope) if e["resource"] == resource)
    return {str(e.get("uid")): e["fields"] for e in mine if isinstance(e.get("fields"), dict)}


def _entries(scope: Scope) -> tuple[records.Entry, ...]:
    return records.readable(scope.objects.get(records.SECRETS, ()))


def _at_zero(spec: Json, fields: Fields) -> bool:
    return spec.get("replicas", 1) == 0 and bool(fields.get("replicas"))


def _suspended(spec: Json, fields: Fields) -> bool:
    return bool(spec.get("suspend")) and "suspend" in fields


def _released(spec: Json, fields: Fields) -> bool:
    return spec.get("type", "ClusterIP") == "ClusterIP" and fields.get("type") == "LoadBalancer"


def _whole(fields: Fields) -> Json:
    return fields


_WORKLOAD = (_at_zero, lambda fields: fields["replicas"])
_SUSPENDED = (_suspended, lambda fields: fields["suspend"])
_SLEEPS: dict[str, tuple[Callable[[Json, Fields], bool], Callable[[Fields], Any]]] = {
    "deployments.apps": _WORKLOAD,
    "statefulsets.apps": _WORKLOAD,
    "cronjobs.batch": _SUSPENDED,
    "jobs.batch": _SUSPENDED,
    "services": (_released, _whole),
}
