"""Letters to those who are called to a meeting, and to the secretary about their answers: one function per message."""

import datetime as dt
from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse

from meetings import calendar
from meetings.models import Invitee, Meeting, Notice, NoticeReply
from meetings.notifications import address_of, name_of, sender_of
from secretariat.lib.dates import and_list, day_and_span, time_span
from secretariat.registry.actions import mail
from secretariat.registry.models import OutgoingMail, Person, StoredFile, User

CALL = "kallelse"
REMINDER = "påminnelse om svar"
ANSWERS = "svar på kallelse"
_SAID = {
    Invitee.Answer.COMING: "kommer",
    Invitee.Answer.DIGITAL: "kommer digitalt",
    Invitee.Answer.DECLINED: "har förhinder",
    Invitee.Answer.SUBSTITUTE: "kommer inte själv",
}


def called_in(row: Invitee, *, away: Invitee | None, address: str, by: User | None) -> OutgoingMail | None:
    """To an ersättare: you are called, instead of whom, to what; with a link of one's own and a calendar file."""
    meeting = row.meeting
    notice = Notice.objects.filter(meeting=meeting).select_related("pdf").order_by("number").last()
    for_whom = name_of(away.person) if away else ""
    lines = [
        f"Hej {row.person.given_name}!",
        f"{for_whom} har förhinder. Du kallas som ersättare." if for_whom else "Du kallas som ersättare.",
        _meeting(meeting),
        _joint_part(meeting) if calendar.is_joint_part_only(meeting, row.body_id) else "",
        "Kallelsen med dagordning är bifogad." if notice and notice.pdf else "",
        "Svara så snart du kan, så att någon annan hinner kallas om du inte kan komma.",
        _whom_to_call(meeting),
    ]
    return _to(
        row.person, meeting, by=by, purpose=CALL, subject=f"Du kallas som ersättare: {meeting}", lines=lines,
        action_url=address, action_label="Svara på kallelsen", always=True, calendar_method="REQUEST",
        joint_part_only=calendar.is_joint_part_only(meeting, row.body_id),
        attachments=[notice.pdf] if notice and notice.pdf else [],
    )  # fmt: skip


def stood_down(row: Invitee, *, by: User | None) -> OutgoingMail | None:
    """To an ersättare who was called: you need not come after all."""
    meeting = row.meeting
    lines = [
        f"Hej {row.person.given_name}!",
        "Du behövs inte längre som ersättare.",
        _meeting(meeting),
        "Du behöver inte göra något. Blir du kallad igen får du ett nytt brev.",
        _whom_to_call(meeting),
    ]
    return _to(
        row.person, meeting, by=by, purpose=CALL, subject=f"Du behövs inte som ersättare: {meeting}",
        lines=lines, always=True, calendar_method="CANCEL",
        joint_part_only=calendar.is_joint_part_only(meeting, row.body_id),
    )  # fmt: skip


def reminded(rows: Iterable[tuple[Invitee, str]], *, by: User | None) -> list[OutgoingMail]:
    """To those who have not answered, each with an address to answer at; as many as there are, by few queries."""
    letters = []
    for row, address in rows:
        meeting = row.meeting
        lines = [
            f"Hej {row.person.given_name}!",
            "Du har inte svarat på kallelsen.",
            _meeting(meeting),
            "Tryck på knappen och välj om du kommer. Det går utan att logga in.",
            _whom_to_call(meeting),
        ]
        letters.append(
            mail.Letter(
                purpose=REMINDER,
                subject=f"Kommer du? {meeting}",
                body="\n\n".join(line for line in lines if line),
                to_email=address_of(row.person),
                person=row.person,
                by=by,
                about=meeting,
                action_url=address,
                action_label="Svara på kallelsen",
                **sender_of(meeting),
            )
        )
    return mail.write_many(letters)


def answered(reply: NoticeReply, *, before: str, called: Iterable[Invitee]) -> OutgoingMail | None:
    """To the secretary: somebody has förhinder, or has changed the answer; and who was called."""
    row = reply.invitee
    meeting = row.meeting
    if meeting.secretary is None or meeting.secretary == row.person:
        return None
    names = [one.person.name for one in called]
    who = row.person.name
    stays_away = reply.answer in Invitee.STAYS_AWAY
    lines = [
        f"{who} {_SAID[Invitee.Answer(reply.answer)]}.",
        f"Tidigare svar: {Invitee.Answer(before).label}." if before else "",
        f"I stället går {reply.substitute}." if reply.substitute else "",
        f"{and_list(names)} är nu kallad." if len(names) == 1 else "",
        f"{and_list(names)} är nu kallade." if len(names) > 1 else "",
        "Ingen ersättare har kallats."
        if stays_away and not names and not reply.substitute and row.capacity != Invitee.Capacity.SUBSTITUTE
        else "",
        f"Hälsning: {reply.comment}" if reply.comment else "",
        _meeting(meeting),
    ]
    return _to(
        meeting.secretary, meeting, by=reply.answered_by, purpose=ANSWERS,
        subject=f"{who} {_SAID[Invitee.Answer(reply.answer)]}: {meeting}", lines=lines,
        action_url=settings.BASE_URL + reverse("meetings:invitee-list", args=[meeting.pk]),
        action_label="Se alla svar",
    )  # fmt: skip


# The meeting is another than the kallelse said


