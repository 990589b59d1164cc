"""Calls from draft to closed: made, published, closed by their day, called off; their criteria and assessors (G8).

A call is locked before its applications, and both before any account. Proposals and decisions are in
`proposals` and `call_decisions`.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count, ProtectedError, Q, Sum
from django.utils import timezone
from django.utils.text import slugify

from funding import call_letters
from funding.access import may_edit
from funding.call_states import end_of, why_not
from funding.models import Application, Assessor, Call, Criterion, Entry, GrantDecision, Pot
from secretariat.lib.dates import STOCKHOLM, clock, day_in_words, local_day
from secretariat.lib.money import kronor
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log, mail
from secretariat.registry.models import User

State = Call.State
MARKS = {
    "draft": "draft",
    "open": "planned",
    "closed": "pending",
    "proposed": "pending",
    "decided": "done",
    "cancelled": "replaced",
}
WITH = ("pot__grant__fund__responsible", "pot__grant__fund__body", "item__meeting", "decision")
# What an applicant has been promised by the open call is not changed afterwards.
FIXED_WHEN_OPEN = ("pot", "max_amount", "max_years", "own_percent", "own_kind", "hour_value")


def hold(call: Call) -> Call:
    """Lock a call until the transaction ends, and read it anew."""
    Call.objects.select_for_update(of=("self",)).filter(pk=call.pk).first()
    found = Call.objects.select_related(*WITH).filter(pk=call.pk).first()
    if found is None:
        raise NotAllowed("Utlysningen finns inte längre. Ladda om sidan.")
    return found


def move(call: Call, verb: str) -> None:
    """Take a locked call a step. Raises NotAllowed."""
    if why := why_not(call.state, verb):
        raise NotAllowed(why)
    call.state = end_of(call.state, verb)
    call.save()


@transaction.atomic
def create(*, by: User, **facts: Any) -> Call:
    """Begin a call as a draft."""
    call = Call(created_by=by, **facts)
    call.slug = _free_slug(call.title)
    call.save()
    log.write("skapade utlysning", by=by, about=call)
    return call


def _free_slug(title: str) -> str:
    start = slugify(title)[:50].strip("-") or "utlysning"
    taken = set(Call.objects.filter(slug__startswith=start).values_list("slug", flat=True))
    # Words that are addresses of their own under /medel/utlysningar/.
    taken |= {"ny", "hamta", "grund", "bedomare"}
    return start if start not in taken else next(
        slug for number in range(2, len(taken) + 3) if (slug := f"{start}-{number}") not in taken
    )  # fmt: skip


# The frame


def left_in(pot: Pot) -> int:
    """What of a pot is not shared out yet, in whole kronor: the frame of what can be granted now."""
    found = Entry.objects.filter(pot=pot, kind=Entry.Kind.ALLOCATED).aggregate(found=Sum("amount"))["found"]
    return pot.amount - int(found or 0)


def frame_of(call: Call) -> int:
    """The call's frame in whole kronor: its pot, without what the pot gave to others before the call was decided."""
    rows = Entry.objects.filter(pot=call.pot_id, kind=Entry.Kind.ALLOCATED)
    if call.decided_at:
        rows = rows.filter(created_at__lt=call.decided_at)
    return call.pot.amount - int(rows.aggregate(found=Sum("amount"))["found"] or 0)


# Open and closed


def accepts(call: Call, *, at: dt.datetime) -> bool:
    """Whether applications can be begun and handed in at a moment."""
    return not obstacles_to_applying(call, at=at)


def obstacles_to_applying(call: Call, *, at: dt.datetime) -> list[str]:
    """Why nothing can be handed in now, with day and clock."""
    today = local_day(at)
    if call.state == State.CANCELLED:
        return ["Utlysningen är inställd."]
    if call.state == State.DRAFT or today < call.opens_on:
        return [f"Utlysningen öppnar {day_in_words(call.opens_on)}."]
    if today > call.closes_on or call.state != State.OPEN:
        now = at.astimezone(STOCKHOLM)
        last = f"Utlysningen stängde {day_in_words(call.closes_on)} {call_letters.LAST_MOMENT}."
        return [
            f"{last} Klockan är nu {clock(now.time())} den {day_in_words(now.date())}. Det går inte att söka längre."
        ]
    return []


def obstacles_to_publishing(call: Call, *, today: dt.date) -> list[str]:
    """Why a draft cannot be opened."""
    if why := why_not(call.state, "publish"):
        return [why]
    left = left_in(call.pot)
    said = [
        (not call.text.strip(), "Skriv vad utlysningen handlar om."),
        (not call.criteria.exists(), "Lägg till minst en bedömningsgrund."),
        (call.closes_on < today, f"Sista dagen var {day_in_words(call.closes_on)}. Ändra den."),
        (not call.appeal.strip(), "Skriv hur besluten överklagas, eller att de inte kan överklagas."),
        (
            call.max_amount > left,
            f"Högst per projekt är {kronor(call.max_amount)}, men i potten finns {kronor(left)}.",
        ),
        (call.pot.grant.closed_at is not None, f"{call.pot.grant} är avslutat."),
    ]
    return [words for is_so, words in said if is_so]


@transaction.atomic
def publish(call: Call, *, by: User, today: dt.date | None = None) -> Call:
    """Open it: from its first day anybody with the address can apply. Raises NotAllowed."""
    call = hold(call)
    if reasons := obstacles_to_publishing(call, today=today or timezone.localdate()):
        raise NotAllowed(reasons)
    move(call, "publish")
    log.write("öppnade utlysning", by=by, about=call)
    return call


