"""Where a person is signed in: the list, ending one, ending all, and clearing away what has ended."""

from collections.abc import Iterable
from importlib import import_module

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from secretariat.registry.models import LoginSession, User

from . import log

_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
    ("Macintosh", "Mac"), ("Linux", "Linux"),
)  # fmt: skip


def live(user: User) -> list[LoginSession]:
    """Where the user is signed in now, the latest first: the session is there, and made with today's password."""
    rows = list(LoginSession.objects.filter(user=user))
    kept = Session.objects.filter(pk__in=[row.key for row in rows], expire_date__gt=timezone.now())
    made_with = {one.pk: one.get_decoded().get("_auth_user_hash") for one in kept}
    return [row for row in rows if made_with.get(row.key) == user.get_session_auth_hash()]


def browser_in_words(told: str) -> str:
    """What a browser calls itself, as one would say it.

    >>> browser_in_words("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0")
    'Firefox på Linux'
    >>> browser_in_words("curl/8.5")
    'Okänd webbläsare'
    """
    browser = next((words for sign, words in _BROWSERS if sign in told), "")
    system = next((words for sign, words in _SYSTEMS if sign in told), "")
    return f"{browser} på {system}" if browser and system else browser or system or "Okänd webbläsare"


@transaction.atomic
def end(rows: Iterable[LoginSession], *, by: User) -> int:
    """Sign out of some browsers at once. Returns how many."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    count = 0
    for row in rows:
        store(row.key).delete()
        row.delete()
        count += 1
    if count:
        log.write("loggade ut sig på annat håll", by=by, about=by, antal=count)
    return count


def forget_ended() -> int:
    """By night: rows whose session is no more. Returns how many."""
    there = Session.objects.filter(pk=OuterRef("key"), expire_date__gt=timezone.now())
    return LoginSession.objects.exclude(Exists(there)).delete()[0]
