"""What is wrong with a deployment, gathered so that a person hears all of it at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from shared.errors import ConfigError

SHOWN = 60  # characters of a value that a message repeats


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One wrong setting: in which file, at which path, what was expected, what was found."""

    file: str
    path: str
    expected: str
    found: str

    def __str__(self) -> str:
        where = f"{self.file}: {self.path}" if self.path else self.file
        return f"{where}: expected {self.expected}, found {self.found}"


def raise_if_any(faults: Iterable[Fault]) -> None:
    """Raises ConfigError with each fault once, in the order found."""
    told = tuple(dict.fromkeys(str(fault) for fault in faults))
    if told:
        raise ConfigError(*told)


def shown(value: object) -> str:
    """A value as it is repeated to a person. Never for a secret."""
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list):
        return "a list"
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= SHOWN else text[:SHOWN] + "…"


def one_of(known: Iterable[str], found: str) -> str:
    """What was expected in place of an unknown name: the nearest known one first."""
    names = sorted(known)
    near = get_close_matches(found, names, n=1)
    return f"one of {', '.join(names)}" + (f" (did you mean {near[0]}?)" if near else "")


def under(path: str, name: object) -> str:
    return f"{path}.{name}" if path else str(name)