def obstacles_to_closing(call: Call, *, today: dt.date) -> list[str]:
    """Why it cannot be closed: applicants have been promised its last day."""
    if why := why_not(call.state, "close"):
        return [why]
    if today <= call.closes_on:
        return [f"Den är öppen till och med {day_in_words(call.closes_on)} och stänger av sig själv."]
    return []


@transaction.atomic
def close(call: Call, *, by: User | None, today: dt.date | None = None) -> Call:
    """Close it when its last day has been. Raises NotAllowed."""
    call = hold(call)
    if reasons := obstacles_to_closing(call, today=today or timezone.localdate()):
        raise NotAllowed(reasons)
    move(call, "close")
    log.write("stängde utlysning", by=by, about=call)
    return call


def close_by_night(*, today: dt.date | None = None) -> int:
    """Close every call whose last day has been. Returns how many."""
    today = today or timezone.localdate()
    count = 0
    for one in Call.objects.filter(state=State.OPEN, closes_on__lt=today):
        try:
            close(one, by=None, today=today)
        except NotAllowed:  # somebody was quicker
            continue
        count += 1
    return count


@transaction.atomic
def cancel(call: Call, *, why: str, by: User) -> Call:
    """Call it off; everybody who has begun or handed in is told. Raises NotAllowed."""
    call = hold(call)
    if not why.strip():
        raise NotAllowed("Skriv varför utlysningen ställs in.")
    move(call, "cancel")
    rows = call.applications.select_for_update(of=("self",)).exclude(state=Application.State.WITHDRAWN)
    told = list(rows)
    for one in told:
        one.call = call
    mail.write_many(call_letters.cancelled(one, why=why.strip(), by=by) for one in told)
    log.write("ställde in utlysning", by=by, about=call, skäl=why.strip(), ansökningar=len(told))
    return call


# Criteria


def obstacles_to_changing_criteria(call: Call) -> list[str]:
    """Why its criteria stay as they are: those who apply have read them."""
    return (
        [] if call.state == State.DRAFT else ["Bedömningsgrunderna ändras inte sedan utlysningen har öppnat."]
    )


@transaction.atomic
def add_criterion(call: Call, *, by: User, **facts: Any) -> Criterion:
    """One more. Raises NotAllowed."""
    call = hold(call)
    if reasons := obstacles_to_changing_criteria(call):
        raise NotAllowed(reasons)
    if call.criteria.filter(name__iexact=facts["name"]).exists():
        raise NotAllowed("Den bedömningsgrunden finns redan.")
    made = Criterion.objects.create(call=call, position=call.criteria.count(), **facts)
    log.write("lade till bedömningsgrund", by=by, about=call, namn=made.name)
    return made


@transaction.atomic
def remove_criterion(criterion: Criterion, *, by: User) -> None:
    """Take one away. Raises NotAllowed."""
    call = hold(criterion.call)
    if reasons := obstacles_to_changing_criteria(call):
        raise NotAllowed(reasons)
    log.write("tog bort bedömningsgrund", by=by, about=call, namn=criterion.name)
    Criterion.objects.filter(pk=criterion.pk).delete()


# Assessors


def obstacles_to_changing_assessors(call: Call) -> list[str]:
    """Why nobody can be named or left out."""
    if call.state in (State.PROPOSED, State.DECIDED, State.CANCELLED):
        return [f"Utlysningen är {call.get_state_display()}. Bedömarna ändras inte längre."]
    return []


@transaction.atomic
def name_assessor(call: Call, user: User, *, by: User) -> Assessor:
    """Let somebody judge the applications; they get a letter. Raises NotAllowed."""
    call = hold(call)
    if reasons := obstacles_to_changing_assessors(call):
        raise NotAllowed(reasons)
    if call.assessors.filter(user=user).exists():
        raise NotAllowed(f"{user.name} är redan bedömare.")
    made = Assessor.objects.create(call=call, user=user)
    mail.write_many([call_letters.named(made, by=by)])
    log.write("utsåg bedömare", by=by, about=call, bedömare=user.name)
    return made


@transaction.atomic
def remove_assessor(assessor: Assessor, *, by: User) -> None:
    """Let somebody out who has not judged anything. Raises NotAllowed."""
    call = hold(assessor.call)
    if reasons := obstacles_to_changing_assessors(call):
        raise NotAllowed(reasons)
    if assessor.assessments.filter(Q(submitted_at__isnull=False) | Q(is_disqualified=True)).exists():
        raise NotAllowed(f"{assessor.user.name} har lämnat bedömningar eller anmält jäv och står kvar.")
    try:
        assessor.delete()
    except ProtectedError as error:
        raise NotAllowed(f"{assessor.user.name} har bedömningar och står kvar.") from error
    log.write("tog bort bedömare", by=by, about=call, bedömare=assessor.user.name)


# On the page of a grant


@dataclass(frozen=True)
class CallLine:
    """A call of a grant, with how many have applied."""

    call: Call
    applications: int
    granted: int
    mark: str


def grant_section(grant: GrantDecision, user: User) -> dict[str, Any]:
    """What the grant's page says of its calls, and whether one can be added. Two queries."""
    handed_in = Q(applications__number__isnull=False)
    sums = Count("applications", filter=handed_in), Sum("applications__granted_amount")
    rows = (
        Call.objects.filter(pot__grant=grant)
        .select_related("pot")
        .annotate(handed_in=sums[0], granted=sums[1])
    )
    lines = [
        CallLine(one, one.handed_in, int(one.granted or 0), MARKS[one.state])
        for one in rows.order_by("-closes_on", "pk")
    ]
    allowed = may_edit(user, grant.fund)
    shown = [one for one in lines if allowed or one.call.state != State.DRAFT]
    pot = grant.pots.order_by("position", "pk").first()
    return {
        "calls": shown,
        "may_call": allowed and grant.closed_at is None,
        "first_pot": pot.pk if pot else None,
    }
