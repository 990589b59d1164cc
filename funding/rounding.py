"""Öre to whole kronor: each row half away from zero, and what that has changed altogether (G2). Pure, never float."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

_KRONA = Decimal(1)


@dataclass(frozen=True)
class Rounded:
    """Whole kronor by row, and how much more (or less) they are together than what came."""

    kronor: Mapping[str, int]
    difference: Decimal


def whole_kronor(amount: Decimal) -> int:
    """An amount with öre in whole kronor, half away from zero.

    >>> whole_kronor(Decimal("0.50")), whole_kronor(Decimal("-0.50")), whole_kronor(Decimal("2.49"))
    (1, -1, 2)
    """
    return int(amount.quantize(_KRONA, rounding=ROUND_HALF_UP))  # Decimal's "half up" is away from zero


def rounded(amounts: Mapping[str, Decimal]) -> Rounded:
    """Every row by itself; the rows' differences add up to the one that is shown.

    >>> rounded({"1880": Decimal("10.50"), "1881": Decimal("10.50"), "1884": Decimal("9.00")})
    Rounded(kronor={'1880': 11, '1881': 11, '1884': 9}, difference=Decimal('1.00'))
    """
    kronor = {key: whole_kronor(amount) for key, amount in amounts.items()}
    return Rounded(kronor, sum(kronor.values()) - sum(amounts.values(), Decimal(0)))
