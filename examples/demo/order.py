"""Whether a stop kept its order, by the stand-in's two journals: what was asked, what happened.

Each rule compares within one journal: there the order is certain even within one
simulated second, which between the two it is not.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]
Pick = Callable[[Json], bool]
ADMIN = "kubernetes-admin"  # whose kubeconfig the lab has


@dataclass(frozen=True, slots=True)
class Rule:
    """Every `before` came before every `after`, and there was at least one of each."""

    told: str
    before: Pick
    after: Pick

    def broken(self, journal: list[Json]) -> bool:
        early = [entry["seq"] for entry in journal if self.before(entry)]
        late = [entry["seq"] for entry in journal if self.after(entry)]
        return not early or not late or max(early) > min(late)


def broken(requests: list[Json], events: list[Json]) -> list[str]:
    """The rules that the session's stop broke, in words; [] where it kept the order."""
    begun = _last(requests, ARCHIVE_SENT)
    if begun is None:
        return ["an archive was written"]
    asked = [r for r in requests if r["seq"] >= begun["seq"]]
    happened = [e for e in events if e["at"] >= begun["at"]]
    told = [rule.told for rule in ASKED if rule.broken(asked)]
    told += [rule.told for rule in HAPPENED if rule.broken(happened)]
    return told + [f"the proof asked {name}, after the last deletion" for name in _unasked(asked)]


def asked(api: str, method: str, path: str, *, body: str = "", agent: str = "") -> Pick:
    """Answered requests whose path matches the pattern, and whose body holds `body`."""
    pattern = re.compile(path)

    def pick(entry: Json) -> bool:
        return bool(
            (entry["api"], entry["method"]) == (api, method)
            and 200 <= entry["status"] < 300
            and pattern.search(entry["path"])
            and body in entry["body"].replace(" ", "")
            and entry["agent"].startswith(agent)
        )

    return pick


def happened(what: str) -> Pick:
    return lambda event: event["what"] == what


def _last(journal: list[Json], pick: Pick) -> Json | None:
    return next((entry for entry in reversed(journal) if pick(entry)), None)


def _unasked(requests: list[Json]) -> list[str]:
    """Sources of the proof of zero that were not listed between the last deletion and the bill."""
    deleted, billed = _last(requests, NODE_DELETED), _last(requests, RECEIPT)
    if deleted is None or billed is None:
        return list(PROOF)
    between = [r for r in requests if deleted["seq"] < r["seq"] < billed["seq"]]
    return [name for name, pick in PROOF.items() if not any(pick(r) for r in between)]


ARCHIVE_SENT = asked("s3", "PUT", r"/backups/([^/]+)/\1\.tar\.gz")
ARCHIVE_READ = asked("s3", "GET", r"/backups/([^/]+)/\1\.tar\.gz")
ARCHIVE_NAMED = asked("s3", "PUT", r"/velero-backup\.json")
ARCHIVE_INDEXED = asked("s3", "PUT", r"/archives\.json")
SCALED_TO_0 = asked(
    "kubernetes", "PATCH", r"/(deployments|statefulsets)/[^/]+\?.*veilleur", body='"replicas":0'
)
BALANCER_DELETED = asked("openstack", "DELETE", r"/lbaas/loadbalancers/")
ATTACHMENT_DELETED = asked("kubernetes", "DELETE", r"/volumeattachments/")
POOL_DELETED = asked("kaas", "DELETE", r"/instance_pools/")
NODE_DELETED = asked("kubernetes", "DELETE", r"/api/v1/nodes/", agent=ADMIN)
RECEIPT = asked("s3", "PUT", r"/ledger/\d{4}/\d{2}/")

ASKED = (
    Rule("the archive was read back after it was sent", ARCHIVE_SENT, ARCHIVE_READ),
    Rule("it got its name only once it was read back", ARCHIVE_READ, ARCHIVE_NAMED),
    Rule("it entered the index last", ARCHIVE_NAMED, ARCHIVE_INDEXED),
    Rule("the work was saved before anything went down", ARCHIVE_INDEXED, SCALED_TO_0),
    Rule("workloads were at 0 before the load balancer went", SCALED_TO_0, BALANCER_DELETED),
    Rule("the load balancer went before the pools", BALANCER_DELETED, POOL_DELETED),
    Rule("attachments were gone before the pools went", ATTACHMENT_DELETED, POOL_DELETED),
    Rule("left-over nodes were deleted after the pools", POOL_DELETED, NODE_DELETED),
    Rule("the receipt came last", NODE_DELETED, RECEIPT),
)
HAPPENED = (
    Rule(
        "the load balancer was gone while nodes ran",
        happened("load_balancer_deleted"),
        happened("machine_delete_asked"),
    ),
    Rule(
        "volumes were detached while nodes ran",
        happened("volume_detached"),
        happened("machine_delete_asked"),
    ),
    Rule("nodes were removed after their pools", happened("pool_gone"), happened("node_removed")),
)
PROOF = {
    "the pools": asked("kaas", "GET", r"/instance_pools\?"),
    "the nodes": asked("kubernetes", "GET", r"/api/v1/nodes", agent=ADMIN),
    "Nova": asked("openstack", "GET", r"/servers/detail", agent="veilleur"),
    "Octavia": asked("openstack", "GET", r"/lbaas/loadbalancers", agent="veilleur"),
    "Neutron": asked("openstack", "GET", r"/floatingips", agent="veilleur"),
    "Cinder": asked("openstack", "GET", r"/volumes/detail", agent="veilleur"),
}
