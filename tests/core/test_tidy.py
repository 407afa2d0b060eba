"""Pools that should not be there, in a lab that is wanted up: what goes, what stays and is told.

None of them keeps anything else from being done.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from shared.core.actions import Action, CreatePool, DeletePool, MakeArchive, Message
from shared.core.decide import decide, phase_of
from shared.core.seen import Closed, Json, NodePool, Observation, PoolStatus
from shared.core.session import Phase
from tests.core import given
from tests.core.given import GENERAL_2, HOUR, MEMORY_1, T0
from tests.fakes.world import SETTINGS

NOW = T0 + HOUR
BROKEN = given.pool(status=PoolStatus.FAILED, faults=("a node is gone",))
BOTH = given.session(pools=(GENERAL_2, MEMORY_1))


def acts(seen: Observation) -> tuple[Action, ...]:
    return decide(given.session(), seen, NOW, SETTINGS).actions


def doomed(actions: tuple[Action, ...]) -> list[str]:
    return [a.id for a in actions if isinstance(a, DeletePool)]


def told(actions: tuple[Action, ...]) -> list[Message]:
    return [a for a in actions if isinstance(a, Message)]


def pod(node: str, namespace: str = "shop") -> Json:
    meta = {"name": "p", "namespace": namespace, "uid": "u", "resourceVersion": "1"}
    return {"metadata": meta, "spec": {"nodeName": node}, "status": {"phase": "Running"}}


@pytest.mark.parametrize("ready", [1, 2])
def test_a_pool_that_is_called_failed_while_nodes_of_it_work_stays_and_is_told(ready: int) -> None:
    made = acts(given.seen(pools=(replace(BROKEN, ready=ready),)))
    assert doomed(made) == []
    assert not any(isinstance(a, CreatePool) for a in made)
    (said,) = told(made)
    assert said.cause == "pool-failed-at-work:general"
    assert f"{ready} of its nodes still work" in said.en
    assert "CHF 0.06/h" in said.en


def test_the_lab_runs_on_where_all_its_nodes_work() -> None:
    decision = decide(given.session(), given.seen(pools=(BROKEN,)), NOW, SETTINGS)
    assert (phase_of(decision), decision.reason[:7]) == (Phase.RUNNING, "running")


def test_at_a_stop_it_goes_in_order() -> None:
    down = given.going_down()
    saved = given.seen(pools=(BROKEN,), archive=given.archive(), cluster=_asleep())
    unsaved = replace(saved, archive=None)
    assert doomed(decide(down, unsaved, given.DOWN_AT + given.MINUTE, SETTINGS).actions) == []
    after = decide(down, saved, given.DOWN_AT + 2 * given.MINUTE, SETTINGS)
    assert doomed(after.actions) == ["101"]


def _asleep() -> object:
    return given.cluster(objects=given.ASLEEP)


@pytest.mark.parametrize("labels", [given.OURS, None], ids=["made by one request", "made by hand"])
def test_equal_twins_whose_nodes_cannot_be_told_apart_both_stay(labels: object) -> None:
    made = acts(given.seen(pools=(given.pool(), given.pool(102, labels=labels))))
    assert doomed(made) == []
    (said,) = told(made)
    assert said.cause == "twins:102"
    assert "CHF 0.06/h" in said.en


@pytest.mark.parametrize(
    ("pods", "gone"),
    [((), ["102"]), ((pod("n0"),), []), ((pod("n0", "kube-system"),), ["102"])],
    ids=["no pod", "a pod", "the platform's own"],
)
def test_a_twin_goes_where_no_work_is_on_any_node_that_may_be_its(
    pods: tuple[Json, ...], gone: list[str]
) -> None:
    seen = given.seen(
        pools=(given.pool(), given.pool(102)), cluster=given.cluster(objects={"pods": pods})
    )
    assert doomed(acts(seen)) == gone


@pytest.mark.parametrize(
    "wrong",
    [
        given.pool(105, labels=replace(given.OURS, session="s-before", birth=T0 - HOUR)),
        given.pool(1001, ready=0),
        given.pool(102, status=PoolStatus.FAILED, ready=0),
    ],
    ids=["late", "a twin", "failed"],
)
def test_what_will_not_go_keeps_nothing_from_being_made_or_saved(wrong: NodePool) -> None:
    over = {"s-before": Closed(profile="standard", proven=T0 - HOUR)}
    seen = given.seen(pools=(given.pool(), wrong), closed=over)
    made = decide(BOTH, seen, T0 + 5 * HOUR + given.MINUTE, SETTINGS).actions
    assert wrong.id in doomed(made)
    assert [a.wish.name for a in made if isinstance(a, CreatePool)] == ["memory"]
    assert any(isinstance(a, MakeArchive) for a in made)
    assert any(a.cause.startswith("up-for") for a in told(made)), told(made)


def test_a_cluster_that_was_not_woken_for_this_session_is_not_saved_meanwhile() -> None:
    for cluster in (given.cluster(mark="s-before"), given.cluster(uid="uid-other"), given.GONE):
        seen = given.seen(pools=(given.pool(),), cluster=cluster)
        made = decide(BOTH, seen, T0 + 5 * HOUR + given.MINUTE, SETTINGS).actions
        assert not any(isinstance(a, MakeArchive) for a in made)
