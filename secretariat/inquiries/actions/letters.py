"""Letters to those who answer for the parties (handläggare): whether one reaches them, and writing them.

What a letter says belongs to the app that asks. It gives a function from a recipient, and the secret of its link, which
stands nowhere else, to a letter.
"""

import datetime as dt
from collections.abc import Callable, Iterable

from secretariat.inquiries.models import Inquiry, Recipient
from secretariat.registry.actions import mail
from secretariat.registry.models import Person, User

from . import reply_links

Compose = Callable[[Recipient, str], mail.Letter]
Tell = Callable[[Recipient], mail.Letter]


def address_of(person: Person) -> str:
    """Where letters to a person go: their own address, else that of an account that is open. May be empty."""
    if person.email:
        return person.email
    user = getattr(person, "user", None)
    return user.email if user and user.is_active else ""


def trouble_with(recipient: Recipient) -> str:
    """Why nobody at the party can be written to, as a sentence; empty where somebody can.

    Asks nothing of the database where the recipient was read with `handler__user` and `organisation`.
    """
    person = recipient.handler
    if person is None:
        return "Handläggare saknas."
    if person.organisation_id and person.organisation_id != recipient.organisation_id:
        return f"{person.name} är inte kvar hos {recipient.organisation.short_name}."
    user = getattr(person, "user", None)
    if user and not user.is_active:
        return f"{person.name} är inte kvar, kontot är avslutat."
    if not address_of(person):
        return f"{person.name} saknar e-postadress."
    if person.email and person.email_failed_at:
        return f"Brevet till {person.name} kom inte fram."
    return ""


def send_to(
    rows: Iterable[Recipient], inquiry: Inquiry, *, by: User | None, compose: Compose, at: dt.datetime
) -> int:
    """Write the question itself, and note who got it. Returns how many."""
    reached = write(rows, inquiry, by=by, compose=compose, at=at)
    Recipient.objects.filter(pk__in=[row.pk for row in reached]).update(sent_at=at)
    return len(reached)


def write(
    rows: Iterable[Recipient], inquiry: Inquiry, *, by: User | None, compose: Compose, at: dt.datetime
) -> list[Recipient]:
    """One letter with a link of its own to each who can be reached; those are returned."""
    reached = [row for row in rows if not trouble_with(row)]
    for row in reached:
        row.inquiry = inquiry
    keys = reply_links.issue(reached, by=by, inquiry=inquiry, at=at)
    mail.write_many(compose(row, key) for row, key in zip(reached, keys, strict=True))
    return reached
