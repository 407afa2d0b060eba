"""How time passes on the stand-in: in slices, each settled by everybody who takes part."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from standin.control import make_control
from standin.platform import Platform
from standin.turns import MOST_ROUNDS
from standin.world import PoolSpec
from tests.standin.platform_story import START, Client, Participant, live, new_platform


def general(platform: Platform, nodes: int) -> PoolSpec:
    return PoolSpec(
        kaas_id=platform.world.lab_id,
        name="general",
        flavor="a1-ram2-disk20-perf1",
        zone="az-1",
        minimum=nodes,
        maximum=nodes,
    )


def test_a_stepped_clock_stands_still_until_it_is_stepped() -> None:
    async def story(control: Client) -> None:
        told = [await (await control.get("/clock")).json() for _ in range(2)]
        assert told == [{"now": START.isoformat(), "mode": "stepped", "turn": 0}] * 2

    live(new_platform(), make_control, story)


def test_a_step_ends_exactly_where_it_was_told_to() -> None:
    async def story(control: Client) -> None:
        stepped = await (await control.post("/clock", json={"seconds": 90.5})).json()
        assert stepped["now"] == (START + timedelta(seconds=90.5)).isoformat()
        until = (START + timedelta(hours=6)).isoformat()
        assert (await (await control.post("/clock", json={"until": until})).json())["now"] == until

    live(new_platform(), make_control, story)


def test_what_happens_during_a_step_lands_at_its_own_second() -> None:
    platform = new_platform()
    platform.world.pools.create(general(platform, nodes=3))

    async def story(control: Client) -> None:
        await control.post("/clock", json={"seconds": 3_600})
        events = await (await control.get("/truth/events")).json()
        boots = [event["at"] for event in events if event["what"] == "machine_ready"]
        assert len(set(boots)) == 3
        assert all(START.isoformat() < at < "2026-03-02T08:05" for at in boots)

    live(platform, make_control, story)


def test_everybody_acts_at_every_moment_where_something_happens() -> None:
    platform = new_platform(["workers"])
    platform.world.pools.create(general(platform, nodes=1))
    workers = Participant("workers")

    async def story(control: Client) -> None:
        await control.post("/clock", json={"seconds": 600})
        (ready,) = [e for e in platform.world.events.after() if e["what"] == "machine_ready"]
        assert ready["at"] in workers.seen

    live(platform, make_control, story, [workers])


def test_a_participant_is_woken_at_the_second_it_asked_for() -> None:
    due = (START + timedelta(seconds=17)).isoformat()
    controllers = Participant("controllers", due=due)

    async def story(control: Client) -> None:
        await control.post("/clock", json={"seconds": 60})
        assert due in controllers.seen

    live(new_platform(["controllers"]), make_control, story, [controllers])


def test_a_step_is_settled_when_a_whole_round_wrote_nothing() -> None:
    controllers, workers = Participant("controllers", [2, 1]), Participant("workers", [0, 0, 5])

    async def story(control: Client) -> None:
        told = await (await control.post("/settle")).json()
        assert told == {"now": START.isoformat(), "mode": "stepped", "turn": 4}

    live(
        new_platform(["controllers", "workers"]),
        make_control,
        story,
        players=[controllers, workers],
    )


def test_who_never_stops_writing_is_named() -> None:
    controllers, workers = Participant("controllers"), Participant("workers", [1] * MOST_ROUNDS)

    async def story(control: Client) -> None:
        answer = await control.post("/settle")
        assert (answer.status, (await answer.json())["who"]) == (500, ["workers"])

    live(
        new_platform(["controllers", "workers"]),
        make_control,
        story,
        players=[controllers, workers],
    )


def test_who_does_not_answer_is_named() -> None:
    platform = new_platform(["controllers"])
    platform.turns.patience = 0.01

    async def story(control: Client) -> None:
        answer = await control.post("/clock", json={"seconds": 1})
        assert (answer.status, (await answer.json())["who"]) == (500, ["controllers"])

    live(platform, make_control, story)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"seconds": -1}, "seconds"),
        ({"seconds": "60"}, "seconds"),
        ({"seconds": True}, "seconds"),
        ({"hours": 1}, "hours"),
        ({}, "seconds"),
        ({"until": "tomorrow"}, "until"),
        ({"until": "2026-03-02T09:00:00"}, "until"),
        ({"until": "2020-01-01T00:00:00Z"}, "until"),
        ([], "body"),
    ],
)
def test_a_step_that_makes_no_sense_names_the_field(body: Any, field: str) -> None:  # noqa: ANN401 -- JSON
    async def story(control: Client) -> None:
        answer = await control.post("/clock", json=body)
        assert (answer.status, (await answer.json())["field"]) == (400, field)
        assert (await (await control.get("/clock")).json())["now"] == START.isoformat()

    live(new_platform(), make_control, story)


def test_chance_is_drawn_anew_by_a_seed_and_nothing_else() -> None:
    platform = new_platform()

    async def story(control: Client) -> None:
        assert (await control.post("/seed", json={"seed": 3})).status == 200
        for body in ({}, {"seed": -1}, {"seed": "3"}, {"chance": 3}):
            assert (await control.post("/seed", json=body)).status == 400

    live(platform, make_control, story)


def test_a_stranger_takes_no_part() -> None:
    async def story(control: Client) -> None:
        answer = await control.get("/turn?who=nobody")
        assert (answer.status, (await answer.json())["allowed"]) == (400, "one of workers")

    live(new_platform(["workers"]), make_control, story, [Participant("workers")])


@pytest.mark.parametrize(
    ("ahead", "told"), [("600", "08:10:00"), ("-600", "07:50:00"), ("0.5", "08:00:00.500000")]
)
def test_a_clock_may_be_read_as_one_that_is_ahead_or_behind(ahead: str, told: str) -> None:
    """Each function is handed a clock URL of its own; time itself is not moved."""

    async def story(control: Client) -> None:
        shown = await (await control.get(f"/clock?ahead={ahead}")).json()
        assert shown["now"] == f"2026-03-02T{told}+00:00"
        assert (await (await control.get("/clock")).json())["now"] == START.isoformat()

    live(new_platform(), make_control, story)


@pytest.mark.parametrize("ahead", ["soon", "nan", "inf", "86401", ""])
def test_an_ahead_that_is_no_number_is_refused(ahead: str) -> None:
    async def story(control: Client) -> None:
        answer = await control.get("/clock", params={"ahead": ahead})
        assert (answer.status, (await answer.json())["field"]) == (400, "ahead")

    live(new_platform(), make_control, story)
