"""Expressions that mean the same to the office; a search for one finds them all. The page keeps them as rows."""

from django.db import transaction

from secretariat.registry.models import Synonym, User

from . import log

# What the parties of a region write every day. An office begins with these and changes them as it likes.
FROM_THE_START = (
    ("ÖK", ["överenskommelse"]),
    ("FH", ["folkhälsa"]),
    ("VoO", ["vård och omsorg"]),
    ("VoF", ["välfärd och folkhälsa"]),
    ("TSI", ["tidiga samordnade insatser"]),
    ("SIP", ["samordnad individuell plan"]),
    ("FAR", ["fysisk aktivitet på recept"]),
    ("HLV", ["Hälsa på lika villkor"]),
    ("FC", ["familjecentral"]),
    ("F-stöd", ["föräldraskapsstöd", "föräldrastöd"]),
)


def add_first() -> None:
    """The first synonyms, in an office that has none."""
    if not Synonym.objects.exists():
        Synonym.objects.bulk_create(Synonym(short=short, words=words) for short, words in FROM_THE_START)


@transaction.atomic
def remove(synonym: Synonym, *, by: User) -> None:
    """Take a row away; each expression then finds only itself."""
    log.write("tog bort synonym", by=by, about=synonym)
    synonym.delete()
