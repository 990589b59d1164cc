"""Themes, kept: one name each, and an address that follows from the first one and stays."""

from django.db import transaction
from django.utils.text import slugify

from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import Theme, User

from . import log

TAKEN = "Det finns redan ett tema som heter så."


def is_taken(name: str, *, but: Theme) -> bool:
    """Whether another theme has the name, whatever its capitals."""
    return Theme.objects.filter(name__iexact=name).exclude(pk=but.pk).exists()


@transaction.atomic
def save(theme: Theme, *, by: User) -> Theme:
    """Add or change a theme. Raises NotAllowed where another has its name."""
    is_new = theme.pk is None
    theme.name = " ".join(theme.name.split())
    if is_taken(theme.name, but=theme):
        raise NotAllowed(TAKEN)
    theme.slug = theme.slug or _free_slug(theme.name)
    theme.save()
    log.write("lade till tema" if is_new else "ändrade tema", by=by, about=theme)
    return theme


def _free_slug(name: str) -> str:
    """An address no theme has: psykisk-halsa, psykisk-halsa-2 …"""
    plain = slugify(name.translate(str.maketrans("åäöÅÄÖ", "aaoAAO")))[:70] or "tema"
    taken = set(Theme.objects.filter(slug__startswith=plain).values_list("slug", flat=True))
    numbered = (f"{plain}-{number}" for number in range(2, len(taken) + 3))
    return plain if plain not in taken else next(one for one in numbered if one not in taken)
