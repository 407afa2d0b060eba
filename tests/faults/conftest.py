"""One platform and one product for each process of the tests; each story begins and ends asleep."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.faults import afterwards, shape
from tests.faults.chapters import live
from tests.faults.fault import When
from tests.faults.lab import Lab, lab
from tests.faults.story import Story
from tests.faults.table import NOTHING, Case, Life
from tests.faults.told import Told

CALM = Life((NOTHING,), (When.STOP,))


@dataclass(frozen=True, slots=True)
class Ground:
    """`works` is what the workloads are, whatever becomes of the lab."""

    lab: Lab
    works: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Lived:
    """What is to be told of each chapter; `failed` is the claim that did not hold, if any."""

    told: dict[Case, Told]
    failed: AssertionError | None = None


@pytest.fixture(scope="session")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    """A lab that has woken and slept before: its volume exists, and so does an old receipt."""
    with lab(tmp_path_factory.mktemp("faults")) as here:
        works = shape.shape(here.workloads)
        live(Story(here, CALM))
        yield Ground(here, works)


@pytest.fixture(scope="session")
def lived(ground: Ground) -> Callable[[Case], Lived]:
    """How a case's whole life went: lived once, for all of its cases."""
    lives: dict[Life, Lived] = {}

    def of(case: Case) -> Lived:
        if case.life not in lives:
            lives[case.life] = _lived(ground, case.life)
        return lives[case.life]

    return of


def _lived(ground: Ground, life: Life) -> Lived:
    """Whatever it leaves behind: nothing goes wrong any more, and the lab sleeps."""
    if any(case.never for case in life.cases):
        live(Story(ground.lab, CALM))  # what a forced stop left behind needs a node to go
    story = Story(ground.lab, life)
    try:
        live(story)
        afterwards.hold(story, ground.works)
    except AssertionError as error:
        story.put_to_bed()
        return Lived(story.told, error)
    return Lived(story.told)


@pytest.fixture
def noted(request: pytest.FixtureRequest) -> Callable[[Case, Told], None]:
    """With --rows, what docs/faults.md is to say of a case is written down."""
    folder = request.config.getoption("--rows", default=None)

    def note(case: Case, found: Told) -> None:
        if folder is not None:
            (Path(folder) / f"{case.id}.json").write_text(json.dumps(found.plain()))

    return note
