"""The evidence of an answer: who, as what, when, how logged in, from where, on which bytes (C5, N3)."""

import datetime as dt

from django.utils import timezone

from meetings.models import Approver, Membership, Minutes, Reply
from secretariat.lib.dates import STOCKHOLM, local_day, moment_in_words
from secretariat.registry.models import User
from secretariat.registry.sign_ins import SignIn

from .sign_in_rules import decisive_proof

STATEMENT = "Texten visar vad som sades och beslutades."


def own_approver(minutes: Minutes, user: User) -> Approver | None:
    """The user's standing row in the list, read now. None for a reserve and for one who was struck off."""
    if user.person_id is None:
        return None
    return Approver.objects.filter(
        minutes=minutes, person=user.person_id, removed_at=None, is_reserve=False
    ).first()


def evidenced_reply(
    minutes: Minutes,
    answer: str,
    *,
    by: User,
    at: dt.datetime | None,
    sign_in: SignIn,
    comment: str = "",
) -> Reply:
    """The evidence: who, as what, when in both times, how logged in, from where, on which bytes (C5)."""
    mine, version, at = own_approver(minutes, by), minutes.current_version, at or timezone.now()
    if mine is None or version is None:
        raise ValueError("obstacles_to_answering was not asked")
    day = minutes.meeting.date or local_day(at)
    bodies = [row.body_id for row in minutes.meeting.meeting_bodies_in_order]
    held = (
        Membership.objects.valid_on(day)
        .filter(person=mine.person, seat__body__in=bodies)
        .select_related("seat__body")
    )
    proof = decisive_proof(minutes, sign_in)
    return Reply.objects.create(
        approver=mine, version=version, answer=answer, comment=comment, sha256=version.sha256,
        answered_at=at, local_time=moment_in_words(at), answered_by=by,
        method=sign_in.method, ip=sign_in.ip, user_agent=sign_in.browser,
        assurance=str(proof.level if proof else 0), signed_in_at=proof.at if proof else None,
        evidence={
            "person": mine.person.name, "account": by.email, "capacity": mine.capacity,
            "memberships": [{"id": one.pk, "body": one.seat.body.name, "seat": str(one.seat)} for one in held],
            "version": version.number, "format": version.format, "statement": STATEMENT,
            "shown": [{"what": one.words, "level": one.level, "utc": one.at.isoformat()} for one in sign_in.proofs],
            "utc": at.astimezone(dt.UTC).isoformat(), "local": at.astimezone(STOCKHOLM).isoformat(),
        },
    )  # fmt: skip
