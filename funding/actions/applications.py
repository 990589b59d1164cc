"""An application from its first letter to handed in, complemented or taken back, by a link and without account (G8).

Order of locks: the call, then the application. A save says what it was based on; what somebody else has changed
meanwhile is left alone, and the writer chooses (L2).
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from funding import call_letters
from funding.applying import MOST_FILES, Field, fields_of, gaps_of, mark_of, shown
from funding.models import Application, ApplicationFile, BudgetLine, Call
from secretariat.lib.dates import STOCKHOLM, clock, day_in_words, local_day
from secretariat.lib.money import kronor
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import files, links, log, mail
from secretariat.registry.models import PersonalLink

from . import calls

State = Application.State
MOST_LETTERS_AN_HOUR = 3
MOST_BEGUN_AN_HOUR = 120
LARGEST_FILE = 10 * 1024 * 1024
_MEGABYTE = 1024 * 1024
_KEPT = dt.timedelta(days=365)
_UNSEEN_DRAFT = dt.timedelta(days=90)
CROWDED = "Många söker just nu. Vänta en stund och försök igen."
# In the hands of the office, and not decided.
WITH_OFFICE = (State.SUBMITTED, State.RETURNED, State.COMPLETE)


# The link


@transaction.atomic
def begin(call: Call, email: str, *, at: dt.datetime | None = None) -> None:
    """Write a letter with a link to an address: to the application it has begun, or to a new one.

    Whatever the address, the page says the same, so that nobody learns who has applied. Raises NotAllowed where the
    call is not open, or so many begin that something must be wrong.
    """
    at = at or timezone.now()
    call = calls.hold(call)
    if reasons := calls.obstacles_to_applying(call, at=at):
        raise NotAllowed(reasons)
    email, hour_ago = email.strip().lower(), at - dt.timedelta(hours=1)
    if call.applications.filter(created_at__gt=hour_ago).count() >= MOST_BEGUN_AN_HOUR:
        raise NotAllowed(CROWDED)
    sent = PersonalLink.objects.filter(
        purpose=PersonalLink.Purpose.APPLICATION, recipient=email, created_at__gt=hour_ago
    )
    if sent.count() >= MOST_LETTERS_AN_HOUR:
        return
    application = call.applications.filter(email=email, state=State.DRAFT).order_by("pk").first()
    if application is None:
        application = Application.objects.create(call=call, email=email)
    application.call = call
    mail.write_many([call_letters.begun(application, link_to(application))])


def link_to(application: Application) -> str:
    """A new secret that opens the application, a year after the call's last day."""
    last = dt.datetime.combine(application.call.closes_on, dt.time(23, 59), STOCKHOLM)
    _, key = links.issue(
        purpose=PersonalLink.Purpose.APPLICATION,
        by=None,
        recipient=application.email,
        about=application,
        expires_at=last + _KEPT,
    )
    return key


def find(key: str) -> tuple[Application | None, PersonalLink | None]:
    """The application that this secret opens, and the link; a link without application where it opens no longer."""
    link = links.find(key, purpose=PersonalLink.Purpose.APPLICATION)
    if link is None or link.content_type != ContentType.objects.get_for_model(Application):
        return None, None
    if not link.stands:
        return None, link
    with_call = [f"call__{one}" for one in calls.WITH]
    return Application.objects.select_related("call", *with_call).filter(pk=link.object_id).first(), link


# Writing


def obstacles_to_writing(application: Application, *, at: dt.datetime) -> list[str]:
    """Why the applicant cannot write in it now."""
    if application.state == State.DRAFT:
        return calls.obstacles_to_applying(application.call, at=at)
    if application.state == State.RETURNED:
        day = application.complement_by
        if application.call.state not in (Call.State.OPEN, Call.State.CLOSED) or (
            day and local_day(at) > day
        ):
            last = f" Sista dagen var {day_in_words(day)}." if day else ""
            return [f"Ansökan kan inte kompletteras längre.{last}"]
        return []
    return [f"Ansökan är {application.get_state_display()} och kan inte ändras."]


