"""Each fault at each moment of a session, lived and held to the truth: `make test-faults`."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.faults.conftest import Lived
from tests.faults.table import CASES, NOTHING, Case
from tests.faults.told import Told

pytestmark = pytest.mark.faults


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


def test_every_case_has_a_name_of_its_own() -> None:
    assert len(CASES) == len({case.id for case in CASES}) >= 120
