"""All indicators somebody may read, with the surveys and places they are measured in (H4)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q

from surveys.models import Dataset, Indicator, Survey
from surveys.models.results import ResultQuerySet


@dataclass(frozen=True)
class Listed:
    """An indicator with the sets one may read it in, the newest period first."""

    indicator: Indicator
    sets: Sequence[Dataset]

    @property
    def surveys(self) -> list[Survey]:
        """Each survey once."""
        return list({one.round.survey_id: one.round.survey for one in self.sets}.values())

    @property
    def survey_words(self) -> str:
        return ", ".join(one.says for one in self.surveys)

    @property
    def newest(self) -> str:
        """The period of the newest round."""
        return self.sets[0].round.period if self.sets else ""


def indicators(rows: ResultQuerySet, *, q: str = "") -> list[Listed]:
    """Those that have something to read in `rows`, by name; `q` is looked for in name, text and id. Three queries.

    For each indicator the sets are asked one by one whether they hold it: that is a look at an index, where going
    through all results to tell would take longer the more there are.
    """
    of_both = rows.filter(dataset=OuterRef("pk"), indicator=OuterRef(OuterRef("pk")))
    holding = (
        Dataset.objects.standing().filter(Exists(of_both)).order_by("-round__period", "-pk").values("pk")
    )
    found = Indicator.objects.filter(Exists(rows.filter(indicator=OuterRef("pk"))))
    for word in q.split():
        found = found.filter(Q(name__icontains=word) | Q(text__icontains=word) | Q(code__iexact=word))
    told = list(found.annotate(held_in=ArraySubquery(holding)).prefetch_related("themes"))
    sets = Dataset.objects.select_related("round__survey").in_bulk({pk for one in told for pk in one.held_in})
    return [Listed(one, [sets[pk] for pk in one.held_in]) for one in told]
