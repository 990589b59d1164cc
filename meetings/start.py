"""What meetings tell the start page: what waits for somebody, which meetings come, what was decided lately."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, Max, OuterRef, Prefetch, Q, prefetch_related_objects
from django.urls import reverse
from django.utils import timezone

from secretariat.lib.access import Role, has_role
from secretariat.lib.dates import MONTHS, NBSP, and_list
from secretariat.lib.text import plain
from secretariat.lib.waiting import Waiting

from . import access
from .actions import period_meetings
from .models import (
    Action,
    Approver,
    BacklogItem,
    Decision,
    Invitee,
    Meeting,
    MeetingBody,
    Minutes,
    Reply,
)

if TYPE_CHECKING:
    from secretariat.registry.models import User

_WITH_BODIES = Prefetch("meeting__meeting_bodies", MeetingBody.objects.select_related("body"))
_BODIES = Prefetch("meeting_bodies", MeetingBody.objects.select_related("body"))
_STANDING = Prefetch(
    "approvers",
    Approver.objects.filter(removed_at=None, is_reserve=False)
    .select_related("person")
    .prefetch_related(Prefetch("replies", Reply.objects.prefetch_related("requests"), to_attr="all_replies")),
    to_attr="standing_approvers",
)
TITLE_LENGTH = 120


def waiting(user: "User") -> list[Waiting]:
    """Approvals asked of the user, minutes to finish, meetings to call, actions the user has taken on."""
    if not user.person_id:
        return []
    today = timezone.localdate()
    minutes, called = _minutes(user, today), _called(user, today)
    # Whoever writes in nothing that is unfinished has nothing to call to or to look at.
    keeps = has_role(user, Role.SECRETARY)
    coming, actions = _coming(user, today) if keeps else [], _actions(user)
    rows: list[Minutes | Invitee | Action] = [*minutes, *called, *actions]
    # The bodies of all these meetings by one query, whatever brought them here.
    prefetch_related_objects([*(row.meeting for row in rows), *coming], _BODIES)
    out = [one for one in minutes if one.is_out]
    mine = _approvals(user, out, today)
    kept = [one for pk, one in _minutes_out(user, out, today).items() if pk not in mine]
    return [
        *mine.values(),
        *kept,
        *_to_answer(called, today),
        *_to_call(coming, today),
        *_proposed(user),
        *(_to_look_at(user, today) if keeps else ()),
        *_drafts([one for one in minutes if one.is_draft], today),
        *_own_actions(actions, today),
    ]


def _approvals(user: "User", out: list[Minutes], today: dt.date) -> dict[int, Waiting]:
    """Minutes sent to the user and not answered in the version that is out now, by their ids."""
    found = {}
    for minutes in out:
        done, left = _replies(minutes)
        if user.person_id not in {approver.person_id for approver in left}:
            continue
        others = [approver.person.name for approver in left if approver.person_id != user.person_id]
        reason = f"Kvar utom du: {and_list(others)}." if others else "Bara du är kvar."
        if done:
            reason = f"{and_list([approver.person.name for approver in done])} har justerat. {reason}"
        url = reverse("meetings:minutes-approve", args=[minutes.meeting_id])
        found[minutes.pk] = _of_minutes(minutes, url, reason, _count(done, left), today)
    return found


def _minutes_out(user: "User", out: list[Minutes], today: dt.date) -> dict[int, Waiting]:
    """Minutes the user keeps that are late with approvers, or come back with a wish for a change, by their ids."""
    found = {}
    for minutes in out:
        if not _is_kept_by(user, minutes.meeting):
            continue
        done, left = _replies(minutes)
        names = and_list([approver.person.name for approver in left])
        url = reverse("meetings:minutes-approval", args=[minutes.meeting_id])
        if any(_answer(approver, minutes) == Reply.Answer.CHANGES for approver in _standing(minutes)):
            found[minutes.pk] = _of_minutes(minutes, url, "Texten väntar på dig.", "Ändring begärd", today)
        elif minutes.approval_deadline and minutes.approval_deadline < today and names:
            found[minutes.pk] = _of_minutes(minutes, url, f"Kvar: {names}.", _count(done, left), today)
    return found


def _count(done: list[Approver], left: list[Approver]) -> str:
    return f"{len(done)} av {len(done) + len(left)} klar"


def _drafts(drafts: list[Minutes], today: dt.date) -> list[Waiting]:
    """Drafts of meetings that have been. They are late when the body's days for approval have run out."""
    found = []
    for minutes in drafts:
        body = minutes.meeting.leading_body
        days = body.approval_days if body else 14
        deadline = minutes.meeting.date + dt.timedelta(days=days) if minutes.meeting.date else None
        found.append(
            Waiting(
                kind="Anteckningar",
                title=_name(minutes.meeting),
                url=reverse("meetings:minutes-draft", args=[minutes.meeting_id]),
                reason="Utkastet är inte skickat."
                if body and body.has_approval
                else "Utkastet är inte fastställt.",
                status="Utkast",
                deadline=deadline,
                is_late=bool(deadline and deadline < today),
                mark="draft",
            )
        )
    return found


