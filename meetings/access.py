"""Roles that follow from seats and approvals, and who may do what to which meeting."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from secretariat.lib.access import Permission, Role, has_role, may
from secretariat.lib.statements import Statement
from secretariat.registry.models import Person

from .models import (
    AgendaItem,
    Approver,
    BacklogItem,
    Body,
    Decision,
    Matter,
    Meeting,
    MeetingBody,
    Membership,
    Minutes,
    Seat,
)

if TYPE_CHECKING:
    from secretariat.registry.models import StoredFile, User

_ROLE_OF_SEAT: dict[str, Role] = {
    Seat.Kind.SECRETARY: Role.SECRETARY,
    Seat.Kind.CHAIR: Role.CHAIR,
    Seat.Kind.VICE_CHAIR: Role.MEMBER,
}


class _Seat(NamedTuple):
    body: int
    kind: str
    publishes: bool


class _Asked(NamedTuple):
    approves: bool
    keeps: bool


def _asked_of(person: int) -> QuerySet[Person]:
    asked = Approver.objects.filter(person=person, removed_at=None)
    keeps = Minutes.objects.filter(meeting__secretary=person, finished_at=None)
    return Person.objects.filter(pk=person).annotate(approves=Exists(asked), keeps=Exists(keeps))


# Asked for nearly every page there is.
_SEATS = Statement(
    _Seat, lambda person, day: Membership.objects.valid_on(day).filter(person=person), takes=(int, dt.date),
    body="seat__body_id", kind="seat__kind", publishes="seat__body__secretary_publishes",
)  # fmt: skip
_ASKED = Statement(_Asked, _asked_of)


def bodies_of(user: "User") -> dict[Role, set[int]]:
    """Ids of bodies in which the user is secretary (and may publish), chair or member today. Asked once per request."""
    if (known := getattr(user, "_bodies", None)) is None:
        known = {Role.SECRETARY: set(), Role.PUBLISHER: set(), Role.CHAIR: set(), Role.MEMBER: set()}
        if user.person_id:
            for body, kind, publishes in _SEATS.of(user.person_id, timezone.localdate()):
                known[role := _ROLE_OF_SEAT.get(kind, Role.MEMBER)].add(body)
                if role == Role.SECRETARY and publishes:
                    known[Role.PUBLISHER].add(body)
                known[Role.MEMBER].add(body)
        user._bodies = known  # type: ignore[attr-defined]
    return known


class MembershipRoles:
    """Roles from seats held today."""

    gives = frozenset({Role.SECRETARY, Role.PUBLISHER, Role.CHAIR, Role.MEMBER})

    @staticmethod
    def roles_of(user: "User") -> set[Role]:
        """Secretary, chair or member of some body."""
        return {role for role, bodies in bodies_of(user).items() if bodies}


class MeetingRoles:
    """Roles in single meetings, for those who need no seat: asked to approve, or named to keep the minutes."""

    gives = frozenset({Role.APPROVER, Role.SECRETARY})

    @staticmethod
    def roles_of(user: "User") -> set[Role]:
        """Approver of some minutes; secretary of some that are not finished. One query."""
        if not user.person_id:
            return set()
        answers = _ASKED.of(user.person_id)[0]
        return {role for role, has in zip((Role.APPROVER, Role.SECRETARY), answers, strict=True) if has}


def is_office(user: "User") -> bool:
    """Secretariat and administrators see every body's work."""
    return has_role(user, Role.SECRETARIAT, Role.ADMINISTRATOR)


def may_know_of(user: "User", meeting: Meeting) -> bool:
    """What `Meeting.objects.visible_to` says of one meeting. Asks nothing where the meeting itself tells."""
    if meeting.minutes.is_finished or meeting.minutes.unlocked_at or is_office(user):
        return True
    if user.person_id and user.person_id in (meeting.chair_id, meeting.secretary_id):
        return True
    return Meeting.objects.visible_to(user).filter(pk=meeting.pk).exists()


