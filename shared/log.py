"""One line of JSON for each call, on standard output, without a secret.

Two nets for secrets: the values that this process was given (`secrets`), wherever
they turn up, and the shapes that secrets have, whoever brought them along.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Collection, Mapping
from typing import TextIO

LONGEST = 2_000  # characters of one value: a line stays a line
SHORTEST = 6  # a "secret" shorter than that would blacken ordinary words
HIDDEN = "[redacted]"

_NAMES = re.compile(
    r"(?i)(authorization|password|passwd|secret|credential|api_?key|access_?key|private_?key"
    r"|(?:^|_)token$|bearer|cookie|kubeconfig)"
)
_SHAPES = (
    (re.compile(r"-----BEGIN [A-Z ]*-----.*?(?:-----END [A-Z ]*-----|\Z)", re.DOTALL), HIDDEN),
    (re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]+"), rf"\1 {HIDDEN}"),
    (re.compile(r"(://)[^/\s:@]+:[^/\s@]+@"), rf"\1{HIDDEN}@"),
    (re.compile(r"(/lease/)[\w.~=-]+"), rf"\1{HIDDEN}"),
    (re.compile(r"(?i)\b(x-amz-signature|signature|sig|token|password|secret)=[^&\s\"']+"),
     rf"\1={HIDDEN}"),
    (re.compile(r"\b(?:client-key-data|client-certificate-data|token): *\S+"), HIDDEN),
    (re.compile(r"\beyJ[\w-]+\.[\w-]+\.[\w-]*"), HIDDEN),  # a signed JSON token
    (re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"), HIDDEN),
)  # fmt: skip


class Log:
    """Where lines go. `secrets` are the values that must never be in one."""

    def __init__(self, *, secrets: Collection[str] = (), stream: TextIO | None = None) -> None:
        known = {secret for secret in secrets if len(secret) >= SHORTEST}
        self._secrets = tuple(sorted(known, key=len, reverse=True))  # the longer may hold another
        self._stream = stream

    def write(self, fields: Mapping[str, object]) -> None:
        """One line. A call's has function, lab, session, decision, reason, status, duration."""
        clean = self._clean("", fields)
        stream = self._stream or sys.stdout  # looked up late: a runtime may replace it
        stream.write(json.dumps(clean, ensure_ascii=False, default=str) + "\n")
        stream.flush()

    def _clean(self, name: str, value: object) -> object:
        if isinstance(value, Mapping):
            named = ((str(key), inner) for key, inner in value.items())
            return {self._redacted(key): self._clean(key, inner) for key, inner in named}
        if isinstance(value, list | tuple | set | frozenset):
            return [self._clean(name, inner) for inner in value]
        if value is None or isinstance(value, bool | int | float):
            return value
        return HIDDEN if value and _NAMES.search(name) else self._redacted(str(value))

    def _redacted(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN)
        for shape, instead in _SHAPES:
            text = shape.sub(instead, text)
        return text if len(text) <= LONGEST else f"{text[:LONGEST]}..."
