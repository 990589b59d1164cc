"""Formulär: typed questions in versions. A version that has been sent out never changes; the next one is a copy."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q

from . import guards


class QuestionKind(models.TextChoices):
    """What an answer is. A sum is never typed: it is computed from other answers."""

    TEXT = "text", "text"
    NUMBER = "number", "tal"
    MONEY = "money", "belopp i kronor"
    DATE = "date", "datum"
    CHOICE = "choice", "ett val av flera"
    CHOICES = "choices", "flera val"
    SCALE = "scale", "skala"
    TABLE = "table", "tabell"
    FILE = "file", "fil"
    SUM = "sum", "uträknad summa"


class ColumnKind(models.TextChoices):
    """What the cells of a table's column hold."""

    TEXT = "text", "text"
    NUMBER = "number", "tal"
    MONEY = "money", "belopp i kronor"
    DATE = "date", "datum"


class Form(models.Model):
    """A questionnaire (formulär) that can be sent many times, for instance each year."""

    name = models.CharField("namn", max_length=160, unique=True)
    purpose = models.SlugField("ändamål", max_length=40, help_text="Vilken app som använder det.")
    text = models.TextField("text överst", blank=True, help_text="Står före frågorna, i varje omgång.")
    created_at = models.DateTimeField("skapat", auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = "formulär"
        verbose_name_plural = "formulär"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class FormVersion(models.Model):
    """The questions as they were asked. It is frozen when its first round is sent."""

    form = models.ForeignKey(Form, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField("version")
    frozen_at = models.DateTimeField("låst", null=True, blank=True)
    created_at = models.DateTimeField("skapad", auto_now_add=True)

    class Meta:
        verbose_name = "formulärversion"
        verbose_name_plural = "formulärversioner"
        ordering = ["form", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["form", "number"], name="a_form_has_each_version_once"),
            models.UniqueConstraint(
                fields=["form"], condition=Q(frozen_at=None), name="a_form_has_one_version_to_write_on"
            ),
        ]
        triggers = guards.stays_frozen()

    def __str__(self) -> str:
        return f"{self.form}, version {self.number}"


class Question(models.Model):
    """One question. Its key is the same in every version, so that years can be compared."""

    version = models.ForeignKey(FormVersion, models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField("ordning")
    key = models.SlugField("nyckel", max_length=40)
    section = models.CharField("avsnitt", max_length=120, blank=True)
    text = models.CharField("fråga", max_length=400)
    help = models.CharField("hjälptext", max_length=400, blank=True)
    kind = models.CharField("slag", max_length=12, choices=QuestionKind)
    is_required = models.BooleanField("måste besvaras", default=False)
    unit = models.CharField("enhet", max_length=30, blank=True, help_text="T.ex. årsarbetare.")
    decimals = models.PositiveSmallIntegerField(
        "antal decimaler", default=0, validators=[MaxValueValidator(4)]
    )
    smallest = models.DecimalField("minst", max_digits=20, decimal_places=4, null=True, blank=True)
    largest = models.DecimalField("högst", max_digits=20, decimal_places=4, null=True, blank=True)
    lowest_label = models.CharField("lägsta steget betyder", max_length=60, blank=True)
    highest_label = models.CharField("högsta steget betyder", max_length=60, blank=True)
    plus = ArrayField(models.SlugField(max_length=40), verbose_name="läggs ihop", default=list, blank=True)
    minus = ArrayField(models.SlugField(max_length=40), verbose_name="dras ifrån", default=list, blank=True)

    class Meta:
        verbose_name = "fråga"
        verbose_name_plural = "frågor"
        ordering = ["version", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="a_version_has_each_key_once"),
            models.CheckConstraint(
                condition=Q(smallest=None) | Q(largest=None) | Q(smallest__lte=F("largest")),
                name="smallest_is_not_larger_than_largest",
            ),
            models.CheckConstraint(
                condition=~Q(kind="scale") | Q(smallest__isnull=False, largest__isnull=False),
                name="a_scale_has_two_ends",
            ),
            models.CheckConstraint(
                condition=Q(kind="sum", is_required=False) & ~Q(plus=[], minus=[])
                | ~Q(kind="sum") & Q(plus=[], minus=[]),
                name="a_sum_and_nothing_else_has_parts",
            ),
            models.CheckConstraint(condition=Q(decimals__lte=4), name="at_most_four_decimals"),
        ]
        triggers = guards.asked_as_they_were()

    def __str__(self) -> str:
        return self.text

    @property
    def steps(self) -> range:
        """The steps of a scale, from the lowest."""
        if self.smallest is None or self.largest is None:
            return range(0)
        return range(int(self.smallest), int(self.largest) + 1)


class QuestionOption(models.Model):
    """An answer one may choose."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="options")
    position = models.PositiveSmallIntegerField("ordning")
    key = models.SlugField("nyckel", max_length=40)
    text = models.CharField("svar", max_length=160)

    class Meta:
        verbose_name = "svarsalternativ"
        verbose_name_plural = "svarsalternativ"
        ordering = ["question", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["question", "key"], name="a_question_has_each_option_once")
        ]
        triggers = guards.asked_with_question()

    def __str__(self) -> str:
        return self.text


class QuestionColumn(models.Model):
    """A column of a question whose answer is a table."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="columns")
    position = models.PositiveSmallIntegerField("ordning")
    key = models.SlugField("nyckel", max_length=40)
    name = models.CharField("rubrik", max_length=80)
    kind = models.CharField("slag", max_length=12, choices=ColumnKind)

    class Meta:
        verbose_name = "kolumn"
        verbose_name_plural = "kolumner"
        ordering = ["question", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["question", "key"], name="a_question_has_each_column_once")
        ]
        triggers = guards.asked_with_question()

    def __str__(self) -> str:
        return self.name
