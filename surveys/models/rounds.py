"""Undersökning: a survey, each time it is made, and what has to happen then (H1)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from meetings.models import Body, Matter
from secretariat.registry.models import Organisation, Person, StoredFile, Theme


class Survey(models.Model):
    """A survey through all its rounds. The limits are persons; no source gives one for everybody (domain 5.4)."""

    class Kind(models.TextChoices):
        POPULATION = "population", "befolkningsenkät med urval"
        SCHOOL = "school", "enkät i skolor"
        RECORDS = "records", "statistik ur elevhälsan"

    class Period(models.TextChoices):
        YEAR = "year", "år"
        SCHOOL_YEAR = "school_year", "läsår"

    slug = models.SlugField("kortord", max_length=60, unique=True)
    name = models.CharField("namn", max_length=160, unique=True)
    short_name = models.CharField("kort namn", max_length=40, blank=True)
    kind = models.CharField("slag", max_length=12, choices=Kind)
    period_type = models.CharField("görs för", max_length=12, choices=Period, default=Period.YEAR)
    owner = models.CharField("ägare", max_length=160, blank=True, help_text="T.ex. Folkhälsomyndigheten.")
    text = models.TextField("om undersökningen", blank=True)
    body = models.ForeignKey(
        Body,
        models.PROTECT,
        verbose_name="grupp som följer den",
        null=True,
        blank=True,
        related_name="surveys",
    )
    matter = models.ForeignKey(
        Matter, models.SET_NULL, verbose_name="ärende", null=True, blank=True, related_name="surveys"
    )
    themes = models.ManyToManyField(Theme, verbose_name="teman", blank=True, related_name="surveys")
    replaces = models.ForeignKey(
        "self", models.PROTECT, verbose_name="ersätter", null=True, blank=True, related_name="replaced_by"
    )
    least_base = models.PositiveSmallIntegerField(
        "minsta bas", default=10, help_text="En grupp med färre svarande visas inte."
    )
    least_count = models.PositiveSmallIntegerField(
        "minsta antal", default=5, help_text="Ett antal från 1 upp till under detta visas inte."
    )
    least_school_base = models.PositiveSmallIntegerField(
        "minsta bas för känsliga frågor per skola", default=30
    )
    created_at = models.DateTimeField("skapad", auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = "undersökning"
        verbose_name_plural = "undersökningar"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(replaces=None) | ~Q(replaces=F("pk")),
                name="survey_does_not_replace_itself",
                violation_error_message="En undersökning kan inte ersätta sig själv.",
            ),
            models.CheckConstraint(
                condition=Q(least_base__gte=3, least_count__gte=2, least_school_base__gte=F("least_base")),
                name="survey_hides_what_is_small",
                violation_error_message="Gränserna är minst 3 för bas och 2 för antal, och för skolor inte lägre.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("surveys:survey-detail", args=[self.slug])

    @property
    def says(self) -> str:
        """What it is called in lists."""
        return self.short_name or self.name


class SurveyRound(models.Model):
    """One time the survey is made (undersökningsomgång). `state` is moved by `actions/rounds.py` alone."""

    class State(models.TextChoices):
        PLANNED = "planned", "planerad"
        COLLECTING = "collecting", "svar samlas in"
        PROCESSING = "processing", "svar bearbetas"
        REPORTED = "reported", "resultat finns"
        CANCELLED = "cancelled", "inställd"

    class Instrument(models.TextChoices):
        DRAFT = "draft", "utkast"
        REVIEWED = "reviewed", "ute på synpunkter"
        FIXED = "fixed", "fastställd"

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="rounds")
    period = models.CharField("avser", max_length=20, help_text="T.ex. 2026, eller 2023/24 för ett läsår.")
    state = models.CharField("läge", max_length=12, choices=State, default=State.PLANNED)
    population = models.CharField("population", max_length=300, blank=True)
    follows = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name="omgången före",
        null=True,
        blank=True,
        related_name="followed_by",
    )
    supplier = models.CharField("leverantör", max_length=160, blank=True)
    instrument = models.CharField(
        "frågeformuläret är", max_length=10, choices=Instrument, default=Instrument.DRAFT
    )
    responsible = models.ForeignKey(
        Person, models.PROTECT, verbose_name="ansvarig", null=True, blank=True, related_name="survey_rounds"
    )
    collected_from = models.DateField("svar samlas in från", null=True, blank=True)
    collected_to = models.DateField("svar samlas in till", null=True, blank=True)
    buffer_from = models.DateField("buffert från", null=True, blank=True)
    buffer_to = models.DateField("buffert till", null=True, blank=True)
    created_at = models.DateTimeField("skapad", auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = "omgång"
        verbose_name_plural = "omgångar"
        ordering = ["survey", "-period", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "period"],
                name="survey_is_made_once_a_period",
                violation_error_message="Det finns redan en omgång för den tiden.",
            ),
            models.CheckConstraint(
                condition=Q(collected_from=None, collected_to=None)
                | Q(collected_to__gte=F("collected_from")),
                name="collection_ends_after_it_begins",
                violation_error_message="Insamlingen kan inte sluta innan den börjar.",
            ),
            models.CheckConstraint(
                condition=Q(buffer_from=None, buffer_to=None) | Q(buffer_to__gte=F("buffer_from")),
                name="buffer_ends_after_it_begins",
                violation_error_message="Bufferten kan inte sluta innan den börjar.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.survey.says} {self.period}"

    def get_absolute_url(self) -> str:
        return reverse("surveys:round-detail", args=[self.survey.slug, self.pk])


class Milestone(models.Model):
    """Something that is to happen in a round; stands in the shared year."""

    round = models.ForeignKey(SurveyRound, models.CASCADE, related_name="milestones")
    title = models.CharField("vad", max_length=160)
    starts_on = models.DateField("från och med")
    ends_on = models.DateField("till och med")
    done_on = models.DateField("klart", null=True, blank=True)
    note = models.CharField("anteckning", max_length=300, blank=True)

    class Meta:
        verbose_name = "milstolpe"
        verbose_name_plural = "milstolpar"
        ordering = ["round", "starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="milestone_ends_after_it_starts",
                violation_error_message="Milstolpen kan inte sluta innan den börjar.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.round}: {self.title}"


class SampleTarget(models.Model):
    """How many are asked in a kommun, and how many answers are hoped for."""

    round = models.ForeignKey(SurveyRound, models.CASCADE, related_name="targets")
    party = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name="kommun", related_name="survey_targets"
    )
    sampled = models.PositiveIntegerField("urval, personer")
    expected = models.PositiveIntegerField("väntade svar", null=True, blank=True)

    class Meta:
        verbose_name = "urval per kommun"
        verbose_name_plural = "urval per kommun"
        ordering = ["round", "party__sort_key"]
        constraints = [
            models.UniqueConstraint(fields=["round", "party"], name="kommun_has_one_target_a_round"),
            models.CheckConstraint(
                condition=Q(expected=None) | Q(expected__lte=F("sampled")),
                name="no_more_answers_than_asked",
                violation_error_message="Det kan inte komma fler svar än personer i urvalet.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party}: {self.sampled}"


class RoundNotice(models.Model):
    """Information that has gone out about a round: what, to whom, when (H1)."""

    round = models.ForeignKey(SurveyRound, models.CASCADE, related_name="notices")
    sent_on = models.DateField("skickad")
    to = models.CharField("till", max_length=200)
    what = models.CharField("vad", max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "information som gått ut"
        verbose_name_plural = "information som gått ut"
        ordering = ["round", "sent_on", "pk"]

    def __str__(self) -> str:
        return f"{self.what} till {self.to}"


class RoundFile(models.Model):
    """A paper of a round: the form, the information letter, the agreement with the supplier."""

    round = models.ForeignKey(SurveyRound, models.CASCADE, related_name="files")
    title = models.CharField("vad", max_length=120, blank=True)
    stored = models.ForeignKey(StoredFile, models.PROTECT, related_name="survey_files")

    class Meta:
        verbose_name = "handling till en omgång"
        verbose_name_plural = "handlingar till omgångar"
        ordering = ["round", "pk"]

    def __str__(self) -> str:
        return self.title or str(self.stored)
