"""A program that a test needs: a clear skip where it is missing, a failure in CI."""

from __future__ import annotations

import os
import shutil

import pytest


def needed(name: str) -> str:
    """Its path."""
    found = shutil.which(name)
    if found is not None:
        return found
    if os.environ.get("VEILLEUR_REQUIRE_REAL"):  # noqa: TID251 -- how CI says it
        pytest.fail(f"{name} is not on the path")
    pytest.skip(f"{name} is not on the path")
