"""A short questionnaire to decision makers, started from a round; all else is as with every round of questions."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Count, Q
from django.urls import reverse

from secretariat.inquiries import access
from secretariat.inquiries.actions import forms, rounds
from secretariat.inquiries.actions.inquiries import Asked
from secretariat.inquiries.models import Form, FormVersion, Inquiry
from secretariat.lib.dates import day_in_words
from secretariat.registry.actions import log
from secretariat.registry.models import User
from surveys import questionnaire
from surveys.models import SurveyRound

from .rounds import hold


@dataclass(frozen=True)
class Line:
    """A questionnaire on the round's page: how it stands, and where it and what it says together are read."""

    title: str
    href: str
    compiled: str
    words: str
    mark: str


@transaction.atomic
def start(
    round: SurveyRound,
    *,
    form: Form | None = None,
    period: str = "",
    parties: Sequence[Asked],
    due_on: dt.date | None,
    text: str = "",
    by: User,
    today: dt.date | None = None,
) -> Inquiry:
    """Put it together: by a form of this kind, or the common one. Nothing is sent yet. Raises NotAllowed."""
    held = hold(round)
    version = forms.latest(form) if form else common_form(by=by)
    said = " ".join(period.split()) or held.period
    made = rounds.create_round(
        version, about=held, parties=parties, due_on=due_on, by=by, period=said, text=text, today=today,
        title=f"{held.survey.says} {held.period}: {version.form.name}" + (f", {said}" if said != held.period else ""),
    )  # fmt: skip
    log.write("började enkät till beslutsfattare", by=by, about=held, parter=len(parties))
    return made


def forms_of() -> list[Form]:
    """The forms one may choose among."""
    return list(Form.objects.filter(purpose=questionnaire.KEY).order_by("name"))


def common_form(*, by: User | None) -> FormVersion:
    """The common questions as they stand now; they are written the first time anybody asks."""
    form = Form.objects.filter(purpose=questionnaire.KEY, name=questionnaire.NAME).first()
    if form is None:
        form = forms.create(
            name=questionnaire.NAME, by=by, purpose=questionnaire.KEY, text=questionnaire.TEXT
        )
        for one in questionnaire.QUESTIONS:
            forms.add_question(forms.latest(form), one, by=by)
    return forms.latest(form)


def lines_of(round: SurveyRound, *, user: User, today: dt.date) -> list[Line]:
    """The round's questionnaires, the latest first. One query."""
    rows = (
        Inquiry.objects.filter(
            purpose=questionnaire.KEY, object_id=str(round.pk), withdrawn_at=None,
            content_type=ContentType.objects.get_for_model(SurveyRound), form_version__isnull=False,
        )
        .annotate(asked=Count("recipients"))
        .annotate(answered=Count("recipients", filter=Q(recipients__answered_at__isnull=False)))
        .order_by("-created_at", "-pk")
    )  # fmt: skip
    return [_line(one, one.asked, one.answered, today) for one in rows if access.may_read_round(user, one)]


def _line(inquiry: Inquiry, asked: int, answered: int, today: dt.date) -> Line:
    words = f"{answered} av {asked} har lämnat in."
    if inquiry.sent_at is None:
        words, mark = "Inte skickad än.", "draft"
    elif inquiry.closed_at or answered == asked:
        mark = "done"
    else:
        is_late = bool(inquiry.due_on and inquiry.due_on < today)
        mark = "late" if is_late else "pending"
        if inquiry.due_on:
            words += (
                f" {'Skulle ha varit klar' if is_late else 'Svar senast'} {day_in_words(inquiry.due_on)}."
            )
    return Line(
        title=inquiry.title,
        href=reverse("inquiries:round-detail", args=[inquiry.pk]),
        compiled=reverse("inquiries:round-compiled", args=[inquiry.pk]) if answered else "",
        words=words,
        mark=mark,
    )
