"""How letters leave the house: taken one at a time, tried again later, given up at last (decision 0007).

A letter is taken by writing down that it is (`sending_since`), so that no other worker takes it; a worker that dies
lets go of it by itself after LEASE. Just before the last dot of it goes to the mail server `handed_over_at` is written
down. Until then the server throws away what it has got, and the letter can safely go out again. After it only the
server's answer tells; where there is none, the letter is left to a person.
"""

import datetime as dt
from collections.abc import Callable

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends import dummy
from django.db import transaction
from django.db.models import Case, F, Min, Q, Value, When
from django.db.models.functions import Coalesce, Greatest, Now
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult, get_date_max

from secretariat.lib import smtp
from secretariat.registry.models import OutgoingMail, Person
from secretariat.registry.models.mail import LEASE, OutgoingMailQuerySet

from .mail_kinds import KINDS, LOGIN
from .mail_message import message_of

# Two days in all, then a person has to look at it.
TRY_AGAIN_AFTER = (
    dt.timedelta(minutes=1),
    dt.timedelta(minutes=5),
    dt.timedelta(minutes=30),
    dt.timedelta(hours=2),
    dt.timedelta(hours=6),
    dt.timedelta(hours=12),
    dt.timedelta(hours=24),
)
GIVE_UP_AFTER = len(TRY_AGAIN_AFTER) + 1
LETTERS_PER_LINE = 50  # some servers hang up on whoever sends more over one line
UNSURE = "E-postservern fick hela brevet men hann inte svara. Det kan ha gått fram."
TOO_LATE = "Brevet hann inte ut medan det var till nytta."
NO_SERVER = "Ingen e-postserver är inställd (EMAIL_URL), så brevet gick ingenstans."


@task()
def deliver_soon() -> None:
    """The worker's errand: deliver all that is due. First it asks for another errand, should this one die."""
    _follow_up(at=timezone.now() + LEASE)
    deliver_waiting()
    _follow_up()


def deliver(pk: int, *, at: dt.datetime | None = None) -> bool:
    """Deliver one letter if it is due. True when it went out."""
    return _deliver(OutgoingMail.objects.filter(pk=pk), at=at) == 1


def deliver_waiting(*, at: dt.datetime | None = None) -> int:
    """Deliver all letters that are due, also those whose worker died. Returns how many went out."""
    return _deliver(OutgoingMail.objects.all(), at=at)


def _follow_up(*, at: dt.datetime | None = None) -> None:
    """If letters wait, ask for an errand at a time, or when the first of them is due; one is enough."""
    due_at = Coalesce(Greatest("next_attempt_at", F("sending_since") + LEASE), Now())
    first = OutgoingMail.objects.waiting().aggregate(first=Min(due_at))["first"]
    if first is None:
        return
    run_after = at or max(first, timezone.now())
    asked = DBTaskResult.objects.filter(status="READY", task_path=deliver_soon.module_path)
    if not asked.filter(Q(run_after__lte=run_after) | Q(run_after=get_date_max())).exists():
        deliver_soon.using(run_after=run_after).enqueue()


def _deliver(letters: OutgoingMailQuerySet, *, at: dt.datetime | None) -> int:
    line, delivered = _Line(), 0
    try:
        while letter := _take(letters, at or timezone.now()):
            delivered += _send(letter, line, at or timezone.now())
    finally:
        line.close()
    return delivered


def _take(letters: OutgoingMailQuerySet, now: dt.datetime) -> OutgoingMail | None:
    """The next letter, marked as ours; login codes first. Those that cannot go out any more are given up meanwhile."""
    in_order = letters.order_by(
        Case(When(purpose=LOGIN, then=Value(0)), default=Value(1)), "written_at", "pk"
    )
    while True:
        with transaction.atomic():
            letter = in_order.due(now).select_for_update(skip_locked=True, of=("self",)).first()
            if letter is None:
                return None
            before, letter.sending_since = letter.handed_over_at, now
            letter.attempts += 1
            letter.save(update_fields=["sending_since", "attempts"])
            if before:
                _give_up(letter, UNSURE, now, handed_over_at=before)
            elif _is_too_late(letter, now):
                _give_up(letter, letter.last_error or TOO_LATE, now)
            elif letter.attempts > GIVE_UP_AFTER:  # its workers die of it
                _give_up(letter, letter.last_error or "Försöken avbröts gång på gång.", now)
            else:
                return letter


