"""Write loaded minutes as a draft: meeting, bodies, people, attendance, text, records and proposed approvers."""

from collections import defaultdict
from dataclasses import dataclass

from django.db import connection, transaction

from meetings.actions.proposals import proposed as proposed_approvers
from meetings.models import AgendaItem, Approver, Attendance, Body, Meeting, MeetingBody, Minutes
from secretariat.registry.actions import log
from secretariat.registry.models import Organisation, Person, User

from .confirmed import Confirmed
from .content import Content
from .names import fold
from .parties import FORMS, ROLES, Parties
from .report import Report
from .shapes import Row, Source

_STATES = {
    "present": Attendance.State.PRESENT, "apology": Attendance.State.APOLOGY, "absent": Attendance.State.ABSENT,
    "not_marked": Attendance.State.UNKNOWN, "vacant": Attendance.State.UNKNOWN,
}  # fmt: skip
_ONE_AT_A_TIME = 7_201_114
_MODES = {
    "": Attendance.Mode.UNKNOWN,
    "in_person": Attendance.Mode.ON_SITE,
    "digital": Attendance.Mode.DIGITAL,
}


@dataclass(frozen=True)
class Loaded:
    """The meeting, what to tell, and whether the same file was loaded before."""

    meeting: Meeting
    report: Report
    again: bool = False


@transaction.atomic
def load(
    source: Source, source_hash: str, *, by: User | None = None, confirmed: Confirmed | None = None
) -> Loaded:
    """Load minutes as a draft; the same content twice changes nothing. With `confirmed`, who is who is not guessed.

    Whatever stops it leaves no row behind. The report tells what was made, matched, unsure and not placed.
    """
    with connection.cursor() as cursor:  # one load at a time: two would make the same persons twice
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])
    known = Meeting.objects.filter(source_hash=source_hash).first()
    if known:
        return Loaded(known, Report(), again=True)
    report = Report()
    parties = Parties(source, report, confirmed)
    bodies = [parties.body(name) for name in source.bodies]
    guests = [parties.body(name) for name in source.joint.bodies] if source.joint else []
    meeting = _meeting(source, source_hash)
    _meeting_bodies(meeting, source, [*bodies, *guests], report)
    people = _people(source, parties)
    _leaders(meeting, source, parties)
    minutes = Minutes.objects.create(
        meeting=meeting, word=bodies[0].minutes_word if bodies else parties.minutes_word(),
        noted_approval_date=source.approved_on,
    )  # fmt: skip
    content = Content(source, meeting, parties, report)
    content.write()
    _attendance(meeting, source, parties, people, content)
    _letterhead(meeting, source, parties, bodies)
    _approvers(minutes, source, parties, report)
    _missing(meeting, source, report, bodies)
    _unplaced(source, report)
    log.write("läste in anteckningar", by=by, about=meeting, source=source.name)
    return Loaded(meeting, report)


def _meeting(source: Source, source_hash: str) -> Meeting:
    joint = source.joint
    return Meeting.objects.create(
        title=source.title, date=source.date, start_time=source.start, end_time=source.end, place=source.place,
        joint_start=joint.start if joint else None, joint_end=joint.end if joint else None,
        form=FORMS.get(source.mode, Meeting.Form.UNKNOWN), state=Meeting.State.HELD, chair_name=source.chair,
        secretary_name=source.secretary, source=source.name, source_hash=source_hash, text_revision=1,
    )  # fmt: skip


def _meeting_bodies(meeting: Meeting, source: Source, bodies: list[Body], report: Report) -> None:
    names = [*source.bodies, *(source.joint.bodies if source.joint else ())]
    seen: set[int] = set()
    for position, (name, body) in enumerate(zip(names, bodies, strict=True)):
        is_whole = position < len(source.bodies)
        if body.pk in seen:
            report.doubt(f"{name} är samma grupp som en annan i mötet och togs med en gång.")
            continue
        seen.add(body.pk)
        MeetingBody.objects.create(
            meeting=meeting, body=body, position=position, joint_part_only=not is_whole,
            printed_name="" if source.bodies_inferred and is_whole else name,
        )  # fmt: skip


