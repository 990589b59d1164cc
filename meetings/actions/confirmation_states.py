"""How the parties stand to many decisions at once, short: for the register, a decision's way and a matter's (K3)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse

from meetings.confirmation_words import Stand, short_sentence
from meetings.models import Confirmation, ConfirmationRequest, Decision
from meetings.timelines import Step, late_words
from secretariat.inquiries.models import Inquiry
from secretariat.lib.access import Permission, may
from secretariat.lib.dates import day_in_words
from secretariat.registry.models import User

from .confirmation_answers import place_of, stand_of
from .decisions import address_of


@dataclass(frozen=True)
class PartyState:
    """How the parties stand to one decision. `answered_on` is the day of the last decision that a party has taken."""

    number: str
    address: str
    sentence: str
    due_on: dt.date | None
    answered_on: dt.date | None
    is_whole: bool
    is_over: bool
    days_late: int
    deviates: bool

    @property
    def href(self) -> str:
        """The table of all parties."""
        return reverse("meetings:confirmation-detail", args=[self.address])

    @property
    def mark(self) -> str:
        """Kind of mark beside the words: late, deviation, done or pending."""
        if self.days_late:
            return "late"
        if self.deviates:
            return "deviation"
        return "done" if self.is_whole or self.is_over else "pending"

    @property
    def words(self) -> str:
        """The sentence, with the last day where one waits for somebody."""
        if self.is_whole or self.is_over or self.due_on is None:
            return self.sentence
        verb = "Sista dag var" if self.days_late else "Senast"
        return f"{self.sentence} {verb} {day_in_words(self.due_on)}."

    def step(self, *, with_number: bool = False) -> Step:
        """As a stop on a line in time: on the last day as long as one waits, else the day the last one decided."""
        waits = not (self.is_whole or self.is_over)
        words = "Pågår" if waits else "Alla har beslutat" if self.is_whole else "Avslutat"
        return Step(
            ("late" if self.days_late else "planned") if waits else "done",
            self.due_on if waits else (self.answered_on or self.due_on),
            "Parterna bekräftar",
            role="Utfall",
            text=f"{self.number}: {self.words}" if with_number else self.words,
            words=late_words(self.days_late) if self.days_late else words,
            href=self.href,
            link_words="Parternas beslut",
            order=(5,),
        )


def states_of(
    decisions: Collection[UUID] | QuerySet[Decision], *, user: User, today: dt.date
) -> dict[UUID, PartyState]:
    """By decision, of those the parties have been asked about. Two queries, whatever the number.

    Nothing for a user who may not see what parties decide; that the decisions may be read is the caller's to see to.
    What is not sent, or has been withdrawn, is left out.
    """
    if not may(user, Permission.INQUIRY_READ):
        return {}
    if isinstance(decisions, QuerySet):
        requests = ConfirmationRequest.objects.filter(decision__in=decisions.order_by())
    else:
        requests = ConfirmationRequest.objects.filter(decision__in=decisions)
    requests = requests.filter(inquiry__sent_at__isnull=False, inquiry__withdrawn_at=None)
    asked = {one.inquiry_id: one for one in requests.select_related("inquiry", "decision")}
    rows: defaultdict[int, list[Confirmation]] = defaultdict(list)
    for one in Confirmation.objects.filter(recipient__inquiry__in=asked).select_related(
        "recipient__organisation__district"
    ):
        rows[one.recipient.inquiry_id].append(one)
    return {
        one.decision_id: _state(one.decision, one.inquiry, rows[key], today) for key, one in asked.items()
    }


def _state(decision: Decision, inquiry: Inquiry, rows: list[Confirmation], today: dt.date) -> PartyState:
    stands: list[Stand] = [stand_of(one) for one in sorted(rows, key=place_of)]
    is_whole = bool(stands) and not any(one.is_left for one in stands)
    is_late = not is_whole and inquiry.is_open and inquiry.due_on is not None and inquiry.due_on < today
    return PartyState(
        number=decision.number,
        address=address_of(decision.number, decision.pk),
        sentence=short_sentence(stands),
        due_on=inquiry.due_on,
        answered_on=max((one.decided_on for one in rows if one.decided_on), default=None),
        is_whole=is_whole,
        is_over=not inquiry.is_open,
        days_late=(today - inquiry.due_on).days if is_late and inquiry.due_on else 0,
        deviates=any(one.deviates and not one.is_handled for one in stands),
    )
