"""Unlocking finished minutes for more than a rättelse: proposed, consented to, refused, withdrawn, opened (C8).

Who must consent: those who approved the version, as many of them as the body says, all where it says nothing. In a body
without justering: the meeting's chair and one more of the office than the one who proposes. What was finished is never
changed: it stays as its version, its PDF and its answers, and the minutes go on as the draft of the next version.
"""

import datetime as dt
from dataclasses import dataclass
from typing import cast

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from meetings import access, unlocking_letters
from meetings.models import (
    AgendaItem,
    Approver,
    Membership,
    Minutes,
    MinutesVersion,
    Reply,
    Seat,
    Unlocking,
    UnlockingAnswer,
)
from secretariat.lib.dates import local_day, moment_in_words
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log
from secretariat.registry.models import Person, User
from secretariat.registry.sign_ins import UNKNOWN, SignIn

from . import gathering
from .locks import locked
from .proposals import approving_bodies
from .sign_in_rules import obstacles_to_trusting

Outcome, Answer = Unlocking.Outcome, UnlockingAnswer.Answer
OF_THE_OFFICE = "från sekretariatet"


@dataclass(frozen=True)
class Asked:
    """Somebody whose consent is asked for, and as what."""

    person: Person
    capacity: str

    @property
    def may_log_in(self) -> bool:
        """Whether there is an account to consent with."""
        user = getattr(self.person, "user", None)
        return bool(user and user.is_active)


# Proposed


def asked_for(minutes: Minutes, colleague: Person | None = None) -> list[Asked]:
    """Those who are named in a proposal: who approved this version; else the chair and a colleague of the office."""
    if approving_bodies(minutes.meeting):
        approved = Reply.objects.filter(version=minutes.current_version, answer=Reply.Answer.APPROVED)
        rows = Approver.objects.filter(replies__in=approved, removed_at=None).select_related("person__user")
        return [
            Asked(row.person, row.get_capacity_display())
            for row in rows.order_by("position", "pk").distinct()
        ]
    chair = minutes.meeting.chair or _chair_today(minutes)
    found = [Asked(chair, "ordförande")] if chair else []
    if colleague and (chair is None or colleague.pk != chair.pk):
        found.append(Asked(colleague, OF_THE_OFFICE))
    return found


def _chair_today(minutes: Minutes) -> Person | None:
    held = Membership.objects.valid_on(timezone.localdate()).filter(
        seat__body=minutes.meeting.leading_body, seat__kind=Seat.Kind.CHAIR
    )
    row = held.select_related("person__user").first()
    return row.person if row else None


def needed_of(minutes: Minutes, asked: list[Asked]) -> int:
    """How many must consent: the most that any body of the meeting says, at most all; all where none says."""
    said = [body.consents_to_unlock for body in approving_bodies(minutes.meeting) if body.consents_to_unlock]
    return min(max(said), len(asked)) if said else len(asked)


def colleagues(by: User) -> list[Person]:
    """Who of the office may be named beside the chair: never the one who proposes."""
    offices = ("secretariat", "administrator")
    users = (
        User.objects.filter(is_active=True, office_role__in=offices).exclude(pk=by.pk).exclude(person=None)
    )
    return [
        user.person for user in users.select_related("person").order_by("person__sort_key") if user.person
    ]


def needs_colleague(minutes: Minutes) -> bool:
    """Whether nobody approves in these bodies, so that somebody of the office is named instead."""
    return not approving_bodies(minutes.meeting)


def obstacles_to_proposing(
    minutes: Minutes, *, by: User, reason: str, colleague: Person | None = None
) -> list[str]:
    """Why unlocking cannot be proposed now."""
    if not minutes.is_finished:
        return ["Anteckningarna är inte färdiga. Ändra i texten i stället."]
    if minutes.unlockings.filter(outcome=Outcome.PENDING).exists():
        return ["Det finns redan ett förslag som väntar på medgivande."]
    obstacles = [] if reason.strip() else ["Skriv varför anteckningarna behöver låsas upp."]
    if needs_colleague(minutes) and (colleague is None or colleague.pk == by.person_id):
        obstacles.append("Välj en kollega på kansliet som också ska medge.")
    asked = asked_for(minutes, colleague)
    can, needed = sum(1 for one in asked if one.may_log_in), needed_of(minutes, asked)
    if not asked:
        obstacles.append("Ingen kan medge: det finns varken justerare eller ordförande.")
    elif can < needed:
        obstacles.append(
            f"{needed} ska medge, men bara {can} av dem kan logga in. Ge dem som saknar konto ett konto."
        )
    return obstacles


