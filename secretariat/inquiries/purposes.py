"""What rounds of typed questions are for. The apps above tell it: `settings.INQUIRY_PURPOSES` names their purposes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils.module_loading import import_string

from secretariat.lib.access import Permission, may

if TYPE_CHECKING:
    from secretariat.registry.models import StoredFile, User

    from .models import Inquiry


@dataclass(frozen=True, kw_only=True)
class Purpose:
    """One use of rounds. `place` gives words and address of what a round is about, for breadcrumbs and letters.

    `is_free` lets the office make rounds of its forms on its own, about nothing but the form itself; rounds of other
    purposes are made by their apps, through `actions.rounds.create_round`. `papers` are the files that whoever answers
    is to read first; they open with the link in the letter.
    """

    key: str
    words: str
    place: Callable[["Inquiry"], tuple[str, str]]
    may_read: Callable[["User", "Inquiry"], bool]
    is_free: bool = False
    papers: Callable[["Inquiry"], Sequence["StoredFile"]] = lambda inquiry: ()


def _asks_parties(user: "User", inquiry: "Inquiry") -> bool:
    return may(user, Permission.INQUIRY_SEND)


QUESTIONNAIRE = Purpose(
    key="questionnaire",
    words="Enkät",
    place=lambda inquiry: ("Frågor till parterna", reverse("inquiries:round-list")),
    may_read=_asks_parties,
    is_free=True,
)


@cache
def all_purposes() -> dict[str, Purpose]:
    """Every purpose there is, by its key."""
    found = [import_string(path) for path in settings.INQUIRY_PURPOSES]
    return {one.key: one for one in found}


def purpose_of(key: str) -> Purpose:
    """The purpose with this key; a stand-alone questionnaire where no app knows it any more."""
    return all_purposes().get(key, QUESTIONNAIRE)
