"""A theme's page: its decisions in time, and the matters under way in it (interface 2.3 c 7)."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import QuerySet
from django.urls import reverse

from meetings.actions import decisions, matter_lists
from meetings.actions.matter_lists import ListedMatter
from meetings.models import Decision, Matter
from meetings.timelines import Step, line
from secretariat.lib.dates import and_list
from secretariat.registry.models import Theme, User


def readable(user: User) -> QuerySet[Decision]:
    """Decisions this user may read, those reported from others too."""
    return decisions.readable(user, reported=True)


def decisions_of(theme: Theme, *, user: User) -> QuerySet[Decision]:
    """The theme's decisions this user may read, latest first."""
    return decisions.in_order(readable(user).filter(theme=theme))


def steps(theme: Theme, rows: Iterable[Decision], *, today: dt.date) -> list[Step]:
    """One page of the theme's decisions as a line in time, latest first, with today in its place."""
    keys = [one.pk for one in rows]
    found = decisions.listed(decisions.some(keys))
    told = [
        Step(
            "done",
            one.date,
            and_list(list(one.bodies)),
            role=one.kind.capitalize(),
            bold=" ".join(one.words.split()),
            words=f"Ersatt av {and_list(list(one.superseded_by))}" if one.superseded_by else one.status,
            href=reverse("meetings:decision-detail", args=[decisions.slug_of(one.number) or str(one.key)]),
            link_words=one.number or "Beslutet",
        )
        for one in found
    ]
    return list(reversed(line(reversed(told), today=today))) if told else []


def matters_of(theme: Theme, *, today: dt.date) -> list[ListedMatter]:
    """The theme's matters: those under way first, then the latest closed ones."""
    rows = matter_lists.in_order(Matter.objects.filter(theme=theme))
    found = matter_lists.listed(rows, today=today)
    return sorted(found, key=lambda one: one.state != Matter.State.OPEN)
