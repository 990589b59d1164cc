"""Letters about matters that members propose: to the secretary that one has come, to the member what became of it."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from meetings.models import BacklogItem, Membership, Seat
from meetings.notifications import address_of
from secretariat.lib.dates import day_in_words
from secretariat.registry.actions import mail
from secretariat.registry.models import Person, User

PURPOSE = "anmäld fråga"
State = BacklogItem.State


def secretaries_of(row: BacklogItem) -> list[Person]:
    """Those who hold the body's seat as secretary today."""
    seats = Membership.objects.valid_on(timezone.localdate()).filter(
        seat__body=row.body_id, seat__kind=Seat.Kind.SECRETARY
    )
    return [one.person for one in seats.select_related("person__user")]


def proposed(row: BacklogItem, *, by: User) -> None:
    """To the body's secretaries: a member has proposed a matter."""
    lines = [
        f"{by.name} anmäler en fråga till {row.body.list_name}: {row.title}",
        row.text,
        f"Önskat möte: {row.wished_for}." if row.wished_for else "",
        "En fil följer med frågan." if row.file else "",
        "Ta upp den, sätt den på listan eller avböj den med ett skäl. Den som anmälde får veta vad det blir.",
    ]
    mail.write_many(
        mail.Letter(
            purpose=PURPOSE, subject=f"Anmäld fråga till {row.body.list_name}: {row.title}"[:200],
            body="\n\n".join(line for line in lines if line), to_email=address_of(person), person=person, by=by,
            about=row, action_url=settings.BASE_URL + reverse("meetings:backlog-edit", args=[row.pk]),
            action_label="Öppna frågan", from_name=by.name, reply_to=by.email,
        )
        for person in secretaries_of(row) if address_of(person)
    )  # fmt: skip


def outcome_in_words(row: BacklogItem) -> str:
    """What has become of a proposed matter, as whoever proposed it reads it."""
    if row.state == State.PROPOSED:
        return "Frågan väntar på svar från sekreteraren."
    if row.state == State.DECLINED:
        return "Frågan tas inte upp."
    if row.state == State.CLOSED:
        return f"Frågan är avslutad. {row.closed_because}".strip()
    if row.state == State.TAKEN and row.item:
        meeting = row.item.meeting
        day = f" {day_in_words(meeting.date)}" if meeting.date else ""
        return f"Frågan står på dagordningen för {meeting.heading}{day}."
    return "Frågan väntar på ett kommande möte."


def answered(row: BacklogItem, *, by: User) -> None:
    """To whoever proposed the matter: what became of it. Nothing where the person has no address."""
    person = row.proposed_by
    if person is None or not (email := address_of(person)):
        return
    answer = f"Sekreteraren svarar: {row.answer}" if row.answer else ""
    if row.state == State.DECLINED:
        answer = f"Skälet är: {row.answer}"
    lines = [
        f"Hej {person.given_name}!",
        f"Du har anmält en fråga till {row.body.list_name}: {row.title}",
        outcome_in_words(row),
        answer,
    ]
    mail.write(
        purpose=PURPOSE, subject=f"Din fråga till {row.body.list_name}: {row.title}"[:200],
        body="\n\n".join(line for line in lines if line), to_email=email, person=person, by=by, about=row,
        action_url=settings.BASE_URL + reverse("meetings:backlog-own"), action_label="Se dina frågor",
        from_name=by.name, reply_to=by.email,
    )  # fmt: skip
