"""Which of our three kinds of answer, and which of our two languages, a caller prefers."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum


class Kind(StrEnum):
    """In our own order of preference: JSON where the caller has none."""

    JSON = "application/json"
    TEXT = "text/plain"
    HTML = "text/html"


class Language(StrEnum):
    EN = "en"
    FR = "fr"


def kind_of(accept: str) -> Kind:
    """From an Accept header. A caller that accepts none of ours gets JSON all the same."""
    wishes = dict(_weighed(accept))
    return max(Kind, key=lambda kind: _weight(kind, wishes))


def language_of(accept_language: str) -> Language:
    """From an Accept-Language header: French where it weighs more than English."""
    wishes = {
        tag.split("-")[0]: weight for tag, weight in reversed(list(_weighed(accept_language)))
    }
    anything = wishes.get("*", 0.0)
    return max(Language, key=lambda language: wishes.get(language, anything))


def _weight(kind: Kind, wishes: dict[str, float]) -> tuple[float, int]:
    """The most precise range that names the kind decides; precision also breaks a tie."""
    ranges = ("*/*", f"{kind.split('/')[0]}/*", _problem_of(kind), kind)
    for precision in reversed(range(len(ranges))):
        if ranges[precision] in wishes:
            return wishes[ranges[precision]], precision
    return 0.0, 0


def _problem_of(kind: Kind) -> str:
    return "application/problem+json" if kind is Kind.JSON else kind


def _weighed(header: str) -> Iterator[tuple[str, float]]:
    for item in header.split(","):
        name, *parameters = (part.strip().lower() for part in item.split(";"))
        if name:
            yield name, _quality(parameters)


def _quality(parameters: list[str]) -> float:
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip() == "q":
            return _number(value.strip())
    return 1.0


def _number(text: str) -> float:
    """A quality between 0 and 1; what is no such number counts as not wanted."""
    try:
        value = float(text)
    except ValueError:
        return 0.0
    return value if 0 <= value <= 1 else 0.0
