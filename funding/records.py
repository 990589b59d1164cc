"""Papers of money, for whoever asks for a matter's documents (D2)."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from funding.models import GrantDocument
from meetings.models import Matter
from secretariat.inquiries.models import Inquiry
from secretariat.registry.models import StoredFile


def records_of(matter: Matter) -> Iterator[tuple[StoredFile, str, str]]:
    """What is kept of the decisions about a matter's money: file, title, where."""
    rows = GrantDocument.objects.filter(grant__fund__matter=matter)
    for one in rows.select_related("stored__owner", "grant__fund").order_by("grant", "pk"):
        yield one.stored, str(one.stored), f"{one.grant.fund.name} {one.grant.year}"


def letters_about(matter: Matter) -> Iterator[QuerySet[Any]]:
    """What the letters about a matter's money are about (D2): the rounds of its reports."""
    yield Inquiry.objects.filter(fund_report__grant__fund__matter=matter)
