"""Who was there: states that vary from meeting to meeting, the same for a person in every list of it."""

from meetings.models import Attendance, Meeting

State, Role, Mode = Attendance.State, Attendance.Role, Attendance.Mode
POLITICAL = (*[State.PRESENT] * 6, State.APOLOGY, State.APOLOGY, State.PRESENT, State.ABSENT)
OFFICIAL = (*[State.PRESENT] * 8, State.APOLOGY, State.PRESENT)


def register(meeting: Meeting, *, order: int, surely: set[str]) -> None:
    """Note everybody's state in one go. Ersättare are there where the party's ledamot is away, and serve for them."""
    rows = list(meeting.attendances.exclude(name="").select_related("body__type").order_by("position", "pk"))
    known: dict[int | None, str] = {}
    members = {(row.body_id, row.organisation_id): row for row in rows if row.role == Role.MEMBER}
    leaders = {meeting.chair_id, meeting.secretary_id}
    for place, row in enumerate(rows):
        if row.person_id in known:
            row.state = known[row.person_id]
        elif row.person_id in leaders or row.role == Role.CHAIR or row.name in surely:
            row.state = State.PRESENT
        elif row.role == Role.SUBSTITUTE:
            row.state = _substitute(row, members, place)
        else:
            cycle = POLITICAL if row.body and row.body.type.is_political else OFFICIAL
            row.state = cycle[(place * 7 + order * 3) % len(cycle)]
        known[row.person_id] = row.state
        if row.state == State.PRESENT:
            row.mode = _mode(meeting, place)
    Attendance.objects.bulk_update(rows, ["state", "mode", "serves_for"])


def _substitute(row: Attendance, members: dict[tuple[int | None, int | None], Attendance], place: int) -> str:
    member = members.get((row.body_id, row.organisation_id))
    if member is None or member.state == State.PRESENT:
        return State.UNKNOWN
    if place % 4 == 0:
        return State.APOLOGY
    row.serves_for = member
    return State.PRESENT


def _mode(meeting: Meeting, place: int) -> str:
    if meeting.form == Meeting.Form.HYBRID:
        return Mode.DIGITAL if place % 3 == 0 else Mode.ON_SITE
    return Mode.DIGITAL if meeting.form == Meeting.Form.DIGITAL else Mode.ON_SITE
