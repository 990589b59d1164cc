"""Which parties want to join in: one question as a list of parties, and all questions as a list (K11)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When

from meetings import access
from meetings.interest_words import Summary, summary
from meetings.models import Interest, InterestCall, Meeting
from secretariat.inquiries.actions import reminding
from secretariat.inquiries.actions.letters import address_of as letters_to
from secretariat.inquiries.actions.letters import trouble_with
from secretariat.inquiries.models import Inquiry, Recipient
from secretariat.lib.access import Permission, may
from secretariat.lib.dates import and_list, day_in_words, local_day
from secretariat.registry.models import Organisation, Person, User

from .confirmation_tables import HIDDEN
from .interest_answers import ORDER, voice_of
from .interests import calls

Answer = Interest.Answer
_MARKS = {Answer.YES: "done", Answer.MAYBE: "pending", Answer.NO: "absent"}
_FIRST = {Answer.YES: 0, Answer.MAYBE: 1, Answer.NO: 2}


@dataclass(frozen=True)
class Line:
    """One party. `contact`, `email` and `phone` are of whom the party wants one to talk to."""

    pk: int
    party: Organisation
    handler: str
    answer: str
    mark: str
    words: str
    condition: str
    contact: str
    email: str
    phone: str
    answered_on: dt.date | None
    how: str
    trouble: str
    note: str
    sent_on: dt.date | None
    reminded_on: dt.date | None
    reminders: int
    may_be_reminded: bool


@dataclass(frozen=True)
class Compiled:
    """One question: the answer in sentences and the parties, those who want to first."""

    summary: Summary
    lines: list[Line]

    @property
    def to_remind(self) -> list[Line]:
        return [line for line in self.lines if line.may_be_reminded]

    @property
    def names_unreachable(self) -> str:
        """Those to whom no letter can go."""
        return and_list([line.party.short_name for line in self.lines if line.trouble])


def compiled(inquiry: Inquiry, *, user: User | None, today: dt.date) -> Compiled:
    """The list as this user may see it: whose identity is protected is named to the office alone (D7). One query."""
    rows = list(
        Interest.objects.filter(recipient__inquiry=inquiry)
        .select_related("recipient__organisation", "recipient__handler__user")
        .order_by(*ORDER)
    )
    sees_all = user is not None and access.is_office(user)
    for one in rows:
        one.recipient.inquiry = inquiry
    lines = [line_of(one, today=today, sees_all=sees_all) for one in rows]
    return Compiled(
        summary([voice_of(one) for one in rows]),
        sorted(lines, key=lambda line: _FIRST.get(Answer(line.answer), 3) if line.answer else 3),
    )


def line_of(one: Interest, *, today: dt.date, sees_all: bool) -> Line:
    """One party's row. Whom to talk to is the handläggare where the party has named nobody else."""
    row, inquiry = one.recipient, one.recipient.inquiry
    person = row.handler
    is_hidden = bool(person and person.protected_identity and not sees_all)
    name = HIDDEN if is_hidden else (person.name if person else "")
    trouble = "" if row.answered_at or row.excused_at else trouble_with(row)
    if is_hidden and person:
        trouble = trouble.replace(person.name, "Handläggaren")
    says_who = bool(one.contact or one.email or one.phone)
    wants = one.answer in (Answer.YES, Answer.MAYBE)
    mark, words = _state(one, today)
    return Line(
        pk=row.pk,
        party=row.organisation,
        handler=name,
        answer=one.answer,
        mark=mark,
        words=words,
        condition=one.condition,
        contact=one.contact if says_who else (name if wants else ""),
        email=one.email if says_who else (_address(person) if wants and not is_hidden else ""),
        phone=one.phone if says_who else (person.phone if wants and person and not is_hidden else ""),
        answered_on=_day(row.answered_at),
        how=row.get_answered_how_display() if row.answered_how == "office" else "",
        trouble=trouble if inquiry.is_open else "",
        note=_note(row),
        sent_on=_day(row.sent_at),
        reminded_on=_day(row.reminded_at),
        reminders=row.reminders,
        may_be_reminded=inquiry.is_open
        and inquiry.sent_at is not None
        and reminding.may_be_reminded(row, today),
    )


def _address(person: Person | None) -> str:
    return letters_to(person) if person else ""


def _day(moment: dt.datetime | None) -> dt.date | None:
    return local_day(moment) if moment else None


def _state(one: Interest, today: dt.date) -> tuple[str, str]:
    row, inquiry = one.recipient, one.recipient.inquiry
    if one.answer:
        return _MARKS[Answer(one.answer)], one.get_answer_display().capitalize()
    if row.excused_at:
        return "replaced", "Svarar inte"
    is_late = inquiry.is_open and inquiry.due_on is not None and inquiry.due_on < today
    return ("late" if is_late else "planned"), "Inte svarat"