def _is_too_late(letter: OutgoingMail, now: dt.datetime) -> bool:
    kind = KINDS.get(letter.purpose)
    return bool(kind and kind.useful_for and letter.written_at + kind.useful_for < now)


def _send(letter: OutgoingMail, line: "_Line", now: dt.datetime) -> bool:
    """Send a letter that has been taken, and note how it went."""
    try:
        message = message_of(letter)
    except Exception as error:  # whatever is wrong with one letter, the others must go out
        _give_up(letter, f"Brevet gick inte att göra i ordning. {type(error).__name__}: {error}", now)
        return False

    def hand_over() -> None:
        letter.handed_over_at = timezone.now()
        if not _note(letter, handed_over_at=letter.handed_over_at):
            raise _TakenByAnother

    try:
        line.send(message, before_last_dot=hand_over)
    except _TakenByAnother:
        line.drop()
    except _NoServer:
        _give_up(letter, NO_SERVER, now)
    except (
        OSError,
        ValueError,
    ) as error:  # all of smtplib's are OSError; an address nobody can read is ValueError
        line.drop()
        _note_failure(letter, error, now)
    else:
        return _note_delivery(letter, now)
    return False


def _note_delivery(letter: OutgoingMail, now: dt.datetime) -> bool:
    with transaction.atomic():
        noted = _note(letter, delivered_at=now, sending_since=None, handed_over_at=None, last_error="")
        _mark_address(letter, None)
    return noted


def _note_failure(letter: OutgoingMail, error: Exception, now: dt.datetime) -> None:
    if letter.handed_over_at and not smtp.has_answered(error):
        _give_up(letter, UNSURE, now, handed_over_at=letter.handed_over_at)
        return
    verdict, said = smtp.judge(error)
    words = f"{verdict.value}: {said}"
    with transaction.atomic():
        if verdict is smtp.Verdict.ADDRESS:
            _mark_address(letter, now)
        if verdict.is_final or letter.attempts >= GIVE_UP_AFTER:
            _give_up(letter, words, now)
        else:
            later = now + TRY_AGAIN_AFTER[letter.attempts - 1]
            _note(
                letter, sending_since=None, handed_over_at=None, next_attempt_at=later, last_error=words[:500]
            )


def _give_up(
    letter: OutgoingMail, words: str, now: dt.datetime, *, handed_over_at: dt.datetime | None = None
) -> None:
    _note(letter, given_up_at=now, sending_since=None, handed_over_at=handed_over_at, last_error=words[:500])


def _note(letter: OutgoingMail, **facts: object) -> bool:
    """Write down how it goes, if the letter is still ours. A worker that was slow finds that it is not."""
    mine = OutgoingMail.objects.filter(pk=letter.pk, sending_since=letter.sending_since)
    return bool(mine.update(**facts))


def _mark_address(letter: OutgoingMail, failed_at: dt.datetime | None) -> None:
    """Note on the person whether the address works, if it is the one the person still has."""
    if letter.person_id:
        has_it = Q(email__iexact=letter.to_email) | Q(email="")
        persons = Person.objects.filter(has_it, pk=letter.person_id)
        persons.exclude(email_failed_at=failed_at).update(email_failed_at=failed_at)


class _TakenByAnother(Exception):
    """The letter was ours for so long that another worker has taken it."""


class _NoServer(Exception):
    """No mail server has been named in the settings."""


class _Line:
    """An open line to the mail server, kept for many letters. Where nobody answers, the rest need not wait for it."""

    def __init__(self) -> None:
        self._backend = get_connection()
        self._trouble: OSError | None = None
        self._sent = 0

    def send(self, message: EmailMessage, *, before_last_dot: Callable[[], None]) -> None:
        """Raises OSError or ValueError where it could not be sent."""
        if isinstance(self._backend, dummy.EmailBackend) and not settings.DEMO:
            raise _NoServer
        if not isinstance(self._backend, smtp.Backend):
            before_last_dot()
            self._backend.send_messages([message])
            return
        if self._trouble:
            raise self._trouble
        if self._sent % LETTERS_PER_LINE == 0:
            self._backend.close()
        try:
            self._backend.open()
        except OSError as error:
            self._trouble = error
            raise
        self._sent += 1
        self._backend.hand_over(message, before_last_dot=before_last_dot)

    def drop(self) -> None:
        """Hang up in the middle: what the server has not got to the end of it throws away."""
        if isinstance(self._backend, smtp.Backend):
            self._backend.drop()

    def close(self) -> None:
        """Say goodbye."""
        self._backend.close()
