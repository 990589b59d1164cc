"""What the search finds of results: released sets, and indicators, each for the widest circle it is open to.

An entry is written anew when a set is released, withdrawn or corrected (migration 0004). It says nothing that its own
circle may not read: an indicator that has been released to everybody says nothing of a round that has not.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from secretariat.lib.access import Permission, may
from secretariat.lib.dates import local_day
from secretariat.lib.search import PUBLIC, READERS, Entry
from secretariat.registry.models import User

from .actions.indicator_lists import indicators
from .actions.reading import readable_by
from .models import Circle, Dataset, Indicator, Reader

ANALYSTS = "results"


@dataclass(frozen=True)
class _Audience:
    """A circle of readers, and what the search calls it."""

    name: str
    reader: Reader


# The widest first.
_AUDIENCES = (
    _Audience(PUBLIC, Reader(Circle.PUBLIC)),
    _Audience(READERS, Reader(Circle.PARTIES)),
    _Audience(ANALYSTS, Reader(Circle.ANALYSTS)),
)


class DatasetSource:
    """Sets of results."""

    name = "dataset"

    @staticmethod
    def keys() -> Iterable[int]:
        """All sets that stand."""
        return Dataset.objects.standing().order_by("pk").values_list("pk", flat=True)

    @staticmethod
    def entries(keys: Sequence[int]) -> Iterator[Entry]:
        """One entry for a set, which leads to what is read of its survey."""
        now, told = timezone.now(), set[int]()
        for audience in _AUDIENCES:
            rows = Dataset.objects.open_to(audience.reader, at=now).filter(pk__in=Dataset.objects.standing())
            wanted = rows.filter(pk__in=keys).select_related("round__survey")
            for one in wanted.prefetch_related("round__survey__themes"):
                if one.pk not in told:
                    told.add(one.pk)
                    yield _of_set(one, audience.name)

    @staticmethod
    def audiences(user: User) -> Iterable[str]:
        """Those who analyse find what has not been released yet."""
        if may(user, Permission.SURVEY_ANALYSE):
            yield ANALYSTS


def _of_set(one: Dataset, audience: str) -> Entry:
    survey = one.round.survey
    address = f"{reverse('surveys:result-list')}?undersokning={survey.slug}"
    released: dt.datetime | None = one.public_at if audience == PUBLIC else one.parties_at
    return Entry(
        kind="result", key=f"set-{one.pk}", source=f"dataset:{one.pk}", address=address, public_address=address,
        title=f"{one.title}, {survey.says} {one.round.period}", audience=audience,
        text=one.source, also=f"{survey.name}\nresultat undersökning statistik",
        where=survey.name, date=local_day(released or one.created_at),
        bodies=(survey.body_id,) if survey.body_id else (),
        themes=tuple(sorted(theme.pk for theme in survey.themes.all())),
    )  # fmt: skip


class IndicatorSource:
    """Indicators that there is something to read of."""

    name = "indicator"

    @staticmethod
    def keys() -> Iterable[int]:
        """All indicators."""
        return Indicator.objects.order_by("pk").values_list("pk", flat=True)

    @staticmethod
    def entries(keys: Sequence[int]) -> Iterator[Entry]:
        """One entry for an indicator that some circle may read of."""
        now, left = timezone.now(), set(keys)
        for audience in _AUDIENCES:
            if not left:
                return
            rows = readable_by(audience.reader, at=now).filter(indicator__in=left)
            for one in indicators(rows):
                left.discard(one.indicator.pk)
                periods = [of.round.period for of in one.sets]
                yield _of_indicator(one.indicator, one.survey_words, periods, audience.name)

    @staticmethod
    def audiences(user: User) -> Iterable[str]:
        """As for the sets."""
        return ()


def _of_indicator(one: Indicator, surveys: str, periods: Sequence[str], audience: str) -> Entry:
    address = reverse("surveys:indicator-detail", args=[one.code])
    return Entry(
        kind="result", key=f"indicator-{one.pk}", source=f"indicator:{one.pk}", address=address,
        public_address=address, title=one.name, audience=audience, text=one.text,
        also="\n".join([one.code, surveys, *periods, "indikator resultat statistik"]),
        where=f"{surveys} {', '.join(dict.fromkeys(periods))}",
        themes=tuple(sorted(theme.pk for theme in one.themes.all())),
    )  # fmt: skip
