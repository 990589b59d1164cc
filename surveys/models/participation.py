"""Schools, and whether they take part in a round (H2)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from secretariat.lib.sorting import sort_key
from secretariat.registry.models import Organisation

from .rounds import SurveyRound


class School(models.Model):
    """A school unit (skolenhet) in a kommun, whoever runs it."""

    class Form(models.TextChoices):
        ORDINARY = "ordinary", "ordinarie"
        ADAPTED = "adapted", "anpassad"

    class Stage(models.TextChoices):
        COMPULSORY = "compulsory", "grundskola"
        UPPER = "upper", "gymnasieskola"

    class Principal(models.TextChoices):
        MUNICIPAL = "municipal", "kommunal"
        INDEPENDENT = "independent", "fristående"
        REGIONAL = "regional", "region"

    name = models.CharField("skola", max_length=160)
    party = models.ForeignKey(Organisation, models.PROTECT, verbose_name="kommun", related_name="schools")
    form = models.CharField("skolform", max_length=10, choices=Form, default=Form.ORDINARY)
    stage = models.CharField("stadium", max_length=12, choices=Stage, default=Stage.COMPULSORY)
    run_by = models.CharField("huvudman", max_length=12, choices=Principal, default=Principal.MUNICIPAL)
    run_by_name = models.CharField("huvudmannens namn", max_length=160, blank=True)
    unit_code = models.CharField("skolenhetskod", max_length=8, blank=True)
    contact = models.CharField("kontaktperson", max_length=160, blank=True)
    email = models.EmailField("e-post", blank=True)
    phone = models.CharField("telefon", max_length=40, blank=True)
    ends_on = models.DateField("upphörde", null=True, blank=True)
    sort_key = sort_key("name")

    class Meta:
        verbose_name = "skola"
        verbose_name_plural = "skolor"
        ordering = ["sort_key"]
        constraints = [
            models.UniqueConstraint(
                fields=["party", "name", "form", "stage"],
                name="school_stands_once_in_a_kommun",
                violation_error_message="Skolan finns redan.",
            ),
            models.UniqueConstraint(
                fields=["unit_code"],
                condition=~Q(unit_code=""),
                name="school_code_is_used_once",
                violation_error_message="En annan skola har den skolenhetskoden.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Participation(models.Model):
    """One school in one round. `state` is moved by `actions/participation.py` alone."""

    class State(models.TextChoices):
        NOT_ASKED = "not_asked", "ej tillfrågad"
        NO_REPLY = "no_reply", "inget svar"
        PARTICIPATES = "participates", "deltar"
        DECLINED = "declined", "tackat nej"

    round = models.ForeignKey(SurveyRound, models.CASCADE, related_name="participations")
    school = models.ForeignKey(School, models.PROTECT, related_name="participations")
    state = models.CharField("läge", max_length=12, choices=State, default=State.NOT_ASKED)
    asked_at = models.DateTimeField("tillfrågad", null=True, blank=True)
    answered_at = models.DateTimeField("svarade", null=True, blank=True)
    answered_by = models.CharField("svarade genom", max_length=160, blank=True)
    why = models.CharField("skäl", max_length=300, blank=True)
    invited = models.PositiveIntegerField("elever som bjuds in", null=True, blank=True)
    reminded_at = models.DateTimeField("senast påmind", null=True, blank=True)
    reminders = models.PositiveSmallIntegerField("antal påminnelser", default=0)

    class Meta:
        verbose_name = "skolas deltagande"
        verbose_name_plural = "skolors deltagande"
        ordering = ["round", "school__party__sort_key", "school__sort_key"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "school"],
                name="school_is_once_in_a_round",
                violation_error_message="Skolan är redan med i omgången.",
            ),
            models.CheckConstraint(
                condition=Q(state="not_asked", asked_at=None, answered_at=None)
                | Q(state="no_reply", asked_at__isnull=False, answered_at=None)
                | Q(state__in=["participates", "declined"], answered_at__isnull=False),
                name="participation_is_what_its_moments_say",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school}, {self.round}"


class ContactNote(models.Model):
    """That somebody has written to or called a school, and when it is to be called again."""

    class How(models.TextChoices):
        MAIL = "mail", "e-post"
        PHONE = "phone", "telefon"
        VISIT = "visit", "möte"
        LINK = "link", "genom skolans länk"

    participation = models.ForeignKey(Participation, models.CASCADE, related_name="notes")
    at = models.DateTimeField("när")
    how = models.CharField("hur", max_length=8, choices=How, default=How.PHONE)
    text = models.CharField("vad som sades", max_length=500)
    call_on = models.DateField("hör av igen", null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    by_words = models.CharField("av", max_length=160, blank=True)

    class Meta:
        verbose_name = "kontakt med skola"
        verbose_name_plural = "kontakter med skolor"
        ordering = ["participation", "-at", "-pk"]

    def __str__(self) -> str:
        return self.text


class ClassGroup(models.Model):
    """A class of a school in a round. Seen only through the school's own link; never published (H3)."""

    participation = models.ForeignKey(Participation, models.CASCADE, related_name="classes")
    name = models.CharField("klass", max_length=40)
    grade = models.CharField("årskurs", max_length=20, blank=True)
    invited = models.PositiveSmallIntegerField("elever")
    answered = models.PositiveSmallIntegerField("svar", default=0)
    counted_at = models.DateTimeField("räknat", null=True, blank=True)

    class Meta:
        verbose_name = "klass"
        verbose_name_plural = "klasser"
        ordering = ["participation", "grade", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["participation", "name"],
                name="class_stands_once_in_a_school",
                violation_error_message="Klassen finns redan.",
            ),
            models.CheckConstraint(
                condition=Q(answered__lte=F("invited")),
                name="no_more_answers_than_pupils",
                violation_error_message="Det kan inte vara fler svar än elever.",
            ),
        ]

    def __str__(self) -> str:
        return self.name
