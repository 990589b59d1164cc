"""A pot shared out among parties: keys, locks, steps, and what each one's sum is made of (G3). Pure, exact fractions.

`apportioning` knows kommunkoder and numbers; this knows parties, says their names, and keeps values beside sums.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from .apportioning import CannotShare, Key, Terms, apportion, shares


@dataclass(frozen=True)
class Party:
    """One who is to share. `code` is the kommunkod; one without has a stand-in that sorts after all kommuner."""

    pk: int
    code: str
    name: str


@dataclass(frozen=True)
class KeyUsed:
    """A key with its weight and its values by party's code; `values` None is the same for everybody (lika)."""

    name: str
    weight: Fraction
    values: Mapping[str, Fraction] | None = None


@dataclass(frozen=True)
class Plan:
    """What is to be shared, whole kronor, among whom and how. `locked` are sums by party's code."""

    total: int
    parties: Sequence[Party]
    keys: Sequence[KeyUsed] = ()
    step: int = 1
    minimum: int = 0
    locked: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Share:
    """One party's sum and what it is made of: values in key order, part of the keys, exact sum before rounding.

    A locked party has no exact sum: nobody has computed it.
    """

    party: Party
    values: tuple[Fraction | None, ...]
    amount: int
    exact: Fraction | None = None

    @property
    def is_locked(self) -> bool:
        """Whether the sum was settled by hand."""
        return self.exact is None

    @property
    def rounding(self) -> Fraction | None:
        """What steps, minimum and whole kronor have added (or taken)."""
        return None if self.exact is None else self.amount - self.exact


def share_out(plan: Plan) -> list[Share]:
    """Each party's share, in order of kommunkod, adding up to the total. Raises CannotShare with the parties' names."""
    if reasons := _obstacles(plan):
        raise CannotShare(reasons)
    parties = {one.code: one for one in sorted(plan.parties, key=lambda one: one.code)}
    values = [_values(key, parties) for key in plan.keys]
    try:
        parts = _parts(plan, parties, values)
        found = apportion(plan.total, parts, Terms(plan.step, plan.minimum, plan.locked))
    except CannotShare as no:
        raise CannotShare([_with_names(one, parties) for one in no.reasons]) from None
    left = plan.total - sum(plan.locked.values())
    whole = sum((part for code, part in parts.items() if code not in plan.locked), Fraction(0))
    return [
        Share(
            party,
            tuple(one.get(code) for one in values),
            found[code],
            None if code in plan.locked else left * parts[code] / whole if whole else Fraction(0),
        )
        for code, party in parties.items()
    ]


def _obstacles(plan: Plan) -> list[str]:
    if not plan.parties:
        return ["Välj minst en part som ska få del av medlen."]
    if len({one.code for one in plan.parties}) < len(plan.parties):
        return ["Samma part är vald två gånger."]
    if plan.keys or all(one.code in plan.locked for one in plan.parties):
        return []
    return ["Välj minst en nyckel att fördela efter, eller lås allas belopp."]


def _values(key: KeyUsed, parties: Mapping[str, Party]) -> dict[str, Fraction]:
    if key.values is None:
        return dict.fromkeys(parties, Fraction(1))
    return {code: key.values[code] for code in parties if code in key.values}


def _parts(
    plan: Plan, parties: Mapping[str, Party], values: Sequence[Mapping[str, Fraction]]
) -> dict[str, Fraction]:
    """Each one's part by the keys. Whoever has a settled sum needs no value."""
    if not plan.keys:
        return dict.fromkeys(parties, Fraction(0))
    settled = dict.fromkeys(plan.locked, Fraction(0))
    ready, lacking = [], []
    for key, known in zip(plan.keys, values, strict=True):
        full = {**{code: zero for code, zero in settled.items() if code in parties}, **known}
        if missing := [party.name for code, party in parties.items() if code not in full]:
            lacking.append(f"Nyckeln {key.name} saknar värde för {', '.join(missing)}. Lås beloppet, eller ta bort "
                           "parten.")  # fmt: skip
        ready.append(Key(key.name, full, key.weight))
    if lacking:
        raise CannotShare(lacking)
    if len(plan.locked) == len(parties) and not any(any(one.values.values()) for one in ready):
        return dict.fromkeys(parties, Fraction(0))
    return shares(ready)


def _with_names(reason: str, parties: Mapping[str, Party]) -> str:
    codes = "|".join(re.escape(code) for code in sorted(parties, key=len, reverse=True))
    return re.sub(rf"(?<![\w~\u00a0])(?:{codes})(?![\w\u00a0])", lambda found: parties[found[0]].name, reason)
