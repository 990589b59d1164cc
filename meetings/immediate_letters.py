"""The letter to chair and justerare when a point has been read aloud: the way to it on a phone (C12)."""

from django.conf import settings
from django.urls import reverse

from meetings.models import ImmediateAnswer, ImmediateApproval
from meetings.notifications import APPROVAL, address_of, sender_of
from secretariat.registry.actions import mail
from secretariat.registry.models import OutgoingMail, User


def asked(row: ImmediateAnswer, approval: ImmediateApproval, *, by: User) -> OutgoingMail | None:
    """Please approve this point now. Nothing where the person has no address; it stands on the start page."""
    if not (email := address_of(row.person)):
        return None
    meeting = approval.meeting
    lines = [
        f"Hej {row.person.given_name}!",
        f"{approval.item.label} på {meeting.heading} är uppläst för omedelbar justering.",
        "Du intygar att texten visar vad som beslutades.",
    ]
    return mail.write(
        purpose=APPROVAL,
        subject=f"Justera omedelbart: {approval.item.label.lower()}, {meeting}",
        body="\n\n".join(lines),
        to_email=email,
        person=row.person,
        by=by,
        about=meeting.minutes,
        action_url=settings.BASE_URL + reverse("meetings:immediate-detail", args=[approval.pk]),
        action_label="Läs och justera",
        **sender_of(meeting),
    )
