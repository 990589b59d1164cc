"""A meeting in the exchange format taken in as a new draft. Every key is given anew; the words stay."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

from meetings import access
from meetings.actions.loading.report import Report
from meetings.actions.trees import document_of
from meetings.models import (
    Approver,
    Attendance,
    Body,
    Meeting,
    MeetingBody,
    Membership,
    Minutes,
    Seat,
)
from secretariat.lib.dates import and_list
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log
from secretariat.registry.models import User

from .item_rows import Keys, write_items
from .parties import Parties, letterhead_of, word_of
from .reading import Exchanged
from .record_fields import day_of, time_of

Json = dict[str, Any]
_ONE_AT_A_TIME = 7_201_114  # as loading: two at once would make the same persons twice
_NOT_YOURS = "Du kan läsa in möten för grupper där du är sekreterare. Be sekretariatet läsa in mötet för {}."


@dataclass(frozen=True)
class TakenIn:
    """The new meeting, what to tell, whether the same file was taken in before, and the new key for each old one."""

    meeting: Meeting
    report: Report
    again: bool = False
    keys: Keys = field(default_factory=Keys)


@transaction.atomic
def take_in(read: Exchanged, *, by: User | None = None) -> TakenIn:
    """Make the meeting as a draft; the same file twice changes nothing. Logged.

    Nothing is left behind where it is refused. `by` is None for a command, which may do all.
    Raises NotAllowed for somebody who may not make meetings for these bodies.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])
    content, report = read.content, Report()
    parties = Parties(content["registers"], report)
    if obstacles := obstacles_to_taking_in(content, parties, by):
        raise NotAllowed(obstacles)
    if known := Meeting.objects.filter(source_hash=read.sha256).first():
        return TakenIn(known, report, again=True)
    word = word_of(content["word"])
    bodies = [parties.met(one["id"]) or parties.new_body(one["id"], word) for one in content["bodies"]]
    meeting = _meeting(content, read, parties)
    Minutes.objects.create(
        meeting=meeting, word=word, noted_approval_date=day_of(content["approval"]["noted_on"])
    )
    _bodies(meeting, content["bodies"], bodies, report)
    keys = write_items(meeting, content, parties, by)
    _attendance(meeting, content["attendance"], parties, keys)
    _approvers(meeting.minutes, content["approval"]["approvers"], parties)
    _letterhead(meeting, content["letterhead"], parties)
    _title(meeting, content["meeting"]["printed_title"])
    _look_after(meeting, content, parties)
    log.write("läste in ett möte ur en utbytesfil", by=by, about=meeting, source=read.name)
    return TakenIn(meeting, report, keys=keys)


def obstacles_to_taking_in(content: Json, parties: Parties, by: User | None) -> list[str]:
    """Why this user may not take the file in: a meeting is made by those who keep one of its bodies."""
    if by is None or access.is_office(by):
        return []
    found = [parties.met(one["id"]) for one in content["bodies"]]
    known = [body for body in found if body is not None]
    if len(known) == len(found) and access.may_create_meeting(by, known):
        return []
    names = [one["printed_name"] for one in content["bodies"]] or ["en grupp som inte är angiven"]
    return [_NOT_YOURS.format(and_list(names))]


def _meeting(content: Json, read: Exchanged, parties: Parties) -> Meeting:
    told = content["meeting"]
    chair, secretary = told["chair"] or _NOBODY, told["secretary"] or _NOBODY
    return Meeting.objects.create(
        title=told["title"],
        date=day_of(told["date"]),
        start_time=time_of(told["start"]),
        end_time=time_of(told["end"]),
        joint_start=time_of(told["joint_start"]),
        joint_end=time_of(told["joint_end"]),
        place=told["place"],
        form=told["form"],
        state=told["state"],
        chair=parties.person(chair["person"]),
        chair_name=chair["text"][:160],
        secretary=parties.person(secretary["person"]),
        secretary_name=secretary["text"][:160],
        source=read.name,
        source_hash=read.sha256,
        text_revision=1,
    )


_NOBODY: Json = {"text": "", "person": None}


def _bodies(meeting: Meeting, told: list[Json], bodies: list[Body], report: Report) -> None:
    made: dict[int, MeetingBody] = {}
    for place, (one, body) in enumerate(zip(told, bodies, strict=True)):
        name = one["printed_name"]
        if body.pk in made:
            report.doubt(f"{name} är samma grupp som en annan i mötet och togs med en gång.")
            continue
        made[body.pk] = MeetingBody(
            meeting=meeting,
            body=body,
            position=place,
            joint_part_only=one["joint_part_only"],
            printed_name="" if name == body.name else name,
        )
    MeetingBody.objects.bulk_create(made.values())


# Attendance


