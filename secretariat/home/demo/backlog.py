"""What waits for the demo's coming meetings, one of each of the five sources beside one council's next agenda."""

import datetime as dt

from django.utils import timezone

from meetings.actions import agenda, backlog
from meetings.models import Action, BacklogItem, Meeting
from secretariat.registry.models import User

from . import persons
from .letters import dated
from .meetings import Region
from .plan import DAY

_BODY = "SRF"
_OLD = 150  # days after which what the minutes left has long been dealt with
_OWN = (
    (
        "Samlad bild av skolfrånvaron",
        "psykisk hälsa",
        "före klusteranalyserna",
        BacklogItem.Priority.HIGH,
        90,
    ),
    ("Studiebesök hos föreningarna", "våren", "", BacklogItem.Priority.NORMAL, 40),
    ("Ny mall för parternas rapporter", "", "när årshjulet är beslutat", BacklogItem.Priority.LOW, 200),
)


def make(region: Region) -> None:
    """Close what is old, and fill the list of the council for folkhälsa."""
    _close_old(region)
    body, keeper = region.bodies[_BODY], region.keeper(_BODY)
    for title, term, condition, priority, days in _OWN:
        row = backlog.add(body, by=keeper, title=title, term=term, condition=condition, priority=priority)
        _dated(row, region, days)
    meeting = (
        Meeting.objects.of_body(body)
        .upcoming(region.today)
        .filter(minutes__frozen_at=None, notices=None)
        .first()
    )
    _questions(region, meeting)
    actions = Action.objects.filter(meeting__bodies=body, state=Action.State.OPEN).order_by("due_on", "pk")
    Action.objects.filter(pk__in=[one.pk for one in actions[:2]]).update(comes_back_to=body)
    if meeting:
        item = backlog.take(BacklogItem.objects.get(body=body, title=_OWN[1][0]), meeting, by=keeper)
        agenda.set_minutes(meeting, {item: 20}, by=keeper)


def _close_old(region: Region) -> None:
    """The lines of older minutes were taken up at the meetings that have been since."""
    before = region.today - DAY * _OLD
    rows = BacklogItem.objects.filter(state=BacklogItem.State.OPEN)
    for origin in ("for_next", "hand_on", "postponed"):
        rows.filter(**{f"{origin}__meeting__date__lt": before}).update(
            state=BacklogItem.State.CLOSED,
            closed_because="Togs upp på gruppens möte.",
            closed_at=timezone.now(),
        )


def _questions(region: Region, meeting: Meeting | None) -> None:
    """A member has proposed three matters: one to answer, one on the list, one declined."""
    keeper, member = region.keeper(_BODY), region.users[persons.MEMBER]
    declined = _asked(region, member, 60, "Fler cykelställ vid stationen", "Flera har hört av sig till mig.")
    with dated(region.moment(region.today - DAY * 55, 10)):
        backlog.decline(
            declined, by=keeper, reason="Frågan är kommunens egen. Vi har skickat den vidare till Kumla."
        )
    kept = _asked(region, member, 30, "Simkunnighet bland nyanlända barn", "Hur gör de andra kommunerna?")
    with dated(region.moment(region.today - DAY * 27, 10)):
        backlog.keep(kept, by=keeper, answer="Tack! Vi tar upp den när siffrorna från skolorna har kommit.")
    row = _asked(
        region, member, 3, "Skjutsar till föreningslivet på landsbygden",
        "Unga utanför tätorterna kommer inte till träningen. Kan vi pröva gemensamma turer?",
    )  # fmt: skip
    if meeting:
        BacklogItem.objects.filter(pk=row.pk).update(wished_for=meeting)


def _asked(region: Region, member: User, days: int, title: str, text: str) -> BacklogItem:
    with dated(region.moment(region.today - DAY * days, 9)):
        row = backlog.propose(region.bodies[_BODY], by=member, title=title, text=text)
    _dated(row, region, days)
    return row


def _dated(row: BacklogItem, region: Region, days: int) -> None:
    at: dt.datetime = region.moment(region.today - DAY * days, 9)
    BacklogItem.objects.filter(pk=row.pk).update(added_at=at)
