"""Following: begun, ended, told of by night, and as a secret address for a feed reader (N5)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.http import QueryDict
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from secretariat.lib import atom, following
from secretariat.lib.following import SEARCH, News
from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import Follow, Person, PersonalLink, User

from . import links
from .mail import Letter, write_many
from .mail_kinds import FOLLOWING

if TYPE_CHECKING:
    from secretariat.lib.following import Kind

FEED = PersonalLink.Purpose.FEED
SALT = "registry.feed"
FEED_BACK = dt.timedelta(days=90)
FEED_LENGTH = 100
LETTER_LENGTH = 12  # news of each thing in a letter; the rest are counted
# An act is dated when it begins and is seen when it is done, so the last minutes are told of next time.
UNSETTLED = dt.timedelta(minutes=5)
NOTED_EVERY = dt.timedelta(hours=1)
MOST = 200
LONGEST_QUERY = 400


@dataclass(frozen=True)
class Told:
    """What is new in one thing that somebody follows, latest first."""

    follow: Follow
    news: tuple[News, ...]

    @property
    def shown(self) -> tuple[News, ...]:
        """What a letter has room for."""
        return self.news[:LETTER_LENGTH]

    @property
    def left(self) -> int:
        """How many more there are."""
        return max(0, len(self.news) - LETTER_LENGTH)


def query_of(asked: QueryDict) -> str:
    """A search's question in one form, so that the same search is the same to follow. Empty without words."""
    kept = QueryDict(mutable=True)
    for name in ("q", "typ", "grupp", "part", "tema", "ar", "status"):
        if value := asked.get(name, "").strip():
            kept[name] = value
    return kept.urlencode() if "q" in kept and len(kept.urlencode()) <= LONGEST_QUERY else ""


def kind_of(follow: Follow) -> "Kind | None":
    """The kind of what is followed; None where no app knows it any longer."""
    if follow.content_type is None:
        return following.kinds().get(SEARCH)
    model = f"{follow.content_type.app_label}.{follow.content_type.model}"
    return next((kind for kind in following.kinds().values() if kind.model == model), None)


def _key(follow: Follow) -> str:
    return follow.query or follow.object_id


def follows_of(user: User) -> list[Follow]:
    """What the user follows, by name."""
    return list(Follow.objects.filter(user=user).select_related("content_type"))


def following_of(user: User, thing: models.Model) -> Follow | None:
    """The user's own row for a thing."""
    about = ContentType.objects.get_for_model(thing)
    return Follow.objects.filter(user=user, content_type=about, object_id=str(thing.pk)).first()


@transaction.atomic
def begin(*, by: User, kind: str, key: str, title: str = "") -> Follow:
    """Follow the thing with this key, or for the kind *sokning* the search whose query string this is.

    Twice is once. Raises NotAllowed for what does not exist for the user.
    """
    known = following.kinds().get(kind)
    User.objects.select_for_update(of=("self",)).get(pk=by.pk)
    if known is None:
        raise NotAllowed("Det går inte att bevaka.")
    if Follow.objects.filter(user=by).count() >= MOST:
        raise NotAllowed(f"Du bevakar redan {MOST} saker. Ta bort någon först.")
    if kind == SEARCH:
        key, title = query_of(QueryDict(key)), " ".join(title.split())[:200]
        if not key or not title:
            raise NotAllowed("Sök efter något först, så kan sökningen bevakas.")
        return Follow.objects.get_or_create(
            user=by, content_type=None, object_id="", query=key, defaults={"title": title}
        )[0]
    thing = known.find(by, key)
    if thing is None:
        raise NotAllowed("Det finns inte längre, eller så får du inte läsa det.")
    return Follow.objects.get_or_create(
        user=by,
        content_type=ContentType.objects.get_for_model(thing),
        object_id=str(thing.pk),
        query="",
        defaults={"title": str(thing)[:200]},
    )[0]


def end(*, by: User, pk: int) -> str | None:
    """Stop following. Returns what it was called; None where the user did not follow it."""
    row = Follow.objects.filter(user=by, pk=pk).first()
    if row is None:
        return None
    row.delete()
    return row.title


def news_of(
    user: User, rows: Sequence[Follow], *, since: dt.datetime | None = None, until: dt.datetime | None = None
) -> list[Told]:
    """What is new in each row since `since`, else since it was last told of. Queries follow the kinds, not the rows."""
    by_kind: defaultdict[str, list[Follow]] = defaultdict(list)
    for row in rows:
        if kind := kind_of(row):
            by_kind[kind.name].append(row)
    found: defaultdict[int, dict[object, News]] = defaultdict(dict)
    for name, mine in by_kind.items():
        start = since or min(row.told_at for row in mine)
        keyed = {_key(row): row for row in mine}
        for key, news in following.kinds()[name].news(user, list(keyed), start):
            its = keyed.get(key)
            if its and news.at > (since or its.told_at) and not (until and news.at > until):
                found[its.pk][news.key] = news
    return [
        Told(row, tuple(sorted(found[row.pk].values(), key=lambda one: one.at, reverse=True)))
        for row in rows
        if row.pk in found
    ]


