"""`veilleur`: the same functions from a shell, with exit codes that a script can read."""

from __future__ import annotations

from functions.console.main import main

__all__ = ["main"]
