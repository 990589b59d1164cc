"""Whether a difference between two figures is more than chance (statistiskt säkerställd). Pure (domain 5.4).

The rule, in this order:

1. Where both figures have 95 % intervals: certain when the intervals do not meet. Two intervals can meet a little and
   the difference be certain all the same (Schenker and Gentleman 2001, The American Statistician 55:3), so the rule
   errs on the side of saying too little. It takes in what the survey's weights have done to the intervals.
2. Else, where both are shares in per cent with a base: the test of two proportions with a common share, two-sided at
   5 %. It takes each answer to count alike, and asks for five expected on each side in each group; else nothing is
   said.
3. Else nothing can be said, and that is what is said.

A kommun is a part of its county, so a difference from the county is a little larger than it looks; none of the rules
overstates it. Figures across a break in the series are never compared: that is for the caller to keep apart.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

_LIMIT = Decimal("1.96") ** 2
_LEAST_EXPECTED = 5
_WHOLE = Decimal(100)


@dataclass(frozen=True)
class Measured:
    """A figure as far as chance goes. `is_share`: the value is per cent of `base` persons."""

    value: Decimal
    low: Decimal | None = None
    high: Decimal | None = None
    base: int | None = None
    is_share: bool = True


class Verdict(StrEnum):
    """What may be said of one figure beside another."""

    HIGHER = "higher"
    LOWER = "lower"
    NOT_CERTAIN = "not_certain"
    UNKNOWN = "unknown"


# Said where one figure stands beside another.
WORDS = {
    Verdict.HIGHER: "säkert högre",
    Verdict.LOWER: "säkert lägre",
    Verdict.NOT_CERTAIN: "skillnaden är inte statistiskt säkerställd",
    Verdict.UNKNOWN: "går inte att avgöra, osäkerheten är inte angiven",
}
# Said in a narrow column, under a heading that explains it.
SHORT = {
    Verdict.HIGHER: "säkert högre",
    Verdict.LOWER: "säkert lägre",
    Verdict.NOT_CERTAIN: "ej säkerställd",
    Verdict.UNKNOWN: "kan ej avgöras",
}


def verdict(one: Measured, other: Measured) -> Verdict:
    """What `one` is beside `other`.

    >>> verdict(Measured(Decimal(60), Decimal(57), Decimal(63)), Measured(Decimal(50), Decimal(48), Decimal(52)))
    <Verdict.HIGHER: 'higher'>
    >>> verdict(Measured(Decimal(60)), Measured(Decimal(50)))
    <Verdict.UNKNOWN: 'unknown'>
    """
    certain = _by_intervals(one, other)
    if certain is None:
        certain = _by_proportions(one, other)
    if certain is None:
        return Verdict.UNKNOWN
    if not certain:
        return Verdict.NOT_CERTAIN
    return Verdict.HIGHER if one.value > other.value else Verdict.LOWER


def _by_intervals(one: Measured, other: Measured) -> bool | None:
    """Whether the intervals are apart; None where one is missing."""
    if one.low is None or one.high is None or other.low is None or other.high is None:
        return None
    return one.low > other.high or other.low > one.high


def _by_proportions(one: Measured, other: Measured) -> bool | None:
    """The test of two proportions, squared so that no root is taken; None where it may not be used."""
    if not (one.is_share and other.is_share and one.base and other.base):
        return None
    if not (0 <= one.value <= _WHOLE and 0 <= other.value <= _WHOLE):
        return None
    first, second = one.value / _WHOLE, other.value / _WHOLE
    common = (first * one.base + second * other.base) / (one.base + other.base)
    smallest = min(common, 1 - common) * min(one.base, other.base)
    if smallest < _LEAST_EXPECTED:
        return None
    spread = common * (1 - common) * (Decimal(1) / one.base + Decimal(1) / other.base)
    return (first - second) ** 2 > _LIMIT * spread
