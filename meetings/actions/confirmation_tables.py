"""The parties' decisions as one table by länsdel, and all requests as a list: what pages, files and paper show (K3)."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from meetings import access
from meetings.confirmation_words import (
    FINAL,
    Headline,
    headline,
    is_late,
    lateness,
    moved_in_words,
    with_sign,
)
from meetings.models import Confirmation, ConfirmationRequest, Decision
from secretariat.inquiries.actions import reminding
from secretariat.inquiries.actions.letters import address_of as letters_to
from secretariat.inquiries.actions.letters import trouble_with
from secretariat.inquiries.actions.locks import obstacles_to_changing
from secretariat.inquiries.models import Inquiry, Recipient
from secretariat.lib.dates import and_list, day_in_words, local_day
from secretariat.registry.models import Organisation, StoredFile, User

from .confirmation_answers import changed_afterwards, place_of, stand_of, stands_of
from .decisions import address_of, readable
from .wordings import Span, words_of

Outcome = Confirmation.Outcome
OTHERS = "Övriga parter"
NO_DISTRICT = "Utan länsdel"
HIDDEN = "Skyddade uppgifter"


@dataclass(frozen=True)
class Line:
    """One party. `mark` is done, planned, late, deviation or absent; `notes` stand on a line of their own under it."""

    pk: int
    party: Organisation
    district: str
    organ: str
    handler: str
    email: str
    trouble: str
    planned_on: dt.date | None
    first_planned_on: dt.date | None
    decided_on: dt.date | None
    paragraph: str
    case_number: str
    outcome: str
    deviation: str
    handled: str
    mark: str
    words: str
    notes: tuple[str, ...]
    extract: StoredFile | None
    sent_on: dt.date | None
    reminded_on: dt.date | None
    reminders: int
    comment: str
    needs_handling: bool
    may_be_reminded: bool

    @property
    def is_decided(self) -> bool:
        """Whether the party's own decision is taken."""
        return self.outcome in FINAL

    @property
    def href(self) -> str:
        """The office's page about the party."""
        return reverse("meetings:confirmation-party", args=[self.pk])

    @property
    def remind_href(self) -> str:
        """Where one asks for a reminder to this party alone."""
        return reverse("meetings:confirmation-party-remind", args=[self.pk])

    @property
    def look(self) -> str:
        """The row's own tint, where it departs from the rest."""
        return {"late": "row-late", "deviation": "row-deviation"}.get(self.mark, "")


@dataclass(frozen=True)
class Group:
    """The parties of a länsdel, or those that are no kommuner."""

    name: str
    lines: Sequence[Line]


@dataclass(frozen=True)
class Matrix:
    """One request: the answer in sentences, the parties, and what stands under the table."""

    headline: Headline
    groups: Sequence[Group]
    totals: tuple[str, str, str, str]
    to_remind: Sequence[Line]
    unreachable: Sequence[Line]
    unhandled: Sequence[Line]

    @property
    def names_unreachable(self) -> str:
        """Those to whom no letter can go."""
        return and_list([line.party.short_name for line in self.unreachable])

    @property
    def lines(self) -> list[Line]:
        """All parties in the table's order."""
        return [line for group in self.groups for line in group.lines]


def matrix_of(inquiry: Inquiry, *, user: User | None, today: dt.date) -> Matrix:
    """The table as this user may see it: whose identity is protected is named to the office alone (D7). Two queries."""
    rows = sorted(
        Confirmation.objects.filter(recipient__inquiry=inquiry).select_related(
            "recipient__organisation__district", "recipient__handler__user", "extract"
        ),
        key=place_of,
    )
    changed = changed_afterwards(rows)
    sees_all = user is not None and access.is_office(user)
    for one in rows:
        one.recipient.inquiry = inquiry
    lines = [_line(one, today=today, changed_at=changed.get(one.pk), sees_all=sees_all) for one in rows]
    return Matrix(
        headline=headline([stand_of(one) for one in rows]),
        groups=grouped(lines),
        totals=totals_of(lines),
        to_remind=[line for line in lines if line.may_be_reminded],
        unreachable=[line for line in lines if line.trouble and not line.is_decided],
        unhandled=[line for line in lines if line.needs_handling],
    )


