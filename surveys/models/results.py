"""Results: indicator × geography × period × sex × group, with what is hidden already gone (H4–H6).

A figure that is hidden is not in the row: the database holds no value, base or interval for it. The file that was taken
in holds everything and is the secretariat's alone. So no page, export, feed or search can let a hidden figure out.
Who may see a set, and from when, is asked in one place: `Dataset.objects.open_to()` and `Result.objects.open_to()`.
"""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from secretariat.registry.models import Organisation, StoredFile, Theme

from .rounds import Survey, SurveyRound


class Circle(models.IntegerChoices):
    """Who reads: each circle sees what the ones before it see, and from an earlier moment (H4)."""

    PUBLIC = 1, "alla"
    PARTIES = 2, "parterna"
    ANALYSTS = 3, "de som analyserar"


@dataclass(frozen=True)
class Reader:
    """Who asks for results: the circle, and the organisation whose schools it may see."""

    circle: Circle = Circle.PUBLIC
    party: int | None = None


class Indicator(models.Model):
    """What is measured. The id may be Kolada's, such as N00945 (domain 5.5)."""

    class Good(models.TextChoices):
        HIGH = "high", "högt är bra"
        LOW = "low", "lågt är bra"
        NEITHER = "neither", "varken eller"

    code = models.CharField("id", max_length=40, unique=True)
    name = models.CharField("indikator", max_length=200)
    text = models.TextField("vad den mäter", blank=True)
    unit = models.CharField("enhet", max_length=30, default="procent")
    good = models.CharField("läses så att", max_length=8, choices=Good, default=Good.NEITHER)
    is_sensitive = models.BooleanField(
        "känslig",
        default=False,
        help_text="Självskada, våld, droger: visas per skola bara när många har svarat.",
    )
    themes = models.ManyToManyField(Theme, verbose_name="teman", blank=True, related_name="indicators")

    class Meta:
        verbose_name = "indikator"
        verbose_name_plural = "indikatorer"
        ordering = ["name", "code"]

    def __str__(self) -> str:
        return self.name


