"""The yearly follow-up of an agreement: started for a year, by the common form, with its parties (F5).

Sending, links, reminders, states, the compilation and the comparison over years are those of every round of questions.
"""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from agreements import followup_form
from agreements.followups import KEY
from agreements.models import Agreement, AgreementVersion, FollowUp
from secretariat.inquiries.actions import forms, rounds
from secretariat.inquiries.actions.inquiries import Asked
from secretariat.inquiries.models import Form, FormVersion
from secretariat.lib.dates import day_in_words
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log
from secretariat.registry.models import User

from .lists import shown_version
from .standing import deciding
from .steps import parties_of

FIRST_YEAR = 2000


@dataclass(frozen=True)
class Line:
    """One year's follow-up on the agreement's page: words, where it leads, and the mark of how it stands."""

    year: int
    href: str
    compiled: str
    words: str
    mark: str
    is_late: bool


def holding(agreement: Agreement) -> AgreementVersion | None:
    """The version that holds, whose parties are followed up."""
    return shown_version(one for one in agreement.versions.all() if one.is_binding)


def obstacles_to_starting(agreement: Agreement, *, year: int, today: dt.date) -> list[str]:
    """Why the year cannot be followed up."""
    version = holding(agreement)
    if version is None:
        return ["Ingen version av överenskommelsen gäller, så det finns inget att följa upp än."]
    found = []
    if not deciding(list(parties_of(version))):
        found.append("Överenskommelsen har inga parter. Lägg till dem först.")
    if not FIRST_YEAR <= year <= today.year:
        found.append(f"Året kan inte vara {year}. Följ upp ett år som har börjat.")
    if version.starts_on and year < version.starts_on.year:
        found.append(f"Överenskommelsen gäller från {day_in_words(version.starts_on)}.")
    if agreement.followups.filter(year=year, inquiry__withdrawn_at=None).exists():
        found.append(f"Det finns redan en uppföljning för {year}. Öppna den som finns.")
    return found


@transaction.atomic
def start(
    agreement: Agreement,
    *,
    year: int,
    due_on: dt.date | None,
    by: User,
    text: str = "",
    today: dt.date | None = None,
) -> FollowUp:
    """Put the round together: the parties of the version that holds, each with its handläggare. Nothing is sent yet.

    A round that was withdrawn is left as it is, and the year's follow-up is the new one. Raises NotAllowed.
    """
    today = today or timezone.localdate()
    agreement = Agreement.objects.select_for_update(of=("self",)).get(pk=agreement.pk)
    version = holding(agreement)
    reasons = obstacles_to_starting(agreement, year=year, today=today)
    if reasons or version is None:
        raise NotAllowed(reasons)
    parties = [
        Asked(organisation=one.organisation, handler=one.handler)
        for one in deciding(list(parties_of(version)))
    ]
    made = rounds.create_round(
        common_form(by=by),
        about=agreement,
        parties=parties,
        due_on=due_on,
        by=by,
        period=str(year),
        title=f"{agreement.short_name or agreement.title}: uppföljning {year}",
        text=text,
        today=today,
    )
    followup, _ = FollowUp.objects.update_or_create(
        agreement=agreement, year=year, defaults={"version": version, "inquiry": made}
    )
    log.write("började uppföljning", by=by, about=agreement, år=year, parter=len(parties))
    return followup


def common_form(*, by: User | None) -> FormVersion:
    """The form as it stands now; it is written the first time anybody follows anything up."""
    form = Form.objects.filter(purpose=KEY).order_by("pk").first()
    if form is None:
        form = forms.create(name=followup_form.NAME, by=by, purpose=KEY, text=followup_form.TEXT)
        for one in followup_form.QUESTIONS:
            forms.add_question(forms.latest(form), one, by=by)
    return forms.latest(form)


def lines_of(agreement: Agreement, *, today: dt.date) -> list[Line]:
    """All years, the latest first. One query."""
    rows = (
        agreement.followups.filter(inquiry__withdrawn_at=None)
        .select_related("inquiry")
        .annotate(
            asked=Count("inquiry__recipients"),
            answered=Count("inquiry__recipients", filter=Q(inquiry__recipients__answered_at__isnull=False)),
        )
        .order_by("-year")
    )
    return [_line(one, one.asked, one.answered, today) for one in rows]


def _line(one: FollowUp, asked: int, answered: int, today: dt.date) -> Line:
    inquiry = one.inquiry
    words = f"{answered} av {asked} har lämnat in."
    is_late = False
    if inquiry.sent_at is None:
        words, mark = "Inte skickad än.", "draft"
    elif inquiry.closed_at or answered == asked:
        mark = "done"
    else:
        is_late = bool(inquiry.due_on and inquiry.due_on < today)
        mark = "late" if is_late else "pending"
        words += (
            f" Skulle ha varit klar {day_in_words(inquiry.due_on)}." if is_late and inquiry.due_on else ""
        )
    return Line(
        year=one.year,
        href=reverse("inquiries:round-detail", args=[inquiry.pk]),
        compiled=reverse("inquiries:round-compiled", args=[inquiry.pk]) if answered else "",
        words=words,
        mark=mark,
        is_late=is_late,
    )