def moved(
    meeting: Meeting,
    rows: Iterable[tuple[Invitee, str]],
    *,
    was: str,
    asked_again: bool,
    by: User | None,
    at: dt.datetime,
) -> list[OutgoingMail]:
    """To everybody on the list, each with an address to answer at: the meeting has another day or time."""
    told = [f"Mötet är flyttat. Det var {was}." if was else "Mötet är flyttat.", _meeting(meeting)]
    again = (
        "Ditt tidigare svar gällde den gamla dagen. Tryck på knappen och svara igen." if asked_again else ""
    )
    return _to_all(
        meeting, rows, subject=f"Flyttat: {meeting}", told=told, asked=again, method="REQUEST", by=by, at=at
    )


def called_off(
    meeting: Meeting, rows: Iterable[Invitee], *, by: User | None, at: dt.datetime
) -> list[OutgoingMail]:
    """To everybody on the list: the meeting is off, and why."""
    because = f"Skälet är: {meeting.cancelled_because}" if meeting.cancelled_because else ""
    told = ["Mötet är inställt.", because, _meeting(meeting), "Du behöver inte göra något."]
    return _to_all(
        meeting, [(row, "") for row in rows], subject=f"Inställt: {meeting}", told=told, method="CANCEL",
        by=by, at=at,
    )  # fmt: skip


def on_again(
    meeting: Meeting, rows: Iterable[tuple[Invitee, str]], *, by: User | None, at: dt.datetime
) -> list[OutgoingMail]:
    """To everybody who was told that it was off: it is not."""
    told = ["Mötet blir av. Det är inte längre inställt.", _meeting(meeting)]
    asked = "Tryck på knappen om du vill ändra ditt svar."
    return _to_all(
        meeting,
        rows,
        subject=f"Mötet blir av: {meeting}",
        told=told,
        asked=asked,
        method="REQUEST",
        by=by,
        at=at,
    )


def not_called_any_more(
    meeting: Meeting, rows: Iterable[Invitee], *, was: str, by: User | None, at: dt.datetime
) -> list[OutgoingMail]:
    """To those whose seat has ended by the new day: take the old one out of the calendar."""
    told = [
        f"Mötet {was} är flyttat till en dag då du inte längre har din plats i gruppen.",
        "Du är därför inte kallad och behöver inte göra något.",
    ]
    return _to_all(
        meeting, [(row, "") for row in rows], subject=f"Du är inte längre kallad: {meeting.heading}", told=told,
        method="CANCEL", by=by, at=at,
    )  # fmt: skip


def _to_all(
    meeting: Meeting,
    rows: Iterable[tuple[Invitee, str]],
    *,
    subject: str,
    told: Iterable[str],
    method: calendar.ToOne,
    asked: str = "",
    by: User | None,
    at: dt.datetime,
) -> list[OutgoingMail]:
    """One letter to each who has an address, with the calendar's file for those who had it in theirs; few queries."""
    words = [line for line in told if line]
    letters = []
    for row, address in rows:
        if not (email := address_of(row.person)):
            continue
        in_calendar = row.capacity in Invitee.EXPECTED
        joint = calendar.is_joint_part_only(meeting, row.body_id)
        lines = [
            f"Hej {row.person.given_name}!", *words, _joint_part(meeting) if joint and method == "REQUEST" else "",
            asked if address else "", _whom_to_call(meeting),
        ]  # fmt: skip
        ics = (
            calendar.invitation(
                meeting, method=method, attendee=row.person, answer=row.answer, joint_part_only=joint, at=at
            )
            if in_calendar
            else ""
        )
        letters.append(
            mail.Letter(
                purpose=CALL, subject=subject, body="\n\n".join(line for line in lines if line), to_email=email,
                person=row.person, by=by, about=meeting, action_url=address,
                action_label="Svara på kallelsen" if address else "", calendar=ics,
                calendar_method=method if ics else "", always=True, **sender_of(meeting),
            )
        )  # fmt: skip
    return mail.write_many(letters)


def _joint_part(meeting: Meeting) -> str:
    """When who is there for the joint part alone comes (A1)."""
    span = time_span(meeting.joint_start, meeting.joint_end)
    return f"Din grupp är med på den gemensamma delen, {span}." if span else ""


def _meeting(meeting: Meeting) -> str:
    when = day_and_span(meeting.date, meeting.start_time, meeting.end_time)
    where = meeting.place or (meeting.get_form_display() if meeting.form else "")
    return "\n".join(line for line in (meeting.heading, when[:1].upper() + when[1:], where) if line)


def _whom_to_call(meeting: Meeting) -> str:
    secretary = meeting.secretary
    if secretary is None:
        return ""
    phone = f", {secretary.phone}" if secretary.phone else ""
    return f"Frågor? Hör av dig till {secretary.name}{phone}."


def _to(
    person: Person,
    meeting: Meeting,
    *,
    by: User | None,
    purpose: str,
    subject: str,
    lines: Iterable[str],
    action_url: str = "",
    action_label: str = "",
    always: bool = False,
    calendar_method: calendar.ToOne | None = None,
    joint_part_only: bool = False,
    attachments: Iterable[StoredFile] = (),
) -> OutgoingMail | None:
    """Nothing where the person has no address; the page of answers says so."""
    if not (email := address_of(person)):
        return None
    return mail.write(
        purpose=purpose,
        subject=subject,
        body="\n\n".join(line for line in lines if line),
        to_email=email,
        person=person,
        by=by,
        about=meeting,
        action_url=action_url,
        action_label=action_label,
        always=always,
        calendar=calendar.invitation(
            meeting, method=calendar_method, attendee=person, joint_part_only=joint_part_only
        )
        if calendar_method
        else "",
        calendar_method=calendar_method or "",
        attachments=attachments,
        **sender_of(meeting),
    )
