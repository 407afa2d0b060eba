"""What a person asks of the lab, checked: the raw fields of a request made into types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal, InvalidOperation

from shared.core.settings import Settings
from shared.errors import FieldFault, InvalidRequestError

Raw = Mapping[str, object]
HOLDER_LIMIT = 64
DEFAULT_HOLDER = "someone"


@dataclass(frozen=True, slots=True, kw_only=True)
class StartAsked:
    profile: str
    lasts: timedelta
    holder: str = DEFAULT_HOLDER
    key: str = ""
    cluster: str = ""  # the kube-system UID of a rebuilt cluster that is taken for the lab's


@dataclass(frozen=True, slots=True, kw_only=True)
class StopAsked:
    """`holder` is None where a person stops the lab for everybody."""

    holder: str | None = None
    key: str = ""
    cluster: str = ""  # as in StartAsked


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtendAsked:
    lasts: timedelta
    holder: str = DEFAULT_HOLDER
    key: str = ""


def start_asked(raw: Raw, settings: Settings, *, key: str = "") -> StartAsked:
    """From {profile, hours?, holder?, cluster?}. Raises InvalidRequestError naming every fault."""
    faults = Faults(raw, allowed=("profile", "hours", "holder", "cluster"))
    profile = faults.one_of("profile", tuple(settings.profiles))
    lasts = faults.hours("hours", settings, default=settings.timing.lease)
    holder = faults.holder(default=DEFAULT_HOLDER)
    cluster = faults.cluster()
    faults.raise_if_any()
    return StartAsked(
        profile=profile, lasts=lasts, holder=holder or DEFAULT_HOLDER, key=key, cluster=cluster
    )


def stop_asked(raw: Raw, *, key: str = "") -> StopAsked:
    """From {holder?, cluster?}."""
    faults = Faults(raw, allowed=("holder", "cluster"))
    holder = faults.holder(default=None)
    cluster = faults.cluster()
    faults.raise_if_any()
    return StopAsked(holder=holder, key=key, cluster=cluster)


def extend_asked(raw: Raw, settings: Settings, *, key: str = "") -> ExtendAsked:
    """From {hours, holder?}."""
    faults = Faults(raw, allowed=("hours", "holder"))
    lasts = faults.hours("hours", settings, default=None)
    holder = faults.holder(default=DEFAULT_HOLDER)
    faults.raise_if_any()
    return ExtendAsked(lasts=lasts, holder=holder or DEFAULT_HOLDER, key=key)


class Faults:
    """Reads fields and gathers what is wrong with each, so that all are told at once."""

    def __init__(self, raw: Raw, *, allowed: tuple[str, ...]) -> None:
        self._raw = raw
        self._faults = [
            FieldFault(field=name, found="unknown field", allowed=", ".join(allowed))
            for name in raw
            if name not in allowed
        ]

    def raise_if_any(self) -> None:
        if self._faults:
            raise InvalidRequestError(*self._faults)

    def one_of(self, name: str, allowed: tuple[str, ...]) -> str:
        value = self._raw.get(name)
        if isinstance(value, str) and value in allowed:
            return value
        self._wrong(name, ", ".join(allowed))
        return ""

    def hours(self, name: str, settings: Settings, *, default: timedelta | None) -> timedelta:
        """More than 0 and at most the hard limit; a number, never a string of digits."""
        if name not in self._raw and default is not None:
            return default
        hours = _decimal(self._raw.get(name))
        limit = settings.limits.hours
        if hours is None or not 0 < hours <= _in_hours(limit):
            self._wrong(name, f"a number of hours above 0 and up to {_in_hours(limit):f}")
            return timedelta()
        return timedelta(seconds=round(hours * 3600))

    def holder(self, *, default: str | None) -> str | None:
        value = self._raw.get("holder", default)
        if value is None or (isinstance(value, str) and _is_name(value)):
            return value
        self._wrong("holder", f"1 to {HOLDER_LIMIT} printable characters")
        return default

    def cluster(self) -> str:
        """Named only where a rebuilt cluster is to be taken for the lab's (rule 2)."""
        value = self._raw.get("cluster", "")
        if isinstance(value, str) and (_is_name(value) or "cluster" not in self._raw):
            return value
        self._wrong("cluster", "the new cluster's kube-system UID, as the refusal names it")
        return ""

    def _wrong(self, name: str, allowed: str) -> None:
        found = "missing" if name not in self._raw else _shown(self._raw[name])
        self._faults.append(FieldFault(field=name, found=found, allowed=allowed))


def _decimal(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _in_hours(duration: timedelta) -> Decimal:
    return (Decimal(duration.total_seconds()) / 3600).normalize()


def _is_name(value: str) -> bool:
    return 0 < len(value) <= HOLDER_LIMIT and value.isprintable() and bool(value.strip())


def _shown(value: object) -> str:
    return f"{str(value)[:40]!r} ({type(value).__name__})"
