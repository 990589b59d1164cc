"""Kinds of things in the year: added, changed, removed, and put in another order."""

from typing import Any

from django.db import transaction
from django.db.models import Count, Q
from django.utils.text import slugify

from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log
from secretariat.registry.models import User
from secretariat.yearwheel.models import Category

from .collecting import REST

Colour = Category.Colour
# Those with most single days are outermost, where there is most room.
FIRST = (
    ("lansdelsgrupper", "Länsdelsgrupper", "L", Colour.GREEN),
    ("chefsgrupper", "Chefsgrupper", "C", Colour.TEAL),
    ("medel", "Medel & redovisning", "M", Colour.BROWN),
    ("ok", "ÖK & uppföljning", "U", Colour.RED),
    ("undersokningar", "Undersökningar", "E", Colour.BLUE),
    ("samverkansrad", "Samverkansråd", "R", Colour.PURPLE),
    ("konferenser", "Konferenser & utbildning", "K", Colour.OLIVE),
    (REST, "Övrigt", "Ö", Colour.GREY),
)


def add_first() -> None:
    """The kinds a year begins with, where they are not there already."""
    Category.objects.bulk_create(
        (
            Category(slug=slug, name=name, letter=letter, colour=colour, position=position)
            for position, (slug, name, letter, colour) in enumerate(FIRST, 1)
        ),
        ignore_conflicts=True,
    )


def listed() -> list[Category]:
    """All kinds in their order, each with the number of its activities as `count`. Two queries."""
    rows = Category.objects.annotate(count=Count("activities", filter=Q(activities__state="accepted")))
    return list(rows.prefetch_related("body_types").order_by("position", "name"))


@transaction.atomic
def add(*, by: User, body_types: Any = (), **facts: Any) -> Category:
    """A new kind of things, with a short word of its own for addresses."""
    category = Category.objects.create(slug=_free_slug(facts["name"]), **facts)
    category.body_types.set(body_types)
    log.write("lade till slag i årshjulet", by=by, about=category)
    return category


def _free_slug(name: str) -> str:
    """A short word of the name that no other kind has."""
    wanted = slugify(name.translate(str.maketrans("åäöÅÄÖ", "aaoAAO")))[:36] or "slag"
    taken = set(Category.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    return next(slug for slug in (wanted, *(f"{wanted}-{n}" for n in range(2, 99))) if slug not in taken)


@transaction.atomic
def change(category: Category, *, by: User, body_types: Any = (), **facts: Any) -> Category:
    """Change what a kind is called, its letter, colour, place, and which bodies' meetings are of it."""
    for name, value in facts.items():
        setattr(category, name, value)
    category.save(update_fields=list(facts))
    category.body_types.set(body_types)
    log.write("ändrade slag i årshjulet", by=by, about=category)
    return category


def obstacles_to_removing(category: Category) -> list[str]:
    """Why a kind cannot be removed: something is of it, or all that belongs nowhere is."""
    if category.slug == REST:
        return [
            f"{category.name} behövs för det som inte hör till något annat slag. Byt namn på det i stället."
        ]
    used = category.activities.count()
    if used:
        noun = "aktivitet" if used == 1 else "aktiviteter"
        return [f"{category.name} har {used} {noun}. Ge dem ett annat slag först."]
    return []


@transaction.atomic
def remove(category: Category, *, by: User) -> None:
    """Remove a kind nothing is of. Raises NotAllowed."""
    row = Category.objects.select_for_update(of=("self",)).get(pk=category.pk)
    if obstacles := obstacles_to_removing(row):
        raise NotAllowed(obstacles)
    log.write("tog bort slag i årshjulet", by=by, about=row)
    row.delete()