@dataclass(frozen=True)
class Somebody:
    """A row of the file with what it was matched to."""

    row: Row
    person: Person | None
    organisation: Organisation | None
    substitute: Person | None


def _people(source: Source, parties: Parties) -> list[Somebody]:
    found: list[Somebody] = []
    for row in source.attendance:
        seated = row.role not in {"gäst", "övrig"}
        organisation = parties.organisation(row.organisation, make=seated)
        person = parties.person(row.name, title=row.title, organisation=organisation) if row.name else None
        substitute = parties.person(row.substitute, organisation=organisation) if row.substitute else None
        found.append(Somebody(row, person, organisation, substitute))
    return found


def _leaders(meeting: Meeting, source: Source, parties: Parties) -> None:
    listed = {fold(one.name) for one in parties.people.own}
    for name, word in ((source.chair, "Ordföranden"), (source.secretary, "Sekreteraren")):
        if name and fold(name) not in listed:
            parties.report.doubt(f"{word} {name} står inte i någon närvarolista.")
    meeting.chair = parties.person(source.chair) if source.chair else None
    meeting.secretary = parties.person(source.secretary) if source.secretary else None
    meeting.save(update_fields=["chair", "secretary"])


def _attendance(
    meeting: Meeting, source: Source, parties: Parties, people: list[Somebody], content: Content
) -> None:
    whole = [row.body for row in meeting.meeting_bodies_in_order if not row.joint_part_only]
    named = {
        row.printed_name or row.body.name: row.body for row in meeting.meeting_bodies.select_related("body")
    }
    whose = [_body_of_row(one.row, named, parties) for one in people]
    for one, body in zip(people, whose, strict=True):
        parties.expect(body or (whole[0] if len(whole) == 1 else None), one.person)
    for position, (one, body) in enumerate(zip(people, whose, strict=True), 1):
        row = one.row
        seats_in = body or (whole[0] if len(whole) == 1 else None)
        is_known = bool(one.person) or not row.name
        seat = None
        if seats_in and source.date and is_known:
            seat = parties.seat(row, seats_in, one.person, source.date)
        made = Attendance.objects.create(
            meeting=meeting, body=body, seat=seat, person=one.person, organisation=one.organisation,
            list_heading=row.heading, position=position, name=row.name, title=row.title,
            affiliation=row.organisation, role=ROLES[row.role], state=_STATES[row.status], mode=_MODES[row.mode],
            substitute=one.substitute, substitute_name=row.substitute,
        )  # fmt: skip
        points = {number: content.items_called(number) for number in row.items}
        made.items.set([held[0].item for held in points.values() if held])
        for number in (number for number, held in points.items() if not held):
            parties.report.doubt(f"{row.name} är noterad vid punkt {number}, som inte finns.")
    parties.report.made["närvarorader"] += len(people)
    _contradictions(people, parties.report)


def _body_of_row(row: Row, named: dict[str, Body], parties: Parties) -> Body | None:
    if not row.body:
        return None
    body = named.get(row.body) or parties.registers.body(row.body)
    if body is None:
        parties.report.doubt(f"Närvarolistan {row.body} hör inte till någon grupp i mötet.")
    return body


def _contradictions(people: list[Somebody], report: Report) -> None:
    """The same person present in one list and away in another: a question, not an error (evidence 12)."""
    ways: defaultdict[str, set[str]] = defaultdict(set)
    for one in people:
        if one.person:
            ways[one.person.name].add("ersatt" if one.substitute else one.row.status)
    for name, states in ways.items():
        if "present" in states and states & {"ersatt", "apology", "absent"}:
            report.doubt(
                f"{name} står som närvarande i en lista och som ersatt eller frånvarande i en annan."
            )