def _note(row: Recipient) -> str:
    if row.answered_at:
        return ""
    if row.excused_at:
        return row.comment
    return f"Påmind {day_in_words(local_day(row.reminded_at))}." if row.reminded_at else ""


# All questions


@dataclass(frozen=True)
class Listed:
    """One question in the list of all."""

    call: InterestCall
    summary: Summary
    mark: str
    words: str


OPEN, LATE, PREPARED, OVER = "pagar", "sena", "forbereds", "avslutade"
STATES = {
    LATE: "Efter sista dag",
    OPEN: "Pågår",
    PREPARED: "Inte skickade än",
    OVER: "Avslutade och återkallade",
}


def readable(user: User, q: str = "") -> QuerySet[InterestCall]:
    """Questions about what this user may know of; with `q` in their words. What is not sent is for who asks."""
    if not may(user, Permission.INQUIRY_READ):
        return InterestCall.objects.none()
    visible = Meeting.objects.visible_to(user)
    rows = calls().filter(Q(item__meeting__in=visible) | Q(matter__isnull=False))
    if not may(user, Permission.INQUIRY_SEND):
        answered = Recipient.objects.filter(inquiry=OuterRef("inquiry"), answered_at__isnull=False)
        rows = rows.filter(Q(inquiry__sent_at__isnull=False) | Q(Exists(answered)))
    if not q:
        return rows
    named = Q(inquiry__title__icontains=q) | Q(inquiry__text__icontains=q)
    return rows.filter(named | Q(matter__number__icontains=q) | Q(matter__title__icontains=q))


def in_state(state: str, today: dt.date) -> Q:
    """Condition on a question."""
    is_open = Q(inquiry__closed_at=None, inquiry__withdrawn_at=None)
    waiting = Recipient.objects.filter(inquiry=OuterRef("inquiry"), answered_at=None, excused_at=None)
    sent = Q(inquiry__sent_at__isnull=False)
    if state == LATE:
        return is_open & sent & Q(inquiry__due_on__lt=today) & Q(Exists(waiting))
    if state == OPEN:
        return is_open & sent
    return is_open & Q(inquiry__sent_at=None) if state == PREPARED else ~is_open


def counts(rows: QuerySet[InterestCall], today: dt.date) -> dict[str, int]:
    """How many questions are in each state; one may be in several. One query."""
    found: dict[str, int] = rows.order_by().aggregate(
        **{state: Count("pk", filter=in_state(state, today)) for state in STATES}
    )
    return found


def in_order(rows: QuerySet[InterestCall]) -> QuerySet[InterestCall]:
    """Open ones first, the one that is due first of them; then those that are over, latest first."""
    over = Case(
        When(inquiry__closed_at=None, inquiry__withdrawn_at=None, then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    return rows.order_by(over, "inquiry__due_on", "-pk")


def listed(rows: Iterable[InterestCall], *, today: dt.date) -> list[Listed]:
    """Rows of a page with their sentences: one further query for the parties, whatever the number."""
    found = list(rows)
    voices: dict[int, list[Interest]] = {one.inquiry_id: [] for one in found}
    answers = Interest.objects.filter(recipient__inquiry__in=voices)
    for one in answers.select_related("recipient__organisation").order_by(*ORDER):
        voices[one.recipient.inquiry_id].append(one)
    return [_listed(one, voices[one.inquiry_id], today) for one in found]


def _listed(call: InterestCall, rows: list[Interest], today: dt.date) -> Listed:
    inquiry = call.inquiry
    said = [voice_of(one) for one in rows]
    is_left = any(one.is_left for one in said)
    if inquiry.withdrawn_at:
        mark, words = "replaced", "Återkallad"
    elif inquiry.closed_at:
        mark, words = "done", "Avslutad"
    elif inquiry.sent_at is None:
        mark, words = "draft", "Inte skickad än"
    elif is_left and inquiry.due_on and inquiry.due_on < today:
        mark, words = "late", "Sent"
    else:
        mark, words = ("pending", "Pågår") if is_left else ("done", "Alla har svarat")
    return Listed(call=call, summary=summary(said), mark=mark, words=words)


def waiting_for(person: int) -> QuerySet[Recipient]:
    """Parties for which this person is to answer and has not, the one that is due first. One query."""
    return (
        Recipient.objects.waiting()
        .filter(handler=person, inquiry__interest_call__isnull=False)
        .select_related("inquiry", "organisation")
        .order_by("inquiry__due_on", "pk")
    )
