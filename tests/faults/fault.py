"""What goes wrong, as data: requests to the stand-in's /faults, and when each of them begins."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any

Json = dict[str, Any]


class When(StrEnum):
    """At which moment the fault begins; the text is the one of docs/faults.md."""

    ASLEEP = "asleep"
    START = "start"
    WAKING = "waking"
    RUNNING = "running"
    STOP = "stop"
    END = "end"


EACH = (When.START, When.RUNNING, When.STOP)
LIMIT = (*EACH, When.END)  # for what may last over the end


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fault:
    """`breaks` are requests to the stand-in's /faults.

    `silence` is how long the platform may not be called once the fault has ended (Retry-After);
    `looks` how many more looks than two it takes to make it good, where that is by design;
    `skew` how far the scheduler's function is ahead of the others; `on_nodes` whether it needs
    a machine to happen to; `keys` whether the lab's kubeconfig is another one afterwards, for good;
    `lies` whether a list shows what is gone, which is then billed through; `never` the alarm that
    comes where it is not made good by itself: from then on a person has to act.
    """

    name: str
    told: str
    breaks: tuple[Json, ...]
    when: tuple[When, ...] = EACH
    silence: timedelta = timedelta()
    looks: dict[When, int] = field(default_factory=dict)
    skew: timedelta = timedelta()
    on_nodes: bool = False
    keys: bool = False
    lies: bool = False
    never: dict[When, str] = field(default_factory=dict)


def wire(api: str, kind: str, match: str = "", times: int | None = None, **args: object) -> Json:
    body: Json = {"kind": kind, "api": api, "match": match, "args": args}
    return body if times is None else {**body, "times": times}


def switch(kind: str, **args: object) -> Json:
    return {"kind": kind, "args": args}
