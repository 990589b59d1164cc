"""Letters about notices on the board: it is time to take one down (C13)."""

from collections.abc import Iterator

from meetings.models import BoardNotice
from meetings.notifications import APPROVAL, address_of, page_of, secretaries_of, sender_of
from secretariat.lib.dates import day_in_words
from secretariat.registry.actions import mail


def to_take_down(notice: BoardNotice) -> Iterator[mail.Letter]:
    """To the meeting's secretaries, once for each notice."""
    minutes = notice.minutes
    for person in secretaries_of(minutes):
        if email := address_of(person):
            yield mail.Letter(
                purpose=APPROVAL,
                subject=f"Ta ned anslaget: {minutes.meeting}",
                body=f"Hej {person.given_name}!\n\nAnslaget satt uppe till och med {day_in_words(notice.last_day)}. "
                "Ta ned det och skriv under beviset.",
                to_email=email,
                person=person,
                about=minutes,
                action_url=page_of("minutes-board", minutes),
                action_label="Ta ned anslaget",
                once=f"anslag:{notice.pk}:{person.pk}",
                **sender_of(minutes.meeting),
            )