_NOT_HELD = (Meeting.State.CANCELLED, Meeting.State.MOVED)


_CALL_AHEAD = 3  # days before the last one, so that a weekend comes in no way
_LONGEST_NOTICE = 120


def _coming(user: "User", today: dt.date) -> list[Meeting]:
    """Meetings the user keeps that nobody has been called to."""
    return list(
        Meeting.objects.upcoming(today)
        .filter(_keeps(user), Q(minutes__state=Minutes.State.DRAFT), notices=None)
        .exclude(state__in=(Meeting.State.CANCELLED, Meeting.State.TENTATIVE, Meeting.State.HELD))
        .filter(date__lte=today + dt.timedelta(days=_LONGEST_NOTICE))
        .distinct()
    )


def _to_call(coming: list[Meeting], today: dt.date) -> list[Waiting]:
    """Those that are within the body's days for kallelse (A11)."""
    found = []
    for meeting in coming:
        body = meeting.leading_body
        days = body.notice_days if body else 14
        last = meeting.date - dt.timedelta(days=days) if meeting.date else today
        if last > today + dt.timedelta(days=_CALL_AHEAD):
            continue
        found.append(
            Waiting(
                kind="Kallelse",
                title=_name(meeting),
                url=reverse("meetings:notice-send", args=[meeting.pk]),
                reason=f"Dags att kalla. {days} dagar före mötet gäller.",
                status="Inte skickad",
                deadline=last,
                is_late=last < today,
            )
        )
    return found


def _to_look_at(user: "User", today: dt.date) -> list[Waiting]:
    """Coming meetings the user keeps, with persons who no longer hold their seats that day (A2)."""
    kept = Meeting.objects.filter(_keeps(user)).distinct()
    found = []
    for one in period_meetings.to_look_at(among=kept, today=today):
        page = "attendance-edit" if one.listed else "notice-send"
        found.append(
            Waiting(
                kind="Byte av uppdrag",
                title=_name(one.meeting),
                url=reverse(f"meetings:{page}", args=[one.meeting.pk]),
                reason="Någon i närvarolistan har lämnat sin plats den dagen."
                if one.listed
                else "Någon som är kallad har lämnat sin plats den dagen.",
                status="Se över",
                deadline=one.meeting.date,
            )
        )
    return found


def _called(user: "User", today: dt.date) -> list[Any]:
    """Kallelser the user has not answered (A12)."""
    return list(
        Invitee.objects.filter(person=user.person_id, removed_at=None, answer=Invitee.Answer.NONE)
        .filter(capacity__in=Invitee.EXPECTED, meeting__date__gte=today, meeting__notices__isnull=False)
        .exclude(meeting__state=Meeting.State.CANCELLED)
        .annotate(reply_by=Max("meeting__notices__reply_by"))
        .select_related("meeting", "seat")
        .order_by("meeting__date", "pk")
    )


def _to_answer(rows: list[Any], today: dt.date) -> list[Waiting]:
    return [
        Waiting(
            kind="Svara på kallelse",
            title=_name(row.meeting),
            url=reverse("meetings:invitee-own", args=[row.meeting_id]),
            reason=f"Du kallas som {row.in_words}.",
            status="Inte svarat",
            deadline=(deadline := row.reply_by or row.meeting.date),
            is_late=bool(deadline and deadline < today),
            mark="pending",
        )
        for row in rows
    ]


def _proposed(user: "User") -> list[Waiting]:
    """Matters that members have proposed to bodies whose secretary the user is."""
    if not (mine := access.bodies_of(user)[Role.SECRETARY]):
        return []
    rows = BacklogItem.objects.proposed().filter(body__in=mine)
    return [
        Waiting(
            kind="Anmäld fråga",
            title=_shortened(row.title),
            url=reverse("meetings:backlog-edit", args=[row.pk]),
            reason=f"{row.proposed_by.name if row.proposed_by else 'Någon'} har anmält frågan till "
            f"{row.body.list_name}.",
            status="Att besvara",
            mark="pending",
        )
        for row in rows.select_related("body", "proposed_by").order_by("added_at", "pk")
    ]


def _actions(user: "User") -> list[Action]:
    """Open actions with the user's name, from minutes that have gone out or that the user writes."""
    return list(
        Action.objects.filter(person=user.person_id, state=Action.State.OPEN)
        .filter(~Q(meeting__minutes__state=Minutes.State.DRAFT) | _keeps(user, "meeting__"))
        .select_related("meeting", "block")
        .distinct()
    )


def _own_actions(actions: list[Action], today: dt.date) -> list[Waiting]:
    return [
        Waiting(
            kind="Uppdrag",
            title=_shortened(plain(action.block.html)),
            url=f"{action.meeting.get_absolute_url()}#uppdrag-{action.pk}",
            reason=_name(action.meeting),
            status="Pågår",
            deadline=action.due_on,
            is_late=bool(action.due_on and action.due_on < today),
        )
        for action in actions
    ]


