"""What becomes of the lab's nodes enters the world's story: registered, ready or not, removed."""

from __future__ import annotations

from standin.kubernetes.shapes import Obj
from standin.kubernetes.store import Change, Record, Store
from standin.world import World

COLLECTION = "nodes"


def tell_of_nodes(store: Store, world: World) -> None:
    """From now on, each change of a Node that matters is an event, at its own second."""

    def listen(change: Change) -> None:
        if change.collection == COLLECTION:
            for what in _what(change):
                world.note(what, name=_name(change))

    store.listen(listen)


def _what(change: Change) -> list[str]:
    if change.after is None:
        return ["node_removed"]
    told = [] if change.before else ["node_registered"]
    was, is_now = _ready(change.before), _ready(change.after)
    if was is not is_now:
        told.append("node_ready" if is_now else "node_not_ready")
    return told


def _name(change: Change) -> str:
    record = change.after or change.before
    return str(record.obj["metadata"]["name"]) if record else ""


def _ready(record: Record | None) -> bool:
    conditions: list[Obj] = record.obj.get("status", {}).get("conditions", []) if record else []
    return any(each["type"] == "Ready" and each["status"] == "True" for each in conditions)
