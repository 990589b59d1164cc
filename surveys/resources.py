"""Excel and CSV out: the sample of a round (H1)."""

from collections.abc import Sequence

from secretariat.lib.sheets import Column, Kind, Value

from .models import SampleTarget

TARGETS = (
    Column("undersökning", "Undersökningens namn.", width=36),
    Column("avser", "Omgångens år eller läsår.", width=10),
    Column("kommunkod", "Fyra siffror som text.", width=11),
    Column("kommun", "Kommunens korta namn.", width=18),
    Column("urval", "Hur många som tillfrågas.", Kind.NUMBER, 12),
    Column("väntade svar", "Hur många svar som väntas. Tomt där inget är sagt.", Kind.NUMBER, 14),
)


def target_rows(name: str, period: str, rows: Sequence[SampleTarget]) -> list[list[Value]]:
    """One row for each kommun, in the columns' order."""
    return [
        [name, period, one.party.municipality_code, one.party.short_name, one.sampled, one.expected]
        for one in rows
    ]
