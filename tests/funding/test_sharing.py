"""Sharing among parties, for any weights, locks, step and minimum: exact, deterministic, ties by kommunkod (G3)."""

import random
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as some

from funding.apportioning import CannotShare
from funding.sharing import KeyUsed, Party, Plan, Share, share_out

CODES = tuple(f"18{number:02}" for number in range(14, 30))


@some.composite
def plans(draw: some.DrawFn) -> Plan:
    codes = draw(some.lists(some.sampled_from(CODES), min_size=1, max_size=16, unique=True))
    parties = [Party(place, code, f"Kommun {code}") for place, code in enumerate(codes, 1)]
    numbers = some.fractions(0, 10**6, max_denominator=10_000)
    keys = [
        KeyUsed(
            f"Nyckel {place}",
            draw(some.fractions(Fraction(1, 1_000), 1_000, max_denominator=10_000)),
            draw(some.none() | some.fixed_dictionaries(dict.fromkeys(codes, numbers))),
        )
        for place in range(draw(some.integers(0, 4)))
    ]
    locked = draw(some.dictionaries(some.sampled_from(codes), some.integers(0, 10**7), max_size=3))
    return Plan(
        draw(some.integers(0, 10**12)), parties, keys, draw(some.sampled_from([1, 1, 10, 1_000, 7])),
        draw(some.sampled_from([0, 0, 1, 999, 50_000])), locked,
    )  # fmt: skip


def shared(plan: Plan) -> list[Share] | list[str]:
    try:
        return share_out(plan)
    except CannotShare as no:
        return no.reasons


@given(plans())
def test_the_sum_is_always_exact_and_every_bound_is_kept(plan: Plan) -> None:
    found = shared(plan)
    assert found
    shares = [one for one in found if isinstance(one, Share)]
    if not shares:
        return
    assert sum(one.amount for one in shares) == plan.total
    assert [one.party.code for one in shares] == sorted(one.code for one in plan.parties)
    assert {one.party.code: one.amount for one in shares if one.is_locked} == plan.locked
    free = [one for one in shares if not one.is_locked]
    assert all(one.amount >= plan.minimum for one in free)
    assert sum((one.exact or 0 for one in free), Fraction(0)) == (
        plan.total - sum(plan.locked.values()) if free else 0
    )
    odd = [one for one in free if one.amount % plan.step]
    assert len(odd) <= 1


@given(plans(), some.randoms())
def test_the_order_of_parties_changes_nothing(plan: Plan, order: random.Random) -> None:
    mixed = list(plan.parties)
    order.shuffle(mixed)
    other = Plan(plan.total, mixed, plan.keys, plan.step, plan.minimum, plan.locked)
    assert shared(plan) == shared(other)


@given(plans(), some.fractions(Fraction(1, 100), 100, max_denominator=100))
def test_weights_mean_something_only_beside_each_other(plan: Plan, times: Fraction) -> None:
    keys = [KeyUsed(one.name, one.weight * times, one.values) for one in plan.keys]
    other = Plan(plan.total, plan.parties, keys, plan.step, plan.minimum, plan.locked)
    assert shared(plan) == shared(other)


@given(some.integers(0, 10**9), some.integers(1, 16))
def test_of_equal_ones_the_lower_kommunkod_gets_the_odd_krona(total: int, count: int) -> None:
    parties = [Party(place, code, code) for place, code in enumerate(reversed(CODES[:count]))]
    amounts = [one.amount for one in share_out(Plan(total, parties, [KeyUsed("Lika", Fraction(1))]))]
    low, over = divmod(total, count)
    assert amounts == [low + 1] * over + [low] * (count - over)


@given(plans())
def test_without_minimum_no_one_is_a_whole_step_from_the_exact_sum(plan: Plan) -> None:
    plain = Plan(plan.total, plan.parties, plan.keys, 1, 0, plan.locked)
    for one in shared(plain):
        if isinstance(one, Share) and one.rounding is not None:
            assert abs(one.rounding) < 1
