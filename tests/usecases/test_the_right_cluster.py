"""Rule 2 told from outside: a kubeconfig of another cluster, and a cluster that was rebuilt."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import pytest

from shared.core.actions import CreateObject, ObjectRef
from shared.core.asked import StartAsked, StopAsked
from shared.core.session import Phase
from shared.errors import RebuiltClusterError, RefusedError, WrongClusterError
from shared.ports import Endpoint
from shared.usecases import service
from tests.fakes import demo
from tests.fakes.world import FakeWorld
from tests.usecases.story import extend, start, stop, tick, until

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
OTHER = Endpoint(server="https://other.example", ca_pem="CA")


def running(hours: float = 2) -> FakeWorld:
    world = FakeWorld()
    demo.install(world.kube)
    start(world, hours=hours)
    until(world, Phase.RUNNING, 10 * MINUTE)
    return world


def asleep() -> FakeWorld:
    world = running()
    stop(world)
    until(world, Phase.STOPPED, 25 * MINUTE)
    return world


def rebuilt(world: FakeWorld) -> FakeWorld:
    """As the provider would: the same address, and a new cluster behind it."""
    world.kube.rebuild("uid-new")
    world.heads.head = None
    return world


def writes(world: FakeWorld) -> tuple[int, object]:
    """All that a process could have written to Kubernetes, the Lease included."""
    return world.kube.writes, world.heads.head


def watched(world: FakeWorld, lasting: timedelta) -> None:
    """Cron goes on calling, whatever the tick ends in."""
    for _ in range(lasting // MINUTE):
        world.step(MINUTE)
        with suppress(WrongClusterError):
            service.tick(world.lab())


def everything_is_refused(world: FakeWorld, error: type[Exception]) -> None:
    before = writes(world)
    asks: list[Callable[[], object]] = [
        lambda: start(world),
        lambda: service.tick(world.lab()),
        lambda: extend(world, 1),
        lambda: stop(world),
    ]
    for ask in asks:
        with pytest.raises(error):
            ask()
    assert service.look(world.lab()).decision.session is not None
    assert writes(world) == before


def test_the_very_first_start_with_another_clusters_kubeconfig_leaves_no_lease_there() -> None:
    world = FakeWorld()
    world.cluster.at = OTHER
    with pytest.raises(WrongClusterError, match=r"other\.example.*uid-kube-system.*lab\.example"):
        start(world)
    assert (world.heads.head, world.cloud.pools) == (None, {})


def test_with_another_clusters_kubeconfig_nothing_is_written_and_one_alarm_names_both() -> None:
    world = running()
    world.cluster.at = OTHER
    everything_is_refused(world, WrongClusterError)
    watched(world, HOUR)
    (said,) = (m for m in world.sent if m.alarm)
    assert (said.cause, "other.example" in said.en, "lab.example" in said.en) == (
        "wrong-cluster",
        True,
        True,
    )


def test_status_with_another_clusters_kubeconfig_reads_nothing_there_and_says_why() -> None:
    world = asleep()
    world.cluster.at = OTHER
    world.step(HOUR)
    shown = service.status(world.lab())
    assert shown.phase is not Phase.STOPPED
    assert "other.example" in shown.why


def test_money_wins_at_the_limit_without_the_right_kubeconfig() -> None:
    world = running(hours=1)
    world.cluster.at = OTHER
    before = writes(world)
    watched(world, 90 * MINUTE)
    assert world.cloud.pools == {}
    assert world.alarms() == ["wrong-cluster", "money-wins", "left-over:192.0.2.7"]
    assert world.heads.head == before[1]


def test_where_the_provider_moved_the_cluster_its_kubeconfig_is_fetched_anew() -> None:
    """A process that lives long has the old one; an operator's own would stay."""
    world = running()
    world.pools.at = world.cluster.leads = Endpoint(server="https://moved.example", ca_pem="CA")
    status = tick(world)
    assert status is not None
    assert status.phase is Phase.RUNNING


@pytest.mark.parametrize("was", [running, asleep])
def test_a_rebuilt_cluster_gets_nothing_not_even_a_lease(was: Callable[[], FakeWorld]) -> None:
    world = rebuilt(was())
    pools = dict(world.cloud.pools)
    everything_is_refused(world, RebuiltClusterError)
    watched(world, 30 * MINUTE)
    assert world.cloud.pools == pools
    assert world.alarms() == ["cluster-rebuilt"]


def test_of_a_rebuilt_cluster_people_hear_where_the_work_is_and_what_to_do() -> None:
    world = rebuilt(asleep())
    (archive, _) = world.archives.kept[-1]
    world.step(HOUR)
    tick_fails(world)
    (said,) = (m for m in world.sent if m.alarm)
    for word in ("uid-kube-system", "uid-new", archive.name, "start or stop the lab with cluster"):
        assert word in said.en
    shown = service.status(world.lab())
    assert shown.phase is not Phase.STOPPED
    assert "the lab is bound to the cluster uid-kube-system" in shown.why
    assert archive.name in shown.why


