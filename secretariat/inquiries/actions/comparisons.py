"""The parties' answers by key, of one round and of earlier rounds about the same thing, and how they compare (F5)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from secretariat.inquiries.models import Answer, AnswerSheet, Inquiry, Question, QuestionKind, Recipient
from secretariat.inquiries.values import Place, Questionnaire, sums_of, value_of
from secretariat.lib.dates import local_day
from secretariat.lib.money import kronor, number_in_words
from secretariat.lib.plots import Bar

from .round_tables import district_of, place_of

COUNTED = (QuestionKind.NUMBER, QuestionKind.MONEY, QuestionKind.SUM)
CHOSEN = (QuestionKind.CHOICE, QuestionKind.CHOICES, QuestionKind.SCALE)


@dataclass(frozen=True)
class PartySheet:
    """One party's answers in one round, by place and by key, with computed sums."""

    party: str
    district: str
    answers: Mapping[Place, Answer]
    by_key: Mapping[str, Any]


@dataclass(frozen=True)
class Comparison:
    """Figures by party (or by answer) and period, the newest last, with what they make together."""

    periods: list[str]
    rows: list[tuple[str, list[str]]]
    totals: list[str]
    bars: list[Bar]


def own_sheet(row: Recipient) -> AnswerSheet | None:
    return getattr(row, "sheet", None)


def party_name(row: Recipient) -> str:
    return f"{row.organisation.short_name}, {row.organ}" if row.organ else row.organisation.short_name


def read_sheets(rows: Sequence[Recipient], questionnaire: Questionnaire) -> list[PartySheet]:
    """The sheets of these, in their order. One query."""
    found: dict[int, dict[Place, Answer]] = {row.pk: {} for row in rows}
    answers = Answer.objects.filter(sheet__recipient__in=rows).select_related("option", "file", "sheet")
    for one in answers:
        found[one.sheet.recipient_id][one.question_id, one.row, one.column_id] = one
    return [
        PartySheet(
            party_name(row),
            district_of(row.organisation),
            found[row.pk],
            by_key(questionnaire.questions, found[row.pk]),
        )
        for row in rows
    ]


def by_key(questions: Sequence[Question], answers: Mapping[Place, Answer]) -> dict[str, Any]:
    """One party's answers by the questions' keys, with computed sums; None where nothing is answered."""
    plain = {one.key: value_of(answers.get((one.pk, 0, None))) for one in questions}
    sums = sums_of(questions, plain)
    return plain | {key: one.value for key, one in sums.items()}


def words_of(question: Question, value: Any) -> str:
    """A figure of the question for reading. A sum without a unit is in kronor."""
    is_money = question.kind == QuestionKind.MONEY or (
        question.kind == QuestionKind.SUM and not question.unit
    )
    if is_money:
        return kronor(int(value))
    words = number_in_words(Decimal(value))
    return f"{words}\u00a0{question.unit}" if question.unit else words


def step_words(question: Question, step: int) -> str:
    """A step of a scale, with what its ends mean."""
    label = {
        int(question.smallest or 0): question.lowest_label,
        int(question.largest or 0): question.highest_label,
    }.get(step, "")
    return f"{step} – {label}" if label else str(step)


# Earlier rounds


def period_of(inquiry: Inquiry) -> str:
    """What a round is called among others about the same thing."""
    return inquiry.period or str(local_day(inquiry.sent_at or inquiry.created_at).year)


