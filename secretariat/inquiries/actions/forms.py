"""Formulär: written, changed, and locked when they are first sent. What comes after that is a new version.

Every change locks the version, so that it and the sending of a round cannot pass each other.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import models, transaction
from django.utils import timezone

from secretariat.inquiries.models import (
    ColumnKind,
    Form,
    FormVersion,
    Question,
    QuestionColumn,
    QuestionKind,
    QuestionOption,
)
from secretariat.inquiries.values import Questionnaire
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log
from secretariat.registry.models import User

MOST_QUESTIONS, MOST_OPTIONS, MOST_COLUMNS, MOST_STEPS = 80, 30, 8, 10
CHOSEN = (QuestionKind.CHOICE, QuestionKind.CHOICES)
COUNTED = (QuestionKind.NUMBER, QuestionKind.MONEY)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a question is to be. Options and columns are (key, words) and (key, words, kind); an empty key is made."""

    text: str
    kind: str
    key: str = ""
    section: str = ""
    help: str = ""
    is_required: bool = False
    unit: str = ""
    decimals: int = 0
    smallest: Decimal | None = None
    largest: Decimal | None = None
    lowest_label: str = ""
    highest_label: str = ""
    plus: Sequence[str] = ()
    minus: Sequence[str] = ()
    options: Sequence[tuple[str, str]] = ()
    columns: Sequence[tuple[str, str, str]] = ()


def slug_of(words: str, taken: Sequence[str] = ()) -> str:
    """A key from words: without signs, at most 34 letters, not among those taken.

    >>> slug_of("Intäkter, regionens del"), slug_of("Saldo", ["saldo"])
    ('intakter-regionens-del', 'saldo-2')
    """
    plain = unicodedata.normalize("NFKD", words.casefold()).encode("ascii", "ignore").decode()
    base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:34].strip("-") or "fraga"
    found, number = base, 1
    while found in taken:
        number += 1
        found = f"{base}-{number}"
    return found


# Reading


def questionnaire_of(version: FormVersion) -> Questionnaire:
    """All its questions with options and columns. Three queries."""
    questions = list(version.questions.prefetch_related("options", "columns").order_by("position", "pk"))
    return Questionnaire(questions, {one.key: one for one in questions})


def latest(form: Form) -> FormVersion:
    """The version one writes on, or the last one that was sent."""
    return form.versions.order_by("-number")[0]


# The form itself


def obstacles_to_naming(name: str, *, form: Form | None = None) -> list[str]:
    """Why a form cannot have this name."""
    if not name.strip():
        return ["Skriv vad formuläret heter."]
    others = Form.objects.exclude(pk=form.pk) if form else Form.objects.all()
    return (
        ["Ett annat formulär heter så. Välj ett annat namn."]
        if others.filter(name__iexact=name.strip()).exists()
        else []
    )


@transaction.atomic
def create(*, name: str, by: User | None, purpose: str = "questionnaire", text: str = "") -> Form:
    """Make a form with an empty first version. Raises NotAllowed."""
    if reasons := obstacles_to_naming(name):
        raise NotAllowed(reasons)
    form = Form.objects.create(name=name.strip()[:160], purpose=purpose, text=text.strip(), created_by=by)
    FormVersion.objects.create(form=form, number=1)
    log.write("skapade formulär", by=by, about=form)
    return form


@transaction.atomic
def change(form: Form, *, name: str, text: str, by: User | None) -> None:
    """Give the form another name or text; both may change at any time, the questions may not. Raises NotAllowed."""
    form = Form.objects.select_for_update().get(pk=form.pk)
    if reasons := obstacles_to_naming(name, form=form):
        raise NotAllowed(reasons)
    was = form.name
    form.name, form.text = name.strip()[:160], text.strip()
    form.save(update_fields=["name", "text"])
    log.write("ändrade formulär", by=by, about=form, förut=was)


@transaction.atomic
def new_version(form: Form, *, by: User | None) -> FormVersion:
    """A copy of the last version to write on; the one there is, where it has not been sent."""
    form = Form.objects.select_for_update().get(pk=form.pk)
    last = latest(form)
    if last.frozen_at is None:
        return last
    made = FormVersion.objects.create(form=form, number=last.number + 1)
    for question in questionnaire_of(last).questions:
        options, columns = list(question.options.all()), list(question.columns.all())
        question.version = made
        _save_copy(question)
        for option in options:
            option.question = question
            _save_copy(option)
        for column in columns:
            column.question = question
            _save_copy(column)
    log.write("gjorde ny version av formulär", by=by, about=form, version=made.number)
    return made


def _save_copy(row: models.Model) -> None:
    """The row as a new one."""
    row.pk, row._state.adding = None, True
    row.save(force_insert=True)


