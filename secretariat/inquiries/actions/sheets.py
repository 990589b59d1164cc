"""Svarsblanketten, from the first answer to godkänd: what may be done in which state, and why not (F4).

Order of locks: the inquiry, then the sheet. A save says what it was based on; a value that somebody else has changed
meanwhile is kept, and the writer chooses.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from secretariat.inquiries import notifications
from secretariat.inquiries.models import Answer, AnswerSheet, Inquiry, QuestionKind, Recipient
from secretariat.inquiries.models.answers import COLUMN_OF
from secretariat.inquiries.purposes import Said, Taken, purpose_of
from secretariat.inquiries.values import Field, Place, Questionnaire, mark_of, shown, sums_of, value_of
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import files, log, mail
from secretariat.registry.models import StoredFile, User

from . import letters, recipients
from .forms import questionnaire_of
from .locks import held
from .sheet_states import NOTHING, TRANSITIONS, Step, obstacles_to, state_of

LINK, OFFICE, LOGIN = "link", "office", "login"
LARGEST_FILE = 10 * 1024 * 1024
_MEGABYTE = 1024 * 1024


def sheet_of(recipient: Recipient) -> AnswerSheet | None:
    """The party's sheet, where it has begun."""
    return AnswerSheet.objects.select_related("approved_by__person").filter(recipient=recipient).first()


def _locked(recipient: Recipient, step: Step) -> tuple[Recipient, AnswerSheet | None]:
    """The recipient and its sheet, read anew under the inquiry's lock. Raises NotAllowed where the step is refused."""
    inquiry, recipient = held(recipient)
    sheet = AnswerSheet.objects.select_for_update(of=("self",)).filter(recipient=recipient).first()
    if reasons := obstacles_to(step, sheet, inquiry):
        raise NotAllowed(reasons)
    if sheet:
        sheet.recipient = recipient
    return recipient, sheet


def _expect(sheet: AnswerSheet | None) -> AnswerSheet:
    if sheet is None:
        raise NotAllowed(NOTHING)
    return sheet


# Answers


def answers_of(sheet: AnswerSheet | None) -> dict[Place, Answer]:
    """What stands in the sheet, by place. One query."""
    if sheet is None:
        return {}
    rows = sheet.answers.select_related("option", "file")
    return {(one.question_id, one.row, one.column_id): one for one in rows}


@dataclass(frozen=True)
class Change:
    """What is to stand in a field, and the mark of what the page showed there. A file is an upload, or None."""

    field: Field
    value: Any
    seen: str = ""
    upload: UploadedFile | None = None


@dataclass
class Saved:
    """What came of a save: the sheet, what changed, and what met somebody else's change and was left alone."""

    sheet: AnswerSheet | None
    changed: list[Field] = field(default_factory=list)
    met: list[tuple[Change, Answer | None]] = field(default_factory=list)


