"""Pools and their machines: slow to come, slow to go, and what the truth says meanwhile."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from statistics import median

import pytest

from standin.world import Change, ConflictError, MachineState, NotFoundError
from standin.world.machines import boot_time
from tests.standin.world.conftest import START, Story, story_from


def test_the_lab_s_cluster_is_there_from_the_beginning_without_a_pool(story: Story) -> None:
    assert story.world.lab.status == "Active"
    assert story.world.pools.all() == []
    assert story.world.timeline.open() == []


def test_machines_exist_and_bill_from_the_second_of_the_request(story: Story) -> None:
    story.pool(nodes=2)
    billed = story.world.timeline.open()
    assert [(b.kind, b.began, str(b.chf_per_hour)) for b in billed] == [("node", START, "0.06")] * 2


def test_a_pool_is_creating_until_its_last_machine_runs(story: Story) -> None:
    pool = story.pool(nodes=2)
    seen = set()
    while (due := story.world.next_due()) is not None:
        seen.add((pool.status, story.world.pools.available(pool)))
        story.pass_seconds((due - story.clock.now()).total_seconds())
    assert seen == {("Creating", 0), ("Creating", 1)}
    assert (pool.status, story.world.pools.available(pool)) == ("Active", 2)


def test_boots_take_two_to_three_minutes_nearly_always() -> None:
    """P1.11: nodes take minutes, typically less than one hour."""
    dice = Random(1)  # noqa: S311 -- a story, no secret
    seconds = [boot_time(dice).total_seconds() for _ in range(500)]
    assert 140 < median(seconds) < 160
    assert sum(120 <= each <= 180 for each in seconds) > 0.85 * len(seconds)
    assert max(seconds) < 3_600


def test_the_same_seed_tells_the_same_story() -> None:
    def ids_and_times(seed: int) -> list[object]:
        told = story_from(seed)
        told.pool(nodes=3)
        told.pass_seconds(600)
        return [(e["at"], e["what"], e.get("name")) for e in told.world.events.after()]

    assert ids_and_times(7) == ids_and_times(7)
    assert ids_and_times(7) != ids_and_times(8)


def test_one_long_step_writes_the_same_seconds_as_many_short_ones() -> None:
    long, short = story_from(3), story_from(3)
    for told in (long, short):
        told.pool(nodes=2)
    long.pass_seconds(600)
    for _ in range(600):
        short.pass_seconds(1)
    assert long.world.events.after() == short.world.events.after()


def test_a_deleted_pool_is_gone_with_its_last_machine_and_bills_until_then(story: Story) -> None:
    pool = story.pool(nodes=2)
    story.pass_seconds(600)
    asked = story.clock.now()
    story.world.pools.delete(pool.id)
    assert (pool.status, len(story.world.timeline.open())) == ("Deleting", 2)
    story.pass_seconds(60)
    ends = [interval.ended for interval in story.world.timeline.intervals]
    assert all(isinstance(end, datetime) for end in ends)
    assert all(30 <= (end - asked).total_seconds() <= 60 for end in ends if end)
    with pytest.raises(NotFoundError):
        story.world.pools.get(pool.id)
    assert story.whats()[-1] == "pool_gone"


def test_deleting_twice_is_a_conflict(story: Story) -> None:
    pool = story.pool()
    story.world.pools.delete(pool.id)
    with pytest.raises(ConflictError, match="being deleted"):
        story.world.pools.delete(pool.id)


def test_growing_passes_through_updating_and_scaling_up(story: Story) -> None:
    pool = story.pool(nodes=1)
    story.pass_seconds(600)
    story.world.pools.update(pool.id, Change(minimum=3, maximum=3))
    assert (pool.status, pool.target) == ("Updating", 3)
    story.pass_seconds(5)
    assert (pool.status, len(story.world.machines.of_pool(pool.id))) == ("ScalingUp", 3)
    story.pass_seconds(600)
    assert (pool.status, story.world.pools.available(pool)) == ("Active", 3)


def test_shrinking_takes_the_newest_and_passes_through_scaling_down(story: Story) -> None:
    pool = story.pool(nodes=1)
    story.pass_seconds(600)
    (eldest,) = story.world.machines.all()
    story.world.pools.update(pool.id, Change(minimum=2, maximum=2))
    story.pass_seconds(600)
    story.world.pools.update(pool.id, Change(minimum=1, maximum=1))
    story.pass_seconds(5)
    assert pool.status == "ScalingDown"
    story.pass_seconds(60)
    assert (pool.status, story.world.machines.all()) == ("Active", [eldest])


def test_a_wider_range_moves_no_machine(story: Story) -> None:
    pool = story.pool(nodes=1)
    story.pass_seconds(600)
    story.world.pools.update(pool.id, Change(maximum=3))
    story.pass_seconds(5)
    assert (pool.status, pool.target, len(story.world.machines.all())) == ("Active", 1, 1)


def test_beyond_the_quota_what_fits_is_made_and_bills_though_the_pool_failed(story: Story) -> None:
    pool = story.pool(nodes=3, quota_left=1)
    story.pass_seconds(600)
    assert pool.status == "FailedQuota"
    assert pool.error_messages == ["Quota exceeded for instances: 3 asked, 1 free"]
    assert len(story.world.timeline.open()) == 1


def test_the_project_s_own_quota_counts_every_machine(story: Story) -> None:
    story.world.machines.create(name="theirs", flavor="a1-ram2-disk20-perf1", zone="az-1")
    pool = story.pool(nodes=story.world.pools.sizing.quota_instances)
    story.pass_seconds(5)
    assert pool.status == "FailedQuota"
    assert pool.error_messages == ["Quota exceeded for instances: 30 asked, 29 free"]


def test_a_failed_pool_recovers_when_it_asks_for_what_fits(story: Story) -> None:
    pool = story.pool(nodes=3, quota_left=1)
    story.pass_seconds(600)
    story.world.pools.update(pool.id, Change(minimum=1, maximum=1))
    assert pool.error_messages != []
    story.pass_seconds(5)
    assert (pool.status, pool.error_messages) == ("Active", [])


def test_a_dead_machine_is_no_longer_available_and_still_bills(story: Story) -> None:
    pool = story.pool(nodes=2)
    story.pass_seconds(600)
    machine = story.world.machines.all()[0]
    story.world.machines.kill(machine.id)
    assert machine.state is MachineState.DEAD
    assert (pool.status, story.world.pools.available(pool)) == ("Active", 1)
    assert len(story.world.timeline.open()) == 2


def test_without_network_ports_no_boot_ends_until_there_are_some() -> None:
    """P1.11: nodes get no network when the Neutron port quota is full."""
    full = [True]
    told = story_from(1, ports_full=lambda: full[0])
    pool = told.pool(nodes=1)
    told.pass_seconds(3_600)
    assert pool.status == "Creating"
    full[0] = False
    told.pass_seconds(30)
    assert pool.status == "Active"


def test_a_deleted_cluster_waits_for_its_pools(story: Story) -> None:
    story.pool(nodes=1)
    story.world.clusters.delete(story.world.lab_id)
    story.pass_seconds(29)
    assert story.world.lab.status == "Deleting"
    story.pass_seconds(60)
    assert story.world.clusters.all() == []


def test_a_new_cluster_takes_about_ten_minutes(story: Story) -> None:
    """P1.11."""
    made = story.world.clusters.create(name="b", region="dc3-a", version="1.33", pack_id=2)
    story.pass_seconds(timedelta(minutes=9).total_seconds() - 1)
    assert made.status == "Creating"
    story.pass_seconds(121)
    assert made.status == "Active"


def test_chance_drawn_anew_takes_its_time_as_at_first_and_gives_no_id_twice() -> None:
    def boots(told: Story) -> tuple[set[str], list[timedelta]]:
        began, machines = told.clock.now(), told.pool(nodes=3)
        told.pass_seconds(600)
        ready = [e for e in told.world.events.after() if e["what"] == "machine_ready"][-3:]
        ids = {machine.id for machine in told.world.machines.of_pool(machines.id)}
        return ids, [datetime.fromisoformat(e["at"]) - began for e in ready]

    told = story_from(seed=7)
    first, times = boots(told)
    told.world.draw_anew(7)
    second, again = boots(told)
    assert times == again
    assert not first & second
