"""The API's error codes, as our errors (P1.3). The code decides; the HTTP status only without."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from shared.adapters.infomaniak.envelope import Envelope
from shared.errors import CapacityError, PermanentError, PortError, QuotaError
from shared.http import Answer, refusal
from shared.http.answers import CUT


class NotDeletableError(PermanentError):
    """The API's own word for a DELETE of a pool that it does not carry out. It says not why."""


_BY_CODE: Mapping[str, type[PermanentError]] = {
    "kaas_pack_limit_reached": QuotaError,
    "cannot_create_worker_pool_not_enough_available_nodes": CapacityError,
    "cannot_update_worker_pool_not_enough_available_nodes": CapacityError,
    "cannot_create_worker_pool": PermanentError,
    "cannot_update_worker_pool": PermanentError,
    "cannot_delete_worker_pool": NotDeletableError,
}
_ADVICE: Mapping[type[PermanentError], str] = {
    QuotaError: "raise the project's quota or ask for fewer nodes",
    CapacityError: "try again later, another zone or another flavor",
}


def refused(envelope: Envelope, answer: Answer, method: str, path: str) -> PortError:
    """The error to raise for an answer that refuses."""
    said = "; ".join(_sentences(envelope.error))
    for code in _codes(envelope.error):
        kind = _BY_CODE.get(code) or (QuotaError if "quota" in code else None)
        if kind is not None:
            return kind(f"{method} {path}: {said}"[: 2 * CUT], advice=_ADVICE.get(kind, ""))
    if answer.ok:  # a failed task, or an error dressed as a success
        return PermanentError(f"{method} {path}: {said or 'refused'}"[: 2 * CUT])
    return refusal(answer, method, path, said)


def _faults(error: object) -> Iterator[Mapping[str, Any]]:
    """The error, and those it holds in `errors`."""
    if isinstance(error, dict):
        yield error
        inner = error.get("errors")
        for fault in inner if isinstance(inner, list) else ():
            yield from _faults(fault)


def _codes(error: object) -> Iterator[str]:
    return (str(fault["code"]) for fault in _faults(error) if fault.get("code"))


def _sentences(error: object) -> Iterator[str]:
    for fault in _faults(error):
        words = (str(fault.get("code") or ""), str(fault.get("description") or ""), _where(fault))
        yield " ".join(word for word in words if word)


def _where(fault: Mapping[str, Any]) -> str:
    context = fault.get("context")
    name = context.get("attribute") if isinstance(context, dict) else None
    return f"({name})" if name else ""