@transaction.atomic
def propose(
    minutes: Minutes, *, by: User, reason: str, colleague: Person | None = None, at: dt.datetime | None = None
) -> Unlocking:
    """Ask those named to let the finished minutes be opened. Nothing is changed before they have consented."""
    at = at or timezone.now()
    minutes = locked(minutes)
    if obstacles := obstacles_to_proposing(minutes, by=by, reason=reason, colleague=colleague):
        raise NotAllowed(obstacles)
    asked = asked_for(minutes, colleague)
    made = Unlocking.objects.create(
        minutes=minutes, version=cast(MinutesVersion, minutes.current_version), reason=reason.strip(),
        needed=needed_of(minutes, asked), proposed_at=at, proposed_by=by,
        expires_on=local_day(at) + dt.timedelta(days=settings.UNLOCKING_DAYS),
    )  # fmt: skip
    UnlockingAnswer.objects.bulk_create(
        UnlockingAnswer(unlocking=made, person=one.person, capacity=one.capacity) for one in asked
    )
    log.write(
        "föreslog upplåsning", by=by, about=minutes, version=made.version.number, reason=made.reason,
        needed=made.needed, asked=[one.person.name for one in asked],
    )  # fmt: skip
    for row in made.answers.select_related("person__user"):
        unlocking_letters.asked(row, made, by=by)
    return made


# Answered


def may_follow(user: User, minutes: Minutes) -> bool:
    """See proposals to unlock finished minutes: who may propose it, and all who are named in one."""
    named = UnlockingAnswer.objects.filter(unlocking__minutes=minutes, person=user.person_id or 0)
    return access.may_correct(user, minutes) or named.exists()


def own_answer(unlocking: Unlocking, user: User) -> UnlockingAnswer | None:
    """The row of those asked that is this user's."""
    if user.person_id is None:
        return None
    return unlocking.answers.filter(person=user.person_id).first()


def obstacles_to_answering(unlocking: Unlocking, *, by: User, today: dt.date | None = None) -> list[str]:
    """Why this person cannot consent or refuse now."""
    mine = own_answer(unlocking, by)
    if mine is None:
        return ["Du är inte en av dem som ska medge upplåsningen."]
    if mine.answer:
        return ["Du har redan svarat. Tack!"]
    if not unlocking.is_pending:
        return [f"Förslaget är redan avgjort: {unlocking.get_outcome_display()}."]
    if unlocking.expires_on < (today or timezone.localdate()):
        return ["Tiden att svara har gått ut. Sekreteraren kan föreslå på nytt."]
    return []


@transaction.atomic
def consent(
    unlocking: Unlocking,
    *,
    by: User,
    at: dt.datetime | None = None,
    sign_in: SignIn = UNKNOWN,
) -> None:
    """Agree that the minutes are opened. The last one who is needed opens them, once."""
    at = at or timezone.now()
    minutes = locked(unlocking.minutes)
    unlocking = _again(unlocking)
    obstacles = obstacles_to_answering(unlocking, by=by, today=local_day(at))
    if obstacles := obstacles or obstacles_to_trusting(minutes, sign_in, at=at):
        raise NotAllowed(obstacles)
    _answer(unlocking, Answer.CONSENTED, by=by, at=at, sign_in=sign_in)
    log.write("medgav upplåsning", by=by, about=minutes, ip=sign_in.ip, version=unlocking.version.number)
    if unlocking.answers.filter(answer=Answer.CONSENTED).count() >= unlocking.needed:
        _open(unlocking, minutes, by=by, at=at)


@transaction.atomic
def refuse(
    unlocking: Unlocking,
    *,
    by: User,
    reason: str,
    at: dt.datetime | None = None,
    sign_in: SignIn = UNKNOWN,
) -> None:
    """Say no, with the reason. The proposal ends when those who are left are too few."""
    at = at or timezone.now()
    minutes = locked(unlocking.minutes)
    unlocking = _again(unlocking)
    obstacles = obstacles_to_answering(unlocking, by=by, today=local_day(at))
    if not reason.strip():
        obstacles.append("Skriv varför du säger nej.")
    if obstacles:
        raise NotAllowed(obstacles)
    _answer(unlocking, Answer.REFUSED, by=by, at=at, sign_in=sign_in, reason=reason.strip())
    log.write("avböjde upplåsning", by=by, about=minutes, ip=sign_in.ip, reason=reason.strip())
    if unlocking.answers.exclude(answer=Answer.REFUSED).count() < unlocking.needed:
        _end(unlocking, Outcome.REFUSED, by=by, at=at, why=reason.strip())
        unlocking_letters.ended(unlocking, by=by)


