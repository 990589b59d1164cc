"""Files of keys and allocations: XLSX with real numbers and a sheet that explains them, CSV for machines."""

from decimal import Decimal

from django.http import HttpResponse

from secretariat.lib.downloads import download
from secretariat.lib.sheets import Column, Kind, Value
from secretariat.registry.columns import PARTY

from .actions import keys
from .actions.allocation_tables import Comparison, Table, decimal
from .models import Allocation, KeyTable

KINDS = ("xlsx", "csv")


_KEY = (
    Column("kommunkod", "Fyra siffror som text.", width=11),
    Column("kommun", "Kommunens namn. Tomt för kommuner som inte står i registret.", width=18),
    Column("värde", "Nyckeltalets värde.", Kind.DECIMAL, 16),
)


def key_file(table: KeyTable, *, kind: str) -> HttpResponse:
    """A table's values."""
    names = keys.kommuner()
    rows = [[one.code, names.get(one.code, ""), plain(one.value)] for one in table.values.all()]
    facts = [keys.label(table), keys.citation(table), f"Hämtad {table.retrieved_on:%Y-%m-%d}."]
    name = f"{table.series.slug}-{table.reference_on:%Y-%m-%d}"
    return download(_KEY, rows, kind=kind, name=name, facts=facts)


def plain(value: Decimal) -> Value:
    """A Decimal as a spreadsheet holds it: a whole number where it is one, else with its decimals.

    >>> plain(Decimal("8606.0000")), plain(Decimal("0.1250"))
    (8606, Decimal('0.125'))
    """
    return int(value) if value == int(value) else value.normalize()


def allocation_file(
    allocation: Allocation, table: Table, people: keys.Population, *, kind: str
) -> HttpResponse:
    """How each party's sum has come about, as numbers."""
    columns = [
        *PARTY,
        *(Column(head, "Partens värde i nyckeln, så som det var när fördelningen gjordes.", Kind.DECIMAL, 18)
          for head in table.heads),
        Column("exakt belopp", "Partens del av det som inte är låst, före avrundning, fyra decimaler.", Kind.DECIMAL,
               16),
        Column("avrundning", "Beloppet minus det exakta beloppet.", Kind.DECIMAL, 12),
        Column("kronor", "Det parten får. Summan är alltid exakt den som fördelas.", Kind.MONEY, 16),
        Column("låst", "Ja där beloppet är bestämt för sig.", width=8),
        Column("kronor per invånare", f"Kronor delat med {people.words}.", Kind.DECIMAL, 14),
    ]  # fmt: skip
    rows = [
        [
            line.share.party.name, line.share.party.code if line.share.party.code.isdigit() else "",
            *(None if value is None else plain(decimal(value)) for value in line.share.values),
            None if line.share.exact is None else plain(decimal(line.share.exact)),
            None if line.share.rounding is None else plain(decimal(line.share.rounding)),
            line.share.amount, "ja" if line.share.is_locked else "", line.each_number,
        ]
        for line in table.lines
    ]  # fmt: skip
    facts = [
        str(allocation),
        f"Läge: {allocation.get_state_display()}. Summa {allocation.total} kronor, steg {allocation.step}, "
        f"minst {allocation.minimum}.",
        *(
            f"Nyckel: {one.name}, vikt {plain(one.weight)}. {one.source}. {_days(one)}"
            for one in allocation.keys.all()
        ),
        "Beloppen är uträknade med största rest: var och en får sin exakta del avrundad nedåt, och det som blir över "
        "går till dem med störst rest, vid lika till den lägsta kommunkoden.",
    ]
    return download(columns, rows, kind=kind, name=f"fordelning-{allocation.pk}", facts=facts)


def _days(key: "object") -> str:
    reference, retrieved = getattr(key, "reference_on", None), getattr(key, "retrieved_on", None)
    return f"Avser {reference:%Y-%m-%d}, hämtad {retrieved:%Y-%m-%d}." if reference and retrieved else ""


def comparison_file(shown: Comparison, people: keys.Population, *, pk: int, kind: str) -> HttpResponse:
    """Scenarios beside each other, as numbers."""
    columns = [
        Column("part", "Partens korta namn.", width=18),
        Column("kommunkod", "Fyra siffror som text.", width=11),
    ]
    for place, one in enumerate(shown.allocations):
        columns.append(Column(f"{one.name}, kronor", f"Vad parten får i {one.name}.", Kind.MONEY, 18))
        if place:
            first = shown.allocations[0].name
            columns.append(Column(f"{one.name}, skillnad", f"Skillnaden mot {first}.", Kind.MONEY, 18))
        each = f"Kronor delat med {people.words}."
        columns.append(Column(f"{one.name}, kr per invånare", each, Kind.DECIMAL, 18))
    rows = []
    for party, cells in shown.rows:
        row: list[Value] = [party.short_name, party.municipality_code]
        for place, cell in enumerate(cells):
            row += [cell.amount, *([cell.difference] if place else []), cell.each_number]
        rows.append(row)
    facts = [f"{one.name}: {one.get_state_display()}, {one.total} kronor." for one in shown.allocations]
    return download(columns, rows, kind=kind, name=f"jamforelse-{pk}", facts=facts)
