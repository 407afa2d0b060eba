"""Lists that lie, and what a credential of another project or another region sees."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import openstack
import pytest
import requests
from openstack.connection import Connection

from standin.world.others import others_world
from tests.standin.lab import Lab, started
from tests.standin.openstack.cloud import ACCOUNT, Cloud

SERVERS = "/compute/v2.1/servers"


def a_lab(cloud: Cloud) -> None:
    def fill() -> None:
        for number in range(4):
            cloud.world.machines.create(name=f"node-{number}", flavor=SMALL, zone="az-1")

    cloud.on_loop(fill)


SMALL = "a1-ram4-disk50-perf1"


def names(cloud: Cloud, path: str = SERVERS, key: str = "servers") -> set[str]:
    answer = requests.get(cloud.url + path, headers=cloud.log_in(), timeout=10)
    assert f"{key}_links" not in answer.json()
    return {each["name"] for each in answer.json()[key]}


def test_an_empty_list_and_a_stale_one(cloud: Cloud) -> None:
    a_lab(cloud)
    stale = cloud.on_loop(lambda: cloud.faults.add("stale", api="openstack"))
    cloud.on_loop(lambda: cloud.world.machines.delete(cloud.world.machines.all()[0].id))
    cloud.step(120)
    assert len(names(cloud)) == 4
    cloud.on_loop(lambda: cloud.faults.remove(stale.id))
    assert len(names(cloud)) == 3
    cloud.faults.add("empty", api="openstack", match="/servers", times=1)
    assert (names(cloud), len(names(cloud))) == (set(), 3)


def test_a_partial_list_leads_to_no_next_page(cloud: Cloud) -> None:
    a_lab(cloud)
    cloud.faults.add("partial", api="openstack")
    answer = requests.get(
        cloud.url + SERVERS, {"limit": "3"}, headers=cloud.log_in(), timeout=10
    ).json()
    assert (len(answer["servers"]), "servers_links" in answer) == (1, False)


def test_a_list_that_lies_leaves_keystone_alone(cloud: Cloud) -> None:
    for kind in ("empty", "partial", "stale"):
        cloud.faults.add(kind, api="openstack")
    with cloud.connected() as connection:
        assert list(connection.compute.servers()) == []
        assert connection.session.get_project_id() == ACCOUNT.project_id


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with started(tmp_path_factory.mktemp("elsewhere")) as running:
        pool = {"name": "general", "flavor": SMALL, "availability_zone": "az-1"}
        sizes = {"minimum_instances": 1, "maximum_instances": 1}
        running.kaas("POST", "/instance_pools", {**pool, **sizes})
        running.step(300)
        yield running


@contextmanager
def connected(env: dict[str, str]) -> Iterator[Connection]:
    with openstack.connect(
        load_envvars=False,
        load_yaml_config=False,
        auth_type=env["OS_AUTH_TYPE"],
        auth={
            "auth_url": env["OS_AUTH_URL"],
            "application_credential_id": env["OS_APPLICATION_CREDENTIAL_ID"],
            "application_credential_secret": env["OS_APPLICATION_CREDENTIAL_SECRET"],
        },
        region_name=env["OS_REGION_NAME"],
    ) as connection:
        yield connection
        connection.session.session.close()


def seen(env: dict[str, str]) -> list[str]:
    with connected(env) as cloud:
        things = [
            *cloud.compute.servers(),
            *cloud.load_balancer.load_balancers(),
            *cloud.block_storage.volumes(),
            *cloud.network.ips(),
        ]
        return sorted(str(each.name) for each in things)


def theirs() -> list[str]:
    """The names of what the shop holds; nodes and addresses by their kind."""
    world = others_world(Cloud().clock, seed=1)
    return sorted(
        [each.name for each in world.machines.all()]
        + [each.name for each in world.load_balancers.all()]
        + [each.name for each in world.volumes.all()]
        + [each.address for each in world.addresses.all()]
    )


def test_a_credential_of_another_project_sees_other_people_s_things_only(lab: Lab) -> None:
    assert len(seen(lab.env)) == 1
    wrong = {**lab.env, **lab.control("GET", "/")["elsewhere"]["other_project"]}
    assert seen(wrong) == theirs()
    with connected(wrong) as cloud, connected(lab.env) as own:
        assert cloud.session.get_project_id() != own.session.get_project_id()


def test_another_region_holds_nothing_of_the_lab(lab: Lab) -> None:
    """P3.1: one Keystone for both regions; P1.10 names them."""
    wrong = {**lab.env, **lab.control("GET", "/")["elsewhere"]["other_region"]}
    assert wrong["OS_REGION_NAME"] == "dc4-a"
    assert seen(wrong) == []
    with connected(wrong) as cloud:
        assert {network.name for network in cloud.network.networks()} >= {"ext-net1"}


def test_the_same_may_befall_a_good_credential_for_a_while(lab: Lab) -> None:
    for kind, expected in (("other_project", theirs()), ("other_region", [])):
        fault = lab.control("POST", "/faults", {"kind": kind, "api": "openstack"})
        assert seen(lab.env) == expected
        lab.control("DELETE", f"/faults/{fault['id']}")
        assert len(seen(lab.env)) == 1


def test_another_project_s_token_opens_nothing_of_ours(lab: Lab) -> None:
    wrong = {**lab.env, **lab.control("GET", "/")["elsewhere"]["other_project"]}
    with connected(wrong) as cloud:
        token = {"X-Auth-Token": cloud.session.get_token()}
    url = lab.urls["openstack"] + "/compute/v2.1/servers"
    assert requests.get(url, headers=token, timeout=10).status_code == 403
    swift = f"{lab.urls['s3']}/v1/AUTH_lab/{lab.env['VEILLEUR_STATE_BUCKET']}"
    assert requests.get(swift, headers=token, timeout=10).status_code == 401


def test_credentials_of_another_project_survive_a_restart(tmp_path: Path) -> None:
    data = ("--data", str(tmp_path / "data"))
    told = []
    for _ in range(2):
        with started(tmp_path, *data) as running:
            told.append(running.control("GET", "/")["elsewhere"])
    assert told[0] == told[1]
