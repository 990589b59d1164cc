"""Whole kronor shared out exactly, by largest remainders (G3, G4; vectors of domain 4.4)."""

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from funding import reference
from funding.apportioning import CannotShare, Key, Terms, apportion, shares

PATIENTS = (110, 95, 240, 170, 130, 90, 1900, 260, 210, 520, 180, 350)
POPULATION = reference.population()["invanare-2023"]
CODES = list(POPULATION)
BY_POPULATION = shares([Key("invanare", POPULATION)])


@pytest.mark.parametrize(
    ("total", "step", "expected"),
    [
        (300_000, 1, "8379 5352 15804 9111 6324 4291 155151 21923 11176 29464 10347 22678"),
        (5_000_000, 1, "139655 89204 263407 151842 105399 71515 2585844 365382 186261 491065 172451 377975"),
        (1_234_567, 1, "34483 22025 65039 37492 26024 17658 638480 90218 45990 121251 42580 93327"),
        (
            5_000_000,
            1000,
            "140000 89000 263000 152000 105000 72000 2586000 365000 186000 491000 173000 378000",
        ),
    ],
)
def test_the_county_is_shared_as_the_vectors_say(total: int, step: int, expected: str) -> None:
    found = apportion(total, BY_POPULATION, Terms(step=step))
    assert list(found) == CODES == sorted(CODES)
    assert list(found.values()) == [int(one) for one in expected.split()]


def test_half_by_people_and_half_by_patients() -> None:
    patients = dict(zip(CODES, map(Fraction, PATIENTS), strict=True))
    found = apportion(
        1_000_000, shares([Key("a", POPULATION, Fraction(50)), Key("b", patients, Fraction(50))])
    )
    expected = "26891 20084 54543 35161 25816 17727 481851 67090 43303 110211 38397 78926"
    assert list(found.values()) == [int(one) for one in expected.split()]


def test_the_population_is_that_of_the_county() -> None:
    assert {year: sum(values.values()) for year, values in reference.population().items()} == {
        "invanare-2022": 307_772,
        "invanare-2023": 308_116,
    }


def test_of_equal_remainders_the_lower_code_gets_the_krona() -> None:
    thirds = dict.fromkeys(("1884", "1814", "1860"), Fraction(1, 3))
    assert apportion(100, thirds) == {"1814": 34, "1860": 33, "1884": 33}
    assert apportion(101, thirds) == {"1814": 34, "1860": 34, "1884": 33}


def test_a_locked_row_keeps_its_amount_and_the_others_share_the_rest() -> None:
    parts = {"1814": Fraction(1, 4), "1860": Fraction(1, 4), "1880": Fraction(1, 2)}
    assert apportion(1000, parts, Terms(locked={"1880": 100})) == {"1814": 450, "1860": 450, "1880": 100}


def test_who_would_get_too_little_gets_the_minimum_and_the_others_pay() -> None:
    parts = {"1814": Fraction(1, 100), "1860": Fraction(9, 100), "1880": Fraction(9, 10)}
    # 1860 would have got 90 of 1000, but of the 900 that are left 81.8: it falls below in the second turn.
    assert apportion(1000, parts, Terms(minimum=85)) == {"1814": 85, "1860": 85, "1880": 830}


def test_what_is_more_than_whole_steps_is_not_lost() -> None:
    found = apportion(2_567, dict.fromkeys(("1814", "1860"), Fraction(1, 2)), Terms(step=1000))
    assert found == {"1814": 1567, "1860": 1000}


WEIGHTS = st.lists(st.integers(0, 10**9), min_size=1, max_size=40)