def freeze(version: FormVersion, *, at: dt.datetime | None = None) -> None:
    """Lock the questions for good: they have been sent. Twice is once. Inside the sender's transaction."""
    FormVersion.objects.select_for_update().get(pk=version.pk)
    FormVersion.objects.filter(pk=version.pk, frozen_at=None).update(frozen_at=at or timezone.now())


# Questions


def obstacles_to_changing(version: FormVersion) -> list[str]:
    """Why its questions cannot be changed."""
    if version.frozen_at:
        return ["Frågorna är skickade till parterna och kan inte ändras. Gör en ny version."]
    return []


def _held(version: FormVersion) -> FormVersion:
    held = FormVersion.objects.select_for_update().get(pk=version.pk)
    if reasons := obstacles_to_changing(held):
        raise NotAllowed(reasons)
    return held


def obstacles_to_asking(
    version: FormVersion, asked: Asked, *, instead_of: Question | None = None
) -> list[str]:
    """Why the question cannot be as it is written."""
    others = {one.key: one for one in version.questions.all() if one != instead_of}
    found = [] if asked.text.strip() else ["Skriv frågan."]
    if asked.kind not in QuestionKind.values:
        return [*found, "Välj vad för slags svar det är."]
    if asked.key and asked.key in others:
        found.append(f"En annan fråga har nyckeln {asked.key}.")
    if instead_of is None and len(others) >= MOST_QUESTIONS:
        found.append(f"Ett formulär kan ha högst {MOST_QUESTIONS} frågor.")
    return [*found, *_of_kind(asked, others), *_still_summed(asked, others, instead_of)]


def _of_kind(asked: Asked, others: Mapping[str, Question]) -> list[str]:
    found = []
    if asked.kind in CHOSEN:
        fewest = 1 if asked.kind == QuestionKind.CHOICES else 2  # a single tick is an assurance (intyg)
        found += _of_list([words for _, words in asked.options], "svar", fewest=fewest, most=MOST_OPTIONS)
    if asked.kind == QuestionKind.TABLE:
        found += _of_list([words for _, words, _ in asked.columns], "kolumner", fewest=1, most=MOST_COLUMNS)
        if any(kind not in ColumnKind.values for _, _, kind in asked.columns):
            found.append("Välj vad för slags svar varje kolumn har.")
    if asked.kind == QuestionKind.SCALE:
        if asked.smallest is None or asked.largest is None:
            found.append("Skriv skalans lägsta och högsta steg, till exempel 1 och 5.")
        elif not 2 <= asked.largest - asked.smallest + 1 <= MOST_STEPS or asked.smallest < 0:
            found.append(f"En skala har mellan 2 och {MOST_STEPS} steg, från 0 eller högre.")
    elif None not in (asked.smallest, asked.largest) and asked.smallest > asked.largest:  # type: ignore[operator]
        found.append("Det minsta svaret är större än det högsta.")
    if asked.kind == QuestionKind.SUM:
        found += _of_sum(asked, others)
    return found


def _of_list(words: Sequence[str], what: str, *, fewest: int, most: int) -> list[str]:
    folded = [one.casefold().strip() for one in words]
    if len(folded) < fewest:
        return [f"Skriv minst {fewest} {what}, ett per rad."]
    if len(folded) > most:
        return [f"Skriv högst {most} {what}."]
    twice = sorted({one for one, plain in zip(words, folded, strict=True) if folded.count(plain) > 1})
    return [f"”{one}” står två gånger." for one in twice[:1]]


def _of_sum(asked: Asked, others: Mapping[str, Question]) -> list[str]:
    parts = [*asked.plus, *asked.minus]
    if not parts:
        return ["Välj vilka svar som ska läggas ihop eller dras ifrån."]
    if len(set(parts)) < len(parts):
        return ["En fråga kan inte vara med två gånger i samma summa."]
    kinds = {others[key].kind if key in others else "" for key in parts}
    if not kinds <= set(COUNTED):
        return ["En summa räknas ut av tal eller belopp som finns i formuläret."]
    return ["En summa kan inte blanda tal och belopp."] if len(kinds) > 1 else []


def _still_summed(asked: Asked, others: Mapping[str, Question], instead_of: Question | None) -> list[str]:
    """A question that is part of a sum stays what can be summed."""
    if instead_of is None or asked.kind == instead_of.kind:
        return []
    sums = sums_with(instead_of.key, others.values())
    return [f"Frågan räknas med i ”{sums[0].text}”. Ändra den först."] if sums else []


def sums_with(key: str, questions: Iterable[Question]) -> list[Question]:
    """The sums that a question is part of."""
    return [one for one in questions if key in one.plus or key in one.minus]


