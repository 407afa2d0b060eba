"""What must hold of a whole story, by the journal of all requests and what was billed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from examples.demo import order, truth

Json = dict[str, Any]
MONEY_WINS = timedelta(minutes=15)
KINDS = truth.SESSION_KINDS
LANDED = (0, 200, 201, 202, 204, 502, 504)  # 0: never answered, and maybe carried out


def asked(api: str, method: str, path: str, body: str = "") -> order.Pick:
    """Requests of ours that took effect, or may have."""
    pattern = re.compile(path)

    def pick(entry: Json) -> bool:
        return bool(
            (entry["api"], entry["method"]) == (api, method)
            and entry["status"] in LANDED
            and pattern.search(entry["path"])
            and re.search(body, entry["body"].replace(" ", ""))
        )

    return pick


WORKLOAD = r"/(deployments|statefulsets)/[^/]+\?.*veilleur"
WOKEN = asked("kubernetes", "PATCH", WORKLOAD, r'"replicas":[1-9]')
SCALED_TO_0 = asked("kubernetes", "PATCH", WORKLOAD, r'"replicas":0')
POOL_POSTED = asked("kaas", "POST", r"/instance_pools")
POOL_DELETED = asked("kaas", "DELETE", r"/instance_pools/\d+")
ARCHIVE_READ = asked("s3", "GET", r"/backups/([^/]+)/\1\.tar\.gz")
ARCHIVE_INDEXED = asked("s3", "PUT", r"/archives\.json")


def unsaved(journal: list[Json], spare: Iterable[int], end: datetime) -> list[str]:
    """Work that went before a verified archive held it, and before rule 5 allowed it.

    `spare` are pools on which no work ran: twins, and such as failed.
    """
    woken = min((e["seq"] for e in journal if WOKEN(e)), default=None)
    if woken is None:
        return []
    saved = [e["seq"] for e in journal if ARCHIVE_INDEXED(e) and e["seq"] > woken]
    read = [e["seq"] for e in journal if ARCHIVE_READ(e) and e["seq"] > woken]
    first = min((seq for seq in saved if any(r < seq for r in read)), default=None)
    idle = [f"/instance_pools/{pool}" for pool in spare]
    return [
        f"{e['at']} {e['method']} {e['path']}"
        for e in journal
        if e["seq"] > woken and (SCALED_TO_0(e) or POOL_DELETED(e))
        if not any(e["path"].split("?")[0].endswith(pool) for pool in idle)
        if (first is None or e["seq"] < first) and truth.moment(e["at"]) < end + MONEY_WINS
    ]


def touched(journal: list[Json], foreign: Json) -> list[str]:
    """Requests that would change other people's things, whether they were taken or not."""
    ids = [str(each["id"]) for kind in foreign.values() for each in kind]
    writes = (e for e in journal if e["method"] not in ("GET", "HEAD") and e["api"] != "s3")
    return [e["path"] for e in writes if any(key in e["path"].split("/") for key in ids)]


def chf(timeline: list[Json], since: datetime, until: datetime) -> Decimal:
    """What nodes and load balancers of the lab cost in that time, to the second."""
    own = [line for line in timeline if line["owner"] == "lab"]
    return truth.chf(own, since, until)


def chf_per(timeline: list[Json], since: datetime, lasting: timedelta) -> Decimal:
    """What everything of the lab that was ever billed since then costs in that time, at once."""
    own = [line for line in timeline if line["owner"] == "lab" and line["kind"] in KINDS]
    rates = (Decimal(x["chf_per_hour"]) for x in own if truth.moment(x["began"]) >= since)
    return sum(rates, Decimal(0)) * Decimal(int(lasting.total_seconds())) / truth.HOUR