def obstacles_to_attaching(upload: UploadedFile) -> list[str]:
    """Why a file cannot be an answer."""
    if (upload.size or 0) > LARGEST_FILE:
        size = -(-(upload.size or 0) // _MEGABYTE)
        return [f"Filen är {size} MB. Högst {LARGEST_FILE // _MEGABYTE} MB går att lägga till här."]
    return files.obstacles_to_storing(upload)


@transaction.atomic
def save(
    recipient: Recipient,
    changes: Iterable[Change],
    *,
    who: str,
    how: str,
    by: User | None = None,
    at: dt.datetime | None = None,
) -> Saved:
    """Save answers. What somebody else has changed since the page showed it is not written over. Raises NotAllowed.

    A change to what stands there already is none. The first answer makes the sheet.
    """
    at = at or timezone.now()
    recipient, sheet = _locked(recipient, Step.SAVE)
    stored = answers_of(sheet)
    result = Saved(sheet)
    for change in changes:
        there = stored.get(change.field.place)
        now = mark_of(change.field.kind, value_of(there))
        if change.upload is None and mark_of(change.field.kind, change.value) == now:
            continue
        if now != change.seen:
            result.met.append((change, there))
            continue
        if result.sheet is None:
            result.sheet = _begin(recipient, who=who, how=how, by=by, at=at)
        result.sheet.revision += 1
        _put(result.sheet, change, there, who=who, by=by, at=at)
        result.changed.append(change.field)
    if result.sheet and result.changed:
        result.sheet.save(update_fields=["revision"])
    return result


def _begin(recipient: Recipient, *, who: str, how: str, by: User | None, at: dt.datetime) -> AnswerSheet:
    version = recipient.inquiry.form_version
    if version is None:
        raise NotAllowed("Förfrågan har inga frågor att svara på här.")
    sheet = AnswerSheet.objects.create(
        recipient=recipient, version=version, started_at=at, started_by=who[:200]
    )
    log.write("började svara på frågor", by=by, about=recipient.inquiry, part=str(recipient), av=who, hur=how)
    if how != OFFICE:
        recipients.record_answer(recipient, is_final=False, who=who, how=how, at=at)
    return sheet


def _put(
    sheet: AnswerSheet, change: Change, there: Answer | None, *, who: str, by: User | None, at: dt.datetime
) -> None:
    value = _stored(change.upload, sheet, by=by) if change.upload else change.value
    if value is None:
        if there:
            there.delete()
        return
    place, kind = change.field, change.field.kind
    answer = there or Answer(sheet=sheet, question=place.question, row=place.row, column=place.column)
    answer.kind = kind
    setattr(answer, COLUMN_OF[kind], value)
    answer.revision, answer.saved_at, answer.saved_by = sheet.revision, at, who[:200]
    answer.save()


def _stored(upload: UploadedFile, sheet: AnswerSheet, *, by: User | None) -> StoredFile:
    if reasons := obstacles_to_attaching(upload):
        raise NotAllowed(reasons)
    return files.store(upload, by=by, title=f"{upload.name}, {sheet.recipient}"[:200])


def values_by_key(questionnaire: Questionnaire, answers: dict[Place, Answer]) -> dict[str, Any]:
    """What each question that is no table is answered with."""
    return {
        one.key: value_of(answers.get((one.pk, 0, None)))
        for one in questionnaire.questions
        if one.kind not in (QuestionKind.TABLE, QuestionKind.SUM)
    }


def sums_in_words(questionnaire: Questionnaire, answers: dict[Place, Answer]) -> dict[str, str]:
    """Each computed sum for reading, by its key."""
    sums = sums_of(questionnaire.questions, values_by_key(questionnaire, answers))
    return {key: one.words(questionnaire.by_key[key]) for key, one in sums.items()}


def missing(questionnaire: Questionnaire, answers: dict[Place, Answer]) -> list[Any]:
    """The questions that must be answered and are not, in order."""
    answered = {question for question, _, _ in answers}
    return [one for one in questionnaire.questions if one.is_required and one.pk not in answered]


def said_in(questionnaire: Questionnaire, answers: dict[Place, Answer]) -> Said:
    """Everything answered, by the questions' keys; a table as its rows, each by its columns' keys."""
    said = values_by_key(questionnaire, answers)
    for one in questionnaire.questions:
        if one.kind != QuestionKind.TABLE:
            continue
        columns = {column.pk: column.key for column in one.columns.all()}
        rows: dict[int, dict[str, Any]] = {}
        for (key, row, column), answer in sorted(answers.items(), key=lambda pair: pair[0][1]):
            if key == one.pk and column in columns:
                rows.setdefault(row, {})[columns[column]] = value_of(answer)
        said[one.key] = list(rows.values())
    return said


def obstacles_in(recipient: Recipient, said: Said) -> list[str]:
    """What the app that asks says against the answers."""
    return list(purpose_of(recipient.inquiry.purpose).obstacles(recipient, said))


def _tell_purpose(step: Step, sheet: AnswerSheet, recipient: Recipient, *, who: str, by: User | None) -> None:
    """Let the app that asks do its part of the step, in the same transaction."""
    said = said_in(questionnaire_of(sheet.version), answers_of(sheet))
    taken = Taken(step=step.value, recipient=recipient, said=said, who=who, by=by)
    purpose_of(recipient.inquiry.purpose).after(taken)


# The party hands in


def obstacles_to_submitting(sheet: AnswerSheet | None, inquiry: Inquiry) -> list[str]:
    """Why the answers cannot be handed in: the state, or each question that is left."""
    if reasons := obstacles_to(Step.SUBMIT, sheet, inquiry):
        return reasons
    answers = answers_of(sheet)
    if not answers or sheet is None:
        return [NOTHING]
    questionnaire = questionnaire_of(sheet.version)
    if left := missing(questionnaire, answers):
        return [f"Frågan ”{one.text}” är inte besvarad." for one in left]
    return obstacles_in(sheet.recipient, said_in(questionnaire, answers))


@transaction.atomic
def submit(
    recipient: Recipient, *, who: str, how: str, by: User | None = None, at: dt.datetime | None = None
) -> AnswerSheet:
    """Hand in: the answers cannot be changed, and whoever asked is told. Raises NotAllowed with what is left."""
    at = at or timezone.now()
    recipient, found = _locked(recipient, Step.SUBMIT)
    if reasons := obstacles_to_submitting(found, recipient.inquiry):
        raise NotAllowed(reasons)
    sheet = _expect(found)
    sheet.state = TRANSITIONS[state_of(sheet), Step.SUBMIT].value
    sheet.submitted_at, sheet.submitted_by = at, who[:200]
    sheet.save(update_fields=["state", "submitted_at", "submitted_by"])
    recipients.record_answer(recipient, is_final=True, who=who, how=how, at=at)
    log.write("lämnade in svar", by=by, about=recipient.inquiry, part=str(recipient), av=who, hur=how)
    _tell_purpose(Step.SUBMIT, sheet, recipient, who=who, by=by)
    if how != OFFICE:
        left = recipient.inquiry.recipients.filter(answered_at=None, excused_at=None).count()
        mail.write_many(notifications.handed_in(sheet, who=who, left=left))
    return sheet


@transaction.atomic
def take_back(
    recipient: Recipient, *, who: str, how: str, by: User | None = None, at: dt.datetime | None = None
) -> None:
    """The party wants to change something before it is approved. Raises NotAllowed."""
    recipient, found = _locked(recipient, Step.TAKE_BACK)
    sheet = _expect(found)
    sheet.state = TRANSITIONS[state_of(sheet), Step.TAKE_BACK].value
    sheet.submitted_at, sheet.submitted_by = None, ""
    sheet.save(update_fields=["state", "submitted_at", "submitted_by"])
    recipients.record_answer(recipient, is_final=False, who=who, how=how, at=at)
    log.write("tog tillbaka inlämnade svar", by=by, about=recipient.inquiry, part=str(recipient), av=who)
    _tell_purpose(Step.TAKE_BACK, sheet, recipient, who=who, by=by)


# The office reads


def obstacles_to_returning(sheet: AnswerSheet | None, inquiry: Inquiry, *, why: str) -> list[str]:
    """Why the party cannot be asked to complete its answers."""
    reasons = obstacles_to(Step.RETURN, sheet, inquiry)
    return reasons if why.strip() else [*reasons, "Skriv vad som ska kompletteras. Parten får läsa det."]


@transaction.atomic
def return_(recipient: Recipient, *, why: str, by: User, at: dt.datetime | None = None) -> None:
    """Ask the party to complete its answers; the handläggare gets the words and a new link. Raises NotAllowed."""
    at = at or timezone.now()
    recipient, found = _locked(recipient, Step.RETURN)
    if reasons := obstacles_to_returning(found, recipient.inquiry, why=why):
        raise NotAllowed(reasons)
    sheet = _expect(found)
    sheet.state = TRANSITIONS[state_of(sheet), Step.RETURN].value
    sheet.submitted_at, sheet.submitted_by = None, ""
    sheet.returned_at, sheet.returned_by, sheet.returned_why = at, by, why.strip()
    sheet.save()
    recipients.record_answer(recipient, is_final=False, who="", how=OFFICE, at=at)
    log.write("begärde komplettering", by=by, about=recipient.inquiry, part=str(recipient), skäl=why.strip())
    _tell_purpose(Step.RETURN, sheet, recipient, who=by.name, by=by)
    compose = notifications.returned(recipient.inquiry, why=why.strip(), by=by)
    letters.write([recipient], recipient.inquiry, by=by, compose=compose, at=at)


@transaction.atomic
def approve(recipient: Recipient, *, by: User, at: dt.datetime | None = None) -> None:
    """The answers are as they should be; the handläggare is told. Raises NotAllowed."""
    recipient, found = _locked(recipient, Step.APPROVE)
    sheet = _expect(found)
    sheet.state = TRANSITIONS[state_of(sheet), Step.APPROVE].value
    sheet.approved_at, sheet.approved_by = at or timezone.now(), by
    sheet.save(update_fields=["state", "approved_at", "approved_by"])
    log.write("godkände svar", by=by, about=recipient.inquiry, part=str(recipient))
    _tell_purpose(Step.APPROVE, sheet, recipient, who=by.name, by=by)
    if not letters.trouble_with(recipient):
        mail.write_many([notifications.approved(recipient.inquiry, by=by)(recipient)])


@transaction.atomic
def reopen(recipient: Recipient, *, by: User) -> None:
    """Take an approval back: the answers are handed in again, and may be returned. Raises NotAllowed."""
    recipient, found = _locked(recipient, Step.REOPEN)
    sheet = _expect(found)
    sheet.state = TRANSITIONS[state_of(sheet), Step.REOPEN].value
    sheet.approved_at = sheet.approved_by = None
    sheet.save(update_fields=["state", "approved_at", "approved_by"])
    log.write("ångrade godkännande av svar", by=by, about=recipient.inquiry, part=str(recipient))
    _tell_purpose(Step.REOPEN, sheet, recipient, who=by.name, by=by)


# What stands there, in words


def in_words(
    questionnaire: Questionnaire, answers: dict[Place, Answer]
) -> list[tuple[Any, str, list[list[str]]]]:
    """Each question with its answer in words, and for a table its rows of words."""
    sums = sums_in_words(questionnaire, answers)
    told: list[tuple[Any, str, list[list[str]]]] = []
    for one in questionnaire.questions:
        if one.kind == QuestionKind.TABLE:
            told.append((one, "", rows_in_words(one, answers)))
        elif one.kind == QuestionKind.SUM:
            told.append((one, sums[one.key], []))
        else:
            told.append((one, shown(one, one.kind, value_of(answers.get((one.pk, 0, None)))), []))
    return told


def rows_in_words(question: Any, answers: dict[Place, Answer]) -> list[list[str]]:
    """A table's rows with anything in them, a text per column."""
    columns: Sequence[Any] = list(question.columns.all())
    rows = sorted({row for key, row, _ in answers if key == question.pk})
    return [
        [shown(question, one.kind, value_of(answers.get((question.pk, row, one.pk)))) for one in columns]
        for row in rows
    ]
