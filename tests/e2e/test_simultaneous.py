"""Twenty processes start, stop, extend and tick a lab at the same moment, round after round.

One wins at a time; each other is told the truth; there is one set of pools.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from random import Random
from typing import Any

import jsonschema
import pytest

from examples.demo.processes import ROOT
from tests.e2e.crowd import Asked, Crowd, Told, crowd
from tests.e2e.function import function
from tests.e2e.town import Town

Json = dict[str, Any]
SIZE, ROUNDS = 20, 50
DONE, REFUSED, LOST = 0, 1, 4  # exit codes
A_MINUTE = 61.0  # the provider takes 60 requests in each
SCHEMA = json.loads((ROOT / "shared" / "schemas" / "session.schema.json").read_text())


@pytest.fixture(scope="module")
def twenty(everything: Town) -> Iterator[Crowd]:
    with crowd(everything.stage.environ, SIZE) as processes:
        yield processes


def wishes(chance: Random, number: int) -> list[Asked]:
    return [_wish(chance, f"r{number}-{n}") for n in range(SIZE)]


def _wish(chance: Random, holder: str) -> Asked:
    hours = str(chance.choice([1, 2, 3]))
    start = ("start", chance.choice(["minimal", "standard"]), "--hours", hours, "--holder", holder)
    extend = ("extend", "--hours", hours, "--holder", holder)
    kinds: list[Asked] = [start, extend, ("stop", "--holder", holder), ("stop",), ("tick",)]
    return chance.choices(kinds, weights=[12, 3, 1, 1, 3])[0]


def is_true(lab: Town, told: list[Told]) -> None:
    """What each was told is so: its lease is in the session, or nothing of it was recorded."""
    session = json.loads(lab.published())
    jsonschema.validate(session, SCHEMA)
    holders = {lease["holder"] for lease in session["session"]["leases"]}
    stopped = any(each.asked == ("stop",) and each.code == DONE for each in told)
    for each in told:
        assert each.code in (DONE, REFUSED, LOST), each
        if each.code != DONE:
            assert each.holder not in holders, each
            assert each.answer["detail"], each
        elif each.asked[0] in ("start", "extend"):
            assert each.holder in holders or stopped, each


def one_set(lab: Town) -> None:
    pools = lab.stage.control.truth()["pools"]
    standing = Counter((p["name"], p["target"]) for p in pools if p["status"] != "Deleting")
    assert all(count == 1 for count in standing.values()), standing


def test_fifty_rounds_of_twenty(lab: Town, twenty: Crowd) -> None:
    codes = play(lab, twenty, ROUNDS, seed=1)
    assert codes[LOST] > codes[DONE] / 4


def play(lab: Town, twenty: Crowd, rounds: int, seed: int) -> Counter[int]:
    """How often which exit code was answered. Raises AssertionError where one was not true."""
    chance, codes = Random(seed), Counter[int]()  # noqa: S311 -- a story, not a secret
    assert lab.stage.functions.start("minimal", 1, "ana").ok
    for number in range(rounds):
        lab.stage.control.step(A_MINUTE)
        told = twenty.at_once(wishes(chance, number))
        assert any(each.code != LOST for each in told)  # who had the lock, be it to be refused
        is_true(lab, told)
        one_set(lab)
        codes.update(each.code for each in told)
    return codes


def test_twenty_that_were_just_begun(lab: Town) -> None:
    asks = wishes(Random(2), 0)  # noqa: S311 -- a story, not a secret
    assert lab.stage.functions.start("minimal", 1, "ana").ok
    lab.stage.control.step(A_MINUTE)
    begun = [function(lab.stage.environ, *asked) for asked in asks]
    told = [Told(asked, *each.answer()) for asked, each in zip(asks, begun, strict=True)]
    is_true(lab, told)
    one_set(lab)
