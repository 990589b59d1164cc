"""What stands in the way of calling a meeting, and what is only worth a look first (interface 2.3 a 5)."""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db.models import QuerySet
from django.urls import reverse

from meetings.models import AgendaItem, Invitee, ItemPurpose, Meeting, Notice
from meetings.notifications import address_of
from secretariat.lib.dates import NBSP, and_list, day_in_words, local_day
from secretariat.lib.sorting import swedish_key

from .attendance import obstacles_to_editing
from .gaps import Gap
from .turnout import clashes_of

_NEEDS_MATERIAL = (ItemPurpose.DECISION, ItemPurpose.PREPARATION)


def hindering(meeting: Meeting, called: Sequence[Invitee], *, today: dt.date) -> list[Gap]:
    """What must be put right before the meeting can be called. Two queries beside the list of those called."""
    if closed := obstacles_to_editing(meeting):
        return [Gap(reason, meeting.get_absolute_url()) for reason in closed]
    found = _about_facts(meeting, today)
    if not _points(meeting).exclude(title="").exists():
        found.append(Gap("Dagordningen har ingen punkt med rubrik.", _page(meeting, "agenda-edit")))
    expected = [row for row in called if row.capacity in Invitee.EXPECTED]
    if not expected:
        found.append(Gap("Ingen att kalla: gruppen har inga ledamöter den dagen.", "#mottagare"))
    elif not any(address_of(row.person) for row in expected):
        found.append(Gap("Ingen av dem som ska kallas har en e-postadress.", "#mottagare"))
    return found


def _about_facts(meeting: Meeting, today: dt.date) -> list[Gap]:
    told = [
        (meeting.state == Meeting.State.CANCELLED, "Mötet är inställt."),
        (meeting.state == Meeting.State.TENTATIVE, "Mötet är preliminärt. Boka det först."),
        (meeting.date is None, "Datum saknas."),
        (bool(meeting.date and meeting.date < today), "Mötet har redan varit."),
        (meeting.start_time is None, "Tid saknas."),
        (not meeting.place and not meeting.link, "Plats eller möteslänk saknas."),
    ]
    return [Gap(words, _page(meeting, "meeting-edit")) for is_so, words in told if is_so]


def worth_knowing(meeting: Meeting, called: Sequence[Invitee], *, today: dt.date) -> list[Gap]:
    """What may be missing. Shown, never stops anybody."""
    return [
        *_about_time(meeting, today),
        *_about_points(meeting),
        *_about_people(called),
        *_about_clashes(meeting, called),
    ]


def _page(meeting: Meeting, name: str) -> str:
    return reverse(f"meetings:{name}", args=[meeting.pk])


def _points(meeting: Meeting) -> QuerySet[AgendaItem]:
    return AgendaItem.objects.standing().filter(meeting=meeting, section=AgendaItem.Section.ITEMS)


def _about_time(meeting: Meeting, today: dt.date) -> list[Gap]:
    facts = _page(meeting, "meeting-edit")
    body, found = meeting.leading_body, []
    is_called = Notice.objects.filter(meeting=meeting).exists()
    if meeting.date and body and not is_called and (left := (meeting.date - today).days) < body.notice_days:
        words = f"Kallelsen går ut {left}{NBSP}{'dag' if left == 1 else 'dagar'} före mötet."
        rule = f"{body.list_name} ska kallas minst {body.notice_days}{NBSP}dagar före."
        found.append(Gap(f"{words} {rule}", facts))
    if meeting.end_time is None:
        found.append(Gap("Sluttid saknas.", facts))
    if meeting.form in (Meeting.Form.DIGITAL, Meeting.Form.HYBRID) and not meeting.link:
        found.append(Gap("Möteslänk saknas, fast mötet är digitalt.", facts))
    return found


def _about_points(meeting: Meeting) -> list[Gap]:
    points = list(
        _points(meeting).select_related("parent").prefetch_related("attachments").order_by("position", "pk")
    )
    found = []
    for item in points:
        href = reverse("meetings:agenda-item", args=[item.pk])
        if not item.title.strip():
            found.append(Gap(f"{item.label} saknar rubrik.", href))
        elif item.purpose in _NEEDS_MATERIAL and not item.attachments.all():
            due = f" Det kommer senast {day_in_words(item.material_due_on)}." if item.material_due_on else ""
            found.append(Gap(f"{item.label} {item.first_line} saknar underlag.{due}", href))
        if item.purpose == ItemPurpose.DECISION and not item.proposal.strip():
            found.append(Gap(f"{item.label} {item.first_line} saknar förslag till beslut.", href))
    return found


def _about_clashes(meeting: Meeting, called: Iterable[Invitee]) -> list[Gap]:
    """Whom another meeting at the same time counts on too (A13)."""
    names = {row.person_id: row.person.name for row in called if row.capacity in Invitee.EXPECTED}
    found = clashes_of(meeting, names)
    return [
        Gap(f"{names[person]} är kallad till ett annat möte samtidigt: {and_list(others)}.", "#mottagare")
        for person, others in sorted(found.items(), key=lambda pair: swedish_key(names[pair[0]]))
    ]


def _about_people(called: Iterable[Invitee]) -> list[Gap]:
    rows = list(called)
    without = [row.person for row in rows if not address_of(row.person)]
    found = []
    if without:
        names = and_list([person.name for person in without])
        found.append(
            Gap(
                f"Saknar e-postadress och får inget brev: {names}. Ring eller lägg till en adress.",
                "#mottagare",
            )
        )
    for row in rows:
        if failed := row.person.email_failed_at:
            day = day_in_words(local_day(failed))
            found.append(
                Gap(f"Brev till {row.person.name} kom inte fram {day}. Kontrollera adressen.", "#mottagare")
            )
    return found
