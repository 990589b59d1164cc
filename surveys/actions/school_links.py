"""A school's own link: letters to many schools at once, and what the link opens (H2, H3)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q, QuerySet, Sum
from django.utils import timezone

from secretariat.lib.dates import STOCKHOLM
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import links, log, mail
from secretariat.registry.models import PersonalLink, User
from secretariat.registry.models.links import PersonalLinkQuerySet
from surveys import school_letters
from surveys.models import Participation, SurveyRound
from surveys.participation_states import STEPS, State, obstacles_in_round
from surveys.school_letters import ASK, REMIND, START

from . import participation

_KEPT = dt.timedelta(days=60)
_WITHOUT_END = dt.timedelta(days=365)
_LEAST = dt.timedelta(days=14)
_STATES = {ASK: State.NOT_ASKED, REMIND: State.NO_REPLY, START: State.PARTICIPATES}
_NOBODY = {
    ASK: "Alla skolor i omgången är redan tillfrågade.",
    REMIND: "Alla tillfrågade skolor har svarat.",
    START: "Alla skolor som deltar har börjat svara.",
}


@dataclass(frozen=True)
class Audience:
    """Who a letter would go to, and which schools have no address."""

    rows: Sequence[Participation]
    without: Sequence[Participation]


def audience(of: SurveyRound, kind: str) -> Audience:
    """Schools the kind of letter is for, in order. One that has been reminded today is not reminded again."""
    rows = list(_rows_for(of, kind))
    return Audience([one for one in rows if one.school.email], [one for one in rows if not one.school.email])


def _rows_for(of: SurveyRound, kind: str) -> QuerySet[Participation]:
    rows = of.participations.filter(state=_STATES[kind]).select_related(*participation.WITH)
    if kind == START:
        rows = rows.annotate(come=Sum("counts__answered")).filter(Q(come=None) | Q(come=0))
    if kind != ASK:
        midnight = dt.datetime.combine(timezone.localdate(), dt.time(), STOCKHOLM)
        rows = rows.filter(Q(reminded_at=None) | Q(reminded_at__lt=midnight))
    return rows.order_by("school__party__sort_key", "school__sort_key", "pk")


def obstacles_to_writing(of: SurveyRound, kind: str) -> list[str]:
    """Why no letter of the kind can be sent now."""
    if closed := obstacles_in_round(of):
        return closed
    if kind == START and of.state != SurveyRound.State.COLLECTING:
        return [f"Omgången är {of.get_state_display()}. Svaren samlas inte in nu."]
    found = audience(of, kind)
    if not found.rows and not found.without:
        reminded = (
            kind != ASK
            and of.participations.filter(state=_STATES[kind], reminded_at__date=timezone.localdate()).exists()
        )
        return ["De som är kvar har fått en påminnelse i dag."] if reminded else [_NOBODY[kind]]
    if not found.rows:
        return ["Ingen av skolorna har en e-postadress. Ring dem, eller skriv adressen på skolans sida."]
    return []


def ends_at(of: SurveyRound) -> dt.datetime:
    """The last moment of the round's links: sixty days after the collection, a year from now where that is not set.

    A letter that is late gives a link that holds for two weeks all the same.
    """
    last = of.buffer_to or of.collected_to
    if last is None:
        return timezone.now() + _WITHOUT_END
    day = max(last + _KEPT, timezone.localdate() + _LEAST)
    return dt.datetime.combine(day, dt.time(23, 59), STOCKHOLM)


@transaction.atomic
def write_letters(of: SurveyRound, kind: str, *, by: User, at: dt.datetime | None = None) -> int:
    """Write to all the kind is for, each with a link of its own. Returns how many letters. Raises NotAllowed."""
    at = at or timezone.now()
    of = participation.held_round(of)
    if reasons := obstacles_to_writing(of, kind):
        raise NotAllowed(reasons)
    numbers = [one.pk for one in audience(of, kind).rows]
    rows = list(
        Participation.objects.select_for_update(of=("self",))
        .filter(pk__in=numbers, state=_STATES[kind])
        .select_related("school__party")
        .order_by("pk")
    )
    for row in rows:
        row.round = of
    mail.write_many([_letter(row, kind, by=by) for row in rows])
    for row in rows:
        if kind == ASK:
            row.state, row.asked_at = STEPS[ASK].target, at
        else:
            row.reminded_at, row.reminders = at, row.reminders + 1
    Participation.objects.bulk_update(rows, ["state", "asked_at", "reminded_at", "reminders"])
    log.write("skrev till skolor", by=by, about=of, brev=school_letters.KINDS[kind], antal=len(rows))
    return len(rows)


def _letter(row: Participation, kind: str, *, by: User) -> mail.Letter:
    key = issue(row, by=by)
    return school_letters.letter(row, kind, key, by=by)


def issue(row: Participation, *, by: User | None) -> str:
    """A new secret that opens the school's page until some time after the collection."""
    _, key = links.issue(
        purpose=PersonalLink.Purpose.SCHOOL,
        by=by,
        recipient=row.school.email or row.school.name,
        about=row,
        expires_at=ends_at(row.round),
    )
    return key


@transaction.atomic
def send_anew(row: Participation, *, by: User) -> None:
    """A letter with a new link to one school, whatever it has answered; the links before it stop. Raises NotAllowed."""
    row = participation.held(row)
    if closed := obstacles_in_round(row.round):
        raise NotAllowed(closed)
    if not row.school.email:
        raise NotAllowed("Skolan har ingen e-postadress. Skriv den på skolans sida.")
    end_links(row, by=by)
    kind = START if row.state == State.PARTICIPATES else REMIND if row.state == State.NO_REPLY else ASK
    mail.write_many([_letter(row, kind, by=by)])
    if row.state == State.NOT_ASKED:
        participation.moved(row, STEPS[ASK], by=by, at=timezone.now())


def links_of(row: Participation) -> PersonalLinkQuerySet:
    """All links the school has been given, the newest first."""
    kind = ContentType.objects.get_for_model(Participation)
    return PersonalLink.objects.filter(
        purpose=PersonalLink.Purpose.SCHOOL, content_type=kind, object_id=str(row.pk)
    ).order_by("-created_at", "-pk")


@transaction.atomic
def end_links(row: Participation, *, by: User) -> int:
    """Let none of the school's links open anything. Returns how many stood."""
    standing = list(links_of(row).standing())
    for link in standing:
        links.revoke(link, by=by)
    return len(standing)


def find(key: str) -> tuple[Participation | None, PersonalLink | None]:
    """The school in a round that this secret opens, and the link; a link alone where it opens no longer."""
    link = links.find(key, purpose=PersonalLink.Purpose.SCHOOL)
    if link is None or link.content_type != ContentType.objects.get_for_model(Participation):
        return None, None
    if not link.stands:
        return None, link
    rows = Participation.objects.select_related("round__survey", "round__responsible", "school__party")
    return rows.filter(pk=link.object_id).first(), link
