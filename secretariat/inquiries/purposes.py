"""What rounds of typed questions are for. The apps above tell it: `settings.INQUIRY_PURPOSES` names their purposes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils.module_loading import import_string

from secretariat.lib.access import Permission, may
from secretariat.lib.search import OFFICE

if TYPE_CHECKING:
    from secretariat.registry.models import StoredFile, User

    from .models import Inquiry, Recipient

# A party's answers by the questions' keys; a table is a list of rows, each by its columns' keys.
Said = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Taken:
    """A step that has been taken with a party's answers (sheet_states.Step), and by whom."""

    step: str
    recipient: "Recipient"
    said: Said
    who: str
    by: "User | None"


@dataclass(frozen=True)
class Noun:
    """What one of its inquiries is called where a step is told of: *fråga, frågan*. Of common gender: *skickad*.

    >>> Noun("fråga", "frågan").the
    'Frågan'
    """

    bare: str
    definite: str

    @property
    def the(self) -> str:
        """First in a sentence."""
        return self.definite.capitalize()


REQUEST = Noun("begäran", "begäran")


@dataclass(frozen=True, kw_only=True)
class Purpose:
    """One use of inquiries; `noun` is what its refusals call one of them.

    `place` gives words and address of what a round is about, for breadcrumbs and letters.

    `is_free` lets the office make rounds of its forms on its own, about nothing but the form itself; rounds of other
    purposes are made by their apps, through `actions.rounds.create_round`. `papers` are the files that whoever answers
    is to read first; they open with the link in the letter. `audience` is who finds questions and answers in the search
    (lib.search): the office alone unless the purpose says otherwise, and never more than `may_read` lets in.

    Where an app keeps rows of its own beside the answers: `facts` are what is known of the party already, shown and not
    to be changed; `obstacles` say while one writes, and at handing in, why the answers do not hold together; `after` is
    called when a step has been taken, inside its transaction and under the inquiry's lock, and may raise NotAllowed.
    """

    key: str
    words: str
    noun: Noun = Noun("omgång", "omgången")
    place: Callable[["Inquiry"], tuple[str, str]]
    may_read: Callable[["User", "Inquiry"], bool]
    is_free: bool = False
    audience: str = OFFICE
    papers: Callable[["Inquiry"], Sequence["StoredFile"]] = lambda inquiry: ()
    facts: Callable[["Recipient"], Sequence[tuple[str, str]]] = lambda recipient: ()
    obstacles: Callable[["Recipient", Said], Sequence[str]] = lambda recipient, said: ()
    after: Callable[[Taken], None] = lambda taken: None


def _asks_parties(user: "User", inquiry: "Inquiry") -> bool:
    return may(user, Permission.INQUIRY_SEND)


ASKERS = "askers"
QUESTIONNAIRE = Purpose(
    key="questionnaire",
    words="Enkät",
    place=lambda inquiry: ("Frågor till parterna", reverse("inquiries:round-list")),
    may_read=_asks_parties,
    is_free=True,
    audience=ASKERS,
)


@cache
def all_purposes() -> dict[str, Purpose]:
    """Every purpose there is, by its key."""
    found = [import_string(path) for path in settings.INQUIRY_PURPOSES]
    return {one.key: one for one in found}


def purpose_of(key: str) -> Purpose:
    """The purpose with this key; a stand-alone questionnaire where no app knows it any more."""
    return all_purposes().get(key, QUESTIONNAIRE)


def noun_of(key: str) -> Noun:
    """What an inquiry of this purpose is called; a request where no app has told."""
    found = all_purposes().get(key)
    return found.noun if found else REQUEST
