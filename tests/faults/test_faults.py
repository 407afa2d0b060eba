"""Each fault at each moment of a session, lived and held to the truth; the table of docs/faults.md.

The page's outcomes are written by `make faults-doc`; here its rows are held to be those of the
cases, each once.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.faults.conftest import Lived
from tests.faults.table import CASES, NOTHING, Case
from tests.faults.told import Told, begins, documented


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_session_with(
    case: Case, lived: Callable[[Case], Lived], noted: Callable[[Case, Told], None]
) -> None:
    life = lived(case)
    if life.failed is not None:
        at = next(reversed(life.told)).when if life.told else "its beginning"
        raise AssertionError(f"the session ended at {at}: {life.failed}") from life.failed
    told = life.told[case]
    noted(case, told)
    assert told.alarms == [] or case.faults != (NOTHING,)


def test_the_table_holds_every_case_once_and_nothing_else() -> None:
    assert len(CASES) == len({case.id for case in CASES}) >= 120
    shown = [" |".join(row.split(" |")[:2]) + " |" for row in documented()]
    assert sorted(shown) == sorted(begins(case) for case in CASES)
