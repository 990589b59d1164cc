"""Letters about minutes: one function per message. An action calls them in its transaction (architecture 10)."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import TypedDict

from django.conf import settings
from django.urls import reverse

from meetings.models import AgendaItem, Approver, ChangeRequest, Correction, Meeting, Minutes, Reply
from secretariat.lib.dates import and_list, day_in_words, weekday_and_day
from secretariat.registry.actions import mail
from secretariat.registry.models import OutgoingMail, Person, StoredFile, User

APPROVAL = "justering"
DISTRIBUTION = "färdiga anteckningar"
SUMMARY = "beslutssammanfattning"
MATERIAL = "påminnelse om underlag"
_APPROVED = {"plural": "justerade", "neuter": "justerat", "common": "justerad"}
_FINALISED = {"plural": "fastställda", "neuter": "fastställt", "common": "fastställd"}


class Sender(TypedDict):
    """Who a letter is from, beside the one address all are sent from; and where answers to it go."""

    from_name: str
    reply_to: str


def sender_of(meeting: Meeting) -> Sender:
    """The meeting's secretary; for the answers else the office, as the letterhead has it.

    Asked once for a meeting at hand, however many are written to.
    """
    known: Sender | None = meeting.__dict__.get("_sender")
    if known is None:
        known = meeting.__dict__["_sender"] = _sender_of(meeting)
    return known


def _sender_of(meeting: Meeting) -> Sender:
    secretary, body = meeting.secretary, meeting.leading_body
    letterhead = meeting.letterhead or (body.letterhead if body else None)
    return {
        "from_name": secretary.name if secretary else "",
        "reply_to": (secretary.email if secretary else "") or (letterhead.email if letterhead else ""),
    }


def finished_words(minutes: Minutes) -> str:
    """Finished minutes in words: justerade minnesanteckningar, fastställt protokoll."""
    bent = _FINALISED if minutes.state == Minutes.State.FINALISED else _APPROVED
    return f"{bent[minutes.word.agreement]} {minutes.word.indefinite}"


def name_of(person: Person, hidden: str = "En ledamot") -> str:
    """How a letter names somebody to another; who has protected identity is not named (D7)."""
    return hidden if person.protected_identity else person.name


def address_of(person: Person) -> str:
    """Where letters to a person go: the person's own address, else that of the account. May be empty.

    Asks the database only for a person without an address who was not read with `person__user`.
    """
    if person.email:
        return person.email
    user = getattr(person, "user", None)
    return user.email if user and user.is_active else ""


def page_of(name: str, minutes: Minutes) -> str:
    """Whole address of a page about the minutes. It is an address and not a key: the reader logs in."""
    return settings.BASE_URL + reverse(f"meetings:{name}", args=[minutes.meeting_id])


def asked_to_approve(
    approver: Approver, *, by: User, others: Iterable[Approver] = (), instead_of: Approver | None = None
) -> OutgoingMail | None:
    """Please read and approve: meeting, deadline, who else approves, whom to call (interface 2.3 b 1)."""
    minutes = approver.minutes
    definite = minutes.word.definite
    names = [name_of(one.person, "en till") for one in others if one.pk != approver.pk]
    lines = [
        f"Hej {approver.person.given_name}!",
        f"Du är justerare i stället för {name_of(instead_of.person, 'en ledamot')}." if instead_of else "",
        f"{definite[:1].upper()}{definite[1:]} från {_meeting(minutes)} är klara att läsa."
        if minutes.word.agreement == "plural"
        else f"{definite[:1].upper()}{definite[1:]} från {_meeting(minutes)} är klart att läsa.",
        "Du intygar att texten visar vad som sades och beslutades. Du behöver inte hålla med om besluten.",
        f"Svara senast {weekday_and_day(minutes.approval_deadline)}." if minutes.approval_deadline else "",
        f"Också {and_list(names)} justerar." if names else "",
        _whom_to_call(minutes),
    ]
    return _to(
        approver.person,
        minutes,
        by=by,
        subject=f"Justera {definite}: {minutes.meeting}",
        lines=lines,
        page="minutes-approve",
        label="Läs och justera",
    )


def approval_reminder(approver: Approver, *, once: str, minutes: Minutes) -> mail.Letter | None:
    """To an approver: not answered yet (C3). Nothing where the person has no address."""
    if not (email := address_of(approver.person)):
        return None
    definite, deadline = minutes.word.definite, minutes.approval_deadline
    lines = [
        f"Hej {approver.person.given_name}!",
        f"Du har inte svarat på {definite} från {_meeting(minutes)}.",
        f"Svara senast {weekday_and_day(deadline)}." if deadline else "",
        _whom_to_call(minutes),
    ]
    return mail.Letter(
        purpose=APPROVAL,
        subject=f"Påminnelse, justera {definite}: {minutes.meeting}",
        body="\n\n".join(line for line in lines if line),
        to_email=email,
        person=approver.person,
        about=minutes,
        action_url=page_of("minutes-approve", minutes),
        action_label="Läs och justera",
        once=once,
        **sender_of(minutes.meeting),
    )


def material_reminder(
    person: Person, meeting: Meeting, items: Sequence[tuple[AgendaItem, dt.date | None]], *, once: str
) -> mail.Letter | None:
    """To whoever is to send material for points of a meeting. Nothing where the person has no address (A11)."""
    if not (email := address_of(person)):
        return None
    points = [f"- {item.first_line}, senast {weekday_and_day(due)}" for item, due in items if due]
    lines = [
        f"Hej {person.given_name}!",
        f"Underlag saknas till {meeting.heading} {day_in_words(meeting.date)}:"
        if meeting.date
        else f"Underlag saknas till {meeting.heading}:",
        "\n".join(points),
        "Svara på det här brevet med underlaget, eller säg till om det inte blir något.",
    ]
    return mail.Letter(
        purpose=MATERIAL,
        subject=f"Underlag saknas: {meeting}",
        body="\n\n".join(lines),
        to_email=email,
        person=person,
        about=meeting,
        action_url=settings.BASE_URL + meeting.get_absolute_url(),
        action_label="Se mötet",
        once=once,
        **sender_of(meeting),
    )


def changes_requested(reply: Reply, requests: Iterable[ChangeRequest]) -> None:
    """To the secretary: an approver wants something changed."""
    minutes = reply.version.minutes
    said = [f"{one.item_label or 'Allmänt'}: {one.text}" for one in requests]
    lines = [
        f"{reply.approver.person} begär ändring i {minutes.word.definite} från {_meeting(minutes)}.",
        *said,
    ]
    _to_secretary(minutes, by=reply.answered_by, subject=f"Begärd ändring: {minutes.meeting}", lines=lines)


def change_answered(request: ChangeRequest, *, by: User) -> None:
    """To the approver: the secretary has dealt with the wish."""
    reply = request.reply
    minutes = reply.version.minutes
    lines = [
        f"Din begäran om {request.item_label or 'texten'}: {request.text}",
        f"Sekreteraren svarar: {request.answer}",
    ]
    _to(
        reply.approver.person,
        minutes,
        by=by,
        subject=f"Svar på begärd ändring: {minutes.meeting}",
        lines=lines,
        page="minutes-approve",
        label="Läs och justera",
    )


def abstained(reply: Reply, reserves: Iterable[Approver]) -> None:
    """To the secretary and to the elected ersättare: an approver abstains."""
    minutes = reply.version.minutes
    who = reply.approver.person
    waiting = list(reserves)
    what = (
        f"Kalla in {and_list([one.person.name for one in waiting])} eller välj någon annan."
        if waiting
        else "Ingen ersättare är vald. Välj någon annan eller gå vidare utan."
    )
    lines = [
        f"{who} avstår från att justera {minutes.word.definite} från {_meeting(minutes)}.",
        f"Skäl: {reply.comment}",
    ]
    _to_secretary(
        minutes, by=reply.answered_by, subject=f"{who} avstår: {minutes.meeting}", lines=[*lines, what]
    )
    for one in waiting:
        told = [
            f"{who} avstår från att justera {minutes.word.definite} från {_meeting(minutes)}.",
            "Du är vald ersättare och kan bli kallad att justera. Du får i så fall ett nytt brev.",
            _whom_to_call(minutes),
        ]
        _to(
            one.person,
            minutes,
            by=reply.answered_by,
            subject=f"Du kan bli kallad: {minutes.meeting}",
            lines=told,
        )


def taken_back(minutes: Minutes, approvers: Iterable[Approver], *, by: User, reason: str) -> None:
    """To the approvers: the text has been taken back, and approvals of it no longer hold."""
    for approver in approvers:
        lines = [
            f"Texten från {_meeting(minutes)} har tagits tillbaka för att ändras.",
            f"Skäl: {reason}",
            "Den som hade justerat behöver läsa och justera igen när den nya texten kommer. Du får ett brev då.",
            _whom_to_call(minutes),
        ]
        _to(approver.person, minutes, by=by, subject=f"Texten ändras: {minutes.meeting}", lines=lines)


def all_approved(minutes: Minutes, approvers: Iterable[Approver], *, by: User) -> None:
    """To the secretary and the approvers: everybody has approved."""
    people = list(approvers)
    names = and_list([name_of(one.person, "en justerare") for one in people])
    said = f"{names[:1].upper()}{names[1:]} har justerat {minutes.word.definite} från {_meeting(minutes)}."
    _to_secretary(
        minutes,
        by=by,
        subject=f"Alla har justerat: {minutes.meeting}",
        lines=[said, "Nu kan du skicka ut till gruppen."],
    )
    for one in people:
        _to(
            one.person,
            minutes,
            by=by,
            subject=f"Alla har justerat: {minutes.meeting}",
            lines=[said, "Texten är låst. Du behöver inte göra något mer."],
            page="minutes-receipt",
            label="Se kvittot",
        )


def corrected(correction: Correction, approvers: Iterable[Approver], *, by: User) -> None:
    """To the approvers: a rättelse has been made in what they approved."""
    minutes = correction.minutes
    for one in approvers:
        lines = [
            f"En rättelse har gjorts i {minutes.word.definite} från {_meeting(minutes)}, {correction.item_label}.",
            f"Det stod: {correction.old_text}",
            f"Det ska stå: {correction.new_text}",
            f"Skäl: {correction.reason}",
        ]
        _to(one.person, minutes, by=by, subject=f"Rättelse: {minutes.meeting}", lines=lines)


def distributed(
    minutes: Minutes, *, email: str, person: Person | None, by: User, attachments: Iterable[StoredFile]
) -> OutgoingMail:
    """To one member, substitute or recipient of a copy: the finished minutes, as a link and as a PDF."""
    files = list(attachments)
    words = finished_words(minutes)
    lines = [
        f"{words[:1].upper()}{words[1:]} från {_meeting(minutes)}.",
        "PDF:en är bifogad." if files else "",
        _whom_to_call(minutes),
    ]
    return mail.write(
        purpose=DISTRIBUTION,
        subject=f"{words[:1].upper()}{words[1:]}: {minutes.meeting}",
        body="\n\n".join(line for line in lines if line),
        to_email=email,
        person=person,
        by=by,
        about=minutes,
        action_url=f"{settings.BASE_URL}{minutes.get_absolute_url()}",
        action_label="Läs på webben",
        attachments=files,
        **sender_of(minutes.meeting),
    )


def summarised(
    minutes: Minutes, *, email: str, person: Person | None, by: User, decisions: list[str], tasks: list[str]
) -> OutgoingMail:
    """To one of the group: decisions and uppdrag of the meeting, without the notes (B7)."""
    not_yet = (
        ""
        if minutes.is_finished
        else f"{minutes.word.definite.capitalize()} är inte färdiga än. Ord kan ändras."
    )
    blocks = [
        f"Beslut och uppdrag från {_meeting(minutes)}.",
        not_yet,
        "\n".join(["Beslut:", *(f"- {one}" for one in decisions)]) if decisions else "",
        "\n".join(["Uppdrag:", *(f"- {one}" for one in tasks)]) if tasks else "",
        _whom_to_call(minutes),
    ]
    return mail.write(
        purpose=SUMMARY,
        subject=f"Beslut och uppdrag: {minutes.meeting}",
        body="\n\n".join(one for one in blocks if one),
        to_email=email,
        person=person,
        by=by,
        about=minutes,
        **sender_of(minutes.meeting),
    )


def secretaries_of(minutes: Minutes) -> list[Person]:
    """The meeting's secretary and whoever sent the minutes, each once."""
    found = [minutes.meeting.secretary, minutes.sent_by.person if minutes.sent_by else None]
    return list({one.pk: one for one in found if one}.values())


