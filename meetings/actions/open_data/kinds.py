"""Which lists the open data has, what rows each is made of, and how a row is found by its address (M4)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from meetings.actions.publications import of_body
from meetings.models import AgendaItem, Body, Decision
from secretariat.registry.models import Person

from . import files, moments, shapes
from .things import PLACES, Json

_LARGEST = 2**31


@dataclass(frozen=True)
class Source:
    """Rows of one table: what they are, how they look, and what stands before the number in their address.

    `published` leads from a row to its publications. Where a row has many, their moments are asked for a page at a
    time: `plain` are the rows without them, `note` gives them.
    """

    rows: Callable[[], QuerySet[Any]]
    shape: Callable[[Sequence[Any]], list[Json]]
    before: str = ""
    is_uuid: bool = False
    short: Callable[[Sequence[Any]], list[Json]] | None = None
    published: str = "publications"
    plain: Callable[[], QuerySet[Any]] | None = None
    note: Callable[[Sequence[Any]], None] | None = None

    def page(self, keys: Sequence[Any]) -> list[Any]:
        """The rows with these keys, in that order, with their moments."""
        if self.plain and self.note:
            found = list(self.plain().filter(pk__in=keys))
            self.note(found)
        else:
            found = list(self.rows().filter(pk__in=keys))
        place = {key: number for number, key in enumerate(keys)}
        return sorted(found, key=lambda row: place[row.pk])

    def found(self, key: str) -> Any:
        """The row of an address, open or not; None where there has never been one."""
        if not key.startswith(self.before):
            return None
        word = key.removeprefix(self.before)
        try:
            pk = UUID(word) if self.is_uuid else int(word)
        except ValueError:
            return None
        if str(pk) != word or (isinstance(pk, int) and not 0 < pk < _LARGEST):
            return None
        return self.rows().filter(pk=pk).first()


@dataclass(frozen=True)
class Kind:
    """One list of open data: OParl's type, and where its rows come from, one table after the other."""

    name: str
    sources: tuple[Source, ...]

    @property
    def place(self) -> str:
        """The last part of the list's address."""
        return PLACES[self.name]


def _items() -> QuerySet[Any]:
    rows = AgendaItem.objects.standing().select_related("parent")
    return moments.of_meetings(rows, meeting="meeting")


def _decisions() -> QuerySet[Any]:
    return moments.of_meetings(Decision.objects.own(), meeting="meeting")


def _places() -> QuerySet[Any]:
    return moments.meetings().exclude(place="")


def _meetings_bare(rows: Sequence[Any]) -> list[Json]:
    return shapes.meetings(rows, whole=False)


def _papers_bare(rows: Sequence[Any]) -> list[Json]:
    return shapes.papers(rows, whole=False)


_OF_MEETING = "minutes__publications"
_OF_MEETINGS_OWN = "meeting__minutes__publications"

KINDS = {
    kind.place: kind
    for kind in (
        Kind(
            "Organization",
            (
                Source(
                    moments.of_bodies,
                    shapes.organizations,
                    published="meeting_bodies__meeting__minutes__publications",
                    plain=lambda: Body.objects.select_related("type"),
                    note=moments.note_bodies,
                ),
            ),
        ),
        Kind(
            "Person",
            (
                Source(
                    moments.of_persons,
                    shapes.persons,
                    plain=lambda: Person.objects.all(),
                    note=moments.note_persons,
                ),
            ),
        ),
        Kind(
            "Meeting",
            (Source(moments.meetings, shapes.meetings, short=_meetings_bare, published=_OF_MEETING),),
        ),
        Kind("AgendaItem", (Source(_items, shapes.agenda_items, published=_OF_MEETINGS_OWN),)),
        Kind(
            "Paper",
            (
                Source(
                    _decisions, shapes.papers, is_uuid=True, short=_papers_bare, published=_OF_MEETINGS_OWN
                ),
            ),
        ),
        Kind(
            "Consultation",
            (Source(_decisions, shapes.consultations, is_uuid=True, published=_OF_MEETINGS_OWN),),
        ),
        Kind(
            "File",
            (
                Source(moments.meetings, files.minutes_files, before=files.MINUTES, published=_OF_MEETING),
                Source(moments.of_files, files.stored_files),
            ),
        ),
        Kind("Location", (Source(_places, shapes.locations, published=_OF_MEETING),)),
    )
}


def of_group(rows: QuerySet[Any], body: Body) -> QuerySet[Any]:
    """The meetings of one body, joint ones too (N6)."""
    return rows.filter(of_body(body))
