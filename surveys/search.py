"""What the search finds of surveys: each one, and each of its rounds. Results have their own gate (B5)."""

from collections.abc import Iterable, Iterator, Sequence

from django.db.models import Prefetch
from django.utils.text import capfirst

from secretariat.lib.search import READERS, Entry
from secretariat.registry.models import User

from .models import Survey, SurveyRound

_ALSO = "undersökning enkät"


class SurveySource:
    """Surveys with their rounds, by every name they have."""

    name = "survey"

    @staticmethod
    def keys() -> Iterable[int]:
        """All surveys."""
        return Survey.objects.order_by("pk").values_list("pk", flat=True)

    @staticmethod
    def entries(keys: Sequence[int]) -> Iterator[Entry]:
        """One entry for a survey, at its own page, and one for each round."""
        rounds = SurveyRound.objects.order_by("-period", "-pk").prefetch_related("milestones")
        rows = (
            Survey.objects.filter(pk__in=keys)
            .select_related("body", "replaces")
            .prefetch_related("themes", Prefetch("rounds", rounds))
        )
        for one in rows:
            yield _of_survey(one)
            for round in one.rounds.all():
                yield _of_round(one, round)

    @staticmethod
    def audiences(user: User) -> Iterable[str]:
        """Those who read minutes read surveys."""
        return ()


def _of_survey(one: Survey) -> Entry:
    kind = str(one.get_kind_display())
    also = [one.short_name, one.owner, kind, _ALSO, *(theme.name for theme in one.themes.all())]
    replaces = f"Ersätter {one.replaces.name}." if one.replaces else ""
    return Entry(
        kind="survey", key=str(one.pk), source=f"survey:{one.pk}", address=one.get_absolute_url(), title=one.name,
        audience=READERS, text="\n".join(filter(None, [one.text, replaces])), also="\n".join(filter(None, also)),
        where=", ".join(filter(None, [capfirst(kind), one.body.list_name if one.body else ""])),
        bodies=(one.body_id,) if one.body_id else (), themes=tuple(sorted(theme.pk for theme in one.themes.all())),
    )  # fmt: skip


def _of_round(survey: Survey, one: SurveyRound) -> Entry:
    titles = [milestone.title for milestone in one.milestones.all()]
    named = survey.name if survey.says != survey.name else ""
    return Entry(
        kind="survey", key=f"{survey.pk}-{one.pk}", source=f"survey:{survey.pk}",
        address=f"{survey.get_absolute_url()}{one.pk}/", title=f"{survey.says} {one.period}", audience=READERS,
        text="\n".join(filter(None, [one.population, one.supplier, ", ".join(titles)])),
        also="\n".join(filter(None, [named, survey.owner, _ALSO])),
        where=", ".join(filter(None, [named, survey.body.list_name if survey.body else ""])),
        state_words=capfirst(str(one.get_state_display())), date=one.collected_from,
        bodies=(survey.body_id,) if survey.body_id else (),
        themes=tuple(sorted(theme.pk for theme in survey.themes.all())),
    )  # fmt: skip
