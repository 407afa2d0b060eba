"""Lists come in pages, things go wrong on purpose, and a restart forgets nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests
from openstack.connection import Connection
from openstack.exceptions import HttpException

from tests.standin.openstack.cloud import Cloud
from tests.standin.openstack.test_balancers import a_balancer, asked_for

FLAVOR = "a1-ram2-disk20-perf1"


@pytest.fixture
def narrow() -> Iterator[Cloud]:
    """One that shows two things a page."""
    one = Cloud(page_size=2)
    with one.serving():
        yield one


def five_of_each(cloud: Cloud) -> None:
    for n in range(5):
        name = f"thing-{n}"
        cloud.world.machines.create(name=name, flavor=FLAVOR, zone="az-1")
        cloud.world.load_balancers.create(name=name)
        cloud.world.volumes.create(name=name, size_gb=1, zone="az-1")
        cloud.world.addresses.create(description=name)


def test_every_list_goes_on_page_by_page(narrow: Cloud) -> None:
    narrow.on_loop(lambda: five_of_each(narrow))
    with narrow.connected() as connection:
        assert len(list(connection.compute.servers())) == 5
        assert len(list(connection.load_balancer.load_balancers())) == 5
        assert len(list(connection.block_storage.volumes())) == 5
        assert len(list(connection.network.ips())) == 5


def test_who_reads_one_page_reads_only_that(narrow: Cloud) -> None:
    narrow.on_loop(lambda: five_of_each(narrow))
    url, token = f"{narrow.url}/compute/v2.1/servers/detail", narrow.log_in()
    body = requests.get(url, headers=token, timeout=10).json()
    assert len(body["servers"]) == 2
    assert body["servers_links"][0]["rel"] == "next"
    nonsense = requests.get(f"{url}?marker=nobody", headers=token, timeout=10)
    assert nonsense.status_code == 400
    assert nonsense.json()["badRequest"]["message"] == "marker [nobody] not found"


@pytest.mark.parametrize(
    ("path", "word"),
    [
        ("/network/v2.0/floatingips", "NeutronError"),
        ("/compute/v2.1/servers/detail", "serviceUnavailable"),
        ("/load-balancer/v2/lbaas/loadbalancers", "faultstring"),
        ("/identity/v3/auth/projects", "error"),
    ],
)
def test_an_injected_error_speaks_as_its_service_does(cloud: Cloud, path: str, word: str) -> None:
    token = cloud.log_in()
    cloud.faults.add("error", api="openstack", match=path, args={"status": 503})
    answer = requests.get(cloud.url + path, headers=token, timeout=10)
    assert answer.status_code == 503
    assert word in answer.json()


def test_the_client_sees_an_injected_error_as_an_error(
    cloud: Cloud, connection: Connection
) -> None:
    cloud.faults.add("error", match="floatingips", args={"status": 500})
    with pytest.raises(HttpException) as raised:
        list(connection.network.ips())
    assert raised.value.status_code == 500


def test_an_unanswered_create_is_there_all_the_same(cloud: Cloud, connection: Connection) -> None:
    cloud.faults.add("timeout_after", match="POST .*loadbalancers", times=1)
    with pytest.raises(Exception, match=r"(?i)connection"):
        asked_for(connection)
    assert len(list(connection.load_balancer.load_balancers())) == 1


def test_a_late_create_appears_after_its_delay(cloud: Cloud, connection: Connection) -> None:
    cloud.faults.add("late", match="POST .*loadbalancers", times=1, args={"seconds": 120})
    with pytest.raises(Exception, match=r"(?i)connection"):
        asked_for(connection)
    assert list(connection.load_balancer.load_balancers()) == []
    cloud.step(120)
    assert len(list(connection.load_balancer.load_balancers())) == 1


def test_an_unknown_path_or_filter_is_refused(cloud: Cloud) -> None:
    token = cloud.log_in()
    nowhere = requests.get(f"{cloud.url}/network/v2.0/moons", headers=token, timeout=10)
    assert (nowhere.status_code, "NeutronError" in nowhere.json()) == (404, True)
    wrong = requests.get(f"{cloud.url}/network/v2.0/networks?colour=red", headers=token, timeout=10)
    assert wrong.status_code == 400


def test_a_restart_forgets_nothing_on_the_way(cloud: Cloud, connection: Connection) -> None:
    kept = a_balancer(cloud, connection)
    going = asked_for(connection)
    document = cloud.on_loop(cloud.world.dump)

    again = Cloud()
    again.clock.advance(cloud.clock.now() - again.clock.now())
    with again.serving():
        again.on_loop(lambda: again.world.load(document))
        with again.connected() as other:
            found = {one.id: one for one in other.load_balancer.load_balancers()}
            assert found[kept.id].vip_address == kept.vip_address
            assert found[going.id].provisioning_status == "PENDING_CREATE"
            again.step(20)
            assert other.load_balancer.get_load_balancer(going.id).provisioning_status == "ACTIVE"
            assert len(list(other.network.networks())) == 3


def test_the_same_seed_gives_the_same_ids() -> None:
    def first_day() -> set[str]:
        one = Cloud()
        with one.serving(), one.connected() as connection:
            return {network.id for network in connection.network.networks()}

    assert first_day() == first_day()
