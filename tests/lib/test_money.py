"""Amounts and numbers: read back as they are printed, and never guessed (interface 1.2)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secretariat.lib.money import LARGEST, Reading, grouped, kronor, number_in_words, read_money, read_number


@pytest.mark.parametrize(
    "text",
    [
        "300000", "300 000", "300\u00a0000", "300\u202f000 kr", "300 000 kronor", "300000:-", "300 tkr", "300tkr",
        "0,3 mnkr", "0.3 mnkr", "300 tusen", "0,3 miljoner kronor", " 300 000 ",
        "300.000", "300.000 kr", "300 .000",
    ],
)  # fmt: skip
def test_a_clear_amount_is_read(text: str) -> None:
    assert read_money(text) == Reading(300_000)


@pytest.mark.parametrize(
    ("text", "may_be"),
    [
        ("300,000", (300_000, 300)),
        ("300.00", (300, 30_000)),
        ("300,50", (300,)),
        ("1,234,567", (1_234_567,)),
        ("-300,000", (-300_000, -300)),
        ("0,0003 mnkr", ()),
    ],
)
def test_what_may_be_meant_in_two_ways_is_asked_about(text: str, may_be: tuple[int, ...]) -> None:
    if may_be:
        assert read_money(text) == Reading(None, may_be)
    else:
        assert read_money(text) == Reading(300)


@pytest.mark.parametrize(
    "text", ["", "cirka 300", "300 000 000 00", "12 34", "1e5", "³00", "kr", "tkr", "9" * 40]
)
def test_what_is_no_amount_is_none(text: str) -> None:
    assert read_money(text) == Reading()


@given(st.integers(-LARGEST, LARGEST))
def test_an_amount_is_read_back_as_it_is_printed(amount: int) -> None:
    assert read_money(kronor(amount)).kronor == amount
    assert read_money(grouped(amount)).kronor == amount
    assert read_money(str(amount)).kronor == amount


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=4))
def test_a_number_is_read_back_as_it_is_printed(number: Decimal) -> None:
    assert read_number(number_in_words(number)) == number
    assert read_number(str(number).replace(".", ",")) == number


@given(st.text(max_size=30))
def test_nothing_typed_breaks_the_reading(text: str) -> None:
    reading = read_money(text)
    assert reading.kronor is None or reading.may_be == ()
    number = read_number(text)
    assert number is None or number.is_finite()