class SeriesBreak(models.Model):
    """That figures before and from a period cannot be compared (tidsseriebrott)."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="breaks")
    indicator = models.ForeignKey(
        Indicator,
        models.CASCADE,
        verbose_name="indikator",
        null=True,
        blank=True,
        related_name="breaks",
        help_text="Tomt: alla indikatorer.",
    )
    period = models.CharField("från och med", max_length=20)
    text = models.CharField("varför", max_length=300)

    class Meta:
        verbose_name = "tidsseriebrott"
        verbose_name_plural = "tidsseriebrott"
        ordering = ["survey", "period", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "indicator", "period"],
                name="series_breaks_once_a_period",
                nulls_distinct=False,
                violation_error_message="Brottet står redan där.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.period}: {self.text}"


class DatasetQuerySet(models.QuerySet["Dataset"]):
    def open_to(self, reader: Reader, *, at: dt.datetime) -> "DatasetQuerySet":
        """Those the reader may know of at a moment. The others do not exist for it: not in lists, counts or feeds.

        A set that a corrected one has replaced is left to those who analyse.
        """
        if reader.circle == Circle.ANALYSTS:
            return self
        moment = "parties_at" if reader.circle == Circle.PARTIES else "public_at"
        return self.standing().filter(**{f"{moment}__lte": at})

    def standing(self) -> "DatasetQuerySet":
        """Taken in, and no corrected set has been taken in instead."""
        return self.filter(taken_in_at__isnull=False).exclude(replaced_by__taken_in_at__isnull=False)


class Dataset(models.Model):
    """Results taken in together, with from when which circle may know of them (H4).

    Before `parties_at` they are for those who analyse; from then for the parties; from `public_at` for everybody.
    Figures of the whole country wait for `national_at` besides. An empty moment has not come. `state`, `done` and
    `found` tell how far the file has come on its way in; `actions/datasets.py` alone moves them.
    """

    class State(models.TextChoices):
        CHECKING = "checking", "filen prövas"
        REFUSED = "refused", "filen behöver rättas"
        CHECKED = "checked", "klar att läsa in"
        TAKING = "taking", "läses in"
        TAKEN = "taken", "inläst"
        FAILED = "failed", "gick inte att läsa in"

    round = models.ForeignKey(SurveyRound, models.PROTECT, related_name="datasets")
    title = models.CharField("rubrik", max_length=200)
    source = models.CharField("källa", max_length=200)
    source_id = models.CharField("källans beteckning", max_length=80, blank=True)
    retrieved_on = models.DateField("hämtad")
    is_processed = models.BooleanField(
        "bearbetad av oss", default=False, help_text="Då anges inte källan som avsändare av siffrorna."
    )
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="survey_datasets")
    parties_at = models.DateTimeField("parterna får se från", null=True, blank=True)
    public_at = models.DateTimeField("alla får se från", null=True, blank=True)
    national_at = models.DateTimeField("siffror för riket tidigast", null=True, blank=True)
    is_open_already = models.BooleanField(
        "redan offentlig hos källan",
        default=False,
        help_text="Rader utan antal svarande (n) går då att läsa in. Vad källan visar prövas inte igen.",
    )
    replaces = models.OneToOneField(
        "self", models.PROTECT, verbose_name="ersätter", null=True, blank=True, related_name="replaced_by"
    )
    least_base = models.PositiveSmallIntegerField("minsta bas")
    least_count = models.PositiveSmallIntegerField("minsta antal")
    least_school_base = models.PositiveSmallIntegerField(
        "minsta bas för känsliga frågor per skola", default=30
    )
    state = models.CharField("läge", max_length=10, choices=State, default=State.CHECKING)
    done = models.PositiveIntegerField("rader hittills", default=0)
    found = models.JSONField("vad filen innehåller", default=dict, blank=True)
    rows = models.PositiveIntegerField("antal rader", default=0)
    hidden_rows = models.PositiveIntegerField("antal dolda rader", default=0)
    taken_in_at = models.DateTimeField("inläst", null=True, blank=True)
    created_at = models.DateTimeField("skapad", auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    objects = DatasetQuerySet.as_manager()

    class Meta:
        verbose_name = "datamängd"
        verbose_name_plural = "datamängder"
        ordering = ["round", "-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(public_at=None) | Q(parties_at__isnull=False, parties_at__lte=F("public_at")),
                name="parties_see_before_the_public",
                violation_error_message="Parterna ska få se resultaten senast när alla får det.",
            ),
            models.CheckConstraint(
                condition=Q(state="taken", taken_in_at__isnull=False)
                | ~Q(state="taken") & Q(taken_in_at=None),
                name="dataset_is_taken_in_once",
            ),
            # So that none can replace, by way of others, the one that replaces it: then both would be gone.
            models.CheckConstraint(
                condition=Q(replaces=None) | Q(replaces__lt=F("id")),
                name="a_corrected_set_is_newer",
                violation_error_message="En datamängd kan bara ersätta en som lades upp före den.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("surveys:dataset-detail", args=[self.pk])


class ResultQuerySet(models.QuerySet["Result"]):
    def open_to(self, reader: Reader, *, at: dt.datetime) -> "ResultQuerySet":
        """Figures the reader may see at a moment: of open sets, of the country when its day has come, of own schools.

        This is the only way to results for pages, exports, feeds and search; a test walks them all. Figures of a
        replaced set are for nobody: they would stand twice.
        """
        if reader.circle == Circle.ANALYSTS:
            return self.filter(dataset__in=Dataset.objects.standing())
        rows = self.filter(dataset__in=Dataset.objects.open_to(reader, at=at))
        national = Q(dataset__national_at=None) | Q(dataset__national_at__lte=at)
        own = Q(party=reader.party) if reader.party and reader.circle == Circle.PARTIES else Q(pk=None)
        is_country, is_school = Q(geography="country"), Q(geography="school")
        return rows.filter(~is_country | national).filter(~is_school | own)


class Result(models.Model):
    """One figure as it is shown. Where it is hidden, nothing of it is here but that it is (H5)."""

    class Geography(models.TextChoices):
        COUNTRY = "country", "riket"
        COUNTY = "county", "länet"
        DISTRICT = "district", "länsdel"
        MUNICIPALITY = "municipality", "kommun"
        SCHOOL = "school", "skola"

    class Sex(models.TextChoices):
        """Kolada's letters (domain 5.5)."""

        ALL = "T", "alla"
        WOMEN = "K", "kvinnor och flickor"
        MEN = "M", "män och pojkar"

    class Hidden(models.TextChoices):
        SHOWN = "", "visas"
        BASE = "base", "för få svarande"
        COUNT = "count", "för litet antal"
        BESIDE = "beside", "skulle röja en annan siffra"
        LEVEL = "level", "visas inte på den nivån"
        SOURCE = "source", "dold av källan"

    dataset = models.ForeignKey(Dataset, models.CASCADE, related_name="results")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="results")
    geography = models.CharField("nivå", max_length=12, choices=Geography)
    geo_code = models.CharField("kod", max_length=12)
    geo_name = models.CharField("område", max_length=160)
    party = models.ForeignKey(
        Organisation,
        models.PROTECT,
        verbose_name="kommun",
        null=True,
        blank=True,
        related_name="survey_results",
    )
    period = models.CharField("period", max_length=20)
    sex = models.CharField("kön", max_length=1, choices=Sex, default=Sex.ALL)
    group = models.CharField("grupp", max_length=80, blank=True)
    value = models.DecimalField("värde", max_digits=12, decimal_places=4, null=True, blank=True)
    base = models.PositiveIntegerField("bas (n)", null=True, blank=True)
    low = models.DecimalField("lägre gräns", max_digits=12, decimal_places=4, null=True, blank=True)
    high = models.DecimalField("övre gräns", max_digits=12, decimal_places=4, null=True, blank=True)
    hidden = models.CharField("dold", max_length=8, choices=Hidden, blank=True, default=Hidden.SHOWN)

    objects = ResultQuerySet.as_manager()

    class Meta:
        verbose_name = "resultat"
        verbose_name_plural = "resultat"
        ordering = ["dataset", "indicator", "geography", "geo_code", "period", "sex", "group"]
        indexes = [
            models.Index(fields=["indicator", "geography", "geo_code", "period"], name="result_of_a_place"),
            models.Index(
                fields=["geography", "geo_code"], condition=Q(sex="T"), name="result_of_whole_place"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["dataset", "indicator", "geography", "geo_code", "period", "sex", "group"],
                name="result_stands_once",
            ),
            models.CheckConstraint(
                condition=Q(hidden="", value__isnull=False)
                | ~Q(hidden="") & Q(value=None, base=None, low=None, high=None),
                name="what_is_hidden_is_not_here",
            ),
            models.CheckConstraint(
                condition=~Q(geography__in=["municipality", "school"]) | Q(party__isnull=False),
                name="result_of_a_kommun_names_it",
            ),
            models.CheckConstraint(
                condition=Q(low=None, high=None) | Q(low__lte=F("value"), high__gte=F("value")),
                name="interval_holds_its_value",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator}, {self.geo_name} {self.period}"
