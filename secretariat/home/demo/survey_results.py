"""Invented results of four rounds: three that are released, and one that only those who analyse may know of (H4–H6).

Each kommun's figures are spread by a rule around the county's, so that they are the same in every load. Women and men
make everybody, and kommuner make the county, to the person.
"""

import csv
import datetime as dt
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from zlib import crc32

from django.core.files.uploadedfile import SimpleUploadedFile

from funding import reference
from secretariat.lib.dates import STOCKHOLM
from secretariat.registry.models import User
from surveys import periods
from surveys.actions import datasets
from surveys.actions.datasets import Origin
from surveys.models import Dataset, SurveyRound
from surveys.result_files import COLUMNS

from . import persons, region
from .meetings import Region
from .plan import DAY, working_day

_COUNTY = ("18", "Örebro län")
# Id, name, and how many of a hundred women and men say so.
Indicators = Sequence[tuple[str, str, int, int]]
_ADULTS: Indicators = (
    ("HLV01", "God självskattad hälsa", 68, 73),
    ("HLV02", "Psykiskt välbefinnande", 82, 87),
    ("HLV03", "Svårt att lita på andra", 31, 29),
    ("HLV04", "Fysiskt aktiv minst 150 minuter i veckan", 63, 66),
    ("HLV05", "Röker dagligen", 6, 5),
)
_PUPILS: Indicators = (
    ("LHU01", "Trivs i skolan", 76, 82),
    ("LHU02", "Har en nära vän", 91, 89),
    ("LHU03", "Tror på framtiden", 68, 77),
    ("LHU04", "Känner sig ofta stressad", 49, 22),
    ("LHU05", "Äter frukost varje dag", 55, 66),
)
_TALKS: Indicators = (
    ("EHS01", "Mår bra eller mycket bra", 83, 90),
    ("EHS02", "Har någon vuxen att prata med", 88, 89),
    ("EHS03", "Sover minst åtta timmar", 61, 63),
)
_NATIONAL = {"HLV01": (68, 73), "HLV02": (81, 87), "HLV03": (28, 27)}
# A sample is as large in every kommun; where all pupils are asked, so many of each sex answer of 10,000 inhabitants.
_OF_SAMPLE, _OF_PUPILS, _OF_TALKS = 0, 28, 21
_IN_SAMPLE, _FEWEST = 380, 7


@dataclass(frozen=True)
class _Place:
    level: str
    code: str
    name: str


@dataclass(frozen=True)
class _Told:
    """How many answered, and how many said so."""

    base: int
    said: int

    def __add__(self, other: "_Told") -> "_Told":
        return _Told(self.base + other.base, self.said + other.said)


def make(made: Region) -> None:
    """The rounds before are released to everybody; the läsår that ended last waits for its day."""
    by, year = made.users[persons.SECRETARY], made.today.year
    past = working_day(made.today - DAY * 200)
    soon = working_day(made.today + DAY * 20)
    sets = (
        ("LHU", str(year - 3), _PUPILS, past, _OF_PUPILS),
        ("HLV", str(year - 2), _ADULTS, past, _OF_SAMPLE),
        ("EHS", periods.of_year(year - 3, "school_year"), _TALKS, past, _OF_TALKS),
        ("EHS", periods.of_year(year - 2, "school_year"), _TALKS, soon, _OF_TALKS),
    )
    for survey, period, indicators, day, share in sets:
        round = SurveyRound.objects.select_related("survey").get(survey__short_name=survey, period=period)
        _release(_taken_in(round, indicators, share, by=by, today=made.today), day, by=by)


def _taken_in(round: SurveyRound, indicators: Indicators, share: int, *, by: User, today: dt.date) -> Dataset:
    """A file of the round, taken in as a person does it."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(_rows(round, indicators, share))
    name = f"{round.survey.slug}-{round.period.replace('/', '-')}.csv"
    file = SimpleUploadedFile(name, text.getvalue().encode(), content_type="text/csv")
    origin = Origin(
        title=f"{round.survey.short_name} {round.period}, kommuner och län",
        source=round.survey.owner or "Regionen",
        source_id="",
        retrieved_on=today - DAY * 210,
        is_processed=True,
    )
    return datasets.take_in(datasets.upload(round, file, origin, by=by), sensitive=set(), by=by)


def _release(dataset: Dataset, day: dt.date, *, by: User) -> None:
    """To the parties in the morning, and to everybody the day after."""
    morning = dt.datetime.combine(day, dt.time(8), tzinfo=STOCKHOLM)
    datasets.release(dataset, parties_at=morning, public_at=morning + DAY, national_at=morning + DAY, by=by)


def _rows(round: SurveyRound, indicators: Indicators, share: int) -> Iterator[list[object]]:
    for code, name, women, men in indicators:
        county = {"K": _Told(0, 0), "M": _Told(0, 0)}
        for place, size in _kommuner(share):
            told = {sex: _told(f"{round}{code}{place.code}{sex}", size, percent)
                    for sex, percent in (("K", women), ("M", men))}  # fmt: skip
            county = {sex: county[sex] + told[sex] for sex in county}
            yield from _of_place(round, code, name, place, told)
        yield from _of_place(round, code, name, _Place("län", *_COUNTY), county)
        if code in _NATIONAL:
            country = {
                sex: _Told(8000, 80 * percent) for sex, percent in zip("KM", _NATIONAL[code], strict=True)
            }
            yield from _of_place(round, code, name, _Place("riket", "00", "Riket"), country)


def _kommuner(share: int) -> Iterator[tuple[_Place, int]]:
    """Each kommun, and how many of each sex that answer there."""
    inhabitants = list(reference.population().values())[-1]
    for name, code, _ in region.MUNICIPALITIES:
        size = max(_FEWEST, int(inhabitants[code]) * share // 10_000) if share else _IN_SAMPLE
        yield _Place("kommun", code, name), size


def _told(seed: str, size: int, percent: int) -> _Told:
    spread = crc32(seed.encode()) % 15 - 7
    return _Told(size, round(size * min(98, max(2, percent + spread)) / 100))


def _of_place(
    round: SurveyRound, code: str, name: str, place: _Place, told: dict[str, _Told]
) -> Iterator[list[object]]:
    period_type = "läsår" if "/" in round.period else "år"
    for sex, one in (("T", told["K"] + told["M"]), *told.items()):
        part = one.said / one.base
        reach = 1.96 * sqrt(part * (1 - part) / one.base)
        low, value, high = (
            f"{100 * min(1, max(0, x)):.1f}".replace(".", ",") for x in (part - reach, part, part + reach)
        )
        yield [code, name, place.level, place.code, place.name, period_type, round.period, sex, "", value, "procent",
               one.base, low, high, round.survey.owner, "", "0"]  # fmt: skip
