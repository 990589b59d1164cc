"""Addresses a calendar program subscribes to: one per person, and per body; secret, and made new at will (A18)."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from meetings import access, feeds
from meetings.models import Body
from secretariat.lib.access import Permission, Role, may
from secretariat.lib.events import Event
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import links
from secretariat.registry.models import Person, PersonalLink, User

CALENDAR = PersonalLink.Purpose.CALENDAR
SALT = "meetings.calendar"
NOTED_EVERY = dt.timedelta(hours=1)


@dataclass(frozen=True)
class Address:
    """An address to subscribe to. `url` is empty where only its hash is left, since the server's key was changed."""

    link: PersonalLink
    url: str
    body: Body | None = None

    @property
    def webcal(self) -> str:
        """The same, in the form a phone opens its calendar with."""
        return f"webcal:{self.url.partition(':')[2]}" if self.url else ""


def bodies_to_follow(user: User) -> QuerySet[Body]:
    """Bodies whose meetings one may subscribe to: all for the office, else those one sits in."""
    existing = Body.objects.existing_on(timezone.localdate())
    if access.is_office(user):
        return existing
    return existing.filter(pk__in=access.bodies_of(user)[Role.MEMBER])


def addresses_of(person: Person) -> list[Address]:
    """The standing addresses of a person: the own meetings first, then bodies in Swedish order."""
    rows = PersonalLink.objects.standing().filter(person=person, purpose=CALENDAR)
    bodies = {
        str(body.pk): body
        for body in Body.objects.filter(pk__in=[row.object_id for row in rows if row.object_id])
    }
    found = [Address(row, _url_of(row), bodies.get(row.object_id)) for row in rows]
    return sorted(found, key=lambda one: one.body.sort_key if one.body else "")


def _url_of(link: PersonalLink) -> str:
    key = links.lasting_key(link, salt=SALT)
    return settings.BASE_URL + reverse("meetings:calendar-feed", args=[key]) if key else ""


@transaction.atomic
def renew(*, by: User, body: Body | None = None) -> Address:
    """Make an address for the user's own meetings, or for a body's; the one before stops working.

    Raises NotAllowed for an account without a person, and for a body one may not follow.
    """
    if by.person is None:
        raise NotAllowed("Ditt konto hör inte till någon person i registret. Be sekretariatet rätta det.")
    if body and not bodies_to_follow(by).filter(pk=body.pk).exists():
        raise NotAllowed("Du kan bara prenumerera på grupper du sitter i.")
    Person.objects.select_for_update(of=("self",)).get(pk=by.person.pk)
    for old in _links_to(by.person, body):
        links.revoke(old, by=by)
    link = links.issue_lasting(salt=SALT, purpose=CALENDAR, by=by, person=by.person, about=body)
    return Address(link, _url_of(link), body)


def _links_to(person: Person, body: Body | None) -> QuerySet[PersonalLink]:
    about = (
        Q(content_type=ContentType.objects.get_for_model(Body), object_id=str(body.pk))
        if body
        else Q(content_type=None)
    )
    return PersonalLink.objects.standing().filter(about, person=person, purpose=CALENDAR)


def feed_of(key: str, *, today: dt.date) -> tuple[PersonalLink | None, str, list[Event] | None]:
    """The link with this secret, the calendar's name, and its events; None where it is closed.

    What one may know is asked anew each time: who leaves a body or loses the account gets nothing more of it.
    """
    link = links.find(key, purpose=CALENDAR)
    if link is None or not link.stands or link.person is None:
        return link, "", None
    user = User.objects.select_related("person").filter(person=link.person, is_active=True).first()
    if user is None or not may(user, Permission.CALENDAR_READ):
        return link, "", None
    if not link.object_id:
        return link, "Mina möten", feeds.own_events(link.person, today=today)
    body = Body.objects.filter(pk=link.object_id).first()
    if body is None or not bodies_to_follow(user).filter(pk=body.pk).exists():
        return link, "", None
    return link, body.list_name, feeds.body_events(body, user, today=today)


def note_use(link: PersonalLink, *, at: dt.datetime) -> None:
    """Remember that the address is in use, once an hour at most: calendars ask all day long."""
    if link.last_used_at is None or at - link.last_used_at >= NOTED_EVERY:
        links.mark_used(link, at=at)