@transaction.atomic
def add_question(version: FormVersion, asked: Asked, *, by: User | None) -> Question:
    """Add a question last. Raises NotAllowed."""
    version = _held(version)
    if reasons := obstacles_to_asking(version, asked):
        raise NotAllowed(reasons)
    last = version.questions.aggregate(last=models.Max("position"))["last"]
    keys = list(version.questions.values_list("key", flat=True))
    question = Question(version=version, position=(last or 0) + 1, key=asked.key or slug_of(asked.text, keys))
    _put(question, asked)
    log.write("lade till fråga", by=by, about=version.form, fråga=question.text)
    return question


@transaction.atomic
def change_question(question: Question, asked: Asked, *, by: User | None) -> None:
    """Write a question anew; its key stays, so that it can be compared with other years. Raises NotAllowed."""
    version = _held(question.version)
    question = Question.objects.select_for_update().get(pk=question.pk)
    if reasons := obstacles_to_asking(version, asked, instead_of=question):
        raise NotAllowed(reasons)
    _put(question, asked)
    log.write("ändrade fråga", by=by, about=version.form, fråga=question.text)


def _put(question: Question, asked: Asked) -> None:
    kind = asked.kind
    is_counted = kind in (*COUNTED, QuestionKind.SCALE)
    question.kind, question.text = kind, asked.text.strip()[:400]
    question.section, question.help = asked.section.strip()[:120], asked.help.strip()[:400]
    question.is_required = asked.is_required and kind != QuestionKind.SUM
    question.unit = asked.unit.strip()[:30] if kind in (QuestionKind.NUMBER, QuestionKind.SUM) else ""
    question.decimals = asked.decimals if kind == QuestionKind.NUMBER else 0
    question.smallest = asked.smallest if is_counted else None
    question.largest = asked.largest if is_counted else None
    is_scale = kind == QuestionKind.SCALE
    question.lowest_label = asked.lowest_label.strip()[:60] if is_scale else ""
    question.highest_label = asked.highest_label.strip()[:60] if is_scale else ""
    is_sum = kind == QuestionKind.SUM
    question.plus, question.minus = (list(asked.plus), list(asked.minus)) if is_sum else ([], [])
    parts = question.version.questions.filter(key__in=[*question.plus, *question.minus])
    if parts.filter(kind=QuestionKind.MONEY).exists():
        question.unit = "kr"
    question.save()
    question.options.all().delete()
    question.columns.all().delete()
    if kind in CHOSEN:
        QuestionOption.objects.bulk_create(
            QuestionOption(question=question, position=place, key=key, text=words.strip()[:160])
            for place, (key, words) in enumerate(_keyed(asked.options))
        )
    if kind == QuestionKind.TABLE:
        kinds = [one[2] for one in asked.columns]
        QuestionColumn.objects.bulk_create(
            QuestionColumn(
                question=question, position=place, key=key, name=words.strip()[:80], kind=kinds[place]
            )
            for place, (key, words) in enumerate(_keyed([(key, words) for key, words, _ in asked.columns]))
        )


def _keyed(rows: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Each with its key, or one made of its words."""
    taken = [key for key, _ in rows if key]
    found = []
    for key, words in rows:
        if not key:
            key = slug_of(words, taken)
            taken.append(key)
        found.append((key, words))
    return found


@transaction.atomic
def move_question(question: Question, *, up: bool, by: User | None) -> None:
    """Let it change places with the one before or after; at the end nothing happens. Raises NotAllowed."""
    version = _held(question.version)
    rows = list(version.questions.order_by("position", "pk"))
    at = next(place for place, one in enumerate(rows) if one.pk == question.pk)
    other = at - 1 if up else at + 1
    if not 0 <= other < len(rows):
        return
    rows[at], rows[other] = rows[other], rows[at]
    for place, one in enumerate(rows, 1):
        one.position = place
    Question.objects.bulk_update(rows, ["position"])
    log.write("flyttade fråga", by=by, about=version.form, fråga=question.text)


def obstacles_to_removing(question: Question) -> list[str]:
    """Why the question cannot be taken out."""
    if reasons := obstacles_to_changing(question.version):
        return reasons
    sums = sums_with(question.key, question.version.questions.all())
    return [f"Frågan räknas med i ”{sums[0].text}”. Ändra den först."] if sums else []


@transaction.atomic
def remove_question(question: Question, *, by: User | None) -> None:
    """Take a question out. Raises NotAllowed."""
    version = _held(question.version)
    if reasons := obstacles_to_removing(question):
        raise NotAllowed(reasons)
    log.write("tog bort fråga", by=by, about=version.form, fråga=question.text)
    question.delete()
