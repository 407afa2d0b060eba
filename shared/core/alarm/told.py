"""The three things that every alarm says, in each language."""

from __future__ import annotations

from typing import NamedTuple

from shared.core.actions import Message


class Told(NamedTuple):
    """Whole sentences each: a person reads them on a phone."""

    what: str
    means: str  # for the money and for the work
    do: str


def alarm(cause: str, en: Told, fr: Told) -> Message:
    return Message(cause=cause, en=" ".join(en), fr=" ".join(fr), alarm=True)


def sentence(advice: str) -> str:
    """An error's advice begins small and ends without a stop; "" stays ""."""
    return f"{advice[0].upper()}{advice[1:].rstrip('.')}." if advice else ""