def is_secretary_of(user: "User", meeting: Meeting) -> bool:
    """Secretary of one of the meeting's bodies, or its named secretary."""
    if user.person_id and meeting.secretary_id == user.person_id:
        return True
    mine = bodies_of(user)[Role.SECRETARY]
    return any(row.body_id in mine for row in meeting.meeting_bodies.all())


def may_edit_meeting(user: "User", meeting: Meeting) -> bool:
    """Agenda, attendance and facts of a meeting: its secretary and the secretariat."""
    return may(user, Permission.MEETING_EDIT) and (is_office(user) or is_secretary_of(user, meeting))


def may_create_meeting(user: "User", bodies: Sequence[Body]) -> bool:
    """The secretariat for any bodies; a secretary where one of the bodies is theirs."""
    mine = bodies_of(user)[Role.SECRETARY]
    return may(user, Permission.MEETING_EDIT) and (is_office(user) or any(body.pk in mine for body in bodies))


def may_call(user: "User", meeting: Meeting) -> bool:
    """Send kallelse and follow the answers: the meeting's secretary and the secretariat."""
    return may(user, Permission.MEETING_CALL) and (is_office(user) or is_secretary_of(user, meeting))


def may_edit_backlog(user: "User", body: Body) -> bool:
    """What waits for a body's coming meetings: its secretary and the secretariat (A14)."""
    mine = bodies_of(user)[Role.SECRETARY]
    return may(user, Permission.MEETING_EDIT) and (is_office(user) or body.pk in mine)


def may_read_backlog(user: "User", body: Body) -> bool:
    """See what waits for a body's coming meetings: those who keep it, and the body's chair (A14)."""
    leads = may(user, Permission.ITEM_PROPOSE) and body.pk in bodies_of(user)[Role.CHAIR]
    return leads or may_edit_backlog(user, body)


def may_propose(user: "User", body: Body) -> bool:
    """Anmäla en fråga: whoever has a seat in the body today, and the secretariat."""
    return may(user, Permission.ITEM_PROPOSE) and (is_office(user) or body.pk in bodies_of(user)[Role.MEMBER])


def may_draft(user: "User", meeting: Meeting) -> bool:
    """Write in the minutes."""
    return may(user, Permission.MINUTES_DRAFT) and (is_office(user) or is_secretary_of(user, meeting))


def may_send(user: "User", minutes: Minutes) -> bool:
    """Send for approval or distribute: secretary, secretariat."""
    return may_draft(user, minutes.meeting)


def may_finalise(user: "User", minutes: Minutes) -> bool:
    """Fastställa, in a body without approval: its secretary, or its chair if the chair may read it (C1, C9)."""
    return may_draft(user, minutes.meeting) or _chairs_and_reads(user, minutes)


def may_correct(user: "User", minutes: Minutes) -> bool:
    """Make a rättelse: the secretary and the secretariat (C7)."""
    return may(user, Permission.MINUTES_CORRECT) and may_draft(user, minutes.meeting)


def may_publish(user: "User", meeting: Meeting) -> bool:
    """Publish finished minutes and take that back: the office; a secretary where every body of the meeting says so
    (C10).
    """
    if not may(user, Permission.MINUTES_PUBLISH):
        return False
    bodies = [row.body for row in meeting.meeting_bodies.all()]
    mine = bodies_of(user)[Role.PUBLISHER]
    allowed = any(body.pk in mine for body in bodies) and all(body.secretary_publishes for body in bodies)
    return is_office(user) or allowed


def publishable_by(user: "User") -> Q:
    """`may_publish` as a condition on minutes."""
    if is_office(user):
        return Q()
    rows = MeetingBody.objects.filter(meeting=OuterRef("meeting"))
    closed = rows.filter(body__secretary_publishes=False)
    return Q(Exists(rows.filter(body__in=bodies_of(user)[Role.PUBLISHER]))) & ~Q(Exists(closed))


