"""What must hold after every look, by what really is: the stand-in's truth, never our own word."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.faults.lab import Lab, Shown

Json = dict[str, Any]
MONEY_WINS = timedelta(minutes=15)
COLLECTIONS = ("pools", "machines", "load_balancers", "volumes", "floating_ips")
A_SESSION_BRINGS = ("node", "load_balancer", "floating_ip")
SUFFIX = re.compile(r"-[a-z0-9]{4}$")  # of the configured name, where labels do not come back
LOOKS_WITH_TWO = 2  # a late pool is found at the next look, and going at the one after it


@dataclass(slots=True)
class Claims:
    """Of one story. `end` is when its lease ends, as far as anybody has asked for one."""

    lab: Lab
    end: datetime | None = None
    neighbours: Json = field(default_factory=dict)
    _with_two: int = 0

    def __post_init__(self) -> None:
        self.neighbours = foreign(self.lab.control.truth())

    def hold_after(self, shown: Shown) -> Json:
        """The truth, after it was compared with what was shown."""
        truth = self.lab.control.truth()
        self._no_false_off(shown, truth)
        self._nothing_bills_unsaid(truth)
        self._one_set_of_pools(truth)
        now = foreign(truth)
        changed = {kind: now[kind] for kind in now if now[kind] != self.neighbours[kind]}
        assert not changed, f"other people's things were touched: {changed}"
        return truth

    def _no_false_off(self, shown: Shown, truth: Json) -> None:
        if shown.ok and (shown.phase == "stopped" or shown.body.get("proof")):
            assert billed(truth) == [], f"OFF was said: {shown.body['why']}"

    def _nothing_bills_unsaid(self, truth: Json) -> None:
        """Past the end and a quarter of an hour, each thing that bills is named by an alarm."""
        if self.end is None or self.lab.clock.at <= self.end + MONEY_WINS:
            return
        told = " ".join(m["text"] for m in self.lab.receiver.messages if m["alarm"])
        unsaid = [name for name in billed(truth) if name not in told]
        assert not unsaid, (
            f"{unsaid} bills since {self.end}, and was not named: {told or 'nothing'}"
        )

    def _one_set_of_pools(self, truth: Json) -> None:
        names = [p["name"] for p in ours(truth) if p["status"] != "Deleting"]
        self._with_two = self._with_two + 1 if len(names) > len(set(names)) else 0
        assert self._with_two < LOOKS_WITH_TWO, f"two sets of pools: {names}"


def ours(truth: Json) -> list[Json]:
    return [pool for pool in truth["pools"] if pool["owner"] == "lab"]


def billed(truth: Json) -> list[str]:
    """What of ours bills and should not between sessions: pools by their names."""
    pools = {m["name"]: SUFFIX.sub("", m["pool"] or "") for m in truth["machines"]}
    return sorted(
        {
            str(pools.get(line["name"]) or line["name"])
            for line in truth["billing"]
            if line["owner"] == "lab" and line["kind"] in A_SESSION_BRINGS
        }
    )


def kinds_billed(truth: Json) -> set[str]:
    return {line["kind"] for line in truth["billing"] if line["owner"] == "lab"}


def foreign(truth: Json) -> Json:
    """Other people's things, but for what Octavia thinks of when it is first asked."""
    return {
        kind: [{**each, "extra": {}} for each in truth[kind] if each["owner"] == "foreign"]
        for kind in COLLECTIONS
    }
