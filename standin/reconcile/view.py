"""All objects as of one moment: what a reconciler decides from. Nothing here talks to a server."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime

from standin.client import Obj
from standin.reconcile.objects import controller_uid, name_of, namespace_of, owners_of, uid_of
from standin.reconcile.resources import key_of

Place = tuple[str, str]  # namespace ("" where there is none) and name


class View:
    """Objects by kind, name, uid and owner, at the moment `now`, in the turn of that number.

    A reconciler reads it only. The loop around it puts in what its writes were answered with.
    """

    def __init__(self, now: datetime, objects: Iterable[Obj] = ()) -> None:
        self.now, self.turn = now, 0
        self._by_kind: dict[str, dict[Place, Obj]] = defaultdict(dict)
        self._by_uid: dict[str, Obj] = {}
        self._by_owner: dict[str, dict[str, Obj]] = defaultdict(dict)
        for obj in objects:
            self.put(obj)

    def put(self, obj: Obj) -> None:
        old = self.get(key_of(obj), name_of(obj), namespace_of(obj))
        if old is not None:
            self.drop(old)
        self._by_kind[key_of(obj)][namespace_of(obj), name_of(obj)] = obj
        self._by_uid[uid_of(obj)] = obj
        for owner in owners_of(obj):
            self._by_owner[owner["uid"]][uid_of(obj)] = obj

    def drop(self, obj: Obj) -> None:
        """Take an object out; one that has another uid by now stays."""
        known = self.get(key_of(obj), name_of(obj), namespace_of(obj))
        if known is None or uid_of(known) != uid_of(obj):
            return
        del self._by_kind[key_of(obj)][namespace_of(obj), name_of(obj)]
        del self._by_uid[uid_of(obj)]
        for owner in owners_of(known):
            self._by_owner[owner["uid"]].pop(uid_of(obj), None)

    def kinds(self) -> list[str]:
        return [kind for kind, held in self._by_kind.items() if held]

    def of(self, kind: str, namespace: str | None = None) -> list[Obj]:
        """Ordered by namespace and name, so that every run does things in the same order."""
        held = sorted(self._by_kind.get(kind, {}).items(), key=lambda item: item[0])
        return [obj for (where, _), obj in held if namespace in (None, where)]

    def get(self, kind: str, name: str, namespace: str = "") -> Obj | None:
        return self._by_kind.get(kind, {}).get((namespace, name))

    def by_uid(self, uid: str) -> Obj | None:
        return self._by_uid.get(uid)

    def controlled(self, owner: Obj, kind: str) -> list[Obj]:
        """The objects of `kind` whose controller is `owner`, in order of name."""
        held = self._by_owner.get(uid_of(owner), {}).values()
        mine = [o for o in held if o["kind"] == kind and controller_uid(o) == uid_of(owner)]
        return sorted(mine, key=name_of)

    def dependents(self, owner_uid: str) -> list[Obj]:
        return list(self._by_owner.get(owner_uid, {}).values())

    def owned(self) -> Iterator[Obj]:
        """Every object that names an owner, each once."""
        seen = {uid: obj for held in self._by_owner.values() for uid, obj in held.items()}
        yield from seen.values()

    def everything(self) -> Iterator[Obj]:
        for kind in self.kinds():
            yield from self.of(kind)
