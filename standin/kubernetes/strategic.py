"""Strategic merge patch: like a merge patch, but lists with a merge key merge member by member.

Directives (k8s.io/apimachinery `pkg/util/strategicpatch`): `$patch: replace|delete|merge`,
`$retainKeys`, `$deleteFromPrimitiveList/FIELD`, `$setElementOrder/FIELD`.
"""

from __future__ import annotations

from dataclasses import dataclass

from standin.kubernetes.errors import bad_request
from standin.kubernetes.keys import is_set, merge_key
from standin.kubernetes.shapes import Json, Obj

_ORDER = "$setElementOrder/"
_DELETE = "$deleteFromPrimitiveList/"


@dataclass(frozen=True, slots=True)
class Strategic:
    """Merges into objects of one kind."""

    kind: str

    def merge(self, target: Json, patch: Obj) -> Obj:
        """A new object; neither argument is changed."""
        directive = patch.get("$patch", "merge")
        if directive == "replace":
            whole: Obj = _plain(patch)
            return whole
        if directive == "delete":
            return {}
        merged = dict(target) if isinstance(target, dict) else {}
        self._retain(merged, patch)
        for name, value in patch.items():
            if not name.startswith("$"):
                self._field(merged, name, value)
        self._directives(merged, patch)
        return merged

    def _retain(self, merged: Obj, patch: Obj) -> None:
        keep = patch.get("$retainKeys")
        if isinstance(keep, list):
            for name in [name for name in merged if name not in keep]:
                del merged[name]

    def _field(self, merged: Obj, name: str, value: Json) -> None:
        if value is None:
            merged.pop(name, None)
        elif isinstance(value, dict):
            merged[name] = self.merge(merged.get(name), value)
        elif isinstance(value, list):
            merged[name] = self._list(name, merged.get(name) or [], value)
        else:
            merged[name] = value

    def _list(self, name: str, target: list[Json], patch: list[Json]) -> list[Json]:
        if is_set(name):
            return target + [value for value in patch if value not in target]
        key = merge_key(self.kind, name)
        if key is None or not all(isinstance(item, dict) for item in patch):
            return patch
        return self._by_key(key, target, patch)

    def _by_key(self, key: str, target: list[Obj], patch: list[Obj]) -> list[Obj]:
        if any(item.get("$patch") == "replace" for item in patch):
            return [_plain(item) for item in patch if "$patch" not in item]
        merged = list(target)
        for item in patch:
            self._member(key, merged, item)
        return merged

    def _member(self, key: str, merged: list[Obj], item: Obj) -> None:
        if key not in item:
            raise bad_request(f"map: {item} does not contain declared merge key: {key}")
        at = next((i for i, old in enumerate(merged) if old.get(key) == item[key]), None)
        if item.get("$patch") == "delete":
            merged[:] = [old for old in merged if old.get(key) != item[key]]
        elif at is None:
            merged.append(self.merge({}, item))
        else:
            merged[at] = self.merge(merged[at], item)

    def _directives(self, merged: Obj, patch: Obj) -> None:
        for name, value in patch.items():
            if name.startswith(_DELETE) and isinstance(value, list):
                field = name.removeprefix(_DELETE)
                merged[field] = [one for one in merged.get(field) or [] if one not in value]
            elif name.startswith(_ORDER) and isinstance(value, list):
                self._order(merged, name.removeprefix(_ORDER), value)

    def _order(self, merged: Obj, field: str, order: list[Json]) -> None:
        """Members that the patch names come in its order; the others keep their place after."""
        key = merge_key(self.kind, field)
        found = merged.get(field)
        if not isinstance(found, list):
            return
        wanted = [one.get(key) if isinstance(one, dict) and key else one for one in order]
        merged[field] = sorted(found, key=lambda one: _place(one, key, wanted))


def _place(item: Json, key: str | None, wanted: list[Json]) -> int:
    value = item.get(key) if isinstance(item, dict) and key else item
    return wanted.index(value) if value in wanted else len(wanted)


def _plain(value: Json) -> Json:
    """Without directives."""
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items() if not k.startswith("$")}
    return [_plain(item) for item in value] if isinstance(value, list) else value