def tick_fails(world: FakeWorld) -> None:
    with pytest.raises(RebuiltClusterError):
        service.tick(world.lab())


def test_a_rebuilt_cluster_whose_state_is_lost_too_is_known_by_the_newest_archive() -> None:
    world = rebuilt(asleep())
    world.bodies.objects.clear()
    with pytest.raises(RebuiltClusterError):
        start(world)
    assert writes(world)[1] is None


def test_the_nodes_of_a_rebuilt_cluster_are_deleted_past_the_end() -> None:
    world = rebuilt(running(hours=1))
    watched(world, 90 * MINUTE)
    assert world.cloud.pools == {}
    assert world.alarms() == ["cluster-rebuilt", "money-wins", "left-over:192.0.2.7"]
    assert world.heads.head is None


def test_what_a_lost_cluster_had_made_is_released_past_the_end_and_named_until_then() -> None:
    """Nobody but OpenStack knows its load balancer any more: it would bill on, unsaid (G2)."""
    world = rebuilt(running(hours=1))
    world.leftovers.stuck = True
    watched(world, 90 * MINUTE)
    assert len(world.cloud.balancers) == 1
    told = next(m for m in world.sent if m.cause.startswith("left-over"))
    assert all(balancer.name in told.en for balancer in world.cloud.balancers.values())
    world.leftovers.stuck = False
    watched(world, 2 * MINUTE)
    assert world.cloud.balancers == {}
    assert world.alarms()[:2] == ["cluster-rebuilt", "money-wins"]


def test_the_books_learn_when_the_last_resort_ended_a_bill() -> None:
    world = rebuilt(running(hours=1))
    watched(world, 5 * HOUR)
    service.stop(world.lab(), StopAsked(cluster="uid-new"))
    until(world, Phase.STOPPED, 40 * MINUTE)
    (bill,) = world.ledger.receipts.values()
    assert world.truth_chf() <= bill.chf <= world.truth_chf() * 105 / 100


def test_a_start_that_names_the_new_cluster_binds_it_and_restores_nothing() -> None:
    world = rebuilt(asleep())
    archives = len(world.archives.kept)
    token = max(int(key.rpartition("/")[2].partition("-")[0]) for key in bodies(world))
    asked = StartAsked(profile="standard", lasts=3 * HOUR, cluster="uid-new")
    service.start(world.lab(), asked)
    assert world.heads.head is not None
    assert world.heads.head.token > token
    until(world, Phase.RUNNING, 10 * MINUTE)
    assert world.kube.list("deployments.apps") == ()
    assert (len(world.archives.kept), world.alarms()) == (archives, [])


def bodies(world: FakeWorld) -> list[str]:
    return [key for key in world.bodies.objects if "/session/" in key]


def test_a_stop_that_names_the_new_cluster_stops_it_in_order() -> None:
    world = rebuilt(running())
    service.stop(world.lab(), StopAsked(cluster="uid-new"))
    until(world, Phase.STOPPED, 25 * MINUTE)
    assert world.archives.kept[-1][0].cluster == "uid-new"


def test_a_request_that_names_a_third_cluster_is_refused() -> None:
    world = rebuilt(asleep())
    with pytest.raises(RefusedError, match="the cluster there is uid-new, not uid-third"):
        service.start(world.lab(), StartAsked(profile="minimal", lasts=HOUR, cluster="uid-third"))
    assert writes(world)[1] is None


def test_the_lab_stays_bound_to_its_cluster_from_session_to_session() -> None:
    world = asleep()
    start(world, hours=1)
    until(world, Phase.RUNNING, 10 * MINUTE)
    rebuilt(world)
    tick_fails(world)


def test_an_object_of_the_same_name_in_the_new_cluster_is_not_woken() -> None:
    """Somebody brought the manifests back by hand, annotations and all."""
    world = asleep()
    (web,) = (o for o in world.kube.list("deployments.apps") if o["metadata"]["name"] == "web")
    rebuilt(world)
    ref = ObjectRef(resource="deployments.apps", namespace="default", name="web")
    world.kube.create("deployments.apps", CreateObject(ref=ref, body=web, why="").body)
    watched(world, 30 * MINUTE)
    (there,) = world.kube.list("deployments.apps")
    assert there["spec"]["replicas"] == 0


def test_with_the_bucket_damaged_a_rebuilt_cluster_is_not_taken_for_the_first() -> None:
    """It bears no mark of any session, and there was one: the index of its archives is there."""
    world = rebuilt(asleep())
    world.bodies.objects.clear()
    world.archives.damaged = True
    before = writes(world)
    with pytest.raises(RebuiltClusterError, match="damaged index"):
        start(world)
    assert writes(world) == before
    start(world, cluster="uid-new")
    assert world.heads.head is not None
    assert world.heads.head.notes["cluster"] == "uid-new"


def test_the_labs_own_cluster_is_known_by_its_mark_then() -> None:
    world = asleep()
    world.heads.head = None
    world.bodies.objects.clear()
    world.archives.damaged = True
    start(world)
    until(world, Phase.RUNNING, 15 * MINUTE)
