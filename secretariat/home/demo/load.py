"""Put the whole demo in an empty database, in one transaction; nothing happens the second time."""

import datetime as dt
from collections.abc import Callable
from functools import partial

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from meetings.models import Action, Body, Meeting, Minutes
from secretariat.lib.dates import STOCKHOLM
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import synonyms
from secretariat.registry.models import Organisation, Person, User

from . import (
    agreements,
    allocations,
    backlog,
    bodies,
    calls,
    confirmations,
    exchange,
    fetched,
    fund_reports,
    funds,
    interests,
    matters,
    meetings,
    people,
    persons,
    plan,
    published,
    questions,
    region,
    scenes,
    schools,
    survey_results,
    surveys,
    unlocked,
    year,
    year_activities,
)
from .letters import forget_errands

_ONE_AT_A_TIME = 20261122  # the number of this load's advisory lock
_COUNTED_AFTER = {5, 40}  # meetings
_LATEST_PAPERS = 4


def is_loaded() -> bool:
    """Whether the demo's persons have their accounts."""
    return User.objects.filter(email=persons.address(persons.SECRETARY)).exists()


def obstacles_to_loading() -> list[str]:
    """Why the demo cannot be put in this database."""
    if not settings.DEMO:
        return ["Demoregionen läggs bara in när DEMO=1. Kör: make demo"]
    if User.objects.exclude(email__endswith=persons.ADDRESS).exists():
        return ["Databasen hör till ett kansli med egna konton. Demoregionen läggs bara in i en tom databas."]
    if any(model._default_manager.exists() for model in (Organisation, Person, Body, Meeting)):
        return ["Databasen innehåller redan uppgifter. Demoregionen läggs bara in i en tom databas."]
    return []


@transaction.atomic
def load(*, now: dt.datetime | None = None) -> bool:
    """Make the demo as of now. False when it was there already. Raises NotAllowed with the reason."""
    if is_loaded():
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])
    if is_loaded():
        return False
    if obstacles := obstacles_to_loading():
        raise NotAllowed(obstacles)
    synonyms.add_first()
    made = _region(now or timezone.now())
    _meetings(made)
    year.make(made)
    year_activities.make(made)
    backlog.make(made)
    matters.make(made)
    exchange.make(made)
    confirmations.make(made)
    agreements.make(made)
    funds.make(made)
    calls.make(made)
    interests.make(made)
    questions.make(made)
    fund_reports.make(made)
    surveys.make(made)
    schools.make(made)
    survey_results.make(made)
    allocations.make(made)  # after those who choose among the decisions that are shared out
    unlocked.make(made)
    published.make(made)
    fetched.make(made)
    _hand_out(made)
    _close_actions(made)
    papers = Minutes.objects.finished().order_by("-finished_at").values_list("pk", flat=True)[:_LATEST_PAPERS]
    keep = set(papers)
    transaction.on_commit(lambda: forget_errands(papers=keep))
    return True


def _region(now: dt.datetime) -> meetings.Region:
    today = now.astimezone(STOCKHOLM).date()
    organisations = region.make()
    region.make_periods(today.year)
    everybody = people.make(organisations)
    made = bodies.make(region.make_letterheads(organisations["Regionen"]), year=today.year)
    users = people.make_users(everybody, also=meetings.approving())
    bodies.fill(made, everybody, organisations, year=today.year, by=users[persons.SECRETARY])
    _count_rows()
    places: dict[str, list[str]] = {"": [row[0] for row in region.MUNICIPALITIES]}
    for name, _, district in region.MUNICIPALITIES:
        places.setdefault(district, []).append(name)
    return meetings.Region(today, now, everybody, made, users, places, kept=scenes.topics_kept())


def _meetings(made: meetings.Region) -> None:
    """All meetings in the order of their days, so that numbers, filing and topics follow each other."""
    regular = _regular_days(made)
    for code, day in regular:
        made.days.setdefault(code, scenes.taken(code, made.today)).append(day)
    sittings: list[tuple[dt.date, Callable[[], None]]] = [
        *((day, partial(_regular, made, code, day)) for code, day in regular),
        *((day, partial(make, made)) for day, make in scenes.scenes(made)),
    ]
    for number, (_, make) in enumerate(sorted(sittings, key=lambda pair: pair[0])):
        if number in _COUNTED_AFTER:
            _count_rows()
        make()


def _count_rows() -> None:
    """Else the database plans as for empty tables: a load then takes many times as long."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _regular_days(made: meetings.Region) -> list[tuple[str, dt.date]]:
    found = [
        (code, day)
        for code in plan.RHYTHMS
        for day in plan.regular_days(code, today=made.today, besides=scenes.taken(code, made.today))
    ]
    ended = made.today.year - 1
    return [*found, ("SRU", plan.nth_weekday(ended, 3, 1, 1)), ("SRU", plan.nth_weekday(ended, 6, 1, 1))]


def _regular(made: meetings.Region, code: str, day: dt.date) -> None:
    """A meeting of the plan: finished where it lies some weeks back, else booked or tentative."""
    age = (made.today - day).days
    if 0 <= age < 14:
        return  # the last two weeks belong to the scenes
    if age < 0:
        state = Meeting.State.BOOKED if -age <= plan.AHEAD else Meeting.State.TENTATIVE
        meetings.book(made, [code], day, topics=0, state=state)
        return
    joint = code == "SRF" and day.month == 5
    codes = [code, "CF"] if joint else [code]
    sitting = meetings.book(made, codes, day, joint_part_only=["CF"] if joint else [])
    meetings.hold(sitting)
    meetings.finish(sitting)


def _hand_out(made: meetings.Region) -> None:
    """Older minutes have been handed out long since; their letters are not written anew."""
    before = made.now - dt.timedelta(days=30)
    Minutes.objects.finished().filter(distributed_at=None, finished_at__lt=before).update(
        distributed_at=F("finished_at") + dt.timedelta(hours=20), distributed_by=made.users[persons.SECRETARY]
    )


def _close_actions(made: meetings.Region) -> None:
    """Most of what has fallen due is done. A few things are late, none of them the secretary's."""
    due = (
        Action.objects.filter(due_on__lt=made.today)
        .order_by("due_on", "pk")
        .values_list("pk", "who", "due_on")
    )
    recent = made.today - plan.DAY * 45
    late = {
        key
        for place, (key, who, due_on) in enumerate(due)
        if who == persons.READER
        or (due_on and due_on > recent and place % 4 == 1 and who != persons.SECRETARY)
    }
    done = [key for key, _, _ in due if key not in late]
    Action.objects.filter(pk__in=done).update(
        state=Action.State.DONE, outcome="Klart och redovisat för gruppen."
    )
