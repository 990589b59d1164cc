"""A year's activities copied to the next: proposed by each one's rule, copied in one act, gone through, undone (I6)."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from django.db import transaction
from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils import timezone

from meetings.access import is_office
from secretariat.lib.dates import and_list
from secretariat.lib.events import Precision
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log
from secretariat.registry.models import User
from secretariat.yearwheel import access, copying
from secretariat.yearwheel.backgrounds import behind
from secretariat.yearwheel.calendar import event_of
from secretariat.yearwheel.choices import Choice
from secretariat.yearwheel.contents import Background
from secretariat.yearwheel.copying import Moved
from secretariat.yearwheel.models import Activity, YearCopy
from secretariat.yearwheel.reading import Days

from . import collecting
from .activities import FACTS, on

NAMES_SHOWN = 5
_RELATED = ("category", "ring", "body", "party", "responsible")
_SLACK = dt.timedelta(days=31)  # week 1 and week 53 reach into other years


@dataclass(frozen=True)
class Row:
    """An activity of the year, where its rule puts it in the next, and what is against that."""

    activity: Activity
    moved: Moved
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class Preview:
    """What can be copied, what does not repeat, and how many have been copied already."""

    rows: list[Row] = field(default_factory=list)
    once: list[Activity] = field(default_factory=list)
    copied: int = 0


@dataclass(frozen=True)
class Wanted:
    """One activity to be copied to these days; None where nobody has said which."""

    pk: int
    days: Days | None


def days_of(activity: Activity) -> Days:
    """The days of an activity."""
    return Days(activity.starts_on, activity.ends_on, Precision(activity.precision))


def the_year_after(choice: Choice) -> Choice:
    """The same choice a year later."""
    return replace(choice, year=choice.year + 1)


def preview(choice: Choice, user: User) -> Preview:
    """What of a year this user may copy to the next, in order of days. A fixed number of queries."""
    found = _sources(choice, user)
    waiting = [one for one in found if not one.copies.all()]
    against = days_behind(choice)
    rows = []
    for one in waiting:
        if one.repeats != Activity.Repeats.NO:
            moved = copying.a_year_later(days_of(one), one.repeats)
            rows.append(Row(one, moved, warnings_of(one, moved.days, against) if moved.days else ()))
    once = [one for one in waiting if one.repeats == Activity.Repeats.NO]
    return Preview(rows, once, len(found) - len(waiting))


def days_behind(choice: Choice) -> tuple[Background, ...]:
    """What is behind the days of the year that is copied to."""
    after = the_year_after(choice)
    return behind((after.first - _SLACK, after.last + _SLACK))


def days_behind_all(activities: Sequence[Activity]) -> tuple[Background, ...]:
    """What is behind the days of some activities."""
    if not activities:
        return ()
    return behind((min(one.starts_on for one in activities), max(one.ends_on for one in activities)))


def warnings_of(activity: Activity, days: Days, against: Sequence[Background]) -> tuple[str, ...]:
    """What is against an activity on these days. Uses its body."""
    ends = activity.body.ends_on if activity.body else None
    told = copying.warnings_of(days, is_deadline=activity.is_deadline, behind=against, gone_after=ends)
    return tuple(told)


def _sources(choice: Choice, user: User) -> list[Activity]:
    """Accepted activities that begin in the year, that the choice asks for and the user may change."""
    rows = (
        Activity.objects.visible_to(user)
        .accepted()
        .filter(starts_on__range=(choice.first, choice.last))
        .select_related(*_RELATED)
        .prefetch_related(Prefetch("copies", Activity.objects.only("pk", "copied_from")))
    )
    by_uid = {event_of(one).uid: one for one in rows if access.may_edit(user, one)}
    events = [event_of(one) for one in by_uid.values()]
    return [by_uid[event.uid] for event in collecting.asked_for(events, choice, collecting.Registers())]


# Copied


def obstacles_to_copying(
    wanted: Sequence[Wanted], sources: dict[int, Activity], to: Choice, *, by: User
) -> list[str]:
    """Why these cannot be copied to a year, each by its name. `sources` are the rows as they stand now."""
    if not wanted:
        return ["Kryssa för minst en aktivitet."]
    found = []
    for one in wanted:
        source = sources.get(one.pk)
        if source is None or source.state != Activity.State.ACCEPTED:
            found.append("En av aktiviteterna finns inte längre i årshjulet. Visa förslagen på nytt.")
        elif not access.may_edit(by, source):
            found.append(f"{source.title}: du får inte ändra den.")
        elif source.copies.all():
            found.append(f"{source.title} är redan kopierad till {to.name}.")
        elif one.days is None:
            found.append(f"{source.title}: skriv en dag eller ta bort krysset.")
        elif not to.first - _SLACK <= one.days.first <= to.last + _SLACK:
            found.append(f"{source.title}: skriv en dag som hör till {to.name}.")
    return list(dict.fromkeys(found))


@transaction.atomic
def copy(wanted: Sequence[Wanted], *, to: Choice, by: User) -> YearCopy:
    """Copy activities to days of another year, all or none. Raises NotAllowed with all that is wrong.

    The activities are locked first, so that of two who copy the same year at once one has done it, and the other is
    told so.
    """
    keys = {one.pk for one in wanted}
    list(Activity.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk"))
    rows = Activity.objects.filter(pk__in=keys).select_related(*_RELATED).prefetch_related("copies")
    sources = {one.pk: one for one in rows}
    if obstacles := obstacles_to_copying(wanted, sources, to, by=by):
        raise NotAllowed(obstacles)
    made = YearCopy.objects.create(year=to.year, made_by=by)
    Activity.objects.bulk_create(
        Activity(
            **{name: getattr(sources[one.pk], name) for name in FACTS},
            **on(one.days),
            copied_from=sources[one.pk],
            copied_in=made,
        )
        for one in {one.pk: one for one in wanted}.values()
        if one.days
    )
    log.write("kopierade årshjulet", by=by, about=made, to=to.name, count=len(keys))
    return made


# Gone through


def copies_to_review(user: User) -> QuerySet[YearCopy]:
    """Copies with something left to go through, with how many; the latest first."""
    left = Count("activities", filter=Q(activities__reviewed_at=None))
    rows = YearCopy.objects.annotate(left=left, number=Count("activities")).filter(left__gt=0)
    mine = rows if is_office(user) else rows.filter(made_by=user)
    return mine.select_related("made_by").order_by("-made_at", "-pk")


@transaction.atomic
def review(made: YearCopy, *, by: User, pks: Collection[int] | None = None) -> int:
    """Note that copied activities have been looked at: some, or all where none are named. How many were left."""
    rows = made.activities.select_for_update(of=("self",)).filter(reviewed_at=None).order_by("pk")
    chosen = [one.pk for one in (rows if pks is None else rows.filter(pk__in=pks))]
    count = Activity.objects.filter(pk__in=chosen).update(reviewed_at=timezone.now())
    if count:
        log.write("gick igenom kopierade aktiviteter", by=by, about=made, count=count)
    return count


def obstacles_to_undoing(made: YearCopy) -> list[str]:
    """Why a copy cannot be undone as a whole: somebody has worked on it since."""
    rows = list(made.activities.prefetch_related("copies"))
    reviewed = [one.title for one in rows if one.reviewed_at]
    changed = [one.title for one in rows if one.sequence and not one.reviewed_at]
    onward = [one.title for one in rows if one.copies.all()]
    found = []
    if reviewed:
        found.append(
            f"{_some(reviewed)} är redan {_done(reviewed, 'genomgång')}. Ta bort det som är fel, en i taget."
        )
    if changed:
        found.append(f"{_some(changed)} har ändrats sedan kopieringen. Ta bort det som är fel, en i taget.")
    if onward:
        found.append(f"{_some(onward)} är {_done(onward, 'kopiera')} vidare till nästa år.")
    return found


@transaction.atomic
def undo(made: YearCopy, *, by: User) -> int:
    """Take away all that a copy made, while nobody has gone through any of it. Raises NotAllowed. How many it was."""
    made = YearCopy.objects.select_for_update(of=("self",)).get(pk=made.pk)
    list(made.activities.select_for_update(of=("self",)).order_by("pk"))
    if obstacles := obstacles_to_undoing(made):
        raise NotAllowed(obstacles)
    keys = list(made.activities.values_list("pk", flat=True))
    log.write("ångrade kopiering av årshjulet", by=by, about=made, count=len(keys))
    Activity.objects.filter(pk__in=keys).delete()
    made.delete()
    return len(keys)


def _done(names: Sequence[str], stem: str) -> str:
    """genomgången, genomgångna; kopierad, kopierade."""
    one, many = ("en", "na") if stem.endswith("g") else ("d", "de")
    return stem + (one if len(names) == 1 else many)


def _some(names: Sequence[str]) -> str:
    if len(names) <= NAMES_SHOWN:
        return and_list([f"”{name}”" for name in names])
    return f"{len(names)} aktiviteter"
