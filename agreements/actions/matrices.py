"""A version's parties as one table by länsdel: what the page, the file and the paper show (F2, domain 3.4)."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse

from agreements.models import AgreementParty, AgreementVersion, FollowUp
from meetings import access as meeting_access
from meetings.actions.confirmation_answers import place_among
from meetings.actions.confirmation_tables import HIDDEN, Line, Matrix, district_of, grouped, totals_of
from meetings.confirmation_words import FINAL, headline, is_late, lateness, moved_in_words, with_sign
from secretariat.inquiries.actions import reminding
from secretariat.inquiries.actions.letters import address_of
from secretariat.inquiries.models import Inquiry, Recipient
from secretariat.lib.dates import day_in_words, local_day
from secretariat.registry.models import User

from . import rounds
from .standing import bound, deciding, stand_of
from .steps import parties_of

Role, Outcome = AgreementParty.Role, AgreementParty.Outcome
_SHORT = {
    Outcome.ASSENT: "Bifall",
    Outcome.ASSENT_CHANGED: "Bifall med tillägg",
    Outcome.REFERRED_BACK: "Återremiss",
    Outcome.REFUSED: "Avslag",
    Outcome.ABSTAINED: "Avstår",
}
_LABEL = {
    Outcome.ASSENT_CHANGED: "Tillägg", Outcome.REFERRED_BACK: "Återremiss", Outcome.REFUSED: "Avslag",
    Outcome.ABSTAINED: "Avstår",
}  # fmt: skip
_COOPERATES = "Samverkar utan beslut"


@dataclass(frozen=True)
class PartyLine(Line):
    """One party of a version, with what comes after its decision."""

    is_party: bool
    handler_title: str
    state_words: str
    signer: str
    signed_on: dt.date | None
    in_force_on: dt.date | None
    followed_up_on: dt.date | None

    @property
    def href(self) -> str:
        """The office's page about the party."""
        return reverse("agreements:party-detail", args=[self.pk])

    @property
    def remind_href(self) -> str:
        """Where one asks for a reminder to this party alone."""
        return reverse("agreements:party-remind", args=[self.pk])

    @property
    def look(self) -> str:
        """The row's own tint: late, or a deviation that nobody has handled."""
        if self.mark == "deviation" and not self.needs_handling:
            return ""
        return {"late": "row-late", "deviation": "row-deviation", "unknown": "row-deviation"}.get(
            self.mark, ""
        )


def matrix_of(version: AgreementVersion, *, user: User | None, today: dt.date) -> Matrix:
    """The table as this user may see it; protected persons are named to the office alone (D7). Three queries."""
    inquiry = rounds.inquiry_of(version)
    rows = sorted(parties_of(version), key=lambda one: place_among(one.organisation))
    followed = _followed_up(version)
    sees_all = user is not None and meeting_access.is_office(user)
    lines = []
    for one in rows:
        one.version = version
        if one.recipient and inquiry:
            one.recipient.inquiry = inquiry
        lines.append(
            line_of(
                one,
                inquiry=inquiry,
                today=today,
                sees_all=sees_all,
                followed=followed.get(one.organisation_id),
            )
        )
    deciders = [line for line in lines if line.is_party]
    return Matrix(
        headline=headline([stand_of(one) for one in deciding(rows)]),
        groups=grouped(lines),
        totals=totals_of(deciders),
        to_remind=[line for line in deciders if line.may_be_reminded],
        unreachable=[line for line in deciders if line.trouble and not line.is_decided],
        unhandled=[line for line in deciders if line.needs_handling],
    )


def _followed_up(version: AgreementVersion) -> dict[int, dt.date]:
    """When each party last answered a follow-up of the agreement, by the organisation's id. One query."""
    rows = Recipient.objects.filter(
        inquiry__in=FollowUp.objects.filter(agreement=version.agreement_id).values("inquiry"),
        answered_at__isnull=False,
    ).order_by("answered_at")
    return {key: local_day(at) for key, at in rows.values_list("organisation", "answered_at") if at}


