"""The letter that asks a party to write its contribution to laget runt before the meeting (K10)."""

from collections.abc import Iterable

from meetings.models import Meeting
from meetings.notifications import address_of, sender_of
from secretariat.lib.dates import day_and_span
from secretariat.registry.actions import mail
from secretariat.registry.models import OutgoingMail, Person, User

KIND = "inlägg före mötet"


def asked(rows: Iterable[tuple[Person, str]], meeting: Meeting, *, by: User | None) -> list[OutgoingMail]:
    """To one person of each party, with an address of their own: write what is new with you."""
    when = day_and_span(meeting.date, meeting.start_time, meeting.end_time)
    return mail.write_many(
        mail.Letter(
            purpose=KIND,
            subject=f"Vad är nytt hos er? {meeting}",
            body="\n\n".join(
                [
                    f"Hej {person.given_name}!",
                    "Skriv gärna före mötet vad som är nytt hos er. Har ni inget nytt räcker ett tryck.",
                    f"{meeting.heading}, {when}." if when else f"{meeting.heading}.",
                    "Det går utan att logga in. Länken är din egen.",
                ]
            ),
            to_email=address_of(person),
            person=person,
            by=by,
            about=meeting,
            action_url=address,
            action_label="Skriv inlägget",
            **sender_of(meeting),
        )
        for person, address in rows
    )
