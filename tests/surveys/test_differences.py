"""When a difference may be called certain, and when nothing may be said (domain 5.4, H5)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from surveys.differences import SHORT, WORDS, Measured, Verdict, verdict

H, L, N, U = Verdict.HIGHER, Verdict.LOWER, Verdict.NOT_CERTAIN, Verdict.UNKNOWN


def m(
    value: object, low: object = None, high: object = None, base: int | None = None, share: bool = True
) -> Measured:
    low_, high_ = (None if one is None else Decimal(str(one)) for one in (low, high))
    return Measured(Decimal(str(value)), low_, high_, base, share)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (m(60, 57, 63), m(50, 48, 52), H),
        (m(50, 48, 52), m(60, 57, 63), L),
        (m(60, 55, 65), m(52, 48, 56), N),  # they meet
        (m(60, 56, 64), m(52, 48, 56), N),  # they touch
        (m(60, 55, 65, 400), m(52, 48, 56, 9000), N),  # intervals go before bases: they know the weights
        # 60 of 100 beside 40 of 100: z = 2,83. 52 of 100 beside 40 of 100: z = 1,70.
        (m(60, base=100), m(40, base=100), H),
        (m(40, base=100), m(60, base=100), L),
        (m(52, base=100), m(40, base=100), N),
        (m(60, 50, 70, base=100), m(40, base=100), H),  # one interval is missing: the bases are asked
        (m(54, base=100), m(40, base=100), H),  # z = 1,98
        (m("53.8", base=100), m(40, base=100), N),  # z = 1,953
        (m(2, base=100), m(8, base=40), U),  # fewer than five are expected
        (m(60), m(40), U),
        (m(60, base=100), m(40), U),
        (m(60, 55, 65), m(40), U),
        (m(7.1, base=100, share=False), m(6.0, base=100, share=False), U),  # a mean says nothing of its spread
        (m(120, base=100), m(40, base=100), U),  # no share
        (m(0, base=100), m(0, base=100), U),
    ],
)  # fmt: skip
def test_what_may_be_said_of_two_figures(one: Measured, other: Measured, expected: Verdict) -> None:
    assert verdict(one, other) == expected


shares = some.decimals(0, 100, places=1, allow_nan=False)
bases = some.integers(1, 5000)


@given(shares, shares, bases, bases)
def test_it_says_the_same_from_the_other_side(one: Decimal, other: Decimal, n: int, k: int) -> None:
    mirrored = {H: L, L: H, N: N, U: U}
    a, b = Measured(one, base=n), Measured(other, base=k)
    assert verdict(a, b) == mirrored[verdict(b, a)]


@given(shares, bases)
def test_a_figure_never_differs_from_itself(one: Decimal, n: int) -> None:
    assert verdict(Measured(one, base=n), Measured(one, base=n)) in (N, U)


def test_every_verdict_has_its_words() -> None:
    assert set(WORDS) == set(SHORT) == set(Verdict)
    assert WORDS[N] == "skillnaden är inte statistiskt säkerställd"
