"""What meetings tell the start page: what waits for somebody, which meetings come, what was decided lately."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils import timezone

from secretariat.lib.access import Role, has_role
from secretariat.lib.dates import MONTHS, NBSP, and_list
from secretariat.lib.text import plain
from secretariat.lib.waiting import Waiting

from . import access
from .actions import board, period_meetings, start_rows
from .models import (
    Action,
    Approver,
    Decision,
    Meeting,
    Minutes,
    Reply,
)

if TYPE_CHECKING:
    from secretariat.registry.models import User

TITLE_LENGTH = 120


def waiting(user: "User") -> list[Waiting]:
    """Approvals asked of the user, minutes to finish, meetings to call, actions the user has taken on."""
    if not user.person_id:
        return []
    today = timezone.localdate()
    minutes = start_rows.MINUTES.of(*start_rows.keeper(user), today)
    called: list[Any] = start_rows.CALLED.of(user.person_id, today)
    # Whoever writes in nothing that is unfinished has nothing to call to or to look at.
    keeps = has_role(user, Role.SECRETARY)
    coming, actions = _coming(user, today) if keeps else [], start_rows.ACTIONS.of(*start_rows.keeper(user))
    unlockings: list[Any] = start_rows.UNLOCKINGS.of(user.person_id, today)
    at_once: list[Any] = start_rows.AT_ONCE.of(user.person_id)
    rows: list[Any] = [*minutes, *called, *actions, *(one.unlocking.minutes for one in unlockings)]
    rows += [one.approval for one in at_once]
    to_post, to_take_down = _board(user, today)
    rows += [*to_post, *(one.minutes for one in to_take_down)]
    # The bodies of all these meetings by one query, whatever brought them here.
    prefetch_related_objects([*(row.meeting for row in rows), *coming], start_rows.BODIES)
    out = [one for one in minutes if one.is_out]
    mine = _approvals(user, out, today)
    kept = [one for pk, one in _minutes_out(user, out, today).items() if pk not in mine]
    return [
        *mine.values(),
        *kept,
        *_to_unlock(unlockings),
        *_to_approve_at_once(at_once),
        *_to_answer(called, today),
        *_to_call(coming, today),
        *_on_board(to_post, to_take_down, today),
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


_CALL_AHEAD = 3  # days before the last one, so that a weekend comes in no way
_LONGEST_NOTICE = 120


def _coming(user: "User", today: dt.date) -> list[Meeting]:
    """Meetings the user keeps that nobody has been called to."""
    return start_rows.COMING.of(*start_rows.keeper(user), today, today + dt.timedelta(days=_LONGEST_NOTICE))


def _to_call(coming: list[Meeting], today: dt.date) -> list[Waiting]:
    """Those that are within the body's days for kallelse (A11). On the day itself a letter helps nobody."""
    found = []
    for meeting in coming:
        if meeting.date and meeting.date <= today:
            continue
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
    found = []
    for one in map(period_meetings.looked_at, start_rows.TO_LOOK_AT.of(*start_rows.keeper(user), today)):
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


def _to_approve_at_once(rows: list[Any]) -> list[Waiting]:
    """Points that have been read aloud at a meeting and that the user approves (C12)."""
    return [
        Waiting(
            kind="Omedelbar justering",
            title=_name(row.approval.meeting),
            url=reverse("meetings:immediate-detail", args=[row.approval_id]),
            reason=f"{row.approval.item.label} är uppläst.",
            status="Att justera",
            mark="pending",
        )
        for row in rows
    ]


def _board(user: "User", today: dt.date) -> tuple[list[Any], list[Any]]:
    """Minutes the user keeps that ought to be put up on a board, and notices that ought to be taken down (C13)."""
    if not has_role(user, Role.SECRETARY, Role.SECRETARIAT, Role.ADMINISTRATOR):
        return [], []
    keeper = start_rows.keeper(user)
    return start_rows.TO_POST.of(*keeper), start_rows.TO_TAKE_DOWN.of(*keeper, today)


def _on_board(to_post: list[Any], to_take_down: list[Any], today: dt.date) -> list[Waiting]:
    due = [
        (one, board.post_by(one), "Anteckningarna är färdiga och ska anslås.", "Att anslå") for one in to_post
    ]
    due += [
        (one.minutes, board.take_down_day(one), "Anslaget ska tas ned.", "Att ta ned") for one in to_take_down
    ]
    return [
        Waiting(
            kind="Anslag",
            title=_name(minutes.meeting),
            url=reverse("meetings:minutes-board", args=[minutes.meeting_id]),
            reason=reason,
            status=status,
            deadline=deadline,
            is_late=bool(deadline and deadline < today),
            mark="pending",
        )
        for minutes, deadline, reason, status in due
    ]


def _to_unlock(rows: list[Any]) -> list[Waiting]:
    """Finished minutes that somebody wants to unlock, which the user is asked about (C8)."""
    return [
        Waiting(
            kind="Upplåsning",
            title=_name(row.unlocking.minutes.meeting),
            url=reverse("meetings:minutes-unlock", args=[row.unlocking.minutes.meeting_id]),
            reason=f"{row.unlocking.proposed_by.name} vill låsa upp färdiga anteckningar.",
            status="Att besvara",
            deadline=row.unlocking.expires_on,
            mark="pending",
        )
        for row in rows
    ]


def _proposed(user: "User") -> list[Waiting]:
    """Matters that members have proposed to bodies whose secretary the user is."""
    if not (mine := access.bodies_of(user)[Role.SECRETARY]):
        return []
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
        for row in start_rows.PROPOSED.of(sorted(mine))
    ]


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


def upcoming(user: "User", *, today: dt.date | None = None, limit: int = start_rows.AT_MOST) -> list[Meeting]:
    """The next meetings: all for the office, else those of the user's bodies and those the user keeps."""
    day = today or timezone.localdate()
    if access.is_office(user):
        return start_rows.UPCOMING.of(day)[:limit]
    return start_rows.OWN_UPCOMING.of(
        *start_rows.keeper(user), sorted(access.bodies_of(user)[Role.MEMBER]), day
    )[:limit]


def latest_decisions(user: "User", *, limit: int = start_rows.AT_MOST) -> list[Decision]:
    """The latest decisions in finished minutes; for the office also in those that have been sent out."""
    return (start_rows.LATEST_OF_ALL if access.is_office(user) else start_rows.LATEST).of()[:limit]


def _is_kept_by(user: "User", meeting: Meeting) -> bool:
    """`start_rows.kept_by` of one meeting, whose bodies are known."""
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
