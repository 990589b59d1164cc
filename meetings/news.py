"""What is new for those who follow a body, a matter, a theme or a party: only what the reader may open (N5, N7)."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, cast

from django.db.models import Model, Q
from django.urls import reverse

from secretariat.lib.access import Permission, may
from secretariat.lib.atom import key_of
from secretariat.lib.dates import and_list, day_in_words
from secretariat.lib.following import Kind, News
from secretariat.registry.models import Organisation, Theme

from .actions import decisions as register
from .models import AgendaItem, Body, Confirmation, Decision, Matter, Meeting, MeetingBody, Minutes, Notice

if TYPE_CHECKING:
    from secretariat.registry.models import User

Told = Iterator[tuple[str, News]]
# Every meeting has these; nobody follows a group for them.
_OF_THE_MEETING_ITSELF = (Decision.Kind.FORMAL, Decision.Kind.ELECTION, Decision.Kind.FILED)


def _keys(keys: Sequence[str]) -> list[int]:
    return [int(key) for key in keys if key.isdecimal()]


# Bodies


def _find_body(user: "User", key: str) -> Model | None:
    return Body.objects.filter(pk__in=_keys([key])).first() if may(user, Permission.BODY_READ) else None


def _of_bodies(user: "User", keys: Sequence[str], since: dt.datetime) -> Told:
    """Kallelser to meetings the reader may know of, finished minutes, and their decisions; joint ones too (N6)."""
    if not may(user, Permission.MEETING_READ):
        return
    took_part = MeetingBody.objects.filter(body__in=_keys(keys))
    notices = Notice.objects.filter(
        sent_at__gt=since,
        meeting__in=Meeting.objects.visible_to(user).filter(bodies__in=_keys(keys)).values("pk"),
    )
    called = list(notices.select_related("meeting"))
    finished = list(
        Minutes.objects.filter(finished_at__gt=since, meeting__in=took_part.values("meeting")).select_related(
            "meeting", "word"
        )
    )
    meetings = {one.meeting_id for one in called} | {one.meeting_id for one in finished}
    bodies: dict[int, list[str]] = {}
    for meeting, body in took_part.filter(meeting__in=meetings).values_list("meeting", "body"):
        bodies.setdefault(meeting, []).append(str(body))
    names = register.body_names(meetings)
    for notice in called:
        news = _called(notice, names)
        yield from ((body, news) for body in bodies.get(notice.meeting_id, ()))
    for minutes in finished:
        news = _finished(minutes, names)
        yield from ((body, news) for body in bodies.get(minutes.meeting_id, ()))
    rows = Decision.objects.own().exclude(kind__in=_OF_THE_MEETING_ITSELF)
    for decision, news in decided(user, rows.filter(meeting__in=bodies), since):
        yield from ((body, news) for body in bodies.get(decision.meeting_id, ()))


def _called(notice: Notice, names: dict[int, tuple[str, ...]]) -> News:
    meeting = notice.meeting
    return News(
        key=key_of("kallelse", notice.pk, notice.sent_at.isoformat()),
        what=notice.kind_in_words,
        title=_meeting_name(meeting, names),
        url=reverse("meetings:notice-detail", args=[meeting.pk, notice.number]),
        at=notice.sent_at,
    )


def _finished(minutes: Minutes, names: dict[int, tuple[str, ...]]) -> News:
    finished_at = cast("dt.datetime", minutes.finished_at)
    word = minutes.word.indefinite
    return News(
        key=key_of("anteckningar", minutes.meeting_id, finished_at.isoformat()),
        what=f"{word[:1].upper()}{word[1:]}",
        title=_meeting_name(minutes.meeting, names),
        url=minutes.meeting.get_absolute_url(),
        at=finished_at,
    )


def _meeting_name(meeting: Meeting, names: dict[int, tuple[str, ...]]) -> str:
    heading = meeting.title or and_list(list(names.get(meeting.pk, ()))) or "Möte"
    return f"{heading}, {day_in_words(meeting.date)}" if meeting.date else heading


def decided(user: "User", rows: Any, since: dt.datetime) -> Iterator[tuple[Decision, News]]:
    """Decisions in minutes that have been finished since. A text that may still change is no news."""
    if not may(user, Permission.DECISION_READ):
        return
    found = rows.filter(meeting__minutes__finished_at__gt=since).distinct()
    decisions = {one.pk: one for one in found.select_related("meeting__minutes")}
    if not decisions:
        return
    chosen = Decision.objects.filter(pk__in=decisions).order_by("-meeting__date", "running", "position")
    shown = register.listed(register.with_columns(chosen))
    for one in shown:
        decision = decisions[one.key]
        at = cast("dt.datetime", decision.meeting.minutes.finished_at)
        url = reverse("meetings:decision-detail", args=[register.slug_of(one.number) or str(one.key)])
        where = ", ".join(part for part in (and_list(list(one.bodies)), one.number) if part)
        yield decision, News(one.key, "Beslut", " ".join(one.words.split()), url, at, where)


# Matters


def _find_matter(user: "User", key: str) -> Model | None:
    return Matter.objects.filter(pk__in=_keys([key])).first() if may(user, Permission.MATTER_READ) else None


def _of_matters(user: "User", keys: Sequence[str], since: dt.datetime) -> Told:
    """Decisions, points of meetings that have been called, and how the matter ended."""
    if not may(user, Permission.MATTER_READ):
        return
    mine = _keys(keys)
    for decision, news in decided(user, Decision.objects.own().filter(matter__in=mine), since):
        yield str(decision.matter_id), news
    called = (
        AgendaItem.objects.standing()
        .filter(matter__in=mine, meeting__notices__sent_at__gt=since)
        .filter(meeting__in=Meeting.objects.visible_to(user).values("pk"))
        .select_related("meeting", "matter")
        .prefetch_related("meeting__notices", "meeting__meeting_bodies__body")
        .distinct()
    )
    for item in called:
        at = max(notice.sent_at for notice in item.meeting.notices.all())
        yield (
            str(item.matter_id),
            News(
                key=key_of("punkt", item.pk, at.isoformat()),
                what="Tas upp på möte",
                title=item.title.partition("\n")[0],
                url=item.get_absolute_url(),
                at=at,
                where=str(item.meeting),
            ),
        )
    for matter in Matter.objects.filter(pk__in=mine, closed_at__gt=since):
        yield str(matter.pk), _closed(matter)


def _closed(matter: Matter) -> News:
    closed_at = cast("dt.datetime", matter.closed_at)
    return News(
        key=key_of("ärende", matter.number, closed_at.isoformat()),
        what=f"Ärendet är {matter.get_state_display()}",
        title=matter.title,
        url=matter.get_absolute_url(),
        at=closed_at,
        where=matter.number,
    )


# Themes


def _find_theme(user: "User", key: str) -> Model | None:
    return Theme.objects.filter(pk__in=_keys([key])).first() if may(user, Permission.MATTER_READ) else None


def _of_themes(user: "User", keys: Sequence[str], since: dt.datetime) -> Told:
    """Decisions and new matters within a theme."""
    if not may(user, Permission.MATTER_READ):
        return
    mine = _keys(keys)
    rows = Decision.objects.own().filter(Q(theme__in=mine) | Q(theme=None, matter__theme__in=mine))
    for decision, news in decided(user, rows.select_related("matter"), since):
        theme = decision.theme_id or (decision.matter.theme_id if decision.matter else None)
        yield str(theme), news
    for matter in Matter.objects.filter(theme__in=mine, created_at__gt=since):
        news = News(
            key=key_of("nytt ärende", matter.number, matter.created_at.isoformat()),
            what="Nytt ärende",
            title=matter.title,
            url=matter.get_absolute_url(),
            at=matter.created_at,
            where=matter.number,
        )
        yield str(matter.theme_id), news


# Parties


def _find_party(user: "User", key: str) -> Model | None:
    rows = Organisation.objects.filter(pk__in=_keys([key]))
    return rows.first() if may(user, Permission.DECISION_READ) else None


def _of_parties(user: "User", keys: Sequence[str], since: dt.datetime) -> Told:
    """Decisions that concern a party, and what the party itself has decided on those that are to be confirmed (K3)."""
    mine = _keys(keys)
    rows = Decision.objects.own().filter(parties__in=mine).prefetch_related("parties")
    for decision, news in decided(user, rows, since):
        yield from ((str(one.pk), news) for one in decision.parties.all() if one.pk in mine)
    if not may(user, Permission.INQUIRY_READ):
        return
    answered = (
        Confirmation.objects.exclude(outcome="")
        .filter(recipient__organisation__in=mine, recipient__answered_at__gt=since)
        .filter(
            recipient__inquiry__confirmation_request__decision__meeting__minutes__finished_at__isnull=False
        )
        .select_related("recipient__organisation", "recipient__inquiry__confirmation_request__decision")
    )
    for one in answered:
        yield str(one.recipient.organisation_id), _answered(one)


def _answered(one: Confirmation) -> News:
    recipient = one.recipient
    decision = recipient.inquiry.confirmation_request.decision
    answered_at = cast("dt.datetime", recipient.answered_at)
    return News(
        key=key_of("besked", recipient.pk, answered_at.isoformat()),
        what=f"{recipient.organisation.short_name} har beslutat: {one.get_outcome_display()}",
        title=recipient.inquiry.title,
        url=reverse("meetings:decision-detail", args=[register.slug_of(decision.number) or str(decision.pk)]),
        at=answered_at,
        where=decision.number,
    )


KINDS = (
    Kind("grupp", "grupp", "meetings.body", _find_body, _of_bodies),
    Kind("arende", "ärende", "meetings.matter", _find_matter, _of_matters),
    Kind("tema", "tema", "registry.theme", _find_theme, _of_themes),
    Kind("part", "part", "registry.organisation", _find_party, _of_parties),
)