def upcoming(user: "User", *, today: dt.date | None = None, limit: int = 6) -> list[Meeting]:
    """The next meetings: all for the office, else those of the user's bodies and those the user keeps."""
    meetings = Meeting.objects.upcoming(today or timezone.localdate()).exclude(state__in=_NOT_HELD)
    if not access.is_office(user):
        mine = Q(bodies__in=access.bodies_of(user)[Role.MEMBER])
        meetings = meetings.filter(mine | _keeps(user) if user.person_id else mine).distinct()
    return list(meetings.prefetch_related(_BODIES)[:limit])


# Dagordning, justerare, handlingarna: every meeting has them, nobody looks for them on the start page.
_OF_THE_MEETING_ITSELF = (Decision.Kind.FORMAL, Decision.Kind.ELECTION, Decision.Kind.FILED)


def latest_decisions(user: "User", *, limit: int = 6) -> list[Decision]:
    """The latest decisions in finished minutes; for the office also in those that have been sent out."""
    states = [*Minutes.FINISHED, *(Minutes.OUT if access.is_office(user) else ())]
    return list(
        Decision.objects.own()
        .filter(meeting__minutes__state__in=states)
        .exclude(kind__in=_OF_THE_MEETING_ITSELF)
        .select_related("meeting__minutes", "block", "series_body")
        .prefetch_related(_WITH_BODIES)
        .order_by("-meeting__date", "-running", "position")[:limit]
    )


def _minutes(user: "User", today: dt.date) -> list[Minutes]:
    """Minutes that are out with the user or from the user, and the user's drafts of meetings that have been."""
    asked = Approver.objects.filter(minutes=OuterRef("pk"), person=user.person_id, removed_at=None)
    out = Q(state__in=Minutes.OUT) & (Q(Exists(asked)) | _keeps(user, "meeting__"))
    drafts = Q(state=Minutes.State.DRAFT, meeting__date__lt=today) & _keeps(user, "meeting__")
    drafts &= ~Q(meeting__state__in=_NOT_HELD)
    return list(
        Minutes.objects.filter(out | drafts)
        .select_related("meeting")
        .prefetch_related(_STANDING)
        .order_by("meeting__date", "pk")
        .distinct()
    )


def _keeps(user: "User", prefix: str = "") -> Q:
    """Meetings whose secretary the user is: by name, or by the seat in one of the bodies."""
    bodies = access.bodies_of(user)[Role.SECRETARY]
    return Q(**{f"{prefix}secretary": user.person_id}) | Q(
        **{f"{prefix}secretary": None, f"{prefix}bodies__in": bodies}
    )


def _is_kept_by(user: "User", meeting: Meeting) -> bool:
    """`_keeps` of one meeting, whose bodies are known."""
    if meeting.secretary_id is not None:
        return meeting.secretary_id == user.person_id
    mine = access.bodies_of(user)[Role.SECRETARY]
    return any(row.body_id in mine for row in meeting.meeting_bodies.all())


def _standing(minutes: Minutes) -> list[Approver]:
    return minutes.standing_approvers  # type: ignore[attr-defined]


def _answer(approver: Approver, minutes: Minutes) -> str:
    """The latest answer to the version that is out now; empty where there is none, or its wishes are all handled."""
    answers = [r for r in approver.all_replies if r.version_id == minutes.current_version_id]  # type: ignore[attr-defined]
    if not answers:
        return ""
    latest: Reply = answers[-1]
    wishes = latest.requests.all()
    if latest.answer == Reply.Answer.CHANGES and wishes and all(wish.handled_at for wish in wishes):
        return ""
    return latest.answer


def _replies(minutes: Minutes) -> tuple[list[Approver], list[Approver]]:
    """Approvers who have approved, and those who have not answered."""
    answers = [(approver, _answer(approver, minutes)) for approver in _standing(minutes)]
    return (
        [approver for approver, answer in answers if answer == Reply.Answer.APPROVED],
        [approver for approver, answer in answers if not answer],
    )


def _of_minutes(minutes: Minutes, url: str, reason: str, status: str, today: dt.date) -> Waiting:
    deadline = minutes.approval_deadline
    return Waiting(
        kind="Justering",
        title=_name(minutes.meeting),
        url=url,
        reason=reason,
        status=status,
        deadline=deadline,
        is_late=bool(deadline and deadline < today),
        mark="pending",
    )


def _name(meeting: Meeting) -> str:
    if not meeting.date:
        return meeting.heading
    return f"{meeting.heading}, {meeting.date.day}{NBSP}{MONTHS[meeting.date.month - 1]} {meeting.date.year}"


def _shortened(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= TITLE_LENGTH else text[: TITLE_LENGTH - 1].rsplit(" ", 1)[0] + "…"
