"""What is published, as Atom: meetings and decisions together, latest first (M4)."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.db.models import F, QuerySet
from django.urls import reverse

from secretariat.lib.atom import Entry, Feed, key_of, write
from secretariat.lib.dates import and_list, day_in_words
from secretariat.registry.models import Theme

from .actions import decisions as decision_register
from .actions import publications
from .models import Body, MinutesVersion

LONGEST = 50


def whole() -> bytes:
    """Everything that has been published lately."""
    address = _whole("public-start")
    return _written("Öppna möten och beslut", address, _whole("public-feed"), _entries(
        publications.open_meetings(), publications.open_decisions()
    ))  # fmt: skip


def of_body(body: Body) -> bytes:
    """What one body has published, joint meetings too (N6)."""
    meetings = publications.open_meetings().filter(publications.of_body(body))
    decisions = publications.open_decisions().filter(decision_register.of_body(body.pk))
    address, own = _whole("public-body", body.pk), _whole("public-body-feed", body.pk)
    return _written(body.name, address, own, _entries(meetings, decisions))


def of_theme(theme: Theme) -> bytes:
    """Published decisions within a theme."""
    rows = publications.open_decisions().filter(theme=theme)
    address, own = _whole("public-theme", theme.slug), _whole("public-theme-feed", theme.slug)
    return _written(theme.name, address, own, _decisions(rows))


def _written(title: str, address: str, own: str, entries: Iterable[Entry]) -> bytes:
    latest = sorted(entries, key=lambda one: one.updated, reverse=True)[:LONGEST]
    return write(Feed(key_of(own), title, address, own), latest)


def _entries(meetings: QuerySet[Any], decisions: QuerySet[Any]) -> Iterator[Entry]:
    yield from _meetings(meetings)
    yield from _decisions(decisions)


def _meetings(rows: QuerySet[Any]) -> Iterator[Entry]:
    """A meeting is known by the checksum of its frozen minutes, which is nobody else's and never changes."""
    latest = list(rows.order_by("-published_at", "-pk")[:LONGEST])
    current = MinutesVersion.objects.filter(minutes__meeting__in=latest, pk=F("minutes__current_version"))
    sums = dict(current.values_list("minutes__meeting", "sha256"))
    bodies = decision_register.body_names({one.pk for one in latest})
    for one, headed in zip(latest, publications.headed(latest), strict=True):
        yield Entry(
            key=key_of("möte", sums[one.pk]),
            title=f"{headed.heading}, {day_in_words(one.date)}" if one.date else headed.heading,
            url=_whole("public-meeting", one.pk),
            updated=one.published_at,
            summary=_counted(headed.decisions),
            author=and_list(list(bodies.get(one.pk, ()))),
            category="möte",
        )


def _counted(decisions: int) -> str:
    return "Anteckningar utan beslut." if not decisions else f"Anteckningar med {decisions} beslut."


def _decisions(rows: QuerySet[Any]) -> Iterator[Entry]:
    latest = rows.order_by("-published_at", "-meeting", "running", "position")[:LONGEST]
    moments = dict(latest.values_list("pk", "published_at"))
    for one in publications.listed(latest):
        words = " ".join(one.words.split())
        yield Entry(
            key=one.key,
            title=f"{one.number}: {_short(words)}" if one.number else _short(words),
            url=_whole("public-decision", one.address),
            updated=moments[one.key],
            summary=words,
            author=and_list(list(one.bodies)),
            category="beslut",
        )


def _short(words: str) -> str:
    return words if len(words) <= 120 else f"{words[:119].rsplit(' ', 1)[0]}…"


def _whole(name: str, *args: object) -> str:
    return settings.BASE_URL + reverse(f"meetings:{name}", args=args)
