"""Load balancers, volumes, addresses: what bills, to the second, and what a restart keeps."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from standin.clock import Clock, Mode
from standin.world import ConflictError, NotFoundError, Owner, World
from standin.world.world import read_saved
from tests.standin.world.conftest import START, Story


def test_a_load_balancer_bills_from_creation_to_deletion(story: Story) -> None:
    balancer = story.world.load_balancers.create(name="kube_service_lab_default_web")
    story.pass_seconds(90)
    story.world.load_balancers.delete(balancer.id)
    (interval,) = story.world.timeline.intervals
    assert interval.told() == {
        "kind": "load_balancer",
        "id": balancer.id,
        "name": "kube_service_lab_default_web",
        "flavor": None,
        "owner": "lab",
        "began": START.isoformat(),
        "ended": (START + timedelta(seconds=90)).isoformat(),
        "chf_per_hour": "0.015",
    }
    with pytest.raises(NotFoundError):
        story.world.load_balancers.delete(balancer.id)


def test_a_volume_bills_by_the_gigabyte_and_month_of_730_hours(story: Story) -> None:
    story.world.volumes.create(name="pvc-1", size_gb=73, zone="az-1")
    assert story.world.timeline.chf_per_hour() == Decimal("0.01")


def test_a_grown_volume_ends_one_interval_and_begins_the_next(story: Story) -> None:
    volume = story.world.volumes.create(name="pvc-1", size_gb=1, zone="az-1")
    story.pass_seconds(60)
    story.world.volumes.resize(volume.id, 2)
    first, second = story.world.timeline.intervals
    assert first.ended == second.began == START + timedelta(seconds=60)
    with pytest.raises(ConflictError, match="only grow"):
        story.world.volumes.resize(volume.id, 1)


def test_an_attached_volume_cannot_be_deleted_nor_attached_again(story: Story) -> None:
    machine = story.world.machines.create(name="vm", flavor="a1-ram2-disk20-perf1", zone="az-1")
    volume = story.world.volumes.create(name="pvc-1", size_gb=1, zone="az-1")
    story.world.volumes.attach(volume.id, machine.id)
    for refused in (
        lambda: story.world.volumes.attach(volume.id, machine.id),
        lambda: story.world.volumes.delete(volume.id),
    ):
        with pytest.raises(ConflictError, match="is attached to"):
            refused()
    story.world.volumes.detach(volume.id)
    story.world.volumes.delete(volume.id)
    assert story.world.volumes.all() == []


def test_a_volume_is_bound_to_its_zone(story: Story) -> None:
    """P3.2."""
    machine = story.world.machines.create(name="vm", flavor="a1-ram2-disk20-perf1", zone="az-2")
    volume = story.world.volumes.create(name="pvc-1", size_gb=1, zone="az-1")
    with pytest.raises(ConflictError, match="az-1"):
        story.world.volumes.attach(volume.id, machine.id)


def test_a_machine_that_goes_lets_go_of_its_volumes_which_go_on_billing(story: Story) -> None:
    """P3.2: nobody cleans up when no node is left."""
    machine = story.world.machines.create(name="vm", flavor="a1-ram2-disk20-perf1", zone="az-1")
    volume = story.world.volumes.create(name="pvc-1", size_gb=1, zone="az-1")
    story.world.volumes.attach(volume.id, machine.id)
    story.world.machines.delete(machine.id)
    story.pass_seconds(60)
    assert volume.machine_id is None
    assert [interval.kind for interval in story.world.timeline.open()] == ["volume"]


def test_an_address_stays_when_nothing_is_behind_it(story: Story) -> None:
    address = story.world.addresses.create(description="for web", port_id="port-1")
    story.world.addresses.associate(address.id, None)
    assert [interval.kind for interval in story.world.timeline.open()] == ["floating_ip"]
    story.world.addresses.delete(address.id)
    assert story.world.timeline.open() == []


def test_what_other_people_made_is_told_apart(story: Story) -> None:
    story.world.load_balancers.create(name="theirs", owner=Owner.FOREIGN)
    assert [interval.owner for interval in story.world.timeline.open()] == ["foreign"]


def test_a_restart_goes_on_where_the_world_was(story: Story) -> None:
    pool = story.pool(nodes=2)
    story.world.shelf("octavia")["listeners"] = {"a": 1}
    story.world.volumes.create(name="pvc-1", size_gb=5, zone="az-1")
    story.pass_seconds(60)
    document = story.world.dump()
    clock = Clock(Mode.STEPPED, read_saved(document).at)
    again = Story(clock, World(clock, seed=99))
    again.world.load(document)
    for told in (story, again):
        told.pass_seconds(600)
    assert again.world.events.after() == story.world.events.after()
    assert again.world.pools.get(pool.id).status == "Active"
    assert again.world.shelf("octavia") == {"listeners": {"a": 1}}
    assert again.world.dump() == story.world.dump()


def test_a_restart_draws_no_id_twice(story: Story) -> None:
    before = story.pool(nodes=1)
    world = World(Clock(Mode.STEPPED, story.clock.now()), seed=1)
    world.load(story.world.dump())
    after = Story(story.clock, world).pool(nodes=1)
    assert before.id < after.id
    assert len({machine.id for machine in world.machines.all()}) == 2


def test_a_data_folder_of_another_schema_is_refused(story: Story) -> None:
    document = story.world.dump().replace(b'"schema":1', b'"schema":2')
    with pytest.raises(ValueError, match="schema 2"):
        story.world.load(document)