def _meeting(minutes: Minutes) -> str:
    meeting = minutes.meeting
    return f"{meeting.heading} {day_in_words(meeting.date)}" if meeting.date else meeting.heading


def _whom_to_call(minutes: Minutes) -> str:
    secretary = next(iter(secretaries_of(minutes)), None)
    if secretary is None:
        return ""
    phone = f", {secretary.phone}" if secretary.phone else ""
    return f"Frågor? Hör av dig till {secretary.name}{phone}."


def _to(
    person: Person,
    minutes: Minutes,
    *,
    by: User,
    subject: str,
    lines: Iterable[str],
    page: str = "",
    label: str = "",
) -> OutgoingMail | None:
    """A letter about approval. Nothing where the person has no address; the page for sending has told so."""
    if not (email := address_of(person)):
        return None
    return mail.write(
        purpose=APPROVAL,
        subject=subject,
        body="\n\n".join(line for line in lines if line),
        to_email=email,
        person=person,
        by=by,
        about=minutes,
        action_url=page_of(page, minutes) if page else "",
        action_label=label,
        **sender_of(minutes.meeting),
    )


def _to_secretary(minutes: Minutes, *, by: User, subject: str, lines: list[str]) -> None:
    for person in secretaries_of(minutes):
        _to(person, minutes, by=by, subject=subject, lines=lines, page="minutes-approval", label="Öppna")
