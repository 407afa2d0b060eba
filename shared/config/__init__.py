"""The deployment's configuration: files and environment made into typed, frozen settings.

`load_settings` is all that others call. Nothing is read, and neither YAML nor
msgspec is imported, before it is called: it imports `shared.config.load` by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shared.config.connections import Configured


def load_settings(
    environ: Mapping[str, str], read: Callable[[str], bytes] | None = None
) -> Configured:
    """The lab's deployment, complete and checked. `read` gives a file's content by its path.

    Raises ConfigError with every fault at once (exit code 2 of the console).
    """
    from shared.config import load

    return load.load_settings(environ, read or load.read_disk)
