"""Sets of results that have been released to everybody, as Atom, the latest first (H4, M4)."""

import datetime as dt

from django.conf import settings
from django.urls import reverse

from secretariat.lib.atom import Entry, Feed, key_of, write

from .models import Dataset, Reader

LONGEST = 50


def whole(*, at: dt.datetime) -> bytes:
    """The feed as it is at a moment. A set that has not been released to everybody is not in it, nor counted."""
    rows = Dataset.objects.open_to(Reader(), at=at).select_related("round__survey")
    own, address = _whole("result-feed"), _whole("result-list")
    entries = [_entry(one) for one in rows.order_by("-public_at", "-pk")[:LONGEST]]
    return write(Feed(key_of(own), "Resultat av undersökningar", address, own), entries)


def _entry(one: Dataset) -> Entry:
    survey = one.round.survey
    assert one.public_at is not None  # noqa: S101 – the gate asks for it
    return Entry(
        key=key_of("resultat", one.pk),
        title=f"{survey.name} {one.round.period}: {one.title}",
        url=f"{_whole('result-list')}?undersokning={survey.slug}",
        updated=one.public_at,
        summary=f"Källa: {one.source}.",
        category="resultat",
    )


def _whole(name: str) -> str:
    return settings.BASE_URL + reverse(f"surveys:{name}")