def _letterhead(meeting: Meeting, source: Source, parties: Parties, bodies: list[Body]) -> None:
    if source.letterhead is None:
        return
    meeting.letterhead = parties.letterhead(source.letterhead, source.title)
    meeting.save(update_fields=["letterhead"])
    if bodies and bodies[0].letterhead_id is None and meeting.letterhead and not parties.confirmed:
        bodies[0].letterhead = meeting.letterhead
        bodies[0].save(update_fields=["letterhead"])


def _approvers(minutes: Minutes, source: Source, parties: Parties, report: Report) -> None:
    """Those the text names as approvers; where it names none, only a proposal is told (C2)."""
    proposed = proposed_approvers(minutes)
    if not source.approvers:
        if proposed:
            names = ", ".join(f"{one.person} ({Approver.Capacity(one.capacity).label})" for one in proposed)
            report.matched.append(f"förslag till justerare: {names}")
        return
    known = {one.person.pk: one for one in proposed}
    seen: set[int] = set()
    for position, name in enumerate(source.approvers, 1):
        person = parties.person(name)
        if person is None or person.pk in seen:
            continue
        seen.add(person.pk)
        proposal = known.get(person.pk)
        body = proposal.body if proposal else _body_of(minutes.meeting, person)
        capacity = proposal.capacity if proposal else Approver.Capacity.CHAIR
        if proposal is None and body:
            report.doubt(f"{name} har justerat utan att vara vald; togs som ordförande för {body}.")
        elif proposal is None:
            capacity = Approver.Capacity.ELECTED
            report.doubt(f"{name} har justerat men är varken vald eller ledamot; togs som vald justerare.")
        Approver.objects.create(
            minutes=minutes, person=person, body=body, capacity=capacity, position=position
        )
        report.made["justerare"] += 1


def _body_of(meeting: Meeting, person: Person) -> Body | None:
    row = (
        Attendance.objects.filter(meeting=meeting, person=person)
        .exclude(body=None)
        .select_related("body")
        .first()
    )
    return row.body if row else None


def _missing(meeting: Meeting, source: Source, report: Report, bodies: list[Body]) -> None:
    guesses = source.guesses
    if not bodies:
        report.missing.append("grupp: filen säger inte vilken grupp som möttes")
    if source.date is None:
        guess = f" (filen gissar {guesses['date_inferred']})" if "date_inferred" in guesses else ""
        report.missing.append(
            f"datum: filen saknar mötets datum{guess}, så inga platser eller uppdrag gjordes"
        )
    for key, word, value in (
        ("chair", "ordförande", source.chair),
        ("secretary", "sekreterare", source.secretary),
    ):
        if not value:
            guess = f" (filen gissar {guesses[f'{key}_inferred']})" if f"{key}_inferred" in guesses else ""
            report.missing.append(f"{word}{guess}")
    if not source.attendance:
        report.missing.append("närvarolista")
    if source.date and bodies:
        others = Meeting.objects.filter(date=source.date, bodies__in=bodies).exclude(pk=meeting.pk).distinct()
        for other in others:
            report.doubt(f"{other.heading} har redan möte nr {other.pk} den dagen; är det samma möte?")
    if not AgendaItem.objects.filter(meeting=meeting, section=AgendaItem.Section.ITEMS).exists():
        report.missing.append("punkter")


def _unplaced(source: Source, report: Report) -> None:
    """What the file says that no row holds yet. The words themselves stand in the text."""
    undecided = sum(1 for one in source.reported if not one.in_decisions)
    for count, words in (
        (
            source.facts,
            "faktauppgifter (medel, överenskommelser, enkäter): orden står i texten, registren kommer",
        ),
        (source.contacts, "kontaktpersoner: orden står i texten, registret kommer senare"),
        (undecided, "omtalade beslut som inte står bland besluten: en person avgör om de ska in i registret"),
    ):
        if count:
            report.unplaced.append(f"{count} {words}")
