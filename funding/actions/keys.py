"""Nyckeltal: taken in whole or not at all, never changed, told with source and day (G4, domain 5.5)."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone

from funding import reference
from funding.key_imports import Figure
from funding.models import KeySeries, KeyTable, KeyValue
from funding.rounding import rounded
from secretariat.lib.dates import and_list, day_in_words
from secretariat.lib.money import number_in_words
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log
from secretariat.registry.models import Organisation, User

POPULATION = reference.POPULATION
_SHIPPED = "SCB, folkmängd efter kommun"
_FETCHED = dt.date(2026, 11, 22)  # the day the figures that come with the system were looked up
_MONEY = {"kr", "kronor", "sek"}


def kommuner() -> dict[str, str]:
    """Names of the county's kommuner by kommunkod: those in the register, else those that come with the system."""
    rows = Organisation.objects.existing_on(timezone.localdate()).filter(kind=Organisation.Kind.MUNICIPALITY)
    found = dict(
        rows.exclude(municipality_code="")
        .order_by("municipality_code")
        .values_list("municipality_code", "short_name")
    )
    return found or dict(reference.names())


def citation(table: KeyTable) -> str:
    """How the source is given. Figures we have processed may not give Kolada as their source (domain 5.5)."""
    if table.is_processed:
        return "Egen bearbetning" + ("" if _is_kolada(table.source) else f" av uppgifter från {table.source}")
    return f"Källa: {table.source}" + (f" ({table.source_id})" if table.source_id else "")


def _is_kolada(source: str) -> bool:
    return "kolada" in source.casefold() or source.strip().casefold() == "rka"


def label(table: KeyTable) -> str:
    """What a table is called where one is chosen: the series and its day."""
    return f"{table.series.name}, {day_in_words(table.reference_on)}"


# What a file would change


@dataclass(frozen=True)
class Line:
    """One row of a file beside what stands now; `state` is new, changed, same or refused."""

    figure: Figure
    value: Decimal | None
    before: Decimal | None
    state: str

    @property
    def words(self) -> str:
        """The value as it is shown."""
        return "" if self.value is None else number_in_words(self.value)

    @property
    def was(self) -> str:
        """What stood before."""
        return "" if self.before is None else number_in_words(self.before)


@dataclass(frozen=True)
class Preview:
    """A file row by row, and what keeps it from being taken in."""

    lines: list[Line]
    reasons: list[str]
    notes: list[str]
    compared_with: KeyTable | None = None

    @property
    def values(self) -> dict[str, Decimal]:
        """What would be taken in."""
        return {line.figure.code: line.value for line in self.lines if line.value is not None}

    def count(self, state: str) -> int:
        """How many rows are in a state."""
        return sum(line.state == state for line in self.lines)


def preview(figures: Sequence[Figure], *, series: KeySeries | None, unit: str = "") -> Preview:
    """What taking the figures in would change since the newest of the series. Öre are rounded per row (G2)."""
    before = newest([series.pk]).get(series.pk) if series else None
    stood = dict(before.values.values_list("code", "value")) if before else {}
    values = {one.code: one.value for one in figures if one.value is not None}
    notes = []
    if (series.unit if series else unit).strip().casefold() in _MONEY:
        whole = rounded(values)
        values = {code: Decimal(amount) for code, amount in whole.kronor.items()}
        if whole.difference or any(
            one.value != values.get(one.code) for one in figures if one.value is not None
        ):
            notes.append(
                "Ören är avrundade till hela kronor, rad för rad. "
                f"Tillsammans skiljer det {_oere(whole.difference)} kr."
            )
    elif number := sum(one.is_rounded for one in figures):
        notes.append(f"{number} värden hade fler än fyra decimaler och är avrundade till fyra.")
    lines = [_line(one, values, stood) for one in figures]
    reasons = [f"Rad {one.row}, kolumn {one.column}: {one.why}" for one in figures if one.why]
    return Preview(lines, [*reasons, *missing({one.code for one in figures})], notes, before)


def _oere(difference: Decimal) -> str:
    return number_in_words(difference) if difference else "0"


def _line(one: Figure, values: Mapping[str, Decimal], stood: Mapping[str, Decimal]) -> Line:
    if one.value is None:
        return Line(one, None, stood.get(one.code), "refused")
    value, before = values[one.code], stood.get(one.code)
    return Line(one, value, before, "new" if before is None else "same" if before == value else "changed")


def missing(codes: Iterable[str]) -> list[str]:
    """The kommuner that figures lack, as a reason."""
    lacking = [f"{name} ({code})" for code, name in kommuner().items() if code not in codes]
    if not lacking:
        return []
    verb = "saknar rad" if len(lacking) == 1 else "saknar rader"
    return [f"{and_list(lacking)} {verb} i filen. Lägg till dem, med 0 om värdet är noll."]


# Taking in


