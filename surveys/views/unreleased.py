"""Whoever is shown results that not everybody may see yet stands in the log (D8, H4)."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone

from secretariat.registry import seen
from surveys.access import reader_of
from surveys.actions import datasets
from surveys.models import Dataset
from surveys.models.results import ResultQuerySet

SAW = "såg resultat före släppet"


def note(request: HttpRequest, rows: ResultQuerySet) -> None:
    """A line for each set among the rows that is shown before its release. No query for those who are not logged in."""
    if not request.user.is_authenticated:
        return
    at = timezone.now()
    waiting = Q(public_at=None) | Q(public_at__gt=at)
    known: Any = datasets.known_to(reader_of(request.user), at=at)
    for dataset in known.filter(waiting, pk__in=rows.order_by().values("dataset")):
        seen.note(request, SAW, about=dataset)


def note_set(request: HttpRequest, dataset: Dataset) -> None:
    """The same for one set on its own page."""
    if dataset.taken_in_at and (dataset.public_at is None or dataset.public_at > timezone.now()):
        seen.note(request, SAW, about=dataset)
