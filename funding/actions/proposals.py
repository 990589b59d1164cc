"""From judgements to a proposal: an amount and reasons for each application, never more than the frame (G8)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from funding.models import Application, Call
from meetings.actions import agenda
from meetings.models import AgendaItem
from secretariat.lib.dates import and_list, day_in_words
from secretariat.lib.money import kronor
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log
from secretariat.registry.models import User

from . import applications, calls

State = Application.State


@dataclass(frozen=True)
class Proposed:
    """What is proposed for one application: kronor (None or 0 is avslag) and why."""

    amount: int | None
    why: str


@dataclass(frozen=True)
class Frame:
    """The money there is and what is proposed of it, in whole kronor."""

    whole: int
    proposed: int

    @property
    def left(self) -> int:
        return self.whole - self.proposed


def to_decide(call: Call) -> list[Application]:
    """Every application that a decision is to be taken on, by number."""
    return list(call.applications.filter(state__in=applications.WITH_OFFICE).order_by("number"))


def frame_of(call: Call) -> Frame:
    """The call's frame: what is left in its pot, and what is proposed."""
    rows = call.applications.filter(state__in=applications.WITH_OFFICE)
    return Frame(calls.left_in(call.pot), sum(one.proposed_amount or 0 for one in rows))


def obstacles_to_amount(application: Application, amount: int | None) -> list[str]:
    """Why this sum cannot be proposed for it, with the sum that is too much."""
    asked, most = application.amount or 0, application.call.max_amount
    if not amount:
        return []
    found = []
    if amount < 0:
        found.append("Beloppet kan inte vara mindre än noll.")
    if application.state != State.COMPLETE:
        found.append(f"Den är {application.get_state_display()} och kan inte beviljas.")
    if amount > asked:
        found.append(f"{kronor(amount)} är {kronor(amount - asked)} mer än det sökta, {kronor(asked)}.")
    if amount > most:
        found.append(f"{kronor(amount)} är {kronor(amount - most)} mer än högsta beloppet, {kronor(most)}.")
    return found


@transaction.atomic
def propose_amounts(call: Call, said: Mapping[int, Proposed], *, by: User) -> Frame:
    """Keep amounts and reasons by the application's id. Raises NotAllowed with every sum that is too much."""
    call = calls.hold(call)
    if call.state != Call.State.CLOSED:
        raise NotAllowed(f"Utlysningen är ”{call.get_state_display()}”. Beloppen ändras inte nu.")
    rows = call.applications.select_for_update(of=("self",)).filter(pk__in=said)
    reasons: list[str] = []
    changed = []
    for one in rows.filter(state__in=applications.WITH_OFFICE).order_by("number"):
        one.call = call
        wanted = said[one.pk]
        if wrong := obstacles_to_amount(one, wanted.amount):
            reasons += [f"Ansökan {one.number}: {words}" for words in wrong]
        if (one.proposed_amount, one.proposed_why) != (wanted.amount, wanted.why.strip()):
            if one.assessments.filter(assessor__user=by, is_disqualified=True).exists():
                reasons.append(f"Ansökan {one.number}: du har anmält jäv och föreslår inget om den.")
            one.proposed_amount, one.proposed_why = wanted.amount, wanted.why.strip()
            changed.append(one)
    for one in changed:
        one.save(update_fields=["proposed_amount", "proposed_why"])
    frame = frame_of(call)
    if frame.left < 0:
        reasons.append(f"Förslaget är {kronor(-frame.left)} mer än ramen på {kronor(frame.whole)}.")
    if reasons:
        raise NotAllowed(reasons)
    if changed:
        log.write("föreslog belopp", by=by, about=call, ansökningar=len(changed), summa=frame.proposed)
    return frame