def _attendance(meeting: Meeting, told: list[Json], parties: Parties, keys: Keys) -> None:
    seats = _Seats(meeting)
    rows = []
    for position, one in enumerate(told, 1):
        body, person = parties.body(one["body"]), parties.person(one["person"])
        rows.append(
            Attendance(
                meeting=meeting,
                body=body,
                seat=seats.of(body, person.pk if person else None),
                person=person if one["name"] else None,
                organisation=parties.organisation(one["organisation"]),
                list_heading=one["heading"],
                position=position,
                name=one["name"],
                title=one["title"],
                affiliation=one["affiliation"],
                political_party=one["party"],
                role=one["role"],
                state=one["state"],
                mode=one["mode"],
                from_item_id=keys.items.get(one["from_item"]),
                to_item_id=keys.items.get(one["to_item"]),
                from_time=time_of(one["from_time"]),
                to_time=time_of(one["to_time"]),
                substitute=parties.person(one["substitute"]["person"]),
                substitute_name=one["substitute"]["name"],
            )
        )
    Attendance.objects.bulk_create(rows)
    keys.attendance.update({one["id"]: row.pk for one, row in zip(told, rows, strict=True)})
    served = []
    for one, row in zip(told, rows, strict=True):
        row.items.set([keys.items[key] for key in one["items"]])
        if one["serves_for"] is not None:
            row.serves_for_id = keys.attendance[one["serves_for"]]
            served.append(row)
    Attendance.objects.bulk_update(served, ["serves_for"])
    parties.report.made["närvarorader"] += len(rows)


class _Seats:
    """The seats that people held in the meeting's bodies on its day, each used once."""

    def __init__(self, meeting: Meeting) -> None:
        self.held: defaultdict[tuple[int, int], list[Seat]] = defaultdict(list)
        if meeting.date:
            rows = Membership.objects.valid_on(meeting.date).filter(
                seat__body__meeting_bodies__meeting=meeting
            )
            for row in rows.select_related("seat").order_by("seat__position", "seat"):
                self.held[row.seat.body_id, row.person_id].append(row.seat)

    def of(self, body: Body | None, person: int | None) -> Seat | None:
        free = self.held[body.pk, person] if body and person else []
        return free.pop(0) if free else None


# What else stands with the minutes


def _approvers(minutes: Minutes, told: list[Json], parties: Parties) -> None:
    seen: set[int] = set()
    for position, one in enumerate(told, 1):
        person = parties.person(one["person"])
        if person is None or person.pk in seen:
            continue
        seen.add(person.pk)
        Approver.objects.create(
            minutes=minutes,
            person=person,
            body=parties.body(one["body"]),
            capacity=one["capacity"],
            position=position,
            is_reserve=one["is_reserve"],
        )
    parties.report.made["justerare"] += len(seen)


def _letterhead(meeting: Meeting, told: Json | None, parties: Parties) -> None:
    """The file's letterhead, unless the bodies have it already."""
    if told is None or vars(document_of(meeting).letterhead) == told:
        return
    meeting.letterhead = letterhead_of(told, parties)
    meeting.save(update_fields=["letterhead"])


def _title(meeting: Meeting, printed: str) -> None:
    """Keep the heading that was printed, where it no longer follows from the bodies."""
    if not meeting.title and printed and document_of(meeting).title != printed:
        meeting.title = printed[:300]
        meeting.save(update_fields=["title"])


def _look_after(meeting: Meeting, content: Json, parties: Parties) -> None:
    """What a person should look at in the draft."""
    report = parties.report
    if not content["bodies"]:
        report.missing.append("grupp: filen säger inte vilken grupp som möttes")
    if meeting.date is None:
        report.missing.append("datum: filen saknar mötets datum, så inga platser kopplades")
    approval = content["approval"]
    if approval["sha256"]:
        report.doubt(
            f"Filen är version {approval['version']} med kontrollsumman {approval['sha256']}; det här är ett utkast."
        )
    if approval["corrections"]:
        count = len(approval["corrections"])
        report.unplaced.append(
            f"{count} {'rättelse' if count == 1 else 'rättelser'}: de står i filen, inte i utkastet"
        )
    keys = [body.pk for body in meeting.bodies.all()]
    others = Meeting.objects.filter(date=meeting.date, bodies__in=keys).exclude(pk=meeting.pk).distinct()
    for other in others if meeting.date else ():
        report.doubt(f"{other.heading} har redan möte nr {other.pk} den dagen; är det samma möte?")
    for one in content["bodies"]:
        told, body = parties.told["bodies"][one["id"]], parties.met(one["id"])
        if body and (told["layout"], told["attendance_first"]) != (body.layout, body.attendance_first):
            report.doubt(f"{body} ställer upp sina anteckningar på ett annat sätt här än i filen.")