def _again(unlocking: Unlocking) -> Unlocking:
    """The proposal as it is now, with the minutes already locked."""
    rows = Unlocking.objects.select_for_update(of=("self",)).select_related(
        "minutes__meeting", "minutes__word", "version", "proposed_by"
    )
    return rows.get(pk=unlocking.pk)


def _answer(
    unlocking: Unlocking, answer: str, *, by: User, at: dt.datetime, sign_in: SignIn, reason: str = ""
) -> None:
    row = unlocking.answers.get(person=by.person_id)
    row.answer, row.reason, row.sha256 = answer, reason, unlocking.version.sha256
    row.answered_at, row.local_time, row.answered_by = at, moment_in_words(at), by
    row.method, row.ip = sign_in.method, sign_in.ip
    row.save()


def _end(unlocking: Unlocking, outcome: str, *, by: User | None, at: dt.datetime, why: str = "") -> None:
    unlocking.outcome, unlocking.ended_at, unlocking.ended_by, unlocking.ended_why = outcome, at, by, why
    unlocking.save()


def _open(unlocking: Unlocking, minutes: Minutes, *, by: User, at: dt.datetime) -> None:
    """Make the minutes a draft again. Numbers stay: of the meeting, its points and its decisions."""
    unlocking.was_state, unlocking.was_pdf_id = minutes.state, minutes.pdf_id
    unlocking.was_finished_at, unlocking.was_finished_by_id = minutes.finished_at, minutes.finished_by_id
    _end(unlocking, Outcome.OPENED, by=by, at=at)
    minutes.state, minutes.frozen_at, minutes.current_version = Minutes.State.DRAFT, None, None
    minutes.finished_at = minutes.finished_by = minutes.pdf = None
    minutes.sent_at = minutes.sent_by = minutes.distributed_at = minutes.distributed_by = None
    minutes.unlocked_at = at
    minutes.save()
    numbered = AgendaItem.objects.standing().filter(meeting=minutes.meeting).exclude(number="")
    numbered.update(number_is_fixed=True)
    gathering.let_go(minutes.meeting)
    log.write("låste upp", by=by, about=minutes, version=unlocking.version.number, reason=unlocking.reason)
    unlocking_letters.opened(unlocking, by=by)


# Withdrawn, and out of time


def obstacles_to_withdrawing(unlocking: Unlocking, *, reason: str) -> list[str]:
    """Why the proposal cannot be taken back."""
    if not unlocking.is_pending:
        return [f"Förslaget är redan avgjort: {unlocking.get_outcome_display()}."]
    return [] if reason.strip() else ["Skriv varför förslaget tas tillbaka."]


@transaction.atomic
def withdraw(unlocking: Unlocking, *, by: User, reason: str, at: dt.datetime | None = None) -> None:
    """Take the proposal back while it is not decided. Those named are told."""
    minutes = locked(unlocking.minutes)
    unlocking = _again(unlocking)
    if obstacles := obstacles_to_withdrawing(unlocking, reason=reason):
        raise NotAllowed(obstacles)
    _end(unlocking, Outcome.WITHDRAWN, by=by, at=at or timezone.now(), why=reason.strip())
    log.write("tog tillbaka förslag om upplåsning", by=by, about=minutes, reason=reason.strip())
    unlocking_letters.ended(unlocking, by=by)


def expire_by_night(*, today: dt.date | None = None) -> int:
    """End proposals whose last day is past. Returns how many."""
    today = today or timezone.localdate()
    late = Unlocking.objects.filter(outcome=Outcome.PENDING, expires_on__lt=today).select_related("minutes")
    return sum(_expire(one, today) for one in late)


@transaction.atomic
def _expire(unlocking: Unlocking, today: dt.date) -> bool:
    minutes = locked(unlocking.minutes)
    unlocking = _again(unlocking)
    if not unlocking.is_pending or unlocking.expires_on >= today:
        return False
    _end(unlocking, Outcome.EXPIRED, by=None, at=timezone.now())
    log.write("förslag om upplåsning gick ut", by=None, about=minutes, version=unlocking.version.number)
    unlocking_letters.ended(unlocking, by=unlocking.proposed_by)
    return True
