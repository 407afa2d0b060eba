"""A lab without a session is off by a proof as well, or not at all (rule 7)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shared.core import kube
from shared.core.actions import Decision, DeleteObject, Message
from shared.core.decide import decide, phase_of
from shared.core.memory import Memory
from shared.core.remember import remember
from shared.core.seen import Json, Leftovers, Loss, Observation, Part, Reach
from shared.core.session import Phase
from shared.core.sight import CINDER, VOLUMES
from tests.core import given
from tests.core.given import GONE, MINUTE, T0
from tests.fakes.world import SETTINGS

SOURCES = ("servers", "load_balancers", "floating_ips", "volumes")
KINDS = dict(zip(SOURCES, ("server", "load_balancer", "floating_ip", "volume"), strict=True))
NEVER_WOKEN = given.cluster(nodes=(), mark=None)


def first(**changes: object) -> Observation:
    """A lab that was set up and never started."""
    return given.empty(**{"cluster": NEVER_WOKEN, "memory": Memory()} | changes)


def left(**changes: object) -> Leftovers:
    return replace(given.NOTHING_LEFT, **changes)  # type: ignore[arg-type]  # by name


def decided(seen: Observation) -> Decision:
    return decide(None, seen, T0, SETTINGS)


def proven(decision: Decision, seen: Observation) -> bool:
    look = remember(decision, phase_of(decision), seen, T0, SETTINGS).look
    return look is not None and look.proven_off


def test_a_lab_that_never_ran_is_stopped_without_a_proof_and_says_so() -> None:
    decision = decided(first())
    assert (phase_of(decision), proven(decision, first())) == (Phase.STOPPED, False)
    assert "no session is known" in decision.reason
    assert "servers is blind" in decision.reason
    assert decision.actions == ()


@pytest.mark.parametrize("source", SOURCES)
def test_what_could_not_be_asked_is_no_off(source: str) -> None:
    decision = decided(first(leftovers=left(**{source: GONE})))
    assert phase_of(decision) is not Phase.STOPPED
    assert f"could not ask {source}" in decision.reason


@pytest.mark.parametrize("source", SOURCES)
def test_what_of_the_labs_is_shown_is_no_off(source: str) -> None:
    found = given.leftover(KINDS[source], attached=True)
    for memory in (Memory(), given.memory()):
        seen = first(leftovers=left(**{source: (found,)}), memory=memory)
        assert phase_of(decided(seen)) is not Phase.STOPPED


@pytest.mark.parametrize(
    "unseen",
    [{"pools": GONE}, {"cluster": GONE}, {"leftovers": left(reach=GONE)}],
    ids=["pools", "cluster", "reach"],
)
def test_nor_is_a_lab_that_cannot_be_seen(unseen: dict[str, object]) -> None:
    for memory in (Memory(), given.memory()):
        assert phase_of(decided(first(**unseen, memory=memory))) is not Phase.STOPPED


def test_a_credential_of_another_project_shows_no_off_of_a_lab_that_never_ran_either() -> None:
    elsewhere = left(reach=Reach(project="p", wrong="its project is not the lab's"))
    assert phase_of(decided(first(leftovers=elsewhere))) is not Phase.STOPPED


@pytest.mark.parametrize(
    "trace",
    [
        {"cluster": given.cluster(nodes=(), mark="s-before")},
        {"memory": Memory(session="s-before")},
        {"archive": given.archive()},
        {"archive": GONE},
        {"lost": (Loss(Part.MEMORY, "it cannot be read"),)},
    ],
    ids=["the mark", "the memory", "an archive", "archives unread", "a loss"],
)
def test_where_a_session_was_once_nothing_seen_by_the_blind_is_no_off(
    trace: dict[str, object],
) -> None:
    """All that said what it was is lost, and what OpenStack shows may be another project."""
    seen = first(**trace)
    assert phase_of(decided(seen)) is not Phase.STOPPED
    accepted = replace(SETTINGS, accept_blind=frozenset(SOURCES))
    assert phase_of(decide(None, seen, T0, accepted)) is Phase.STOPPED


def test_unless_what_is_shown_is_the_labs_own_project() -> None:
    """By a volume that the cluster names by its id."""
    csi: Json = {"driver": CINDER, "volumeHandle": "volume-1"}
    claims = {VOLUMES: ({"metadata": {"name": "pv"}, "spec": {"csi": csi}},)}
    cluster = given.cluster(nodes=(), mark="s-before", objects=claims)
    seen = first(cluster=cluster, leftovers=left(volumes=(given.leftover("volume"),)))
    decision = decided(seen)
    assert (phase_of(decision), proven(decision, seen)) == (Phase.STOPPED, False)
    assert phase_of(decided(replace(seen, leftovers=given.NOTHING_LEFT))) is not Phase.STOPPED


def test_the_memory_of_its_last_session_proves_it_off() -> None:
    seen = given.empty()
    decision = decided(seen)
    assert (phase_of(decision), proven(decision, seen)) == (Phase.STOPPED, True)


def test_a_node_object_that_was_left_behind_goes() -> None:
    dead = given.node(ready=False)
    (gone,) = decided(given.empty(cluster=given.cluster(nodes=(dead,)))).actions
    assert isinstance(gone, DeleteObject)
    blind = first(cluster=given.cluster(nodes=(dead,)))
    assert decided(blind).actions == ()


def test_a_source_that_stays_unknown_is_told_once_and_again_when_it_is_again() -> None:
    seen, told = first(leftovers=left(servers=GONE)), []
    for minute in range(0, 180, 5):
        now = T0 + minute * MINUTE
        answers = 60 <= minute < 70
        looked = replace(seen, leftovers=given.NOTHING_LEFT) if answers else seen
        looked = replace(looked, at=now)
        decision = decide(None, looked, now, SETTINGS)
        memory = remember(decision, phase_of(decision), looked, now, SETTINGS)
        said = [a.cause for a in decision.actions if isinstance(a, Message)]
        told += [(minute, cause) for cause in said]
        sent = {**memory.sent, **dict.fromkeys(said, now)}
        seen = replace(seen, memory=replace(memory, sent=sent))
    assert told == [(30, "not-proven"), (100, "not-proven")]


def test_a_service_that_holds_a_load_balancer_that_nobody_shows_is_a_leak() -> None:
    """The state was lost, and the credential is of another project: the cluster knows better."""
    held: Json = given.workload(
        "Service", "web", {"type": "LoadBalancer"}, finalizers=[kube.CLEANUP]
    )
    cluster = given.cluster((), objects={"services": (held,)})
    decision = decided(first(cluster=cluster))
    assert not decision.settled
    (said,) = (a for a in decision.actions if isinstance(a, Message))
    assert said.cause == "leak:the load balancer of Service shop/web"
    shown = left(load_balancers=(given.leftover("load_balancer"),))
    (told,) = decided(first(cluster=cluster, leftovers=shown)).actions
    assert isinstance(told, Message)
    assert told.cause == "leak:load_balancer a load_balancer"


def test_what_is_foreign_is_named_and_is_in_nobodys_way() -> None:
    other = given.pool(7, "team-b", labels=None)
    decision = decided(given.empty(pools=(other,)))
    assert phase_of(decision) is Phase.STOPPED
    assert "not ours, and billed: team-b" in decision.reason
