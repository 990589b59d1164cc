"""Activities and categories of the year, made plainly."""

import datetime as dt
from typing import Any

from secretariat.yearwheel.actions import categories
from secretariat.yearwheel.models import Activity, Category, Feed, KnownClash, YearCopy
from tests import make

# What these tests count questions of; other apps try their own.
OWN_SOURCES = ["meetings.year_dates.events", "secretariat.yearwheel.calendar.events"]
LETTERS = "ABDFGHIJNOPQSTVXYZ"


def category(slug: str = "ok", **fields: Any) -> Category:
    """One of those a year begins with, or a new one. Tests with real transactions take them away."""
    categories.add_first()
    n = make.number()
    defaults = {"name": f"Slag {n}", "letter": LETTERS[n % len(LETTERS)], "colour": "a8201a", "position": n}
    return Category.objects.get_or_create(slug=slug, defaults={**defaults, **fields})[0]


def activity(title: str = "Partsdialog", day: str = "2026-03-18", until: str = "", **fields: Any) -> Activity:
    """An accepted activity on a day, or from it until another."""
    kind = fields.pop("category", None) or category()
    return Activity.objects.create(
        **{
            "title": title,
            "starts_on": dt.date.fromisoformat(day),
            "ends_on": dt.date.fromisoformat(until or day),
            "category": kind,
            **fields,
        }
    )


def feed() -> Feed:
    """Somebody's subscription to all."""
    return Feed.objects.create(person=make.person())


def known_clash() -> KnownClash:
    """A clash that somebody has said is meant."""
    return KnownClash.objects.create(
        key=str(make.number()), words="Krock", day=make.DAY, reason="Ska vara så"
    )


def year_copy() -> YearCopy:
    """A copied year with one activity to go through."""
    made = YearCopy.objects.create(year=2027)
    activity(day="2027-03-17", copied_from=activity(), copied_in=made)
    return made