def line_of(
    one: AgreementParty,
    *,
    inquiry: Inquiry | None,
    today: dt.date,
    sees_all: bool = True,
    followed: dt.date | None = None,
) -> PartyLine:
    """One party. Asks nothing where it was read by `steps.parties_of`."""
    row, person = one.recipient, one.handler
    if row:
        row.organisation, row.handler = one.organisation, person
    is_party = one.role == Role.PARTY
    is_hidden = bool(person and person.protected_identity and not sees_all)
    trouble = rounds.trouble_with(one) if is_party and one.outcome not in FINAL else ""
    if is_hidden and person:
        trouble = trouble.replace(person.name, "Handläggaren")
    mark, words = _state(one, inquiry, trouble, today)
    return PartyLine(
        pk=one.pk,
        party=one.organisation,
        district=district_of(one.organisation),
        organ=one.organ,
        handler=HIDDEN if is_hidden else (person.name if person else ""),
        email="" if is_hidden or person is None else address_of(person),
        trouble=trouble,
        planned_on=one.planned_on,
        first_planned_on=one.first_planned_on,
        decided_on=one.decided_on,
        paragraph=with_sign(one.paragraph),
        case_number=one.case_number,
        outcome=one.outcome,
        deviation=one.deviation,
        handled=_handled(one),
        mark=mark,
        words=words,
        notes=tuple(_notes(one, inquiry, trouble=trouble, today=today)),
        extract=one.extract,
        sent_on=_day(row.sent_at if row else None) or (_day(one.version.sent_at) if _copied(one) else None),
        reminded_on=_day(row.reminded_at if row else None),
        reminders=row.reminders if row else 0,
        comment=one.comment,
        needs_handling=one.has_open_deviation,
        may_be_reminded=bool(row and inquiry and inquiry.is_open and reminding.may_be_reminded(row, today)),
        is_party=is_party,
        handler_title="" if is_hidden or person is None else person.title,
        state_words=_COOPERATES if not is_party else str(one.get_state_display()).capitalize(),
        signer=one.signer,
        signed_on=one.signed_on,
        in_force_on=one.in_force_on,
        followed_up_on=followed,
    )


def _copied(one: AgreementParty) -> bool:
    """Whether the registrator has got a copy though nobody else could be written to."""
    return one.recipient is not None and bool(one.organisation.registrar_email)


def _day(moment: dt.datetime | None) -> dt.date | None:
    return local_day(moment) if moment else None


def _is_asked(inquiry: Inquiry | None) -> bool:
    return inquiry is not None and inquiry.is_open and inquiry.sent_at is not None


def _state(one: AgreementParty, inquiry: Inquiry | None, trouble: str, today: dt.date) -> tuple[str, str]:
    """Mark and words of how it stands."""
    if one.role == Role.COOPERATING:
        return "absent", _COOPERATES
    if one.outcome:
        words = _SHORT[Outcome(one.outcome)]
        return ("deviation", words) if one.deviates else ("done", words)
    if not _is_asked(inquiry) or inquiry is None:
        return "planned", "Ej skickat" if one.state == AgreementParty.State.NOT_SENT else "Inte beslutat"
    if is_late(one.planned_on, inquiry.due_on, today):
        return "late", "Inte beslutat"
    if trouble and one.handler is None:
        return "unknown", "Handläggare saknas"
    return "planned", str(one.get_state_display()).capitalize()


def _handled(one: AgreementParty) -> str:
    if one.deviation_handled_at is None:
        return ""
    return f"Godtaget {day_in_words(local_day(one.deviation_handled_at))}: {one.deviation_handled_how}"


def _notes(one: AgreementParty, inquiry: Inquiry | None, *, trouble: str, today: dt.date) -> Iterable[str]:
    """What must be known beside the columns."""
    if one.deviates:
        yield f"{_LABEL[Outcome(one.outcome)]}: ”{one.deviation}”"
        yield _handled(one)
    if one.outcome not in FINAL and one.role == Role.PARTY and _is_asked(inquiry) and inquiry:
        yield f"{trouble} Inget brev har gått till parten." if trouble and not one.handler else trouble
        yield moved_in_words(one.first_planned_on, one.planned_on)
        yield lateness(one.planned_on, inquiry.due_on, today)
        if one.recipient and one.recipient.reminded_at:
            yield f"Påmind {day_in_words(local_day(one.recipient.reminded_at))}."
    yield one.comment


def signing_words(version: AgreementVersion, matrix: Matrix) -> str:
    """How far the signing has come; empty before it has begun.

    Only those are counted that the version is to bind.
    """
    rows = list(parties_of(version))
    required = bound(rows)
    if version.state not in ("signing", *AgreementVersion.BINDING) or not required:
        return ""
    unsigned = [one.organisation.short_name for one in required if one.signed_on is None]
    if not any(one.signed_on for one in required):
        return "" if version.state != "signing" else "Ingen har undertecknat än."
    total = len(required)
    return _signed_in_words(total, unsigned)


_FEW = 4


def _signed_in_words(total: int, unsigned: Sequence[str]) -> str:
    if not unsigned:
        return f"Alla {total} har undertecknat."
    left = ", ".join(unsigned) if len(unsigned) <= _FEW else f"{len(unsigned)} parter"
    return f"{total - len(unsigned)} av {total} har undertecknat. Kvar: {left}."
