"""The rows behind the start page: composed once each, since everybody begins there and most of them find nothing."""

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import Exists, Max, OuterRef, Prefetch, Q, QuerySet

from meetings import access
from meetings.models import (
    Action,
    Approver,
    BacklogItem,
    Decision,
    ImmediateAnswer,
    Invitee,
    Meeting,
    MeetingBody,
    Minutes,
    Reply,
    UnlockingAnswer,
)
from secretariat.lib.access import Role
from secretariat.lib.statements import Things

from . import board, period_meetings

if TYPE_CHECKING:
    from secretariat.registry.models import User

NOT_HELD = (Meeting.State.CANCELLED, Meeting.State.MOVED)
# Dagordning, justerare, handlingarna: every meeting has them, nobody looks for them on the start page.
_OF_THE_MEETING_ITSELF = (Decision.Kind.FORMAL, Decision.Kind.ELECTION, Decision.Kind.FILED)
AT_MOST = 6
_WITH_BODIES = Prefetch("meeting__meeting_bodies", MeetingBody.objects.select_related("body"))
BODIES = Prefetch("meeting_bodies", MeetingBody.objects.select_related("body"))
_STANDING = Prefetch(
    "approvers",
    Approver.objects.filter(removed_at=None, is_reserve=False)
    .select_related("person")
    .prefetch_related(Prefetch("replies", Reply.objects.prefetch_related("requests"), to_attr="all_replies")),
    to_attr="standing_approvers",
)


def keeper(user: "User") -> tuple[int, list[int]]:
    """What tells which meetings a user keeps: the person, and the bodies whose secretary that is."""
    return user.person_id or 0, sorted(access.bodies_of(user)[Role.SECRETARY])


def kept_by(person: int, bodies: list[int], prefix: str = "") -> Q:
    """Meetings whose secretary somebody is: by name, or by the seat in one of the bodies."""
    return Q(**{f"{prefix}secretary": person}) | Q(
        **{f"{prefix}secretary": None, f"{prefix}bodies__in": bodies}
    )


def _minutes(person: int, bodies: list[int], today: dt.date) -> QuerySet[Minutes]:
    """Minutes that are out with a person or from one, and the person's drafts of meetings that have been."""
    asked = Approver.objects.filter(minutes=OuterRef("pk"), person=person, removed_at=None)
    keeps = kept_by(person, bodies, "meeting__")
    out = Q(state__in=Minutes.OUT) & (Q(Exists(asked)) | keeps)
    drafts = Q(state=Minutes.State.DRAFT, meeting__date__lt=today) & keeps
    drafts &= ~Q(meeting__state__in=NOT_HELD)
    return (
        Minutes.objects.filter(out | drafts)
        .select_related("meeting")
        .prefetch_related(_STANDING)
        .order_by("meeting__date", "pk")
        .distinct()
    )


MINUTES = Things(_minutes, takes=(int, list[int], dt.date))


COMING = Things(
    lambda person, bodies, today, last: (
        Meeting.objects.upcoming(today)
        .filter(kept_by(person, bodies), Q(minutes__state=Minutes.State.DRAFT), notices=None)
        .exclude(state__in=(Meeting.State.CANCELLED, Meeting.State.TENTATIVE, Meeting.State.HELD))
        .filter(date__lte=last)
        .distinct()
    ),
    takes=(int, list[int], dt.date, dt.date),
)


TO_LOOK_AT = Things(
    lambda person, bodies, today: period_meetings.rows_to_look_at(
        Meeting.objects.filter(kept_by(person, bodies)).distinct(), today
    ),
    takes=(int, list[int], dt.date),
)


# Kallelser somebody has not answered (A12).
CALLED = Things(
    lambda person, today: (
        Invitee.objects.filter(person=person, removed_at=None, answer=Invitee.Answer.NONE)
        .filter(capacity__in=Invitee.EXPECTED, meeting__date__gte=today, meeting__notices__isnull=False)
        .exclude(meeting__state=Meeting.State.CANCELLED)
        .annotate(reply_by=Max("meeting__notices__reply_by"))
        .select_related("meeting", "seat")
        .order_by("meeting__date", "pk")
    ),
    takes=(int, dt.date),
)


# Whether finished minutes may be unlocked, asked of somebody who has not said (C8).
UNLOCKINGS = Things(
    lambda person, today: (
        UnlockingAnswer.objects.filter(person=person, answer="", unlocking__outcome="")
        .filter(unlocking__expires_on__gte=today)
        .select_related("unlocking__minutes__meeting", "unlocking__proposed_by")
        .order_by("unlocking__expires_on", "pk")
    ),
    takes=(int, dt.date),
)


# Points that have been read aloud and wait for somebody to approve them at once (C12).
AT_ONCE = Things(
    lambda person: (
        ImmediateAnswer.objects.filter(person=person, answered_at=None, approval__withdrawn_at=None)
        .select_related("approval__meeting", "approval__item__parent")
        .order_by("approval__frozen_at", "pk")
    )
)


# Finished minutes that ought to be put up on a board, and notices that ought to be taken down (C13).
TO_POST = Things(
    lambda person, bodies: board.to_post(kept_by(person, bodies, "meeting__")), takes=(int, list[int])
)
TO_TAKE_DOWN = Things(
    lambda person, bodies, today: board.to_take_down(kept_by(person, bodies, "minutes__meeting__"), today),
    takes=(int, list[int], dt.date),
)


PROPOSED = Things(
    lambda bodies: (
        BacklogItem.objects.proposed()
        .filter(body__in=bodies)
        .select_related("body", "proposed_by")
        .order_by("added_at", "pk")
    ),
    takes=(list[int],),
)


# Open actions with somebody's name, from minutes that have gone out or that the same person writes.
ACTIONS = Things(
    lambda person, bodies: (
        Action.objects.filter(person=person, state=Action.State.OPEN)
        .filter(~Q(meeting__minutes__state=Minutes.State.DRAFT) | kept_by(person, bodies, "meeting__"))
        .select_related("meeting", "block")
        .distinct()
    ),
    takes=(int, list[int]),
)


def _upcoming(today: dt.date) -> QuerySet[Meeting]:
    return Meeting.objects.upcoming(today).exclude(state__in=NOT_HELD).prefetch_related(BODIES)


UPCOMING = Things(lambda today: _upcoming(today)[:AT_MOST], takes=(dt.date,))
OWN_UPCOMING = Things(
    lambda person, kept, bodies, today: (
        _upcoming(today).filter(Q(bodies__in=bodies) | kept_by(person, kept)).distinct()[:AT_MOST]
    ),
    takes=(int, list[int], list[int], dt.date),
)


def _latest(states: Iterable[str]) -> QuerySet[Decision]:
    return (
        Decision.objects.own()
        .filter(meeting__minutes__state__in=states)
        .exclude(kind__in=_OF_THE_MEETING_ITSELF)
        .select_related("meeting__minutes", "block", "series_body")
        .prefetch_related(_WITH_BODIES)
        .order_by("-meeting__date", "-running", "position")[:AT_MOST]
    )


LATEST = Things(lambda: _latest(Minutes.FINISHED), takes=())
LATEST_OF_ALL = Things(lambda: _latest([*Minutes.FINISHED, *Minutes.OUT]), takes=())
