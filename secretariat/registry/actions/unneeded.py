"""Accounts follow what people are trusted with: without any role for some time they close, with one they open (E5)."""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from secretariat.lib.access import Role, roles_of
from secretariat.registry.models import User

from . import log

WHY = "inget uppdrag och ingen behörighet"


def turn_by_night(*, today: dt.date | None = None) -> int:
    """Close accounts that nobody has needed for ACCOUNT_GRACE_DAYS, and open those that are needed again.

    Only what closed by itself opens by itself. Rights end with the last day of an assignment; this is the account
    after that. Returns how many were closed or opened. In the demo nothing is done.
    """
    today = today or timezone.localdate()
    if settings.DEMO or not settings.ACCOUNT_GRACE_DAYS:
        return 0
    rows = User.objects.select_related("person").filter(is_active=True)
    asleep = User.objects.select_related("person").exclude(closed_by_night_at=None)
    return sum(_close_in_time(one, today) for one in rows) + sum(_open_again(one) for one in asleep)


def is_needed(user: User) -> bool:
    """Whether the user has any role beside being logged in."""
    return bool(roles_of(user) - {Role.SIGNED_IN})


@transaction.atomic
def _close_in_time(user: User, today: dt.date) -> bool:
    needed = is_needed(user)
    if needed or user.unneeded_since is None:
        since = None if needed else today
        if since != user.unneeded_since:
            User.objects.filter(pk=user.pk).update(unneeded_since=since)
        return False
    if today - user.unneeded_since < dt.timedelta(days=settings.ACCOUNT_GRACE_DAYS):
        return False
    shut = {"is_active": False, "closed_by_night_at": timezone.now()}
    if not User.objects.filter(pk=user.pk, is_active=True).update(**shut):
        return False
    log.write("stängde konto", by=None, about=user, orsak=WHY)
    return True


@transaction.atomic
def _open_again(user: User) -> bool:
    if user.is_active or not is_needed(user):
        return False
    open_ = {"is_active": True, "closed_by_night_at": None, "unneeded_since": None}
    User.objects.filter(pk=user.pk).update(**open_)
    log.write("öppnade konto", by=None, about=user, orsak="nytt uppdrag")
    return True
