"""Organisations that meet: kommuner, the region, authorities, federations; their units and places."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse

from secretariat.lib.sorting import sort_key


class District(models.Model):
    """Länsdel: a group of kommuner that meets on its own."""

    name = models.CharField("namn", max_length=80, unique=True)
    position = models.PositiveSmallIntegerField("ordning", default=0)

    class Meta:
        verbose_name = "länsdel"
        verbose_name_plural = "länsdelar"
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def existing_on(self, day) -> "OrganisationQuerySet":  # type: ignore[no-untyped-def]
        """Organisations that had not ended on a day."""
        return self.filter(models.Q(ends_on=None) | models.Q(ends_on__gte=day))

    def matching(self, text: str) -> "OrganisationQuerySet":
        """Name, short name or alias contains the text, whatever the case."""
        return self.filter(
            models.Q(name__icontains=text)
            | models.Q(short_name__icontains=text)
            | models.Q(aliases__icontains=text)
        )


class Organisation(models.Model):
    """A party or another organisation. Two names are kept: the full one and the one used in lists."""

    class Kind(models.TextChoices):
        MUNICIPALITY = "municipality", "kommun"
        REGION = "region", "region"
        AUTHORITY = "authority", "myndighet"
        CIVIL_SOCIETY = "civil_society", "civilsamhällesorganisation"
        UNIVERSITY = "university", "lärosäte"
        OTHER = "other", "annan"

    name = models.CharField("namn", max_length=200, unique=True)
    short_name = models.CharField(
        "kort namn", max_length=80, help_text="Så som det står i listor, t.ex. Nora."
    )
    kind = models.CharField("slag", max_length=20, choices=Kind)
    municipality_code = models.CharField("kommunkod", max_length=4, blank=True)
    district = models.ForeignKey(
        District, models.PROTECT, verbose_name="länsdel", null=True, blank=True, related_name="organisations"
    )
    org_number = models.CharField("organisationsnummer", max_length=11, blank=True)
    is_own = models.BooleanField("vår egen organisation", default=False)
    aliases = ArrayField(
        models.CharField(max_length=200),
        verbose_name="kallas också",
        default=list,
        blank=True,
        help_text="Andra skrivsätt, ett per rad.",
    )
    registrar_email = models.EmailField(
        "registratorns e-post", blank=True, help_text="Dit går beslutsunderlag, för diarieföring."
    )
    ends_on = models.DateField("upphörde", null=True, blank=True)
    sort_key = sort_key("short_name")

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = "organisation"
        verbose_name_plural = "organisationer"
        ordering = ["sort_key"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality_code"],
                condition=~models.Q(municipality_code=""),
                name="municipality_code_is_used_once",
                violation_error_message="En annan organisation har redan den kommunkoden.",
            ),
            models.UniqueConstraint(
                fields=["is_own"],
                condition=models.Q(is_own=True),
                name="one_own_organisation",
                violation_error_message="Det finns redan en egen organisation.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("registry:organisation-detail", args=[self.pk])


class OrgUnit(models.Model):
    """Förvaltning, enhet or tjänsteställe inside an organisation."""

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, verbose_name="organisation", related_name="units"
    )
    name = models.CharField("namn", max_length=200)
    short_name = models.CharField("kort namn", max_length=40, blank=True)
    sort_key = sort_key("name")

    class Meta:
        verbose_name = "enhet"
        verbose_name_plural = "enheter"
        ordering = ["sort_key"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name"],
                name="unit_name_is_used_once_in_an_organisation",
                violation_error_message="Organisationen har redan en enhet med det namnet.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Letterhead(models.Model):
    """What stands in the head and foot of a body's papers (evidence 7.1, 7.2)."""

    name = models.CharField(
        "namn", max_length=80, unique=True, help_text="Så att du känner igen det i listor."
    )
    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name="organisation")
    body_line = models.TextField("raden om gruppen", blank=True, help_text="Överst, på en eller flera rader.")
    office = models.CharField("tjänsteställe", max_length=120, blank=True)
    postal_address = models.CharField("postadress", max_length=200, blank=True)
    visiting_address = models.CharField("besöksadress", max_length=200, blank=True)
    phone = models.CharField("telefon", max_length=40, blank=True)
    fax = models.CharField("telefax", max_length=40, blank=True)
    org_number = models.CharField("organisationsnummer", max_length=20, blank=True)
    plusgiro = models.CharField("plusgiro", max_length=20, blank=True)
    email = models.EmailField("e-post", blank=True)
    web = models.CharField("internet", max_length=120, blank=True)

    class Meta:
        verbose_name = "brevhuvud"
        verbose_name_plural = "brevhuvuden"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
