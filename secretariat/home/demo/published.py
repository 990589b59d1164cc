"""Some finished minutes that are open to everybody, and what a member of the demo follows."""

from django.utils import timezone

from meetings.actions import masks, publishing
from meetings.models import Body, Mask, Minutes
from secretariat.registry.actions import follows
from secretariat.registry.models import Theme

from . import persons, scenes
from .meetings import Region
from .plan import DAY

# Three councils, a group of chiefs and a group of a part of the county publish; not yet the latest weeks.
CODES = ("RSR", "SRF", "SRV", "CF", "LS")
_LATER = DAY * 20
_MOST = 20
_COMMENT = "Genomgånget av sekretariatet."
_SHOWN = DAY * 90
_GROUND = "personuppgift som inte behöver spridas"


def make(region: Region) -> None:
    """Publish the latest through the real act, each some days after its meeting.

    In one a private person's name is masked, one has a last day, and one is taken back again.
    """
    by = region.users[persons.SECRETARY]
    rows = Minutes.objects.finished().filter(meeting__bodies__code__in=CODES, meeting__date__isnull=False)
    ready = [
        one
        for one in rows.select_related("meeting", "current_version")
        .order_by("meeting__date", "pk")
        .distinct()
        if one.meeting.date and one.meeting.date <= region.today - _LATER
    ][-_MOST:]
    until = max(region.today, timezone.localdate()) + _SHOWN
    for minutes in ready:
        at = region.moment((minutes.meeting.date or region.today) + _LATER, 10)
        if minutes.meeting.blocks.filter(html__contains=scenes.PRIVATE_PERSON).exists():
            name = [(Mask.Kind.WORDS.value, scenes.PRIVATE_PERSON)]
            masks.mask(minutes, by=by, wanted=name, ground=_GROUND)
        files = [stored.pk for stored in publishing.openness_of(minutes).files]
        publishing.publish(
            minutes, by=by, checked=publishing.CHECKS, files=files, comment=_COMMENT, at=at,
            last_day=until if minutes == ready[-1] else None,
        )  # fmt: skip
    if ready:
        why = "En bilaga ska göras om så att den går att läsa upp."
        publishing.unpublish(ready[0], by=by, why=why, at=region.moment(region.today - DAY, 11))
    _follow(region)


def _follow(region: Region) -> None:
    """The reader follows a group and a theme."""
    reader = region.users[persons.READER]
    body = Body.objects.filter(code="CF").first()
    theme = Theme.objects.order_by("sort_key").first()
    for kind, thing in (("grupp", body), ("tema", theme)):
        if thing:
            follows.begin(by=reader, kind=kind, key=str(thing.pk))
