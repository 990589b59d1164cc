"""Sharing whole kronor out so that the parts always make the whole: the method of largest remainders (G3).

Pure: no tables, no files, no floats. Weights are exact fractions. Rule and vectors are those of `domain.md` 4.4.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from secretariat.lib.money import kronor


class CannotShare(ValueError):
    """Why the sum cannot be shared out, as Swedish sentences for whoever asked."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = list(reasons)


@dataclass(frozen=True)
class Key:
    """One key (fördelningsnyckel): a value for each kommunkod, and how heavily the key weighs beside the others."""

    name: str
    values: Mapping[str, Fraction]
    weight: Fraction = Fraction(1)


@dataclass(frozen=True)
class Terms:
    """What bounds the sharing, in whole kronor: steps, the least that anybody gets, and rows that are settled."""

    step: int = 1
    minimum: int = 0
    locked: Mapping[str, int] = field(default_factory=dict)


def shares(keys: Sequence[Key]) -> dict[str, Fraction]:
    """Each kommunkod's part of the whole, adding up to one: the keys' own parts, weighed together.

    Keys are made comparable before they are weighed: 50 % population and 50 % patients means half by each, however
    many patients there are. Raises CannotShare for what no key can be.
    """
    if reasons := _trouble_with(keys):
        raise CannotShare(reasons)
    heavy = sum(key.weight for key in keys)
    sums = [sum(key.values.values()) for key in keys]
    return {
        code: sum(
            (key.weight / heavy * key.values[code] / whole for key, whole in zip(keys, sums, strict=True)),
            Fraction(0),
        )
        for code in sorted(keys[0].values)
    }


def _trouble_with(keys: Sequence[Key]) -> list[str]:
    if not keys:
        return ["Välj minst en nyckel att fördela efter."]
    found = [f"Nyckeln {key.name} har vikten noll eller mindre. Ta bort den eller ge den en vikt." for key in keys
             if key.weight <= 0]  # fmt: skip
    everybody = set().union(*(key.values for key in keys))
    for key in keys:
        if missing := sorted(everybody - set(key.values)):
            found.append(f"Nyckeln {key.name} saknar värde för {', '.join(missing)}.")
        if below := sorted(code for code, value in key.values.items() if value < 0):
            found.append(f"Nyckeln {key.name} har ett värde under noll för {', '.join(below)}.")
        elif not sum(key.values.values()):
            found.append(f"Nyckeln {key.name} är noll för alla. Den går inte att fördela efter.")
    return found


def apportion(total: int, parts: Mapping[str, Fraction], terms: Terms | None = None) -> dict[str, int]:
    """Whole kronor for each kommunkod, adding up to exactly `total`, in order of kommunkod.

    Each gets its exact part rounded down to a whole step; the steps that are left go to the largest remainders, of two
    equal ones to the lower kommunkod. What the sum is more than whole steps goes to the next in that order. Locked rows
    get what they are locked to. Nobody else gets less than the minimum: who would is given it (in whole steps), and the
    others share the rest. Raises CannotShare.
    """
    terms = terms or Terms()
    if reasons := _obstacles(total, parts, terms):
        raise CannotShare(reasons)
    found = dict(terms.locked)
    free = {code: part for code, part in parts.items() if code not in found}
    least = -(-terms.minimum // terms.step) * terms.step
    left = total - sum(found.values())
    while low := _below(least, left - left % terms.step, free):
        found |= dict.fromkeys(low, least)
        left -= least * len(low)
        free = {code: part for code, part in free.items() if code not in low}
    return dict(sorted((found | _by_remainders(left, free, terms.step)).items()))


def _below(least: int, left: int, free: Mapping[str, Fraction]) -> list[str]:
    """Those whose exact part of what is left, in whole steps, is less than the least."""
    whole = sum(free.values())
    return [code for code, part in free.items() if _part(left, part, whole) < least]


def _part(left: int, part: Fraction, whole: Fraction | int) -> Fraction:
    return left * part / whole if whole else Fraction(0)


def _by_remainders(left: int, free: Mapping[str, Fraction], step: int) -> dict[str, int]:
    if not free:
        return {}
    steps, odd = divmod(left, step)
    whole = sum(free.values())
    exact = {code: _part(steps, part, whole) for code, part in free.items()}
    given = {code: int(quota) for code, quota in exact.items()}
    in_turn = sorted(free, key=lambda code: (given[code] - exact[code], code))
    over = steps - sum(given.values())
    for code in in_turn[:over]:
        given[code] += 1
    found = {code: number * step for code, number in given.items()}
    if odd:
        found[in_turn[over % len(in_turn)]] += odd
    return found


def _obstacles(total: int, parts: Mapping[str, Fraction], terms: Terms) -> list[str]:
    unknown = sorted(set(terms.locked) - set(parts))
    below = sorted(code for code, amount in terms.locked.items() if amount < 0)
    said = [
        (total < 0, "Summan kan inte vara mindre än noll."),
        (terms.step < 1, "Steget måste vara minst 1 krona."),
        (terms.minimum < 0, "Det minsta beloppet kan inte vara mindre än noll."),
        (unknown, f"{', '.join(unknown)} är låst men är inte med i nyckeln."),
        (below, f"{', '.join(below)} är låst till ett belopp under noll."),
    ]
    return [words for is_so, words in said if is_so] or _shortfall(total, parts, terms)


def _shortfall(total: int, parts: Mapping[str, Fraction], terms: Terms) -> list[str]:
    """Why locks and minimum do not go into the sum, or leave some of it."""
    left = total - sum(terms.locked.values())
    free = [code for code in parts if code not in terms.locked]
    least = -(-terms.minimum // terms.step) * terms.step
    if left < 0:
        return [f"De låsta beloppen är tillsammans {kronor(-left)} mer än summan."]
    if not free and left:
        return [f"Alla rader är låsta, och {kronor(left)} av summan är inte fördelade."]
    if free and left and not sum(parts[code] for code in free):
        return [f"Nyckeln är noll för alla som inte är låsta, och {kronor(left)} är inte fördelade."]
    if least * len(free) > left:
        return [
            f"{len(free)} parter ska ha minst {kronor(least)} var, men det finns {kronor(left)} att fördela."
        ]
    return []
