"""CHF as people read it: rounded here, once, and nowhere before."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal

CENT = Decimal("0.01")
WHOLE = Decimal(1)


def rounded(amount: Decimal) -> Decimal:
    """To 0.01, a tie to the even cent. Only for showing: never add what was rounded."""
    return amount.quantize(CENT, ROUND_HALF_EVEN)


def chf(amount: Decimal) -> str:
    """ "CHF 9.30": in Switzerland with a point, in French too."""
    return f"CHF {rounded(amount):f}"


def percent(part: Decimal, whole: Decimal) -> Decimal | None:
    """What share `part` is of `whole`, in whole percents; None where there is no whole."""
    if not whole:
        return None
    return (part / whole * 100).quantize(WHOLE, ROUND_HALF_EVEN)