def _line(one: Confirmation, *, today: dt.date, changed_at: dt.datetime | None, sees_all: bool) -> Line:
    row, inquiry = one.recipient, one.recipient.inquiry
    person = row.handler
    is_hidden = bool(person and person.protected_identity and not sees_all)
    trouble = "" if row.answered_at or row.excused_at else trouble_with(row)
    if is_hidden and person:
        trouble = trouble.replace(person.name, "Handläggaren")
    mark, words = _state(one, today)
    return Line(
        pk=row.pk,
        party=row.organisation,
        district=district_of(row.organisation),
        organ=one.organ or row.organ,
        handler=HIDDEN if is_hidden else (person.name if person else ""),
        email="" if is_hidden or person is None else letters_to(person),
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
        notes=tuple(_notes(one, trouble=trouble, today=today, changed_at=changed_at)),
        extract=one.extract,
        sent_on=_day(row.sent_at),
        reminded_on=_day(row.reminded_at),
        reminders=row.reminders,
        comment=row.comment,
        needs_handling=one.outcome in Confirmation.DEVIATING and one.deviation_handled_at is None,
        may_be_reminded=inquiry.is_open
        and inquiry.sent_at is not None
        and reminding.may_be_reminded(row, today),
    )


def grouped(lines: Sequence[Line]) -> list[Group]:
    """Lines in the table's order, by länsdel."""
    return [Group(name, list(found)) for name, found in groupby(lines, key=lambda line: line.district)]


def line_of(one: Confirmation, *, handler: Recipient, today: dt.date) -> Line:
    """One party alone, for the office. `handler` is the recipient as read with its handläggare."""
    one.recipient.handler = handler.handler
    changed = changed_afterwards([one]).get(one.pk)
    return _line(one, today=today, changed_at=changed, sees_all=True)


def _day(moment: dt.datetime | None) -> dt.date | None:
    return local_day(moment) if moment else None


def district_of(party: Organisation) -> str:
    """Under which heading of the table a party stands."""
    if party.kind != Organisation.Kind.MUNICIPALITY:
        return OTHERS
    return party.district.name if party.district else NO_DISTRICT


def _state(one: Confirmation, today: dt.date) -> tuple[str, str]:
    """Mark and words of how it stands."""
    if one.outcome in Confirmation.DEVIATING:
        return "deviation", one.get_outcome_display().capitalize()
    if one.outcome:
        return "done", one.get_outcome_display().capitalize()
    if one.recipient.excused_at:
        return "absent", "Svarar inte"
    inquiry = one.recipient.inquiry
    if inquiry.is_open and is_late(one.planned_on, inquiry.due_on, today):
        return "late", "Inte beslutat"
    return "planned", "Inte beslutat"


def _handled(one: Confirmation) -> str:
    if one.deviation_handled_at is None:
        return ""
    return f"Hanterad {day_in_words(local_day(one.deviation_handled_at))}: {one.deviation_handled_how}"


def _notes(
    one: Confirmation, *, trouble: str, today: dt.date, changed_at: dt.datetime | None
) -> Iterable[str]:
    """What must be known beside the columns."""
    row, inquiry = one.recipient, one.recipient.inquiry
    if one.outcome in Confirmation.DEVIATING:
        yield f"”{one.deviation}”"
        yield _handled(one)
    if one.outcome not in FINAL and inquiry.is_open:
        yield trouble
        yield moved_in_words(one.first_planned_on, one.planned_on)
        yield lateness(one.planned_on, inquiry.due_on, today)
        if row.reminded_at and not row.excused_at:
            yield f"Påmind {day_in_words(local_day(row.reminded_at))}."
    if row.excused_at and one.outcome not in FINAL:
        yield row.comment
    if changed_at:
        yield f"Beskedet ändrat {day_in_words(local_day(changed_at))}."


def totals_of(lines: Sequence[Line]) -> tuple[str, str, str, str]:
    """Under the table: how many, decided, deviating, extracts. Of the kommuner alone where there are several."""
    kommuner = [line for line in lines if line.party.kind == Organisation.Kind.MUNICIPALITY]
    counted, noun = (kommuner, "kommuner") if len(kommuner) > 1 else (lines, "parter")
    decided = sum(line.is_decided for line in counted)
    deviating = sum(line.outcome in Confirmation.DEVIATING for line in counted)
    extracts = sum(line.extract is not None for line in counted)
    return (
        f"{len(counted)} {noun if len(counted) != 1 else 'part'}",
        f"{decided} beslutade" if decided != 1 else "1 beslutad",
        f"{deviating} avvikelser" if deviating != 1 else "1 avvikelse",
        f"{extracts} utdrag inkomna" if extracts != 1 else "1 utdrag inkommet",
    )


# All requests


@dataclass(frozen=True)
class Listed:
    """One request in the list of all."""

    request: ConfirmationRequest
    decision: Decision
    headline: Headline
    mark: str
    words: str
    words_of_decision: str

    @property
    def address(self) -> str:
        """The last part of the decision's addresses."""
        return address_of(self.decision.number, self.decision.pk)


OPEN, LATE, DEVIATING, PREPARED, OVER = "pagar", "sena", "avviker", "forbereds", "avslutade"
STATES = {
    LATE: "Efter sista dag",
    DEVIATING: "Avvikelse att hantera",
    OPEN: "Pågår",
    PREPARED: "Inte skickade än",
    OVER: "Avslutade och återkallade",
}


