"""Plain factories, keyword-only. States are reached through real actions, never set by hand."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

from django.db import transaction

from meetings.actions import matters
from meetings.models import (
    Action,
    AgendaItem,
    Attendance,
    Body,
    BodyType,
    Decision,
    ItemBlock,
    Matter,
    MatterStop,
    Meeting,
    MeetingBody,
    Membership,
    Minutes,
    MinutesWord,
    Seat,
)
from secretariat.registry.models import District, Organisation, Person, Theme, User

_numbers = count(1)
_GIVEN = ("Asta", "Birger", "Cilla", "Didrik", "Ebba", "Fabian", "Gun", "Hilding", "Iris", "Jöran")
_FAMILY = (
    "Almgren",
    "Bergdal",
    "Ceder",
    "Dahlvik",
    "Ekman",
    "Forsell",
    "Grönlund",
    "Hagman",
    "Ivarsson",
    "Åkerö",
)
DAY = dt.date(2026, 3, 18)


def number() -> int:
    """A number no other factory has used in this run."""
    return next(_numbers)


@contextmanager
def undone_afterwards() -> Iterator[None]:
    """Rows made inside are gone when the block ends. Blocks may lie inside one another, as fixtures do."""
    whole = transaction.atomic()
    whole._from_testcase = True  # type: ignore[attr-defined]  # else nothing inside may ask to be outermost
    with whole:
        yield
        transaction.set_rollback(True)


def district(*, name: str = "") -> District:
    return District.objects.create(name=name or f"Länsdel {number()}")


def organisation(*, name: str = "", **fields: Any) -> Organisation:
    name = name or f"Provkommun {number()}"
    return Organisation.objects.create(**{"short_name": name, "kind": "municipality", **fields, "name": name})


def person(*, name: str = "", **fields: Any) -> Person:
    n = number()
    given, _, family = (name or f"{_GIVEN[n % 10]} {_FAMILY[n // 10 % 10]}-{n}").partition(" ")
    return Person.objects.create(given_name=given, family_name=family, **fields)


def user(*, name: str = "", email: str = "", **fields: Any) -> User:
    who = fields.pop("person", None) or person(name=name)
    return User.objects.create_user(
        email or f"person{number()}@exempel.se", "hemligt-i-prov", person=who, **fields
    )


def minutes_word() -> MinutesWord:
    return MinutesWord.objects.get_or_create(
        indefinite="minnesanteckningar", defaults={"definite": "minnesanteckningarna"}
    )[0]


def body(*, name: str = "", **fields: Any) -> Body:
    n = number()
    kind = (
        fields.pop("type", None) or BodyType.objects.get_or_create(name="chefsgrupp", slug="chiefs_group")[0]
    )
    return Body.objects.create(
        **{
            "code": f"G{n}",
            "type": kind,
            "minutes_word": minutes_word(),
            **fields,
            "name": name or f"Provgruppen {n}",
        }
    )


def seat(*, of: Body, organisation: Organisation | None = None, kind: str = "member", **fields: Any) -> Seat:
    return Seat.objects.create(body=of, organisation=organisation, kind=kind, **fields)


def membership(
    *, seat: Seat, person: Person, starts_on: dt.date = dt.date(2024, 1, 1), **fields: Any
) -> Membership:
    return Membership.objects.create(seat=seat, person=person, starts_on=starts_on, **fields)


def member(*, of: Body, name: str = "", kind: str = "member", **fields: Any) -> Membership:
    """A new person on a new seat of a new party."""
    return membership(
        seat=seat(of=of, organisation=organisation(), kind=kind), person=person(name=name), **fields
    )


def meeting(*, bodies: list[Body] | None = None, date: dt.date | None = DAY, **fields: Any) -> Meeting:
    """A booked meeting with draft minutes."""
    bodies = bodies if bodies is not None else [body()]
    made = Meeting.objects.create(date=date, **fields)
    for position, one in enumerate(bodies):
        MeetingBody.objects.create(meeting=made, body=one, position=position)
    Minutes.objects.create(meeting=made, word=bodies[0].minutes_word if bodies else minutes_word())
    return made


def item(*, of: Meeting, title: str = "Budget", text: str = "", **fields: Any) -> AgendaItem:
    """A point last on the agenda, numbered by its place, with a paragraph where there is a text."""
    position = fields.pop("position", of.items.count() + 1)
    made = AgendaItem.objects.create(
        **{"number": str(position), **fields, "meeting": of, "title": title, "position": position}
    )
    for line in text.split("\n"):
        if line:
            block(of=made, html=line)
    return made


def block(*, of: AgendaItem, html: str, **fields: Any) -> ItemBlock:
    """A block last in the item's text."""
    position = fields.pop("position", of.blocks.count() + 1)
    return ItemBlock.objects.create(
        meeting_id=of.meeting_id, item=of, html=html, position=position, revision=1, **fields
    )


def decision(*, of: AgendaItem, text: str = "Gruppen antar planen.", **fields: Any) -> Decision:
    """A decision of the meeting in a block of its own."""
    position = Decision.objects.filter(meeting=of.meeting_id).count() + 1
    return Decision.objects.create(
        meeting_id=of.meeting_id, item=of, block=block(of=of, html=text), position=position, **fields
    )


def action(*, of: AgendaItem, text: str = "Kansliet tar fram ett förslag.", **fields: Any) -> Action:
    """A commitment in a block of its own."""
    return Action.objects.create(
        meeting_id=of.meeting_id, item=of, block=block(of=of, html=text), position=1, **fields
    )


def theme(*, name: str = "") -> Theme:
    n = number()
    return Theme.objects.create(name=name or f"Tema {n}", slug=f"tema-{n}")


def matter(*, by: User | None = None, title: str = "", **fields: Any) -> Matter:
    """An open matter with the year's next number."""
    return matters.create(by=by, title=title or f"Provärende {number()}", **fields)


def stop(*, of: Matter, body: Body | None = None, planned_on: dt.date = DAY, **fields: Any) -> MatterStop:
    """A planned stop; somewhere else where no body is given."""
    where = {} if body else {"where": "Nämnden"}
    return MatterStop.objects.create(
        **{**where, **fields, "matter": of, "body": body, "planned_on": planned_on}
    )


def attendee(*, of: Meeting, person: Person, body: Body | None = None, **fields: Any) -> Attendance:
    """A row of the attendance list; present unless told otherwise."""
    position = of.attendances.count() + 1
    return Attendance.objects.create(
        **{"state": "present", "name": person.name, **fields, "meeting": of, "body": body, "person": person,
           "position": position}
    )  # fmt: skip


def approver_user(*, of: Body, name: str = "", kind: str = "chair", **fields: Any) -> User:
    """A user with a seat in the body."""
    made = user(name=name, **fields)
    assert made.person is not None
    membership(seat=seat(of=of, organisation=organisation(), kind=kind), person=made.person)
    return made
