"""How steps about an inquiry take their turn, and when it is too late for any."""

from django.db import models

from secretariat.inquiries.models import Inquiry, Recipient
from secretariat.inquiries.purposes import noun_of
from secretariat.lib.dates import day_in_words, local_day


def hold(inquiry: int) -> Inquiry:
    """Lock an inquiry until the transaction ends, and read it anew."""
    return Inquiry.objects.select_for_update(of=("self",)).get(pk=inquiry)


def rows_of(inquiry: Inquiry) -> models.QuerySet[Recipient]:
    """Its recipients, with what their letters name."""
    return inquiry.recipients.select_related("organisation", "handler__user", "inquiry")


def held(recipient: Recipient) -> tuple[Inquiry, Recipient]:
    """A recipient read anew, its inquiry locked."""
    inquiry = hold(recipient.inquiry_id)
    row = rows_of(inquiry).get(pk=recipient.pk)
    row.inquiry = inquiry
    return inquiry, row


def obstacles_to_changing(inquiry: Inquiry) -> list[str]:
    """Why nothing of it can be changed or answered any more."""
    if inquiry.withdrawn_at:
        day = day_in_words(local_day(inquiry.withdrawn_at))
        return [f"{noun_of(inquiry.purpose).the} återkallades {day}: {inquiry.withdrawn_why}"]
    if inquiry.closed_at:
        return [f"{noun_of(inquiry.purpose).the} avslutades {day_in_words(local_day(inquiry.closed_at))}."]
    return []