def obstacles_to_proposing(call: Call) -> list[str]:
    """Why the proposal cannot go to the body that decides."""
    if call.state != Call.State.CLOSED:
        return [f"Utlysningen är ”{call.get_state_display()}”. Förslaget lämnas när den är stängd."]
    rows, today = to_decide(call), timezone.localdate()
    found = [] if rows else ["Ingen ansökan är inlämnad."]
    unchecked = [one for one in rows if one.state == State.SUBMITTED]
    waiting = [
        one
        for one in rows
        if one.state == State.RETURNED and one.complement_by and one.complement_by >= today
    ]
    undecided = [one for one in rows if one.proposed_amount is None]
    silent = [one for one in rows if not one.proposed_amount and not one.proposed_why]
    if unchecked:
        found.append(f"Inte kontrollerade: {_numbers(unchecked)}.")
    if waiting:
        found.append(f"Får kompletteras än: {_numbers(waiting)}.")
    if undecided:
        found.append(f"Inget belopp är föreslaget (skriv 0 för avslag): {_numbers(undecided)}.")
    if said := [one for one in silent if one not in undecided]:
        found.append(f"Skriv skäl för avslag: {_numbers(said)}.")
    over = [
        f"Ansökan {one.number}: {words}"
        for one in rows
        for words in obstacles_to_amount(one, one.proposed_amount)
    ]
    frame = frame_of(call)
    if frame.left < 0:
        over.append(f"Förslaget är {kronor(-frame.left)} mer än ramen på {kronor(frame.whole)}.")
    return found + over


def _numbers(rows: Iterable[Application]) -> str:
    return "ansökan " + and_list([str(one.number) for one in rows])


def items_for(call: Call) -> list[AgendaItem]:
    """Points of the deciding body's coming meetings, and of the last two months, the nearest first."""
    body = call.pot.grant.fund.body_id
    if body is None:
        return []
    today = timezone.localdate()
    rows = AgendaItem.objects.standing().filter(
        meeting__meeting_bodies__body=body,
        meeting__date__gte=today.replace(day=1),
    )
    return list(rows.select_related("meeting").order_by(F("meeting__date").asc(), "position")[:60])


@transaction.atomic
def propose(call: Call, *, item: AgendaItem | None, by: User) -> Call:
    """Leave the proposal to the body that decides, at a point of its meeting. Raises NotAllowed."""
    call = calls.hold(call)
    if reasons := obstacles_to_proposing(call):
        raise NotAllowed(reasons)
    calls.move(call, "propose")
    call.item = item
    call.save(update_fields=["item"])
    if item is not None and not item.proposal.strip():
        _write_at(item, sentence_of(call, to_decide(call)), by=by)
    log.write("lämnade förslag om utlysning", by=by, about=call, punkt=str(item) if item else "")
    return call


def _write_at(item: AgendaItem, words: str, *, by: User) -> None:
    """The proposal among the meeting's papers, where its agenda can still be changed."""
    try:
        with transaction.atomic():
            agenda.change_item(item, by=by, proposal=words)
    except NotAllowed:
        return


def sentence_of(call: Call, rows: Sequence[Application]) -> str:
    """The proposal in words, as it stands at the point."""
    granted = [one for one in rows if one.proposed_amount]
    total = sum(one.proposed_amount or 0 for one in granted)
    names = "; ".join(f"{one.applicant}, {one.title}, {kronor(one.proposed_amount or 0)}" for one in granted)
    rejected = len(rows) - len(granted)
    said = (
        f"Att bevilja {kronor(total)} ur {call.pot} i utlysningen {call.title}: {names}." if granted else ""
    )
    refused = (
        f"Att avslå {'den andra ansökan' if rejected == 1 else f'övriga {rejected} ansökningar'}."
        if granted and rejected
        else "Att avslå ansökningarna."
    )
    return " ".join(one for one in (said, refused if rejected else "") if one)


@transaction.atomic
def take_back(call: Call, *, by: User) -> Call:
    """Go on working with the amounts. Raises NotAllowed."""
    call = calls.hold(call)
    calls.move(call, "take_back")
    log.write("tog tillbaka förslag om utlysning", by=by, about=call)
    return call


def day_of(item: AgendaItem) -> str:
    """The day of an item's meeting in words."""
    return day_in_words(item.meeting.date) if item.meeting.date else "utan dag"