def held(application: Application) -> Application:
    """The application read anew, its call and itself locked."""
    call = calls.hold(application.call)
    found = Application.objects.select_for_update(of=("self",)).filter(pk=application.pk).first()
    if found is None:
        raise NotAllowed("Ansökan finns inte längre.")
    found.call = call
    return found


def _open_for_writing(application: Application, at: dt.datetime) -> Application:
    row = Application.objects.select_for_update(of=("self",)).filter(pk=application.pk).first()
    if row is None:
        raise NotAllowed("Ansökan finns inte längre.")
    row.call = application.call
    if reasons := obstacles_to_writing(row, at=at):
        raise NotAllowed(reasons)
    return row


@dataclass(frozen=True)
class Change:
    """What is to stand in a control, and the mark of what the page showed there."""

    field: Field
    value: Any
    seen: str = ""


@dataclass
class Saved:
    """What changed, and what met somebody else's change and was left alone: (change, what stands there)."""

    application: Application
    changed: list[Field] = field(default_factory=list)
    met: list[tuple[Change, Any]] = field(default_factory=list)


def lines_of(application: Application) -> list[BudgetLine]:
    """The budget's rows in order."""
    return list(BudgetLine.objects.filter(application=application).order_by("position", "pk"))


def value_in(application: Application, lines: dict[int, BudgetLine], one: Field) -> Any:
    """What stands in a control now."""
    if one.row is None:
        return getattr(application, one.key)
    line = lines.get(one.row)
    return getattr(line, one.key) if line else None


@transaction.atomic
def save(application: Application, changes: Iterable[Change], *, at: dt.datetime | None = None) -> Saved:
    """Save what was typed. Raises NotAllowed where it cannot be written in."""
    at = at or timezone.now()
    row = _open_for_writing(application, at)
    lines = {one.position: one for one in lines_of(row)}
    result = Saved(row)
    for one in changes:
        there = value_in(row, lines, one.field)
        if mark_of(one.value) == mark_of(there):
            continue
        if mark_of(there) != one.seen:
            result.met.append((one, there))
            continue
        _put(row, lines, one)
        result.changed.append(one.field)
    if result.changed:
        _keep(row, lines, result.changed)
        row.revision += 1
        row.saved_at = at
        row.save()
    return result


def _put(application: Application, lines: dict[int, BudgetLine], one: Change) -> None:
    name, row = one.field.key, one.field.row
    if row is not None:
        line = lines.setdefault(row, BudgetLine(application=application, position=row, text="", amount=0))
        setattr(line, name, one.value or ("" if name == "text" else 0))
        return
    is_number = one.field.kind in ("money", "number") and name != "amount"
    is_text = one.field.kind in ("line", "text", "org")
    setattr(application, name, one.value or (0 if is_number else "" if is_text else None))


def _keep(application: Application, lines: dict[int, BudgetLine], changed: Iterable[Field]) -> None:
    for row in {one.row for one in changed if one.row is not None}:
        line = lines[row]
        if line.text or line.amount:
            line.save()
        elif line.pk:
            line.delete()


# Appendices