@st.composite
def _asked(draw: st.DrawFn) -> tuple[int, dict[str, Fraction], Terms]:
    weights = draw(WEIGHTS)
    assume(sum(weights))
    parts = {f"{1000 + n}": Fraction(weight, sum(weights)) for n, weight in enumerate(weights)}
    total = draw(st.integers(0, 10**12))
    locked = draw(
        st.dictionaries(st.sampled_from(sorted(parts)), st.integers(0, max(total // len(parts), 0)))
    )
    step = draw(st.sampled_from([1, 10, 1000, 50_000]))
    minimum = draw(st.sampled_from([0, 0, 1, 777, 100_000]))
    return total, parts, Terms(step=step, minimum=minimum, locked=locked)


@given(_asked())
def test_it_always_adds_up_and_everybody_gets_what_is_theirs(
    asked: tuple[int, dict[str, Fraction], Terms],
) -> None:
    total, parts, terms = asked
    least = -(-terms.minimum // terms.step) * terms.step
    free = [code for code in parts if code not in terms.locked]
    left = total - sum(terms.locked.values())
    if least * len(free) > left or (left and not sum(parts[code] for code in free)):
        with pytest.raises(CannotShare):
            apportion(total, parts, terms)
        return
    found = apportion(total, parts, terms)
    assert sum(found.values()) == total
    assert list(found) == sorted(parts)
    assert {code: found[code] for code in terms.locked} == dict(terms.locked)
    assert all(amount >= terms.minimum for code, amount in found.items() if code not in terms.locked)
    odd = [amount for code, amount in found.items() if code not in terms.locked and amount % terms.step]
    assert len(odd) <= 1
    assert apportion(total, dict(reversed(parts.items())), terms) == found


@given(st.integers(0, 10**12), WEIGHTS)
def test_nobody_is_a_whole_krona_from_the_exact_part(total: int, weights: list[int]) -> None:
    assume(sum(weights))
    parts = {f"{1000 + n}": Fraction(weight, sum(weights)) for n, weight in enumerate(weights)}
    for code, amount in apportion(total, parts).items():
        assert abs(amount - total * parts[code]) < 1


@pytest.mark.parametrize(
    ("total", "terms", "reason"),
    [
        (-1, Terms(), "Summan kan inte vara mindre än noll."),
        (10, Terms(step=0), "Steget måste vara minst 1 krona."),
        (10, Terms(minimum=-1), "Det minsta beloppet kan inte vara mindre än noll."),
        (10, Terms(locked={"9999": 1}), "9999 är låst men är inte med i nyckeln."),
        (10, Terms(locked={"1814": -1}), "1814 är låst till ett belopp under noll."),
        (
            10,
            Terms(locked={"1814": 7, "1860": 5}),
            "De låsta beloppen är tillsammans 2\u00a0kr mer än summan.",
        ),
        (
            10,
            Terms(locked={"1814": 4, "1860": 5}),
            "Alla rader är låsta, och 1\u00a0kr av summan är inte fördelade.",
        ),
        (10, Terms(minimum=6), "2 parter ska ha minst 6\u00a0kr var, men det finns 10\u00a0kr att fördela."),
    ],
)
def test_what_cannot_be_shared_says_why(total: int, terms: Terms, reason: str) -> None:
    with pytest.raises(CannotShare) as no:
        apportion(total, dict.fromkeys(("1814", "1860"), Fraction(1, 2)), terms)
    assert no.value.reasons == [reason]


@pytest.mark.parametrize(
    ("keys", "reason"),
    [
        ([], "Välj minst en nyckel att fördela efter."),
        (
            [Key("a", {"1814": Fraction(1)}, Fraction(0))],
            "Nyckeln a har vikten noll eller mindre. Ta bort den eller ge den en vikt.",
        ),
        (
            [Key("a", {"1814": Fraction(1), "1860": Fraction(1)}), Key("b", {"1814": Fraction(1)})],
            "Nyckeln b saknar värde för 1860.",
        ),
        ([Key("a", {"1814": Fraction(-1)})], "Nyckeln a har ett värde under noll för 1814."),
        ([Key("a", {"1814": Fraction(0)})], "Nyckeln a är noll för alla. Den går inte att fördela efter."),
    ],
)
def test_a_key_that_is_none_says_why(keys: list[Key], reason: str) -> None:
    with pytest.raises(CannotShare) as no:
        shares(keys)
    assert no.value.reasons == [reason]
