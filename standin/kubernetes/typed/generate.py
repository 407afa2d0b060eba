"""Writes fields.json anew from the models of the `kubernetes` package.

    python -m standin.kubernetes.typed.generate

Run it when that package is upgraded; a test tells when it was forgotten.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from kubernetes.client import models

from standin.kubernetes.kinds import CORE, GROUPED
from standin.kubernetes.typed.types import FIELDS_FILE, type_of

_NAMED = re.compile(r"[A-Z]\w+")


def generated() -> str:
    """The text of fields.json: one type a line, so that a change of one shows as one."""
    found: dict[str, dict[str, str]] = {}
    for resource in (*CORE, *GROUPED):
        _collect(type_of(resource), found)
    lines = [f'"{name}": {json.dumps(found[name], sort_keys=True)}' for name in sorted(found)]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _collect(name: str, found: dict[str, dict[str, str]]) -> None:
    if name in found:
        return
    model = getattr(models, name)
    shown = model.attribute_map
    found[name] = {shown[attribute]: kind for attribute, kind in model.openapi_types.items()}
    for kind in model.openapi_types.values():
        for below in _NAMED.findall(kind):
            _collect(below, found)


if __name__ == "__main__":
    Path(FIELDS_FILE).write_text(generated())
