"""The secret address by which one handläggare answers for one party without logging in."""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from secretariat.inquiries.models import Inquiry, Recipient
from secretariat.lib.dates import STOCKHOLM
from secretariat.registry.actions import links
from secretariat.registry.models import PersonalLink, User

# A party may be late by months; an address that opens for ever is not needed for that.
LASTS = dt.timedelta(days=365)


def last_moment(inquiry: Inquiry, *, at: dt.datetime | None = None) -> dt.datetime:
    """A year after the last day for answers; a year from now where there is none."""
    day = inquiry.due_on or (at or timezone.now()).astimezone(STOCKHOLM).date()
    latest = max(day, (at or timezone.now()).astimezone(STOCKHOLM).date())
    return dt.datetime.combine(latest + LASTS, dt.time.min, STOCKHOLM)


def issue(
    recipients: Sequence[Recipient], *, by: User | None, inquiry: Inquiry, at: dt.datetime | None = None
) -> list[str]:
    """Make one link for each recipient's handläggare. Returns their secrets in the same order."""
    return links.issue_all(
        [(row.handler, row) for row in recipients if row.handler],
        purpose=PersonalLink.Purpose.INQUIRY,
        by=by,
        expires_at=last_moment(inquiry, at=at),
    )


def find(key: str, *, purpose: str = "") -> tuple[Recipient | None, PersonalLink | None]:
    """For which party this secret answers, and the link; no recipient where the link is closed.

    A link of somebody who is no longer handläggare is closed. One of an inquiry that is withdrawn still finds its
    recipient, so that the page can say so; nothing can be answered then. With `purpose`, the link of another kind of
    question is no link.
    """
    link = links.find(key, purpose=PersonalLink.Purpose.INQUIRY)
    if link is None:
        return None, None
    row = (
        Recipient.objects.filter(
            pk=link.object_id, handler=link.person, handler__isnull=False, inquiry__form_version=None
        )
        .select_related("inquiry__created_by__person", "organisation", "handler")
        .first()
    )
    if row is not None and purpose and row.inquiry.purpose != purpose:
        return None, None
    if row is None or not (link.stands or row.inquiry.withdrawn_at):
        return None, link
    return row, link


def close(recipients: Iterable[Recipient], *, by: User | None) -> None:
    """Let the links of these open nothing from now on."""
    standing = PersonalLink.objects.filter(
        purpose=PersonalLink.Purpose.INQUIRY,
        content_type=ContentType.objects.get_for_model(Recipient),
        object_id__in=[str(row.pk) for row in recipients],
        revoked_at=None,
    )
    for link in standing:
        links.revoke(link, by=by)
