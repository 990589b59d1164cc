"""Letters about unlocking finished minutes (C8). Written in the act's transaction."""

from collections.abc import Iterable

from meetings.models import Minutes, Unlocking, UnlockingAnswer
from meetings.notifications import APPROVAL, address_of, page_of, secretaries_of, sender_of
from secretariat.lib.dates import day_in_words, weekday_and_day
from secretariat.registry.actions import mail
from secretariat.registry.models import Person, User


def asked(row: UnlockingAnswer, unlocking: Unlocking, *, by: User) -> None:
    """To somebody named: may these finished minutes be opened?"""
    minutes = unlocking.minutes
    lines = [
        f"Hej {row.person.given_name}!",
        f"{by.name} vill låsa upp {minutes.word.definite} från {_meeting(minutes)} för att ändra mer än en "
        "rättelse kan. Det går bara om de som är tillfrågade medger det.",
        f"Skäl: {unlocking.reason}",
        f"Svara senast {weekday_and_day(unlocking.expires_on)}. Den gamla texten går alltid att läsa.",
    ]
    subject = f"Får {minutes.word.definite} låsas upp? {minutes.meeting}"
    _to(row.person, minutes, by=by, subject=subject, lines=lines, label="Läs och svara")


def opened(unlocking: Unlocking, *, by: User) -> None:
    """To all who were named, and the secretaries: a new version is under way."""
    minutes = unlocking.minutes
    _to_all(
        unlocking,
        by=by,
        subject=f"Upplåst: {minutes.meeting}",
        lines=[
            f"{_capital(minutes.word.definite)} från {_meeting(minutes)} har låsts upp. "
            f"Skälet är: {unlocking.reason}",
            f"En ny version är under arbete. Version {unlocking.version.number} går att läsa som den var.",
        ],
    )


def ended(unlocking: Unlocking, *, by: User) -> None:
    """To all who were named, and the secretaries: the proposal came to nothing."""
    minutes = unlocking.minutes
    why = {
        Unlocking.Outcome.REFUSED: "Någon av de tillfrågade sa nej.",
        Unlocking.Outcome.WITHDRAWN: "Förslaget är återtaget.",
        Unlocking.Outcome.EXPIRED: "Alla svarade inte i tid.",
    }[Unlocking.Outcome(unlocking.outcome)]
    reason = f"Skälet är: {unlocking.ended_why}" if unlocking.ended_why else ""
    _to_all(
        unlocking,
        by=by,
        subject=f"Låses inte upp: {minutes.meeting}",
        lines=[f"{_capital(minutes.word.definite)} från {_meeting(minutes)} låses inte upp. {why}", reason],
    )


def _to_all(unlocking: Unlocking, *, by: User, subject: str, lines: list[str]) -> None:
    named = [row.person for row in unlocking.answers.select_related("person__user")]
    others = [
        one for one in secretaries_of(unlocking.minutes) if one.pk not in {person.pk for person in named}
    ]
    for person in (*named, *others):
        _to(person, unlocking.minutes, by=by, subject=subject, lines=lines, label="Öppna")


def _to(
    person: Person, minutes: Minutes, *, by: User, subject: str, lines: Iterable[str], label: str
) -> None:
    """Nothing where the person has no address; the start page tells those who can log in."""
    if email := address_of(person):
        mail.write(
            purpose=APPROVAL,
            subject=subject,
            body="\n\n".join(line for line in lines if line),
            to_email=email,
            person=person,
            by=by,
            about=minutes,
            action_url=page_of("minutes-unlock", minutes),
            action_label=label,
            **sender_of(minutes.meeting),
        )


def _meeting(minutes: Minutes) -> str:
    meeting = minutes.meeting
    return f"{meeting.heading} {day_in_words(meeting.date)}" if meeting.date else meeting.heading


def _capital(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"
