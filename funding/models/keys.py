"""Nyckeltal to share money out by: population, patients, a glesbygd flag, as data with source and day (G4)."""

from django.db import models
from django.db.models import Q


class KeySeries(models.Model):
    """What is counted, through all its years."""

    slug = models.SlugField("kortord", max_length=60, unique=True, help_text="T.ex. invanare.")
    name = models.CharField("namn", max_length=120, unique=True)
    unit = models.CharField("enhet", max_length=40, blank=True, help_text="T.ex. invånare.")
    text = models.TextField("vad som räknas", blank=True)

    class Meta:
        verbose_name = "nyckeltal"
        verbose_name_plural = "nyckeltal"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class KeyTable(models.Model):
    """The values of one day, from one source. Taken in whole; a later correction at the source is a new table."""

    series = models.ForeignKey(KeySeries, models.PROTECT, related_name="tables")
    reference_on = models.DateField("avser dagen")
    source = models.CharField("källa", max_length=200, help_text="T.ex. SCB, befolkning efter kommun.")
    source_id = models.CharField("källans beteckning", max_length=60, blank=True, help_text="T.ex. N01951.")
    retrieved_on = models.DateField("hämtad")
    is_processed = models.BooleanField("bearbetad av oss", default=False)
    created_at = models.DateTimeField("inläst", auto_now_add=True)

    class Meta:
        verbose_name = "nyckeltal för ett år"
        verbose_name_plural = "nyckeltal för år"
        ordering = ["series", "-reference_on", "-retrieved_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["series", "reference_on", "source", "retrieved_on"],
                name="key_table_is_taken_in_once",
                violation_error_message="De siffrorna är redan inlästa.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.reference_on:%Y-%m-%d}"


class KeyValue(models.Model):
    """One kommun's value. `code` is the kommunkod, also of kommuner that are not parties here."""

    table = models.ForeignKey(KeyTable, models.CASCADE, related_name="values")
    code = models.CharField("kommunkod", max_length=4)
    value = models.DecimalField("värde", max_digits=20, decimal_places=4)

    class Meta:
        verbose_name = "värde"
        verbose_name_plural = "värden"
        ordering = ["table", "code"]
        constraints = [
            models.UniqueConstraint(fields=["table", "code"], name="key_value_stands_once"),
            models.CheckConstraint(condition=Q(value__gte=0), name="key_value_is_not_below_nothing"),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.value}"