def requests(user: User, q: str = "") -> QuerySet[ConfirmationRequest]:
    """Requests about decisions this user may read; with `q` in the decision's number or words."""
    return ConfirmationRequest.objects.filter(decision__in=readable(user, q))


def in_state(state: str, today: dt.date) -> Q:
    """Condition on a request."""
    is_open = Q(inquiry__closed_at=None, inquiry__withdrawn_at=None)
    waiting = Recipient.objects.filter(inquiry=OuterRef("inquiry"), answered_at=None, excused_at=None)
    deviating = Confirmation.objects.filter(
        recipient__inquiry=OuterRef("inquiry"),
        outcome__in=Confirmation.DEVIATING,
        deviation_handled_at=None,
    )
    conditions: dict[str, Callable[[], Q]] = {
        LATE: lambda: (
            is_open & Q(inquiry__sent_at__isnull=False, inquiry__due_on__lt=today) & Q(Exists(waiting))
        ),
        DEVIATING: lambda: is_open & Q(Exists(deviating)),
        OPEN: lambda: is_open & Q(inquiry__sent_at__isnull=False),
        PREPARED: lambda: is_open & Q(inquiry__sent_at=None),
        OVER: lambda: ~is_open,
    }
    return conditions[state]()


def counts(rows: QuerySet[ConfirmationRequest], today: dt.date) -> dict[str, int]:
    """How many requests are in each state; one may be in several. One query."""
    found: dict[str, int] = rows.order_by().aggregate(
        **{state: Count("pk", filter=in_state(state, today)) for state in STATES}
    )
    return found


def listed(rows: Iterable[ConfirmationRequest], *, today: dt.date) -> list[Listed]:
    """Rows of a page with their sentences: one further query for the parties, whatever the number."""
    rows = list(rows)
    inquiries = {one.inquiry_id: one for one in rows}
    found: dict[int, list[Confirmation]] = {key: [] for key in inquiries}
    confirmations = Confirmation.objects.filter(recipient__inquiry__in=inquiries).select_related(
        "recipient__organisation__district"
    )
    for one in sorted(confirmations, key=place_of):
        one.recipient.inquiry = inquiries[one.recipient.inquiry_id].inquiry
        found[one.recipient.inquiry_id].append(one)
    decisions = [one.decision for one in rows]
    words = words_of(
        Span(one.pk, one.item_id, one.block_id, one.last_block_id, one.block.html) for one in decisions
    )
    return [_listed(one, found[one.inquiry_id], words[one.decision_id], today) for one in rows]


def _listed(
    request: ConfirmationRequest, rows: list[Confirmation], words_of_decision: str, today: dt.date
) -> Listed:
    inquiry = request.inquiry
    stands = [stand_of(one) for one in rows]
    late = bool(inquiry.due_on and inquiry.due_on < today and any(one.is_left for one in stands))
    unhandled = any(one.deviates and not one.is_handled for one in stands)
    if inquiry.withdrawn_at:
        mark, words = "replaced", "Återkallad"
    elif inquiry.closed_at:
        mark, words = "done", "Avslutad"
    elif inquiry.sent_at is None:
        mark, words = "draft", "Inte skickad än"
    elif late:
        mark, words = "late", "Sent"
    elif unhandled:
        mark, words = "deviation", "Avvikelse att hantera"
    elif any(one.is_left for one in stands):
        mark, words = "pending", "Pågår"
    else:
        mark, words = "done", "Alla har beslutat"
    return Listed(
        request=request,
        decision=request.decision,
        headline=headline(stands),
        mark=mark,
        words=words,
        words_of_decision=words_of_decision,
    )


def waiting_for(person: int) -> QuerySet[Recipient]:
    """Parties for which this person is to answer and has not, the one that is due first. One query."""
    return (
        Recipient.objects.waiting()
        .filter(handler=person, inquiry__confirmation_request__isnull=False)
        .select_related("inquiry", "organisation")
        .order_by("inquiry__due_on", "pk")
    )


def summary_of(decision: Decision) -> dict[str, Any] | None:
    """For the decision's own page: the sentence, and that it is over; None where nobody is asked. Two queries."""
    rows = decision.confirmation_requests.select_related("inquiry")
    latest = max(rows, key=lambda one: (one.inquiry.withdrawn_at is None, one.pk), default=None)
    if latest is None:
        return None
    inquiry = latest.inquiry
    note = " ".join(obstacles_to_changing(inquiry)) if inquiry.sent_at else "Begäran är inte skickad än."
    return {"headline": headline(stands_of(inquiry)), "note": note}