def own_approver(user: "User", minutes: Minutes) -> Approver | None:
    """The user's own standing row in the list of approvers. Uses prefetched rows where there are any."""
    if not user.person_id:
        return None
    return next(
        (
            row
            for row in minutes.approvers.all()
            if row.person_id == user.person_id and row.removed_at is None and not row.is_reserve
        ),
        None,
    )


def may_approve(user: "User", minutes: Minutes) -> bool:
    """Justera: only somebody on the list; nobody can do it for another."""
    return own_approver(user, minutes) is not None


def may_see_evidence(user: "User", minutes: Minutes) -> bool:
    """How minutes were approved (C5): who writes them and the office, the chair, those who were asked."""
    leads = minutes.meeting.chair_id is not None and user.person_id == minutes.meeting.chair_id
    return may_draft(user, minutes.meeting) or leads or may_approve(user, minutes)


def may_read_draft(user: "User", minutes: Minutes) -> bool:
    """Unfinished minutes: who writes them; the chair; who is to approve, once they are sent; the group, where somebody
    has shared them with it (N7). A body may hold its drafts narrower (C9).
    """
    if may_draft(user, minutes.meeting) or _chairs_and_reads(user, minutes):
        return True
    return (minutes.is_out and own_approver(user, minutes) is not None) or _shares(user, minutes)


def _chairs_and_reads(user: "User", minutes: Minutes) -> bool:
    if user.person_id is None or user.person_id != minutes.meeting.chair_id:
        return False
    return not minutes.is_draft or minutes.meeting.draft_circle != Body.DraftCircle.SECRETARY


def _shares(user: "User", minutes: Minutes) -> bool:
    """Whether the draft is shared with the group, its bodies still allow that, and the user has a seat in one today."""
    meeting = minutes.meeting
    if minutes.shared_at is None or not meeting.may_reach_the_group:
        return False
    mine = bodies_of(user)[Role.MEMBER]
    return any(row.body_id in mine for row in meeting.meeting_bodies.all())


def may_share(user: "User", minutes: Minutes) -> bool:
    """Share a draft with the group, or end that: who writes it."""
    return may_draft(user, minutes.meeting)


def may_read_text(user: "User", minutes: Minutes) -> bool:
    """Finished minutes are for all who may see the meeting."""
    return minutes.is_finished or may_read_draft(user, minutes)


def words_readable_by(user: "User", *, with_drafts: bool = False) -> Q:
    """`may_read_text` as a condition on rows that have a meeting: decisions, actions and the like.

    Drafts are left out unless asked for, and then given to those who write or lead them alone (N7), also where one is
    shared with the group.
    """
    finished = Q(meeting__minutes__finished_at__isnull=False)
    unfinished = Q(meeting__minutes__finished_at__isnull=True)
    if not with_drafts:
        unfinished &= ~Q(meeting__minutes__state=Minutes.State.DRAFT)
    drafts = may(user, Permission.MINUTES_DRAFT)
    if drafts and is_office(user):
        return finished | unfinished
    if not user.person_id:
        return finished
    kept = bodies_of(user)[Role.SECRETARY] if drafts else None
    return finished | unfinished & led_by(user.person_id, kept, with_drafts=with_drafts)


def led_by(person: int, kept: Collection[int] | None, *, with_drafts: bool) -> Q:
    """Rows of meetings whose unfinished words somebody leads or approves; or writes, in the bodies they keep."""
    asked = Approver.objects.filter(
        minutes__meeting=OuterRef("meeting"), person=person, removed_at=None, is_reserve=False
    ).exclude(minutes__state=Minutes.State.DRAFT)
    mine = Q(meeting__chair=person) | Q(Exists(asked))
    if with_drafts:
        closed = MeetingBody.objects.filter(
            meeting=OuterRef("meeting"), body__draft_circle=Body.DraftCircle.SECRETARY
        )
        drafts_of_the_secretary = Q(meeting__minutes__state=Minutes.State.DRAFT) & Q(Exists(closed))
        mine &= ~drafts_of_the_secretary
    if kept is not None:
        bodies = MeetingBody.objects.filter(meeting=OuterRef("meeting"), body__in=kept)
        mine |= Q(meeting__secretary=person) | Q(Exists(bodies))
    return mine


