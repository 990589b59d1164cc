"""The year in somebody's own calendar: secret addresses to subscribe to, one for each choice, and a file (I5).

A body's meetings and one's own have their addresses on Min kalender; here it is a category, a part, a länsdel, or all.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from secretariat.lib import ics
from secretariat.lib.access import Permission, may
from secretariat.lib.events import Event
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import links
from secretariat.registry.models import Person, PersonalLink, User
from secretariat.yearwheel.choices import FIRST_YEAR, Choice, RingsBy, from_query
from secretariat.yearwheel.models import Feed

from . import collecting
from .collecting import Registers

PURPOSE = PersonalLink.Purpose.YEAR
SALT = "yearwheel.feed"
SHOWN_BACK = dt.timedelta(days=400)
SHOWN_FORWARD = dt.timedelta(days=800)
NOTED_EVERY = dt.timedelta(hours=1)
MOST = 30
LONGEST = 1000
_ALL = Choice(FIRST_YEAR)
_ANYTHING = {"alla slag", "alla grupper", "hela länet"}  # what a choice says where nothing is chosen


@dataclass(frozen=True)
class Address:
    """An address to subscribe to. `url` is empty where only its hash is left, since the server's key was changed."""

    feed: Feed
    link: PersonalLink
    name: str
    url: str

    @property
    def webcal(self) -> str:
        """The same, in the form a phone opens its calendar with."""
        return f"webcal:{self.url.partition(':')[2]}" if self.url else ""


def query_of(choice: Choice) -> str:
    """What is chosen, without which year and how it is drawn; empty for all.

    >>> query_of(Choice(2026, 8, ("ok",), body=3))
    'kategori=ok&grupp=3'
    """
    same = choice.query(year=_ALL.year, start=_ALL.start, rings=RingsBy.CATEGORY)
    return same.removeprefix(_ALL.query()).removeprefix("&")


def _choice_of(feed: Feed) -> Choice:
    return from_query(QueryDict(feed.query), today=timezone.localdate())


def name_of(choice: Choice, registers: Registers) -> str:
    """What the calendar is called: Årshjul, or with what is chosen."""
    words = collecting.in_words(collecting.known(choice, registers), registers).split(", ")
    return ": ".join(
        part for part in ("Årshjul", ", ".join(one for one in words if one not in _ANYTHING)) if part
    )


def addresses_of(person: Person, registers: Registers | None = None) -> list[Address]:
    """What somebody subscribes to, in the order it was begun."""
    registers = registers or Registers()
    feeds = {str(feed.pk): feed for feed in Feed.objects.filter(person=person)}
    standing = PersonalLink.objects.standing().filter(person=person, purpose=PURPOSE, object_id__in=feeds)
    by_feed = {link.object_id: link for link in standing}
    return [_address(feed, by_feed[pk], registers) for pk, feed in feeds.items() if pk in by_feed]


def address_to(choice: Choice, addresses: Sequence[Address]) -> Address | None:
    """The one among them that is of the same choice."""
    return next((one for one in addresses if one.feed.query == query_of(choice)), None)


def _address(feed: Feed, link: PersonalLink, registers: Registers) -> Address:
    key = links.lasting_key(link, salt=SALT)
    url = settings.BASE_URL + reverse("yearwheel:year-feed", args=[key]) if key else ""
    return Address(feed, link, name_of(_choice_of(feed), registers), url)


@transaction.atomic
def renew(*, by: User, choice: Choice) -> Address:
    """Make an address to a choice; the one before to the same stops working. Raises NotAllowed."""
    registers = Registers()
    choice = collecting.known(choice, registers)
    query = query_of(choice)
    if by.person is None:
        raise NotAllowed("Ditt konto hör inte till någon person i registret. Be sekretariatet rätta det.")
    if len(query) > LONGEST:
        raise NotAllowed("Urvalet är för långt. Välj färre slag.")
    person = Person.objects.select_for_update(of=("self",)).get(pk=by.person.pk)
    feed = Feed.objects.filter(person=person, query=query).first()
    if feed is None and Feed.objects.filter(person=person).count() >= MOST:
        raise NotAllowed(f"Du har redan {MOST} adresser till årshjulet. Ta bort någon först.")
    feed = feed or Feed.objects.create(person=person, query=query)
    _revoke(feed, by=by)
    link = links.issue_lasting(salt=SALT, purpose=PURPOSE, by=by, person=person, about=feed)
    return _address(feed, link, registers)


@transaction.atomic
def end(*, by: User, pk: int) -> bool:
    """Let an address open nothing more. False where the user has no such address; twice is once."""
    if by.person is None:
        return False
    Person.objects.select_for_update(of=("self",)).get(pk=by.person.pk)
    feed = Feed.objects.filter(person=by.person, pk=pk).first()
    if feed is None:
        return False
    _revoke(feed, by=by)
    feed.delete()
    return True


def _revoke(feed: Feed, *, by: User) -> None:
    about = ContentType.objects.get_for_model(Feed)
    for link in PersonalLink.objects.standing().filter(
        content_type=about, object_id=str(feed.pk), purpose=PURPOSE
    ):
        links.revoke(link, by=by)


def feed_of(key: str, *, today: dt.date) -> tuple[PersonalLink | None, str, list[Event] | None]:
    """The link with this secret, the calendar's name, and its events; None where it is closed.

    What one may know is asked anew each time: who leaves a body or loses the account gets nothing more of it.
    """
    link = links.find(key, purpose=PURPOSE)
    if link is None or not link.stands or link.person is None:
        return link, "", None
    user = User.objects.select_related("person").filter(person=link.person, is_active=True).first()
    feed = Feed.objects.filter(pk=link.object_id, person=link.person).first()
    if user is None or feed is None or not may(user, Permission.YEAR_READ):
        return link, "", None
    registers, choice = Registers(), _choice_of(feed)
    span = (today - SHOWN_BACK, today + SHOWN_FORWARD)
    events = collecting.between(span, choice, user, registers)
    return link, name_of(choice, registers), [_as_forwarded(event, registers) for event in events]


def _as_forwarded(event: Event, registers: Registers) -> Event:
    """An address may be forwarded, so of what is for one body alone it says the days and the body, not what it is."""
    about = event.in_year
    if about is None or not about.is_restricted:
        return event
    names = [place.name for pk, place in registers.bodies.items() if pk in about.bodies]
    return replace(
        event,
        title=f"{', '.join(names) or 'En grupp'}: bara för gruppen",
        text="Logga in i Sekretariatet för att läsa vad det är.",
        place="",
        conference="",
    )


def note_use(link: PersonalLink, *, at: dt.datetime) -> None:
    """Remember that the address is in use, once an hour at most: calendars ask all day long."""
    if link.last_used_at is None or at - link.last_used_at >= NOTED_EVERY:
        links.mark_used(link, at=at)


def file_of(choice: Choice, user: User) -> bytes:
    """The twelve months of a choice as a file to open or save, as the user sees them."""
    return ics.write(collecting.between((choice.first, choice.last), choice, user))
