"""One thing that was looked at: what was found, what it means, how to mend it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from shared.errors import DeniedError, LabError, TemporaryError, WrongClusterError


class Verdict(StrEnum):
    FINE = "fine"
    LOOK = "look"  # works, and is worth a person's look
    WRONG = "wrong"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    subject: str
    verdict: Verdict
    found: str
    means: str = ""
    mend: str = ""


def fine(subject: str, found: str) -> Finding:
    return Finding(subject=subject, verdict=Verdict.FINE, found=found)


def look(subject: str, found: str, *, means: str, mend: str) -> Finding:
    return Finding(subject=subject, verdict=Verdict.LOOK, found=found, means=means, mend=mend)


def wrong(subject: str, found: str, *, means: str, mend: str) -> Finding:
    return Finding(subject=subject, verdict=Verdict.WRONG, found=found, means=means, mend=mend)


def tried(subject: str, probe: Callable[[], Finding], *, mend: str) -> Finding:
    """The probe's finding; an error of the platform's is a finding too."""
    try:
        return probe()
    except LabError as error:
        return wrong(subject, str(error), means=_meaning(error), mend=error.advice or mend)


def _meaning(error: LabError) -> str:
    if isinstance(error, DeniedError):
        return "the credentials are not accepted, have ended, or lack a right"
    if isinstance(error, WrongClusterError):
        return "nothing will be written to that cluster, so no session can run"
    if isinstance(error, TemporaryError):
        return "it did not answer now; trying again may help"
    return "the functions cannot work with it as it is"