@dataclass(frozen=True)
class Origin:
    """Where figures come from: what day they are of, who gives them, when they were fetched."""

    reference_on: dt.date
    source: str
    retrieved_on: dt.date
    source_id: str = ""
    is_processed: bool = False


def obstacles_to_taking_in(values: Mapping[str, Decimal], origin: Origin) -> list[str]:
    """Why figures cannot be taken in."""
    said = [
        (not values, "Det finns inga värden att läsa in."),
        (not origin.source.strip(), "Skriv källan."),
        (
            origin.is_processed and _is_kolada(origin.source),
            "Siffror som ni har bearbetat får inte ha Kolada som källa. Skriv till exempel Egen bearbetning.",
        ),
        (
            origin.retrieved_on < origin.reference_on,
            "Siffrorna kan inte vara hämtade före den dag de avser. Ändra någon av dagarna.",
        ),
    ]
    return [words for is_so, words in said if is_so] or missing(values)


@transaction.atomic
def take_in(series: KeySeries, values: Mapping[str, Decimal], origin: Origin, *, by: User | None) -> KeyTable:
    """All values of a day at once, as a table that stays. Raises NotAllowed."""
    if reasons := obstacles_to_taking_in(values, origin):
        raise NotAllowed(reasons)
    try:
        with transaction.atomic():
            table = KeyTable.objects.create(
                series=series,
                reference_on=origin.reference_on,
                source=origin.source.strip(),
                source_id=origin.source_id.strip(),
                retrieved_on=origin.retrieved_on,
                is_processed=origin.is_processed,
            )
    except IntegrityError:
        raise NotAllowed(
            "De siffrorna är redan inlästa, från samma källa och samma dag. Är de rättade hos källan: skriv den dag "
            "ni hämtade dem på nytt."
        ) from None
    KeyValue.objects.bulk_create(
        KeyValue(table=table, code=code, value=value) for code, value in values.items()
    )
    log.write("läste in nyckeltal", by=by, about=table, antal=len(values), källa=table.source)
    return table


def obstacles_to_shipping() -> list[str]:
    """Why the figures that come with the system are not taken in."""
    lacking = set(kommuner()) - set(reference.names())
    if lacking:
        return ["De medföljande siffrorna gäller kommunerna i Örebro län. Läs in egna siffror."]
    if KeyTable.objects.filter(series__slug=POPULATION, source=_SHIPPED).exists():
        return ["De medföljande siffrorna är redan inlästa."]
    return []


@transaction.atomic
def take_in_shipped(*, by: User | None) -> list[KeyTable]:
    """Population of 2022 and 2023, which come with the system. A step and not a migration: they are one county's,
    and whoever has newer ones needs them not. Raises NotAllowed.
    """
    if reasons := obstacles_to_shipping():
        raise NotAllowed(reasons)
    series, _ = KeySeries.objects.get_or_create(
        slug=POPULATION,
        defaults={"name": "Invånare", "unit": "invånare", "text": "Folkmängd den 31 december."},
    )
    made = []
    for name, found in reference.population().items():
        year = int(name.removeprefix(f"{POPULATION}-"))
        values = {code: Decimal(value.numerator) / value.denominator for code, value in found.items()}
        origin = Origin(dt.date(year, 12, 31), _SHIPPED, _FETCHED)
        made.append(take_in(series, values, origin, by=by))
    return made


# Read


def newest(series: Iterable[int] | None = None) -> dict[int, KeyTable]:
    """The newest table by series: of the latest day, and of those the one fetched last. One query."""
    rows = KeyTable.objects.select_related("series").order_by("reference_on", "retrieved_on", "pk")
    if series is not None:
        rows = rows.filter(series__in=list(series))
    return {one.series_id: one for one in rows}


def values_of(tables: Iterable[int]) -> dict[int, dict[str, Decimal]]:
    """Values by table and kommunkod. One query."""
    keys = list(tables)
    found: dict[int, dict[str, Decimal]] = {key: {} for key in keys}
    for table, code, value in KeyValue.objects.filter(table__in=keys).values_list("table", "code", "value"):
        found[table][code] = value
    return found


@dataclass(frozen=True)
class Population:
    """How many live where, and by what figures; for sums per inhabitant."""

    values: Mapping[str, Decimal] = field(default_factory=dict)
    words: str = ""


def population() -> Population:
    """The newest figures; those that come with the system where none are taken in."""
    table = KeyTable.objects.filter(series__slug=POPULATION).select_related("series").first()
    if table:
        return Population(
            values_of([table.pk])[table.pk], f"invånare {day_in_words(table.reference_on)}, {table.source}"
        )
    name, found = list(reference.population().items())[-1]
    year = name.removeprefix(f"{POPULATION}-")
    values = {code: Decimal(value.numerator) / value.denominator for code, value in found.items()}
    return Population(values, f"invånare 31 december {year}, {_SHIPPED}")
