"""Which lists the open data has, what rows each is made of, and how a row is found by its address (M4)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from meetings.actions.publications import of_body
from meetings.models import Body, Decision, Meeting, Publication
from secretariat.registry.models import Person, StoredFile

from . import files, moments, shapes
from .things import PLACES, Json

_LARGEST = 2**31


@dataclass(frozen=True)
class Source:
    """Rows of one table: what they are, how they look, and what stands before the number in their address.

    `note` gives rows their moments, and keeps those that have ever been open; `is_open` is a condition on those that
    are now, `published` leads from a row to its publications. `dated` are the rows that have ever been open with their
    moments as columns, for whoever asks by them.
    """

    plain: Callable[[], QuerySet[Any]]
    note: Callable[[Sequence[Any]], list[Any]]
    is_open: Callable[[], Q]
    dated: Callable[[Mapping[str, Any]], QuerySet[Any]]
    shape: Callable[[Sequence[Any]], list[Json]]
    before: str = ""
    is_uuid: bool = False
    short: Callable[[Sequence[Any]], list[Json]] | None = None
    published: str = "publications"

    def some(self, conditions: Mapping[str, Any], *, with_gone: bool) -> QuerySet[Any]:
        """The rows that are open, or have ever been, with conditions on their moments, in an order that stays."""
        rows = self.dated(conditions) if conditions else self.plain()
        return (rows if with_gone else rows.filter(self.is_open())).order_by("pk")

    def page(self, keys: Sequence[Any]) -> list[Any]:
        """The rows with these keys, in that order, with their moments."""
        place = {key: number for number, key in enumerate(keys)}
        return sorted(self.note(list(self.plain().filter(pk__in=keys))), key=lambda row: place[row.pk])

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
        return next(iter(self.page([pk])), None)


@dataclass(frozen=True)
class Kind:
    """One list of open data: OParl's type, and where its rows come from, one table after the other."""

    name: str
    sources: tuple[Source, ...]
    size: int = 50  # things on a page where nobody asks for another number

    @property
    def place(self) -> str:
        """The last part of the list's address."""
        return PLACES[self.name]


def _of_meetings(
    plain: Callable[[], QuerySet[Any]],
    shape: Callable[[Sequence[Any]], list[Json]],
    *,
    way: str = "meeting",
    **more: Any,
) -> Source:
    """Rows that are open with their meeting and change with it. `way` leads from a row to the meeting."""

    def dated(conditions: Mapping[str, Any]) -> QuerySet[Any]:
        # Of a meeting once, not of each of its points and decisions.
        return plain().filter(**{f"{way}__in": moments.meetings().filter(**conditions).values("pk")})

    to_minutes = "minutes" if way == "pk" else f"{way}__minutes"
    return Source(
        plain=plain,
        note=moments.note_meetings,
        is_open=lambda: Q(**{f"{way}__in": moments.open_meetings()}),
        dated=dated,
        shape=shape,
        published=f"{to_minutes}__publications",
        **more,
    )


def _by_itself(
    plain: Callable[[], QuerySet[Any]],
    note: Callable[[Sequence[Any]], list[Any]],
    dated: Callable[[], QuerySet[Any]],
    shape: Callable[[Sequence[Any]], list[Json]],
    *,
    besides: Q | None = None,
    published: str = "publications",
) -> Source:
    """Rows that may be open with several meetings. `besides` must hold for a row to be open."""

    def is_open() -> Q:
        standing = Publication.objects.standing().order_by().values("pk")
        return Q(pk__in=plain().filter(**{f"{published}__in": standing}).order_by().values("pk")) & (
            besides or Q()
        )

    return Source(
        plain=plain, note=note, is_open=is_open, dated=lambda conditions: dated().filter(**conditions), shape=shape,
        published=published,
    )  # fmt: skip


def _meetings() -> QuerySet[Any]:
    return Meeting.objects.all()


def _decisions() -> QuerySet[Any]:
    return Decision.objects.own()


def _meetings_bare(rows: Sequence[Any]) -> list[Json]:
    return shapes.meetings(rows, whole=False)


def _papers_bare(rows: Sequence[Any]) -> list[Json]:
    return shapes.papers(rows, whole=False)


_BODIES = _by_itself(
    lambda: Body.objects.select_related("type"),
    moments.note_bodies,
    moments.of_bodies,
    shapes.organizations,
    published="meeting_bodies__meeting__minutes__publications",
)
_PERSONS = _by_itself(
    Person.objects.all, moments.note_persons, moments.of_persons, shapes.persons,
    besides=Q(protected_identity=False),
)  # fmt: skip
_FILES = _by_itself(
    StoredFile.objects.all, moments.note_files, moments.of_files, files.stored_files,
    besides=~Q(circle=StoredFile.Circle.SECRETARIAT),
)  # fmt: skip
_PDFS = _of_meetings(_meetings, files.minutes_files, way="pk", before=files.MINUTES)

KINDS = {
    kind.place: kind
    for kind in (
        Kind("Organization", (_BODIES,)),
        Kind("Person", (_PERSONS,)),
        # Each with all its points: a page is as much to make as those of other kinds.
        Kind("Meeting", (_of_meetings(_meetings, shapes.meetings, way="pk", short=_meetings_bare),), size=20),
        Kind("AgendaItem", (_of_meetings(shapes.bare_items, shapes.agenda_items),)),
        Kind("Paper", (_of_meetings(_decisions, shapes.papers, is_uuid=True, short=_papers_bare),)),
        Kind("Consultation", (_of_meetings(_decisions, shapes.consultations, is_uuid=True),)),
        Kind("File", (_PDFS, _FILES)),
        Kind(
            "Location", (_of_meetings(lambda: Meeting.objects.exclude(place=""), shapes.locations, way="pk"),)
        ),
    )
}


def of_group(rows: QuerySet[Any], body: Body) -> QuerySet[Any]:
    """The meetings of one body, joint ones too (N6)."""
    return rows.filter(of_body(body))
