"""Themes: what the parties work with, whatever group takes it up. Rows, since they change while the system runs."""

from django.db import models
from django.urls import reverse

from secretariat.lib.sorting import sort_key


class ThemeQuerySet(models.QuerySet["Theme"]):
    def standing(self) -> "ThemeQuerySet":
        """Themes that still may be chosen."""
        return self.filter(ended_on=None)


class Theme(models.Model):
    """A theme (tema) that matters and decisions are sorted under, e.g. psykisk hälsa."""

    name = models.CharField("namn", max_length=120, unique=True)
    slug = models.SlugField("adress", max_length=80, unique=True)
    description = models.TextField("beskrivning", blank=True)
    ended_on = models.DateField("används inte från", null=True, blank=True)
    sort_key = sort_key("name")

    objects = ThemeQuerySet.as_manager()

    class Meta:
        verbose_name = "tema"
        verbose_name_plural = "teman"
        ordering = ["sort_key"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("meetings:theme-detail", args=[self.slug])