def obstacles_to_attaching(application: Application, upload: UploadedFile) -> list[str]:
    """Why a file cannot be added."""
    if application.files.count() >= MOST_FILES:
        return [f"Högst {MOST_FILES} bilagor går att lägga till. Ta bort en först."]
    if (upload.size or 0) > LARGEST_FILE:
        size = -(-(upload.size or 0) // _MEGABYTE)
        return [f"Filen är {size} MB. Högst {LARGEST_FILE // _MEGABYTE} MB går att lägga till här."]
    return files.obstacles_to_storing(upload)


@transaction.atomic
def attach(
    application: Application, upload: UploadedFile, *, at: dt.datetime | None = None
) -> ApplicationFile:
    """Add an appendix. Raises NotAllowed."""
    row = _open_for_writing(application, at or timezone.now())
    if reasons := obstacles_to_attaching(row, upload):
        raise NotAllowed(reasons)
    return ApplicationFile.objects.create(application=row, stored=files.store(upload, by=None))


@transaction.atomic
def detach(application: Application, pk: int, *, at: dt.datetime | None = None) -> None:
    """Take an appendix away. Raises NotAllowed."""
    row = _open_for_writing(application, at or timezone.now())
    row.files.filter(pk=pk).delete()


# Handing in


@transaction.atomic
def submit(application: Application, *, at: dt.datetime | None = None) -> Application:
    """Hand it in, or hand in the complement: it gets its number once, and a receipt is written. Raises NotAllowed."""
    at = at or timezone.now()
    row = held(application)
    if reasons := obstacles_to_writing(row, at=at):
        raise NotAllowed(reasons)
    lines = lines_of(row)
    if gaps := gaps_of(row.call, row, lines):
        raise NotAllowed([one.words for one in gaps])
    if row.number is None:
        highest = row.call.applications.aggregate(found=Max("number"))["found"]
        row.number = (highest or 0) + 1
    row.state, row.submitted_at, row.checked_at, row.checked_by = State.SUBMITTED, at, None, None
    row.save()
    mail.write_many([call_letters.received(row, copy_of(row, lines))])
    log.write("lämnade in ansökan", by=None, about=row, utlysning=str(row.call), nummer=row.number)
    return row


def answers_of(application: Application) -> list[tuple[str, str]]:
    """What stands in its fields, as pairs of label and words; what is empty is left out."""
    told = [(one.label, shown(one, getattr(application, one.key))) for one in fields_of(application.call)]
    return [(label, words) for label, words in told if words]


def copy_of(application: Application, lines: Sequence[BudgetLine]) -> list[tuple[str, str]]:
    """All of it as pairs of label and words: fields, budget and the names of its appendices."""
    budget = "\n".join(f"{one.text}: {kronor(one.amount)}" for one in lines)
    names = "\n".join(one.stored.name for one in application.files.select_related("stored").order_by("pk"))
    more = [(label, words) for label, words in (("Budget", budget), ("Bilagor", names)) if words]
    return [*answers_of(application), *more]


def obstacles_to_withdrawing(application: Application) -> list[str]:
    """Why it cannot be taken back."""
    if application.state not in (State.DRAFT, *WITH_OFFICE):
        return [f"Ansökan är {application.get_state_display()}."]
    if application.call.state in (Call.State.DECIDED, Call.State.CANCELLED):
        return [f"Utlysningen är {application.call.get_state_display()}."]
    return []


@transaction.atomic
def withdraw(application: Application) -> Application:
    """Take it back; it is judged no more. Raises NotAllowed."""
    row = held(application)
    if reasons := obstacles_to_withdrawing(row):
        raise NotAllowed(reasons)
    row.state, row.proposed_amount, row.proposed_why = State.WITHDRAWN, None, ""
    row.save()
    mail.write_many([call_letters.withdrawn(row)])
    log.write("tog tillbaka ansökan", by=None, about=row, utlysning=str(row.call))
    return row


def saved_in_words(application: Application) -> str:
    """When it was saved last; empty where nothing has been."""
    if application.saved_at is None:
        return ""
    local = application.saved_at.astimezone(STOCKHOLM)
    if local.date() == timezone.localdate():
        return f"Sparat {clock(local.time())}"
    return f"Sparat {day_in_words(local.date())}"


def forget_drafts(*, at: dt.datetime | None = None) -> int:
    """Remove what was begun and never handed in, ninety days after the call's last day. Returns how many."""
    latest = local_day((at or timezone.now()) - _UNSEEN_DRAFT)
    found = Application.objects.filter(state=State.DRAFT, number=None, call__closes_on__lt=latest)
    return found.delete()[1].get("funding.Application", 0)
