"""Leftovers: what OpenStack still bills or holds, whose it is, and how ours is released."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from shared.core.actions import DeleteLeftover, DetachAddress
from shared.core.seen import Leftover
from shared.errors import PortError
from tests.contract.leftovers import OTHER, Case, case_of

KINDS = ("server", "load_balancer", "floating_ip", "volume")
MINUTE = timedelta(minutes=1)
NOWHERE = "00000000-0000-4000-8000-000000000000"


@pytest.fixture(params=["fake", "standin"])
def case(request: pytest.FixtureRequest) -> Iterator[Case]:
    with case_of(request.param) as made:
        yield made


def release(case: Case, what: Leftover) -> None:
    action = DeleteLeftover(kind=what.kind, id=what.id, name=what.name, why="a test")
    case.port.delete(action)


@pytest.mark.parametrize("kind", KINDS)
def test_where_there_is_nothing_the_list_is_empty(case: Case, kind: str) -> None:
    assert case.port.list(kind) == ()


@pytest.mark.parametrize("kind", KINDS)
def test_what_could_not_be_asked_is_an_error_and_never_an_empty_list(case: Case, kind: str) -> None:
    case.break_(kind)
    with pytest.raises(PortError):
        case.port.list(kind)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "load_balancer"])
def test_one_blind_source_does_not_blind_the_others(case: Case, kind: str) -> None:
    case.break_(kind)
    assert case.port.list("load_balancer") == ()


@pytest.mark.parametrize("kind", ["load_balancer", "floating_ip"])
def test_p3_3_what_a_service_of_the_lab_made_is_ours(case: Case, kind: str) -> None:
    case.add_service()
    (seen,) = case.port.list(kind)
    assert (seen.kind, seen.ours, seen.created) == (kind, True, case.now)
    assert seen.name


@pytest.mark.parametrize("attached", [True, False])
def test_p3_3_a_volume_of_the_lab_says_whether_it_is_attached(
    case: Case, *, attached: bool
) -> None:
    case.add_volume(attached=attached)
    (seen,) = case.port.list("volume")
    assert (seen.kind, seen.ours, seen.attached) == ("volume", True, attached)
    assert seen.size_gb == 10


def test_a_node_of_the_lab_is_our_server_from_its_birth(case: Case) -> None:
    case.add_node()
    (seen,) = case.port.list("server")
    assert (seen.kind, seen.ours, seen.created) == ("server", True, case.now)


def test_p3_4_a_running_node_s_port_is_shown_and_no_other(case: Case) -> None:
    case.add_node()
    case.add_other("server")
    assert case.port.list("port") == ()
    case.step(10 * MINUTE)
    (seen,) = case.port.list("port")
    assert (seen.kind, seen.ours) == ("port", True)
    network = case.port.find("network", seen.network)
    assert network is not None
    assert network.id == seen.network
    assert case.port.find("network", NOWHERE) is None


def test_a_thing_is_found_by_its_id_until_it_is_gone(case: Case) -> None:
    case.add_service()
    (balancer,) = case.port.list("load_balancer")
    assert case.port.find("load_balancer", balancer.id) == balancer
    release(case, balancer)
    case.step(MINUTE)
    assert case.port.find("load_balancer", balancer.id) is None


def test_what_cannot_be_asked_by_its_id_is_an_error_and_never_an_absence(case: Case) -> None:
    case.add_service()
    (balancer,) = case.port.list("load_balancer")
    case.break_("load_balancer")
    with pytest.raises(PortError):
        case.port.find("load_balancer", balancer.id)


def test_the_reach_is_the_token_s_own(case: Case) -> None:
    reach = case.port.reach()
    assert reach.project
    assert reach.region == "dc3-a"
    assert not reach.wrong


@pytest.mark.parametrize("kind", ["load_balancer", "volume"])
def test_other_people_s_are_shown_and_not_ours(case: Case, kind: str) -> None:
    case.add_other(kind)
    case.add_service()
    case.add_volume(attached=False)
    seen = {one.name: one.ours for one in case.port.list(kind)}
    assert seen[OTHER[kind]] is False
    assert list(seen.values()).count(True) == 1


def test_a_released_balancer_and_its_address_are_gone(case: Case) -> None:
    case.add_service()
    (balancer,), (address,) = case.port.list("load_balancer"), case.port.list("floating_ip")
    release(case, balancer)
    release(case, address)
    case.step(MINUTE)
    assert case.port.list("load_balancer") == ()
    assert case.port.list("floating_ip") == ()


def test_an_address_is_taken_off_its_balancer_and_stays(case: Case) -> None:
    case.add_service()
    (address,) = case.port.list("floating_ip")
    assert address.attached
    for _ in range(2):
        case.port.detach(DetachAddress(id=address.id, name=address.name, why="a test"))
        (kept,) = case.port.list("floating_ip")
        assert (kept.id, kept.attached) == (address.id, False)
    case.port.detach(DetachAddress(id=NOWHERE, name="gone", why="a test"))


def test_a_release_may_be_repeated_and_may_come_late(case: Case) -> None:
    case.add_service()
    (balancer,) = case.port.list("load_balancer")
    release(case, balancer)
    release(case, balancer)
    case.step(MINUTE)
    release(case, balancer)
    assert case.port.list("load_balancer") == ()


def test_a_release_leaves_other_people_s_alone(case: Case) -> None:
    case.add_other("load_balancer")
    case.add_service()
    (mine,) = [one for one in case.port.list("load_balancer") if one.ours]
    release(case, mine)
    case.step(MINUTE)
    (left,) = case.port.list("load_balancer")
    assert left.name == OTHER["load_balancer"]
