"""Twenty processes start, stop, extend and tick a lab at once: more rounds than in CI."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from tests.e2e.crowd import crowd
from tests.e2e.test_simultaneous import DONE, LOST, REFUSED, SIZE, play
from tests.e2e.town import town

ROUNDS = 500


def many_rounds() -> str:
    """Raises AssertionError at the first answer that is not true, and at a second set of pools."""
    with (
        TemporaryDirectory() as home,
        town(Path(home)) as lab,
        crowd(lab.stage.environ, SIZE) as twenty,
    ):
        codes = play(lab, twenty, ROUNDS, seed=2)
    told = f"{codes[DONE]} done, {codes[REFUSED]} refused, {codes[LOST]} while another acted"
    return f"{ROUNDS} rounds of {SIZE} processes: {told}"