def may_follow_up(user: "User", meeting: Meeting) -> bool:
    """Say what became of an action: the secretariat and the meeting's secretary (K9)."""
    return may(user, Permission.DECISION_FOLLOW) and (is_office(user) or is_secretary_of(user, meeting))


def may_answer_for(user: "User", body: Body) -> bool:
    """Write what a group answers to a medskick: its secretary and the secretariat (K6)."""
    mine = bodies_of(user)[Role.SECRETARY]
    return may(user, Permission.DECISION_FOLLOW) and (is_office(user) or body.pk in mine)


def may_edit_matter(user: "User", matter: Matter) -> bool:
    """Change a matter and its planned stops: the office, the owning body's secretary, who answers for it (K1).

    A matter that no body owns is any secretary's.
    """
    if not may(user, Permission.MATTER_EDIT):
        return False
    mine = bodies_of(user)[Role.SECRETARY]
    answers = matter.responsible_id is not None and matter.responsible_id == user.person_id
    return is_office(user) or matter.body_id is None or matter.body_id in mine or answers


def may_ask_parties(user: "User", decision: Decision) -> bool:
    """Ask the parties to confirm a decision, remind them, fill in for them: the office and the meeting's secretary."""
    may_send = may(user, Permission.INQUIRY_SEND)
    return may_send and (is_office(user) or is_secretary_of(user, decision.meeting))


def may_ask_who_joins(user: "User", about: AgendaItem | Matter) -> bool:
    """Ask which parties want to join in what a point or a matter is about, remind them, fill in for them (K11)."""
    if not may(user, Permission.INQUIRY_SEND):
        return False
    if isinstance(about, Matter):
        return may_edit_matter(user, about)
    return is_office(user) or is_secretary_of(user, about.meeting)


def may_fetch_file(user: "User", stored: "StoredFile") -> bool:
    """A file of a meeting's item is for those who may see the meeting; the notes' own PDF too, when they are finished.

    A file sent with a proposed matter is for whoever sent it and whoever answers; one kept with a matter for all who
    may read matters.

    Files kept for the secretariat alone are not (C9), but the original of old minutes, for who may write in them.
    """
    if stored.circle == stored.Circle.SECRETARIAT:
        return any(may_draft(user, one) for one in Meeting.objects.filter(minutes_import__file=stored))
    if _proposed_with(user, stored) or (stored.matters.exists() and may(user, Permission.MATTER_READ)):
        return True
    owned = Q(attachments__file=stored) | Q(minutes__pdf=stored) | Q(minutes__signed_copies__file=stored)
    return Meeting.objects.visible_to(user).filter(
        owned | Q(notices__pdf=stored)
    ).exists() or _may_fetch_extract(user, stored)


def _may_fetch_extract(user: "User", stored: "StoredFile") -> bool:
    """A party's protokollsutdrag is for those who may read what the parties have decided, and the decision (K3)."""
    asked = Decision.objects.filter(confirmation_requests__inquiry__recipients__confirmation__extract=stored)
    return may(user, Permission.INQUIRY_READ) and asked.filter(words_readable_by(user)).exists()


def _proposed_with(user: "User", stored: "StoredFile") -> bool:
    """A file of a proposed matter is for whoever proposed it and for those who answer."""
    rows = BacklogItem.objects.filter(file=stored)
    if not is_office(user):
        mine = Q(body__in=bodies_of(user)[Role.SECRETARY])
        rows = rows.filter(mine | Q(proposed_by=user.person_id) if user.person_id else mine)
    return rows.exists()
