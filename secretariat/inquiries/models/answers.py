"""Svar: one sheet for each party that has begun, one row for each answer, in a column of its own kind."""

from functools import reduce
from operator import or_

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from secretariat.registry.models import StoredFile

from . import guards
from .forms import FormVersion, Question, QuestionColumn, QuestionOption
from .inquiries import Recipient


class AnswerSheet(models.Model):
    """One party's answers in one round. A party without a sheet has not begun."""

    class State(models.TextChoices):
        STARTED = "started", "påbörjad"
        SUBMITTED = "submitted", "inlämnad"
        RETURNED = "returned", "komplettering"
        APPROVED = "approved", "godkänd"

    HANDED_IN = (State.SUBMITTED, State.APPROVED)

    recipient = models.OneToOneField(Recipient, models.CASCADE, related_name="sheet")
    version = models.ForeignKey(FormVersion, models.PROTECT, related_name="sheets")
    state = models.CharField("läge", max_length=12, choices=State, default=State.STARTED)
    revision = models.PositiveIntegerField("antal sparade ändringar", default=0)
    started_at = models.DateTimeField("påbörjad")
    started_by = models.CharField("påbörjad av", max_length=200, blank=True)
    submitted_at = models.DateTimeField("inlämnad", null=True, blank=True)
    submitted_by = models.CharField("inlämnad av", max_length=200, blank=True)
    returned_at = models.DateTimeField("begärdes komplettering", null=True, blank=True)
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    returned_why = models.TextField("vad som ska kompletteras", blank=True)
    approved_at = models.DateTimeField("godkänd", null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "svarsblankett"
        verbose_name_plural = "svarsblanketter"
        ordering = ["recipient"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="started", submitted_at=None, approved_at=None)
                | Q(state="submitted", submitted_at__isnull=False, approved_at=None)
                | Q(state="returned", submitted_at=None, approved_at=None, returned_at__isnull=False)
                & ~Q(returned_why="")
                | Q(state="approved", submitted_at__isnull=False, approved_at__isnull=False),
                name="a_sheet_is_what_its_moments_say",
            )
        ]

    def __str__(self) -> str:
        return f"Svar från {self.recipient}"

    @property
    def is_handed_in(self) -> bool:
        """Inlämnad or godkänd: nothing can be changed."""
        return self.state in self.HANDED_IN


# Which column an answer of each kind fills. No other may hold anything.
COLUMN_OF = {
    "text": "text",
    "number": "number",
    "scale": "number",
    "money": "money",
    "date": "day",
    "choice": "option",
    "choices": "chosen",
    "file": "file",
}
_EMPTY = {"text": Q(text=""), "chosen": Q(chosen=[])}


def _nothing_in(column: str) -> Q:
    return _EMPTY.get(column, Q(**{f"{column}__isnull": True}))


def _only(kind: str, column: str) -> Q:
    """That an answer of the kind fills its own column, and no other."""
    others = sorted(set(COLUMN_OF.values()) - {column})
    found = Q(kind=kind) & ~_nothing_in(column)
    for other in others:
        found &= _nothing_in(other)
    return found


class Answer(models.Model):
    """One answer, or one cell of a table. Money is whole kronor. `revision` is the sheet's count when it was saved."""

    sheet = models.ForeignKey(AnswerSheet, models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, models.PROTECT, related_name="answers")
    row = models.PositiveSmallIntegerField("rad", default=0)
    column = models.ForeignKey(QuestionColumn, models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField("slag", max_length=12)
    text = models.TextField("text", blank=True)
    number = models.DecimalField("tal", max_digits=20, decimal_places=4, null=True, blank=True)
    money = models.BigIntegerField("kronor", null=True, blank=True)
    day = models.DateField("dag", null=True, blank=True)
    option = models.ForeignKey(QuestionOption, models.PROTECT, null=True, blank=True, related_name="+")
    chosen = ArrayField(models.SlugField(max_length=40), verbose_name="valda", default=list, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="answers")
    revision = models.PositiveIntegerField("version")
    saved_at = models.DateTimeField("sparad")
    saved_by = models.CharField("sparad av", max_length=200, blank=True)

    class Meta:
        verbose_name = "svar"
        verbose_name_plural = "svar"
        ordering = ["sheet", "question__position", "row", "column__position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "question", "row", "column"],
                name="a_question_is_answered_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=reduce(or_, (_only(kind, column) for kind, column in COLUMN_OF.items())),
                name="an_answer_fills_the_column_of_its_kind",
            ),
        ]
        triggers = guards.handed_in_as_they_were()

    def __str__(self) -> str:
        return f"{self.question}: {getattr(self, COLUMN_OF[self.kind])}"
