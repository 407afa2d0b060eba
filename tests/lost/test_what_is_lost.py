"""Acceptance on the wire: the state of a running lab deleted, damaged or put back, piece by piece.

No OFF, no second set of nodes, no later end; the birth stays; each loss is told; and a stop
then ends in a proven OFF with the right receipt. `tests/usecases/test_what_is_lost.py` has the
wide table on the fake world; this one shows the same through the real adapters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from examples.demo import truth
from shared.core.view import Status
from tests.lost.lab import Lab, lab
from tests.usecases.damage import DAMAGES, Damage, later_end, older

HOUR = timedelta(hours=1)
A_LOOK = Decimal("0.01")  # of CHF: more than the nodes of three minutes


@dataclass(slots=True)
class Running:
    """A lab that runs, and all of its state from before it was extended."""

    lab: Lab
    born: datetime
    end: datetime
    pools: list[int]
    posts: int
    before: dict[str, bytes]
    notes: dict[str, str]
    root: str = field(init=False)

    def __post_init__(self) -> None:
        self.root = f"labs/{self.lab.name}"

    def hurt(self, piece: str, damage: Damage) -> None:
        key = self.key(piece)
        self.lab.write(key, damage(self.lab.read(key), self.before[key]))

    def key(self, piece: str) -> str:
        return f"{self.root}/{piece}"

    def bodies(self, damage: Damage) -> None:
        for key, body in self.lab.objects().items():
            if key.startswith(f"{self.root}/session/"):
                self.lab.write(key, damage(body, self.before.get(key, body)))


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with lab(tmp_path_factory.mktemp("lost")) as made:
        yield made


@pytest.fixture
def running(here: Lab) -> Iterator[Running]:
    yield _running(here)
    if here.pools():  # whatever a case left behind: the next one begins asleep
        here.stop()
        here.until("stopped", 30)


def _running(here: Lab) -> Running:
    here.receiver.messages.clear()
    here.start(hours=1)
    born = here.clock.at
    here.until("running", 15)
    while not here.workloads.address():
        here.live(1)
    before, notes = here.objects(), here.notes()
    shown = here.extend(hours=2)
    assert shown.end is not None
    status = here.live(2)
    assert status.birth == born
    return Running(here, born, shown.end, here.pools(), here.posts(), before, notes)


def goes_on(run: Running, latest: datetime) -> Status:
    """While it runs, and as it stops. The last look of the running lab."""
    here = run.lab
    status = here.live(6, every=3)
    assert status.phase == "running"
    assert (here.pools(), here.posts()) == (run.pools, run.posts)
    assert status.birth == run.born
    assert status.end is not None
    assert status.end <= latest
    here.stop()
    over = here.until("stopped", 30)
    assert over.proof
    assert (here.pools(), here.posts()) == ([], run.posts)
    (bill,) = [
        r
        for r in here.deployment.clients.ledger.month(f"{run.born:%Y-%m}")
        if r.birth == run.born and not r.amends
    ]
    billed = truth.chf(here.control.timeline(), run.born, here.clock.at)
    assert abs(bill.chf - billed) <= A_LOOK, (bill.chf, billed)
    return status


NAMES = {
    "session.json": "published",
    "bodies": "body",
    "memory.json": "memory",
    "archives.json": "archives",
}
HOWS = ("gone", "flipped", "cut", "older", "anothers", "newer")


@pytest.mark.parametrize("how", HOWS)
@pytest.mark.parametrize("piece", NAMES)
def test_a_piece_of_the_bucket(piece: str, how: str, running: Running) -> None:
    damage = DAMAGES[how]
    if piece == "bodies":
        running.bodies(damage)
    elif piece == "archives.json":
        _an_archive_and_then(running, damage)
    else:
        running.hurt(piece, damage)
    seen = running.lab.live(1)
    told = running.lab.alarms()
    goes_on(running, running.end)
    if damage is older and piece == "session.json":
        assert "the published copy" in seen.why
    elif not (damage is older and piece in ("bodies", "archives.json")):
        assert f"lost:{NAMES[piece]}" in told


def _an_archive_and_then(run: Running, damage: Damage) -> None:
    """Made an hour before the end; an older index is one without it."""
    key = run.key("archives.json")
    while key not in run.lab.objects() or run.lab.read(key) == run.before.get(key):
        run.lab.live(10, every=5)
    run.lab.write(key, damage(run.lab.read(key), run.before.get(key, b'{"schema": 1}')))


def delete(run: Running) -> None:
    run.lab.delete_lease()


def empty(run: Running) -> None:
    run.lab.note(dict.fromkeys(run.lab.notes()))


def spoil(run: Running) -> None:
    run.lab.note({name: f"{text}?" for name, text in run.lab.notes().items()})


def put_back(run: Running) -> None:
    run.lab.note(dict.fromkeys(run.lab.notes()) | run.notes)


LEASES: dict[str, Callable[[Running], None]] = {
    "deleted": delete,
    "emptied": empty,
    "spoiled": spoil,
    "older": put_back,
}


@pytest.mark.parametrize("lease", LEASES)
def test_the_lease(lease: str, running: Running) -> None:
    LEASES[lease](running)
    goes_on(running, running.end)
    assert "lost:lease" in running.lab.alarms()


@pytest.mark.parametrize("lease", ["kept", *LEASES])
def test_all_of_the_bucket_and_the_lease(lease: str, running: Running) -> None:
    """Where no end is left that could be read: birth + 6 h, and adopted loudly."""
    if lease != "kept":
        LEASES[lease](running)
    running.lab.empty_bucket()
    readable = lease in ("kept", "older")
    goes_on(running, running.end if readable else running.born + 6 * HOUR)
    told = running.lab.alarms()
    assert ("lost:body" if readable else "lost:lease") in told
    assert ("adopted" in told) is not readable


@pytest.mark.parametrize("lease", ["kept", "deleted"])
def test_all_of_the_bucket_put_back_to_an_older_state(lease: str, running: Running) -> None:
    if lease == "deleted":
        delete(running)
    running.lab.empty_bucket()
    for key, body in running.before.items():
        running.lab.write(key, body)
    goes_on(running, running.end)
    assert {"lost:body", "lost:lease"} & running.lab.alarms()


@pytest.mark.parametrize("where", ["session.json", "notes", "session.json without a Lease"])
def test_an_end_that_a_hand_makes_later(where: str, running: Running) -> None:
    """Not believed while the committed one can be read; never beyond the hard limit."""
    if where == "notes":
        later = (running.end + 24 * HOUR).isoformat()
        running.lab.note({"veilleur.dev/end": later})
    else:
        running.hurt("session.json", later_end)
    if where.endswith("Lease"):
        delete(running)
    alone = where.endswith("Lease")
    goes_on(running, running.born + 12 * HOUR if alone else running.end)
    assert {"lost:lease", "lost:published"} & running.lab.alarms()