# By night


def write_news(*, now: dt.datetime | None = None) -> int:
    """Write each user one letter of what is new in all they follow. Run twice, or by two at once, each thing is told
    once. Returns how many letters were written.
    """
    users = Follow.objects.filter(user__is_active=True).values_list("user", flat=True).distinct()
    return sum(_tell(pk, now or timezone.now()) for pk in sorted(set(users)))


@transaction.atomic
def _tell(user_pk: int, now: dt.datetime) -> bool:
    """The user's row is locked, so that two cannot tell the same; what has been told is noted in the same act."""
    user = User.objects.select_for_update(of=("self",)).select_related("person").get(pk=user_pk)
    rows = follows_of(user)
    until = now - UNSETTLED
    told = news_of(user, rows, until=until)
    Follow.objects.filter(pk__in=[row.pk for row in rows], told_at__lt=until).update(told_at=until)
    if not told or user.person is None:
        return False
    once = {one.key: one for each in told for one in each.news}
    context = {
        "person": user.person,
        "told": told,
        "base": settings.BASE_URL,
        "all": settings.BASE_URL + reverse("follows:follow-list"),
        "choices": settings.BASE_URL + reverse("registry:mail-choices"),
    }
    first = next(iter(once.values()))
    return bool(
        write_many(
            [
                Letter(
                    purpose=FOLLOWING,
                    subject=f"Nytt i det du bevakar: {len(once)} händelser"
                    if len(once) > 1
                    else f"{first.what}: {first.title}",
                    body=render_to_string("mail/follows.txt", context),
                    html=render_to_string("mail/follows.html", context),
                    to_email=user.email,
                    person=user.person,
                )
            ]
        )
    )


# As a feed


def feed_link(person: Person) -> PersonalLink | None:
    """The standing address of a person's own feed."""
    return PersonalLink.objects.standing().filter(person=person, purpose=FEED).first()


def feed_url(link: PersonalLink) -> str:
    """The address with its secret; empty where only the hash is left, since the server's key was changed."""
    key = links.lasting_key(link, salt=SALT)
    return settings.BASE_URL + reverse("follows:follow-feed", args=[key]) if key else ""


@transaction.atomic
def renew_feed(*, by: User) -> PersonalLink:
    """Make an address; the one before stops working. Raises NotAllowed for an account without a person."""
    if by.person is None:
        raise NotAllowed("Ditt konto hör inte till någon person i registret. Be sekretariatet rätta det.")
    end_feed(by=by)
    return links.issue_lasting(salt=SALT, purpose=FEED, by=by, person=by.person)


@transaction.atomic
def end_feed(*, by: User) -> None:
    """Let the address open nothing more."""
    if by.person is None:
        return
    Person.objects.select_for_update(of=("self",)).get(pk=by.person.pk)
    for old in PersonalLink.objects.standing().filter(person=by.person, purpose=FEED):
        links.revoke(old, by=by)


def feed_of(key: str, *, now: dt.datetime) -> tuple[PersonalLink | None, bytes | None]:
    """The link with this secret and its feed; None where it is closed. What one may open is asked anew each time."""
    link = links.find(key, purpose=FEED)
    if link is None or not link.stands or link.person is None:
        return link, None
    user = User.objects.select_related("person").filter(person=link.person, is_active=True).first()
    if user is None:
        return link, None
    told = news_of(user, follows_of(user), since=now - FEED_BACK)
    url = settings.BASE_URL + reverse("follows:follow-list")
    feed = atom.Feed(atom.key_of("bevakningar", link.key_hash), "Det du bevakar", url, feed_url(link))
    return link, atom.write(feed, list(_entries(told)))


def _entries(told: Iterable[Told]) -> list[atom.Entry]:
    """Each thing once, under the first name it is followed by."""
    found: dict[object, atom.Entry] = {}
    for each in told:
        for one in each.news:
            found.setdefault(
                one.key,
                atom.Entry(
                    key=one.key,
                    title=f"{one.what}: {one.title}",
                    url=settings.BASE_URL + one.url,
                    updated=one.at,
                    summary=one.where,
                    category=each.follow.title,
                ),
            )
    return sorted(found.values(), key=lambda one: one.updated, reverse=True)[:FEED_LENGTH]


def note_use(link: PersonalLink, *, at: dt.datetime) -> None:
    """Remember that the address is in use, once an hour at most."""
    if link.last_used_at is None or at - link.last_used_at >= NOTED_EVERY:
        links.mark_used(link, at=at)
