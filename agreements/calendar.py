"""What agreements give to the shared year: last days of periods and decisions, and when to think of them (I1, F6)."""

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Q

from secretariat.lib.access import Permission, may
from secretariat.lib.dates import day_in_words
from secretariat.lib.events import Event, InYear

from .models import AgreementVersion, FollowUp, PlanActivity
from .watching import AHEAD, months_after, watch_days

if TYPE_CHECKING:
    from secretariat.registry.models import User

Span = tuple[dt.date, dt.date]
CATEGORY = "ok"
_UNDECIDED = ("recommended", "sent", "deciding", "deviating")
_YEAR = 12


def events(span: Span, user: "User") -> list[Event]:
    """All between two days, both included, that this user may know of. Four queries, however much there is."""
    if not may(user, Permission.AGREEMENT_READ):
        return []
    first, last = span
    # Months differ in length: one more than the earliest thought is read, and each day is then held against the span.
    ends = Q(state__in=AgreementVersion.BINDING, ends_on__gte=first) & Q(
        ends_on__lte=months_after(last, max(AHEAD) + 1)
    )
    reviewed = Q(state__in=AgreementVersion.BINDING, ends_on=None, renewal=AgreementVersion.Renewal.YEARLY)
    decided = Q(state__in=_UNDECIDED, decide_by__range=span)
    rows = (
        AgreementVersion.objects.filter(ends | reviewed | decided)
        .select_related("agreement__responsible", "agreement__body")
        .prefetch_related("parties")
        .order_by("agreement__title", "number")
    )
    found = [event for version in rows for event in _of_version(version) if _touches(event, span)]
    return [*found, *_activities(span), *_followups(span)]


def _touches(event: Event, span: Span) -> bool:
    return event.first_day <= span[1] and event.last_day >= span[0]


def _of_version(version: AgreementVersion) -> Iterator[Event]:
    agreement = version.agreement
    if version.state in _UNDECIDED and version.decide_by:
        yield _event(version, "beslut", f"Parternas beslut om {agreement}, sista dag", version.decide_by)
    if not version.is_binding:
        return
    if version.ends_on:
        words = "upphör efter uppsägning" if version.state == "terminated" else "gäller till och med i dag"
        yield _event(version, "slut", f"{agreement} {words}", version.ends_on)
        if version.state != "terminated":
            for months, day in watch_days(version.ends_on):
                text = f"Gäller till {day_in_words(version.ends_on)}. Ska den förlängas, revideras eller upphöra?"
                yield _event(version, f"bevaka-{months}", f"{agreement}: {months} månader kvar", day, text)
    elif version.starts_on and version.renewal == AgreementVersion.Renewal.YEARLY:
        for years in range(1, 30):
            day = months_after(version.starts_on, _YEAR * years)
            yield _event(version, f"oversyn-{day.year}", f"{agreement}: årlig översyn", day)


def _event(version: AgreementVersion, what: str, title: str, day: dt.date, text: str = "") -> Event:
    agreement = version.agreement
    person = agreement.responsible
    return Event(
        uid=f"overenskommelse-{version.pk}-{what}@sekretariatet",
        title=title,
        start=day,
        url=f"{settings.BASE_URL}{version.get_absolute_url()}",
        text=text,
        changed_at=version.state_since,
        leaves_time_free=True,
        in_year=InYear(
            series=str(agreement),
            category=CATEGORY,
            bodies=frozenset({agreement.body_id} if agreement.body_id else ()),
            parties=frozenset(row.organisation_id for row in version.parties.all()),
            responsible=person.name if person and not person.protected_identity else "",
            is_deadline=True,
        ),
    )


def _activities(span: Span) -> Iterator[Event]:
    """What plans that hold say is to be done by a day."""
    rows = PlanActivity.objects.filter(
        ends_on__range=span,
        version__state__in=AgreementVersion.BINDING,
        status__in=["planned", "running", "delayed"],
    ).select_related("version__agreement", "responsible")
    for one in rows.order_by("ends_on", "pk"):
        if one.ends_on is None:
            continue
        agreement = one.version.agreement
        person = one.responsible
        yield Event(
            uid=f"planaktivitet-{one.pk}@sekretariatet",
            title=f"{one.title} ({agreement.short_name or agreement.title})",
            start=one.ends_on,
            url=f"{settings.BASE_URL}{one.version.get_absolute_url()}",
            text=one.text,
            changed_at=one.version.state_since,
            leaves_time_free=True,
            in_year=InYear(
                series=str(agreement),
                category=CATEGORY,
                bodies=frozenset({agreement.body_id} if agreement.body_id else ()),
                parties=frozenset({one.party_id} if one.party_id else ()),
                responsible=person.name if person and not person.protected_identity else "",
                is_deadline=True,
            ),
        )


def _followups(span: Span) -> Iterator[Event]:
    """When the parties' answers to a year's follow-up are due (F5)."""
    rows = FollowUp.objects.filter(inquiry__due_on__range=span, inquiry__withdrawn_at=None)
    for one in rows.select_related("agreement", "inquiry").order_by("inquiry__due_on", "pk"):
        agreement, inquiry = one.agreement, one.inquiry
        if inquiry.due_on is None:
            continue
        yield Event(
            uid=f"uppfoljning-{one.pk}@sekretariatet",
            title=f"{agreement}: uppföljning {one.year}, sista dag",
            start=inquiry.due_on,
            url=f"{settings.BASE_URL}{agreement.get_absolute_url()}",
            changed_at=inquiry.sent_at or inquiry.created_at,
            leaves_time_free=True,
            in_year=InYear(
                series=f"Uppföljning av {agreement.short_name or agreement.title}",
                category=CATEGORY,
                bodies=frozenset({agreement.body_id} if agreement.body_id else ()),
                is_deadline=True,
            ),
        )
