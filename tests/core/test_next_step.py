"""The specification of the lab, one row a situation: what is wanted, what is seen, what next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from shared.core import records
from shared.core.actions import (
    Action,
    CreateObject,
    CreatePool,
    DeleteLeftover,
    DeleteObject,
    DeletePool,
    MakeArchive,
    Message,
    PatchObject,
    WriteReceipt,
)
from shared.core.decide import next_step
from shared.core.seen import Closed, Observation, Ownership, PoolStatus
from shared.core.session import Session
from tests.core import given
from tests.core.given import DOWN_AT, HOUR, MINUTE, T0
from tests.fakes.world import SETTINGS

UP, DOWN = given.session(), given.going_down()
QUOTA = given.pool(status=PoolStatus.FAILED_QUOTA, ready=0, faults=("quota",))
DELETING = given.pool(status=PoolStatus.DELETING)
OVER = {"s-before": Closed(profile="standard", proven=T0 - MINUTE)}
LATE = given.pool(105, labels=Ownership(lab="lab", session="s-before", birth=T0 - HOUR, token=1))
OTHERS = given.pool(106, "team-b", labels=None)
NAMESAKE = given.pool(99, labels=Ownership(lab="other", session=given.ID, birth=T0, token=1))
BY_HAND = given.pool(107, labels=None)


WORDS: dict[type, Callable[[Any], str]] = {
    CreatePool: lambda a: f"create {a.wish.name} x{a.wish.nodes}",
    DeletePool: lambda a: f"delete {a.id}",
    PatchObject: lambda a: f"patch {a.ref.resource} {a.ref.name}",
    DeleteObject: lambda a: f"DeleteObject {a.ref.resource} {a.ref.name}",
    CreateObject: lambda a: f"CreateObject {a.ref.resource} {a.ref.name}",
    DeleteLeftover: lambda a: f"release {a.id}",
    MakeArchive: lambda a: "archive" + (" quarantined" if a.quarantined else ""),
    Message: lambda a: f"tell {a.cause}",
    WriteReceipt: lambda _: "receipt",
}


def words(action: Action) -> str:
    return WORDS[type(action)](action)


ROWS: list[tuple[str, Session, Observation, datetime, list[str], bool]] = [
    ("nothing there: ask", UP, given.empty(), T0, ["create general x2"], False),
    (
        "asked a minute ago: it may land late, so wait",
        UP,
        given.empty(memory=given.memory(asked={"general": T0})),
        T0 + MINUTE,
        [],
        False,
    ),
    (
        "asked minutes ago, and nothing came: ask again",
        UP,
        given.empty(memory=given.memory(asked={"general": T0}, listed=T0 + MINUTE)),
        T0 + 4 * MINUTE,
        ["create general x2"],
        False,
    ),
    (
        "asked minutes ago, and the first list since then shows nothing: wait for another",
        UP,
        given.empty(memory=given.memory(asked={"general": T0}, listed=T0)),
        T0 + 4 * MINUTE,
        [],
        False,
    ),
    ("pools cannot be seen: conclude nothing", UP, given.seen(pools=given.GONE), T0, [], False),
    (
        "nodes are booting: wait",
        UP,
        given.seen(pools=(given.pool(ready=1, status=PoolStatus.CREATING),)),
        T0,
        [],
        True,
    ),
    (
        "a pool failed: away with it, and say so",
        UP,
        given.seen(pools=(QUOTA,)),
        T0,
        ["delete 101", "tell pool-failed:general", "create general x2"],
        False,
    ),
    (
        "a twin: the lowest id stays",
        UP,
        given.seen(pools=(given.pool(1001, ready=0), given.pool(101))),
        T0,
        ["delete 1001"],
        True,
    ),
    (
        "a twin on whose nodes work may run: drained before it goes",
        UP,
        given.seen(
            pools=(given.pool(1001, labels=replace(given.OURS, token=2)), given.pool(101)),
            cluster=given.cluster((*given.TWO_NODES, given.node("n2", token=2))),
        ),
        T0,
        ["patch nodes n2"],
        True,
    ),
    (
        "a late pool of an ended session: deleted, never adopted",
        UP,
        given.seen(pools=(given.pool(), LATE), closed=OVER),
        T0,
        ["delete 105", "tell late-pool:105"],
        True,
    ),
    (
        "a foreign pool: untouched",
        UP,
        given.seen(pools=(given.pool(), OTHERS)),
        T0,
        [],
        True,
    ),
    (
        "a foreign pool of the same name, by its label: untouched",
        UP,
        given.seen(pools=(given.pool(), NAMESAKE)),
        T0,
        [],
        True,
    ),
    ("made by hand under our name: adopted", UP, given.seen(pools=(BY_HAND,)), T0, [], True),
    (
        "nodes ready, not marked: mark",
        UP,
        given.seen(cluster=given.cluster(mark=None)),
        T0,
        ["CreateObject namespaces veilleur", "CreateObject configmaps mark"],
        False,
    ),
    (
        "marked by another session: woken anew",
        UP,
        given.seen(cluster=given.cluster(mark="s-before")),
        T0,
        ["CreateObject namespaces veilleur", "CreateObject configmaps mark"],
        False,
    ),
    (
        "a node flaps: still running",
        UP,
        given.seen(cluster=given.cluster((given.node(),))),
        T0,
        [],
        True,
    ),
    (
        "another cluster: nothing is written, and it is said",
        UP,
        given.seen(cluster=given.cluster(uid="uid-other", mark=None)),
        T0,
        ["tell cluster-rebuilt"],
        False,
    ),
    (
        "another cluster and no pool: none is made for it",
        UP,
        given.empty(cluster=given.cluster(uid="uid-other", mark=None)),
        T0,
        ["tell cluster-rebuilt"],
        False,
    ),
    (
        "asleep, and the cluster is another one now: not off, although nothing bills",
        DOWN,
        given.empty(cluster=given.cluster(nodes=(), uid="uid-other"), receipt=True),
        DOWN_AT,
        ["tell cluster-rebuilt"],
        False,
    ),
    ("running: settled", UP, given.seen(), T0, [], True),
    ("down, not saved: save first", DOWN, given.seen(), DOWN_AT, ["archive"], False),
    (
        "down, saved before the stop: save again",
        DOWN,
        given.seen(archive=given.archive(DOWN_AT - MINUTE)),
        DOWN_AT,
        ["archive"],
        False,
    ),
    (
        "down, an archive of another session does not count",
        DOWN,
        given.seen(archive=given.archive(session="s-before")),
        DOWN_AT,
        ["archive"],
        False,
    ),
    (
        "down, an archive that is not verified does not count",
        DOWN,
        given.seen(archive=given.archive(verified=False)),
        DOWN_AT,
        ["archive"],
        False,
    ),
    (
        "down, never woken: saved, but quarantined",
        DOWN,
        given.seen(cluster=given.cluster(mark=None)),
        DOWN_AT,
        ["archive quarantined"],
        False,
    ),
    (
        "down, the archives cannot be seen: conclude nothing",
        DOWN,
        given.seen(archive=given.GONE),
        DOWN_AT,
        [],
        False,
    ),
    (
        "down, the cluster cannot be seen: conclude nothing",
        DOWN,
        given.seen(cluster=given.GONE),
        DOWN_AT,
        [],
        False,
    ),
    (
        "down and saved: record what wake needs",
        DOWN,
        given.seen(archive=given.archive()),
        DOWN_AT + MINUTE,
        [
            "CreateObject namespaces veilleur",
            f"CreateObject secrets wake-{records.of_stop(DOWN)}-0",
        ],
        False,
    ),
    (
        "past the limit: money wins, saved or not",
        DOWN,
        given.seen(cluster=given.GONE),
        T0 + 6 * HOUR + 15 * MINUTE,
        ["delete 101", "tell money-wins"],
        False,
    ),
    (
        "just before the limit: not yet",
        DOWN,
        given.seen(cluster=given.GONE),
        T0 + 6 * HOUR + 14 * MINUTE,
        [],
        False,
    ),
    ("pools are going: wait", DOWN, given.seen(pools=(DELETING,)), DOWN_AT, [], False),
    (
        "pools gone, Node objects left behind: delete them",
        DOWN,
        given.empty(cluster=given.cluster((given.node(ready=False),))),
        DOWN_AT,
        ["DeleteObject nodes n0"],
        False,
    ),
    (
        "a Node whose server still exists is not left over",
        DOWN,
        given.empty(
            cluster=given.cluster((given.node(ready=False),)),
            leftovers=replace(given.NOTHING_LEFT, servers=(given.leftover("server", id="srv-n0"),)),
        ),
        DOWN_AT,
        [],
        False,
    ),
    (
        "a load balancer outlived the workers: released through OpenStack",
        DOWN,
        given.empty(
            leftovers=replace(given.NOTHING_LEFT, load_balancers=(given.leftover("load_balancer"),))
        ),
        DOWN_AT,
        ["release load_balancer-1"],
        False,
    ),
    (
        "somebody else's load balancer is not touched",
        DOWN,
        given.empty(
            leftovers=replace(
                given.NOTHING_LEFT, load_balancers=(given.leftover("load_balancer", ours=False),)
            )
        ),
        DOWN_AT,
        ["receipt", "tell off"],
        False,
    ),
    (
        "nothing left, and proven: the receipt",
        DOWN,
        given.empty(),
        DOWN_AT,
        ["receipt", "tell off"],
        False,
    ),
    (
        "the ledger cannot be asked: not off",
        DOWN,
        given.empty(receipt=given.GONE),
        DOWN_AT,
        [],
        False,
    ),
    (
        "a request that was sent a minute ago may still land: not off",
        DOWN,
        given.empty(memory=given.memory(asked={"general": DOWN_AT - MINUTE})),
        DOWN_AT,
        [],
        False,
    ),
    (
        "of one that was sent long ago nothing comes any more",
        DOWN,
        given.empty(memory=given.memory(asked={"general": T0})),
        DOWN_AT,
        ["receipt", "tell off"],
        False,
    ),
    ("receipt written: off", DOWN, given.empty(receipt=True), DOWN_AT, [], True),
    (
        "Nova cannot be asked: not off",
        DOWN,
        given.empty(receipt=True, leftovers=replace(given.NOTHING_LEFT, servers=given.GONE)),
        DOWN_AT,
        [],
        False,
    ),
]


@pytest.mark.parametrize(
    ("wanted", "seen", "now", "actions", "settled"), [r[1:] for r in ROWS], ids=[r[0] for r in ROWS]
)
def test_next_step(
    wanted: Session, seen: Observation, now: datetime, actions: list[str], settled: bool
) -> None:
    step = next_step(wanted, seen, now, SETTINGS)
    assert ([words(a) for a in step.actions], step.settled) == (actions, settled)
    assert step.reason
