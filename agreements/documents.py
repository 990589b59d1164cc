"""The documents of agreements: which of them a user and a party may see, and all of them as a list (D1)."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet

from agreements.models import Agreement, AgreementDocument, AgreementParty, AgreementVersion
from meetings import access as meeting_access
from meetings.models import Matter
from secretariat.inquiries.models import Inquiry
from secretariat.registry.models import StoredFile, User

# What stands in neither list, letter nor file for others than the office: marked secret, or kept for the office alone.
OPEN = Q(stored__secrecy="") & ~Q(stored__circle=StoredFile.Circle.SECRETARIAT)


def readable_by(user: User) -> QuerySet[AgreementDocument]:
    """Documents this user may know of: the office all, others what is open and what they have put there themselves."""
    rows = AgreementDocument.objects.select_related("stored__owner", "version__agreement")
    return rows if meeting_access.is_office(user) else rows.filter(OPEN | Q(stored__uploaded_by=user.pk))


def for_parties(version: AgreementVersion) -> QuerySet[AgreementDocument]:
    """What the parties are to read before they answer or decide: never the remiss answers, nor what is secret."""
    rows = version.documents.filter(OPEN).exclude(kind=AgreementDocument.Kind.CONSULTATION)
    return rows.select_related("stored")


def matching(user: User, q: str) -> QuerySet[AgreementDocument]:
    """Documents with every word of `q` in their names, their agreement's, their diarienummer or handlingstyp."""
    rows = readable_by(user)
    for word in q.split():
        rows = rows.filter(
            Q(stored__title__icontains=word)
            | Q(stored__name__icontains=word)
            | Q(stored__case_number__icontains=word)
            | Q(stored__record_kind__icontains=word)
            | Q(version__agreement__title__icontains=word)
        )
    return rows.order_by("version__agreement__title", "-version__number", "position", "pk")


def records_of(matter: Matter) -> Iterator[tuple[StoredFile, str, str]]:
    """What is kept of a matter's agreements, for whoever asks for its documents (D2): file, title, where."""
    rows = AgreementDocument.objects.filter(version__agreement__matter=matter)
    for one in rows.select_related("stored__owner", "version__agreement").order_by(
        "version", "position", "pk"
    ):
        yield one.stored, str(one.stored), f"{one.version.agreement.title}, version {one.version.number}"
    told = AgreementParty.objects.filter(version__agreement__matter=matter, extract__isnull=False)
    for party in told.select_related("extract__owner", "version__agreement").order_by(
        "version", "position", "pk"
    ):
        if party.extract:
            where = f"{party.version.agreement.title}, version {party.version.number}"
            yield party.extract, str(party.extract), where


def letters_about(matter: Matter) -> Iterator[QuerySet[Any]]:
    """What the letters of a matter's agreements are about (D2): their versions, remisser and uppföljningar."""
    agreements = Agreement.objects.filter(matter=matter)
    yield AgreementVersion.objects.filter(agreement__in=agreements)
    yield Inquiry.objects.filter(agreement_consultation__version__agreement__in=agreements)
    yield Inquiry.objects.filter(agreement_followup__agreement__in=agreements)
