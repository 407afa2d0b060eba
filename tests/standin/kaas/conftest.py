"""A platform for each test."""

from __future__ import annotations

import pytest

from standin.platform import Platform
from tests.standin.platform_story import new_platform


@pytest.fixture
def platform() -> Platform:
    return new_platform()
