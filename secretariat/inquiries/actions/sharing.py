"""The secret address by which somebody answers typed questions for a party: the handläggare's, and colleagues' own."""

import datetime as dt
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from secretariat.inquiries import notifications
from secretariat.inquiries.models import Recipient
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import links, log, mail
from secretariat.registry.models import PersonalLink

from . import letters, reply_links
from .locks import held, obstacles_to_changing

MOST_COLLEAGUES = 8


@dataclass(frozen=True)
class Opened:
    """What a link opens: for which party, and who writes."""

    recipient: Recipient
    link: PersonalLink

    @property
    def who(self) -> str:
        """The name beside what is written through the link."""
        return self.link.person.name if self.link.person else self.link.recipient.partition(" <")[0]

    @property
    def is_colleague(self) -> bool:
        """Whether the handläggare has passed it on."""
        return self.link.person is None


def find(key: str) -> tuple[Opened | None, bool]:
    """What this secret opens, and whether it has opened anything ever.

    A link of somebody who is no longer handläggare is closed. One of a withdrawn round still opens, so that the page
    can say why; nothing can be answered then.
    """
    link = links.find(key, purpose=PersonalLink.Purpose.INQUIRY)
    if link is None or link.content_type != ContentType.objects.get_for_model(Recipient):
        return None, False
    row = (
        Recipient.objects.filter(pk=link.object_id, inquiry__form_version__isnull=False)
        .select_related(
            "inquiry__created_by__person", "inquiry__form_version__form", "organisation", "handler"
        )
        .first()
    )
    if row is None or (link.person and link.person != row.handler):
        return None, True
    if not (link.stands or row.inquiry.withdrawn_at):
        return None, True
    return Opened(row, link), True


def colleagues_of(recipient: Recipient) -> list[PersonalLink]:
    """Links that stand and were passed on, first the first."""
    rows = PersonalLink.objects.standing().filter(
        purpose=PersonalLink.Purpose.INQUIRY,
        content_type=ContentType.objects.get_for_model(Recipient),
        object_id=str(recipient.pk),
        person=None,
    )
    return list(rows.order_by("pk"))


def obstacles_to_sharing(recipient: Recipient, *, name: str, email: str) -> list[str]:
    """Why no link can go to this colleague: it goes to the handläggare's own organisation alone."""
    if reasons := obstacles_to_changing(recipient.inquiry):
        return reasons
    found = [] if name.strip() else ["Skriv kollegans namn."]
    email = email.strip().casefold()
    try:
        validate_email(email)
    except ValidationError:
        return [*found, "Skriv kollegans hela e-postadress."]
    own = letters.address_of(recipient.handler).casefold() if recipient.handler else ""
    domain = own.rpartition("@")[2]
    if email == own:
        found.append("Det är din egen adress. Du har redan en länk.")
    elif not domain or email.rpartition("@")[2] != domain:
        found.append(
            f"Adressen ska sluta på @{domain}, som din egen. Ska någon annan svara, hör av dig till oss."
        )
    if len(colleagues_of(recipient)) >= MOST_COLLEAGUES:
        found.append(f"Länken kan skickas till högst {MOST_COLLEAGUES} kollegor.")
    return found


@transaction.atomic
def share(
    recipient: Recipient, *, name: str, email: str, from_name: str, at: dt.datetime | None = None
) -> PersonalLink:
    """Send a colleague a link of their own. A second one to the same address closes the first. Raises NotAllowed."""
    inquiry, recipient = held(recipient)
    if reasons := obstacles_to_sharing(recipient, name=name, email=email):
        raise NotAllowed(reasons)
    name, email = " ".join(name.split())[:100], email.strip()
    for old in colleagues_of(recipient):
        if old.recipient.casefold().endswith(f"<{email.casefold()}>"):
            links.revoke(old, by=None)
    link, key = links.issue(
        purpose=PersonalLink.Purpose.INQUIRY,
        by=None,
        recipient=f"{name} <{email}>"[:200],
        about=recipient,
        expires_at=reply_links.last_moment(inquiry, at=at or timezone.now()),
    )
    letter = notifications.shared(recipient, name=name, email=email, from_name=from_name, key=key)
    mail.write_many([letter])
    log.write(
        "skickade länk till kollega",
        by=None,
        about=inquiry,
        part=str(recipient),
        av=from_name,
        till=link.recipient,
    )
    return link
