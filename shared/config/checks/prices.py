"""Prices: none below 0, each from a day of its own that the calendar has."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from shared.config.checks.plain import number, table
from shared.config.faults import Fault, shown


def check_prices(file: str, raw: object) -> Iterator[Fault]:
    for key, prices in table(table(raw).get("prices")).items():
        path = f"prices.{key}"
        if prices == []:
            yield Fault(file=file, path=path, expected="a price", found="none")
        yield from _prices(file, path, prices if isinstance(prices, list) else [])


def _prices(file: str, path: str, prices: list[object]) -> Iterator[Fault]:
    days: set[object] = set()
    for index, price in enumerate(prices):
        chf, day = number(table(price).get("chf")), table(price).get("valid_from")
        at = f"{path}[{index}]"
        if chf is not None and chf < 0:
            yield Fault(file=file, path=f"{at}.chf", expected="0 or more", found=shown(chf))
        if isinstance(day, str) and not _is_day(day):
            expected = "a day of the calendar, such as 2026-01-01"
            yield Fault(file=file, path=f"{at}.valid_from", expected=expected, found=shown(day))
        if isinstance(day, str) and day in days:
            yield Fault(
                file=file, path=f"{at}.valid_from", expected="one price a day", found=f"{day} twice"
            )
        days.add(day if isinstance(day, str) else None)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
