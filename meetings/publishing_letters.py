"""The letter to whoever published minutes: their last day is past, and they have been taken down (C10)."""

from django.conf import settings
from django.urls import reverse

from meetings.models import Publication
from meetings.notifications import address_of
from secretariat.lib.dates import day_in_words
from secretariat.registry.actions import mail

PUBLISHING = "publicering"


def taken_down(publication: Publication) -> None:
    """Which minutes, since when nobody outside can read them, and how they are published anew."""
    minutes, person = publication.minutes, publication.published_by.person
    if person is None or not (email := address_of(person)):
        return
    last = day_in_words(publication.last_day) if publication.last_day else ""
    mail.write(
        purpose=PUBLISHING,
        subject=f"Inte längre öppet: {minutes.meeting}",
        body="\n\n".join(
            (
                f"Hej {person.given_name}!",
                f"Du publicerade {minutes.word.definite} från {minutes.meeting}. De skulle visas till och med {last}, "
                "och nu är sidan, besluten, PDF-filen och bilagorna borttagna för alla utomstående.",
                "Ska de visas längre publicerar du dem på nytt och väljer en senare dag, eller ingen.",
            )
        ),
        to_email=email,
        person=person,
        about=minutes,
        action_url=settings.BASE_URL + reverse("meetings:minutes-publish", args=[minutes.meeting_id]),
        action_label="Se publiceringen",
    )
