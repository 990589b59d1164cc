"""Results as readers meet them: the gate first, then what each figure stands on and what it may be compared with (H4).

Everything begins in `readable()`. It asks `Result.objects.open_to()` and nothing else, so a page, a file, a feed and
the search cannot show a figure before its time.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from surveys.access import reader_of
from surveys.differences import Verdict, verdict
from surveys.figures import FIELDS, Figure
from surveys.models import Dataset, Indicator, Reader, Result, SeriesBreak
from surveys.models.results import ResultQuerySet

Geography, Sex = Result.Geography, Result.Sex
_ONE = ("indicator_id", "geography", "geo_code", "period", "sex", "group")
# From the widest to the narrowest, as they stand in lists.
LEVELS = (Geography.COUNTRY, Geography.COUNTY, Geography.DISTRICT, Geography.MUNICIPALITY, Geography.SCHOOL)
IN_PLURAL = {
    Geography.COUNTRY: "Riket", Geography.COUNTY: "Länet", Geography.DISTRICT: "Länsdelar",
    Geography.MUNICIPALITY: "Kommuner", Geography.SCHOOL: "Skolor",
}  # fmt: skip


class Place(NamedTuple):
    """Where: the level, its code, and the name as the results have it."""

    geography: str
    geo_code: str
    geo_name: str

    @property
    def key(self) -> str:
        """As it stands in an address: kommun:1884."""
        return f"{self.geography}:{self.geo_code}"


def readable(user: Any, *, at: dt.datetime) -> ResultQuerySet:
    """The results this user may read at a moment, whole sets only and none that a corrected one has replaced."""
    return readable_by(reader_of(user), at=at)


def readable_by(reader: Reader, *, at: dt.datetime) -> ResultQuerySet:
    """The same for a circle of readers."""
    return Result.objects.open_to(reader, at=at).filter(dataset__in=Dataset.objects.standing())


def figures(rows: ResultQuerySet) -> list[Figure]:
    """The rows, one for each indicator, place, period, sex and group: of several sets the one taken in last counts."""
    latest = rows.order_by(*_ONE, "-dataset__taken_in_at", "-dataset_id").distinct(*_ONE)
    return [Figure._make(row) for row in latest.values_list(*FIELDS)]


def places(rows: ResultQuerySet) -> list[Place]:
    """All places there are figures of, from the widest, by name; schools are left to their own pages.

    What is measured of a sex is measured of all, so a third of the rows tells every place.
    """
    wide = rows.filter(sex=Sex.ALL).exclude(geography=Geography.SCHOOL).order_by()
    found = {Place(*one) for one in wide.values_list("geography", "geo_code", "geo_name").distinct()}
    return in_order({(one.geography, one.geo_code): one for one in found}.values())


def periods(rows: ResultQuerySet) -> list[str]:
    """All periods there are figures of, the newest first."""
    return sorted(
        set(rows.order_by().values_list("dataset__round__period", flat=True).distinct()), reverse=True
    )


def by_level(found: Iterable[Place]) -> list[tuple[str, list[Place]]]:
    """Places under the name of their level."""
    told: dict[str, list[Place]] = {}
    for one in found:
        told.setdefault(IN_PLURAL[Geography(one.geography)], []).append(one)
    return list(told.items())


def in_order(found: Iterable[Place]) -> list[Place]:
    """From the widest to the narrowest, each by name."""
    order = [str(one) for one in LEVELS]
    return sorted(found, key=lambda one: (order.index(one.geography), swedish(one.geo_name)))


_AFTER_Z = str.maketrans({"å": "{", "ä": "|", "ö": "}", "é": "e", "ü": "u"})


def swedish(name: str) -> str:
    """A name as a key for sorting: å, ä and ö last."""
    return name.lower().translate(_AFTER_Z)


# What figures stand on


@dataclass(frozen=True)
class Sources:
    """The sets that figures come from, and where their series break."""

    sets: Mapping[int, Dataset]
    breaks: Collection[SeriesBreak]

    def citations(self, ids: Iterable[int]) -> list[str]:
        """Where figures come from, each set's words once. What we have processed is not said to be the source's."""
        return list(dict.fromkeys(citation(self.sets[one]) for one in sorted(set(ids)) if one in self.sets))

    def broken(self, before: Figure, after: Figure) -> str:
        """Why two figures of one indicator cannot be compared over time; nothing where they can be."""
        old, new = (self.sets[one.dataset_id].round.survey for one in (before, after))
        for one in self.breaks:
            is_of = one.indicator_id in (None, after.indicator_id) and one.survey_id in (old.pk, new.pk)
            if is_of and before.period < one.period <= after.period:
                return f"Tidsseriebrott {one.period}: {one.text}"
        return f"Från och med {after.period}: {new.says}" if old != new else ""


def sources(found: Iterable[Figure]) -> Sources:
    """Two queries, whatever the number of figures."""
    sets = Dataset.objects.select_related("round__survey").in_bulk({one.dataset_id for one in found})
    surveys = {one.round.survey_id for one in sets.values()}
    return Sources(sets, list(SeriesBreak.objects.filter(survey__in=surveys).order_by("period", "pk")))


def citation(one: Dataset) -> str:
    """The source as it is to be named (domain 5.5)."""
    words = f"{one.source}{f', {one.source_id}' if one.source_id else ''}"
    if one.is_processed:
        return (
            f"Egen bearbetning av uppgifter från {words}, hämtade {one.retrieved_on:%Y-%m-%d}. {one.title}."
        )
    return f"Källa: {words}, hämtad {one.retrieved_on:%Y-%m-%d}. {one.title}."


def beside(one: Figure | None, other: Figure | None, indicator: Indicator) -> Verdict | None:
    """What may be said of one figure beside another; None where one is not there or is hidden."""
    first = one.measured(indicator.unit) if one else None
    second = other.measured(indicator.unit) if other else None
    return verdict(first, second) if first and second else None
