"""The letter to whoever sent a medskick: a group has answered (K6)."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from meetings.models import Body, HandOn, HandOnAnswer, Membership, Minutes, Seat
from meetings.notifications import address_of, secretaries_of
from secretariat.lib.dates import day_in_words
from secretariat.registry.actions import mail
from secretariat.registry.models import Person, User

ANSWERED = "svar på medskick"


def senders_of(hand_on: HandOn) -> list[Person]:
    """Whoever sent it: the meeting's secretary and who sent the minutes; else the group's secretaries today."""
    minutes = Minutes.objects.select_related("meeting__secretary__user", "sent_by__person").get(
        meeting=hand_on.meeting_id
    )
    if found := secretaries_of(minutes):
        return found
    seats = Membership.objects.valid_on(timezone.localdate()).filter(
        seat__body__meeting_bodies__meeting=hand_on.meeting_id, seat__kind=Seat.Kind.SECRETARY
    )
    return list({one.person_id: one.person for one in seats.select_related("person__user")}.values())


def answered(
    hand_on: HandOn, body: Body, row: HandOnAnswer, *, words: str, standing: str, by: User, was: str
) -> None:
    """What the group answers, what it was asked, and how the others stand. Nothing to the one who wrote it.

    `was` is the answer that stood before, empty where there was none.
    """
    meeting = hand_on.meeting
    day = f" {day_in_words(meeting.date)}" if meeting.date else ""
    lines = [
        f"{body.list_name} har {'ändrat sitt svar' if was else 'svarat'} på medskicket från {meeting.heading}{day}:",
        words,
        f"Svaret är:\n{row.text}",
        f"Tidigare svar:\n{was}" if was else "",
        standing,
        "Svaret går att hämta till nästa punkt av slaget rapport.",
    ]
    mail.write_many(
        mail.Letter(
            purpose=ANSWERED,
            subject=f"{'Ändrat svar' if was else 'Svar'} på medskick: {body.list_name}",
            body="\n\n".join(line for line in lines if line),
            to_email=address_of(person),
            person=person,
            by=by,
            about=hand_on,
            action_url=settings.BASE_URL + reverse("meetings:handon-detail", args=[hand_on.pk]),
            action_label="Se medskicket",
            from_name=by.name,
            reply_to=by.email,
        )
        for person in senders_of(hand_on)
        if address_of(person) and person.pk != by.person_id
    )
