"""managedFields: who set which field. First form: one entry for each manager and operation."""

from __future__ import annotations

from standin.kubernetes.call import Call
from standin.kubernetes.shapes import Obj


def note(call: Call, old: Obj | None, new: Obj, moment: str) -> None:
    """Writes into `new` that this call's manager changed it."""
    entry: Obj = {
        "manager": call.manager,
        "operation": "Update",
        "apiVersion": call.resource.api_version,
        "time": moment,
        "fieldsType": "FieldsV1",
        "fieldsV1": {},
    }
    if call.subresource:
        entry["subresource"] = call.subresource
    before = (old or {}).get("metadata", {}).get("managedFields", [])
    others = [one for one in before if _who(one) != _who(entry)]
    new["metadata"]["managedFields"] = [*others, entry]


def _who(entry: Obj) -> tuple[str | None, ...]:
    return (entry.get("manager"), entry.get("operation"), entry.get("subresource"))


def same(old: Obj, new: Obj) -> bool:
    """Equal but for who last wrote it."""
    return _bare(old) == _bare(new)


def _bare(obj: Obj) -> Obj:
    metadata = {name: value for name, value in obj["metadata"].items() if name != "managedFields"}
    return obj | {"metadata": metadata}
