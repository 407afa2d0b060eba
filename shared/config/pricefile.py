"""prices.yaml as it is written: what a thing costs, since when, and who says so."""

from __future__ import annotations

from msgspec import Struct

from shared.config.leaves import Chf, Currency, Day, Key, Per, Text, Vat, Version


class PriceTable(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One price. It is valid from the beginning of that day, in the lab's time zone."""

    chf: Chf
    per: Per
    valid_from: Day
    source: Text


class PriceFile(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """prices.yaml: by flavor or kind of thing, its prices."""

    schema: Version
    currency: Currency
    vat: Vat
    prices: dict[Key, tuple[PriceTable, ...]]
