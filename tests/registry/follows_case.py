"""Somebody who follows things, and things that happen in them through real acts."""

import datetime as dt

from django.utils import timezone

from meetings.models import Body, Decision, Meeting
from secretariat.registry.actions import follows
from secretariat.registry.models import Follow, User
from tests import make
from tests.meetings.publishing_case import quick

LATER = dt.timedelta(minutes=10)


def follower(*, of: Body | None = None, **fields: object) -> User:
    """A member of a body."""
    return make.approver_user(of=of or make.body(), kind="member", **fields)  # type: ignore[arg-type]


def follow(user: User, kind: str, thing: object) -> Follow:
    return follows.begin(by=user, kind=kind, key=str(thing.pk))  # type: ignore[attr-defined]


def happens(body: Body) -> tuple[Meeting, Decision]:
    """The body decides something, and its minutes are finished."""
    meeting = quick(bodies=[body], publish=False)
    return meeting, Decision.objects.get(meeting=meeting)


def tell(*, days: int = 0) -> int:
    """The night's duty, some minutes later."""
    return follows.write_news(now=timezone.now() + LATER + dt.timedelta(days=days))
