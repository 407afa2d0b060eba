from __future__ import annotations

import pytest

from tests.functions.desk import Office


@pytest.fixture
def office() -> Office:
    return Office()