def earlier_rounds(
    inquiry: Inquiry, questionnaire: Questionnaire, wanted: Sequence[str]
) -> list[tuple[str, list[PartySheet]]]:
    """Rounds of the same form about the same thing that were made before this one, the oldest first. Four queries."""
    version = inquiry.form_version
    before = Inquiry.objects.filter(
        purpose=inquiry.purpose,
        content_type=inquiry.content_type_id,
        object_id=inquiry.object_id,
        form_version__form=version.form_id if version else None,
        withdrawn_at=None,
        sent_at__isnull=False,
        pk__lt=inquiry.pk,
    )
    rounds = list(before.order_by("pk"))
    if not rounds:
        return []
    questions: dict[int, list[Question]] = {}
    for one in Question.objects.filter(version__inquiries__in=rounds).distinct().order_by("position"):
        questions.setdefault(one.version_id, []).append(one)
    rows: dict[int, list[Recipient]] = {one.pk: [] for one in rounds}
    recipients = Recipient.objects.filter(inquiry__in=rounds, sheet__state__in=wanted)
    for row in sorted(recipients.select_related("organisation__district", "sheet"), key=place_of):
        rows[row.inquiry_id].append(row)
    answers: dict[int, dict[Place, Answer]] = {}
    for answer in Answer.objects.filter(
        sheet__recipient__inquiry__in=rounds, sheet__state__in=wanted
    ).select_related("option", "sheet"):
        answers.setdefault(answer.sheet.recipient_id, {})[
            answer.question_id, answer.row, answer.column_id
        ] = answer
    return [
        (
            period_of(one),
            [_earlier(row, questions[one.form_version_id or 0], answers) for row in rows[one.pk]],
        )
        for one in rounds
        if rows[one.pk]
    ]


def _earlier(
    row: Recipient, questions: list[Question], answers: dict[int, dict[Place, Answer]]
) -> PartySheet:
    found = answers.get(row.pk, {})
    return PartySheet(party_name(row), district_of(row.organisation), found, by_key(questions, found))


def comparison_of(question: Question, rounds: list[tuple[str, list[PartySheet]]]) -> Comparison | None:
    if question.kind in COUNTED:
        return _compared_figures(question, rounds)
    return _compared_choices(question, rounds) if question.kind in CHOSEN else None


def _compared_figures(question: Question, rounds: list[tuple[str, list[PartySheet]]]) -> Comparison | None:
    by_round = [
        {
            one.party: Decimal(value)
            for one in sheets
            if (value := _figure(one.by_key.get(question.key))) is not None
        }
        for _, sheets in rounds
    ]
    if sum(bool(one) for one in by_round) < 2:
        return None
    names = list(dict.fromkeys(one.party for _, sheets in reversed(rounds) for one in sheets))
    rows = [
        (name, [words_of(question, one[name]) if name in one else "–" for one in by_round]) for name in names
    ]
    sums = [sum(one.values(), Decimal(0)) for one in by_round]
    totals = [
        f"{words_of(question, one)} ({len(found)} {'part' if len(found) == 1 else 'parter'})"
        for one, found in zip(sums, by_round, strict=True)
    ]
    periods = [period for period, _ in rounds]
    drawn = [Bar(period, one, words) for period, one, words in zip(periods, sums, totals, strict=True)]
    return Comparison(periods, rows, totals, drawn)


def _figure(value: Any) -> Decimal | None:
    """The value where it is one; a question may have had another kind in an earlier version."""
    return Decimal(value) if isinstance(value, int | Decimal) else None


def _compared_choices(question: Question, rounds: list[tuple[str, list[PartySheet]]]) -> Comparison | None:
    """How many chose each answer in each round; answers are told apart by their keys."""
    told = [[one.by_key.get(question.key) for one in sheets] for _, sheets in rounds]
    told = [[value for value in one if value is not None] for one in told]
    if sum(bool(one) for one in told) < 2:
        return None
    if question.kind == QuestionKind.SCALE:
        kinds: list[tuple[Any, str]] = [
            (Decimal(step), step_words(question, step)) for step in question.steps
        ]
    else:
        kinds = [(one.key, one.text) for one in question.options.all()]
    rows = [(words, [str(sum(_is_it(value, key) for value in one)) for one in told]) for key, words in kinds]
    totals = [f"{len(one)} svar" for one in told]
    return Comparison([period for period, _ in rounds], rows, totals, [])


def _is_it(value: Any, key: Any) -> bool:
    if isinstance(value, list):
        return key in value
    return bool(getattr(value, "key", value) == key)
