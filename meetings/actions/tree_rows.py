"""The rows that the document tree is read from: only the columns it needs, each kind asked for in one statement."""

import datetime as dt
from typing import NamedTuple
from uuid import UUID

from meetings.documents import Name
from meetings.models import AgendaItem, Attendance, ItemAttachment, ItemBlock, ItemPresenter
from secretariat.lib.statements import Statement


class ItemRow(NamedTuple):
    """What the tree needs of an item of the agenda."""

    pk: int
    parent_id: int | None
    section: str
    number: str
    title: str
    role: str
    purpose: str
    chair_id: int | None
    chair_name: str
    given_name: str | None
    family_name: str | None

    @property
    def chair(self) -> Name | None:
        """Who presides from this item on, as printed, else by the register."""
        name = self.chair_name or f"{self.given_name or ''} {self.family_name or ''}".strip()
        return Name(name, person=self.chair_id) if name else None


class BlockRow(NamedTuple):
    """What the tree needs of a block."""

    pk: UUID
    item_id: int
    parent_id: UUID | None
    kind: str
    html: str
    level: int
    runs_on: bool
    label: str
    label_break: bool
    party_name: str
    person_id: int | None
    body_id: int | None
    organisation_id: int | None


class Presenter(NamedTuple):
    """Who presents an item."""

    item_id: int
    text: str
    person_id: int | None
    body_id: int | None
    organisation_id: int | None


class AttachmentRow(NamedTuple):
    """A file or link of an item."""

    item_id: int
    kind: str
    title: str
    url: str
    sha256: str | None
    file_id: int | None


class AttendanceRow(NamedTuple):
    """What the tree needs of a row of attendance."""

    pk: int
    body_id: int | None
    list_heading: str
    person_id: int | None
    organisation_id: int | None
    name: str
    title: str
    affiliation: str
    political_party: str
    role: str
    state: str
    mode: str
    from_item_id: int | None
    from_time: dt.time | None
    to_item_id: int | None
    to_time: dt.time | None
    serves_for_id: int | None
    substitute_name: str


class Guest(NamedTuple):
    """An item that a guest was there at."""

    attendance_id: int
    item_id: int


ITEMS = Statement(
    ItemRow,
    lambda meeting: AgendaItem.objects.standing().filter(meeting=meeting).order_by("position", "pk"),
    given_name="chair__given_name",
    family_name="chair__family_name",
)
BLOCKS = Statement(
    BlockRow, lambda meeting: ItemBlock.objects.standing().filter(meeting=meeting).order_by("position", "pk")
)
PRESENTERS = Statement(
    Presenter, lambda meeting: ItemPresenter.objects.filter(meeting=meeting).order_by("position", "pk")
)
ATTACHMENTS = Statement(
    AttachmentRow,
    lambda meeting: ItemAttachment.objects.filter(meeting=meeting).order_by("position", "pk"),
    sha256="file__sha256",
)
ATTENDANCE = Statement(
    AttendanceRow, lambda meeting: Attendance.objects.filter(meeting=meeting).order_by("position", "pk")
)
GUESTS = Statement(
    Guest,
    lambda meeting: Attendance.items.through.objects.filter(attendance__meeting=meeting),
    item_id="agendaitem_id",
)
