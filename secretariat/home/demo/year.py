"""The coming year in the demo: school breaks, a plan partly tentative, an either/or day, one that only has weeks."""

from meetings.actions import date_options, plans
from meetings.actions.plans import Facts, Proposal
from meetings.models import Meeting
from secretariat.lib.days import DAY, monday_of
from secretariat.registry.models import Organisation, Person, SchoolBreak

from . import plan
from .meetings import Region

# What the breaks of Örebro län are, by the weeks they usually have: sportlov in week 8, höstlov in week 44.
_SPRING = 8
_AUTUMN = 44
_PLANNED = ("CF", "SRF", "SRV", "GC")  # bodies whose whole coming year is planned
_EITHER_OR, _IN_WEEKS = "BG", "LS"


def make(region: Region) -> None:
    """Breaks of this läsår and the next; meetings of next year."""
    year = region.today.year + 1
    SchoolBreak.objects.bulk_create(
        SchoolBreak(name=name, starts_on=monday, ends_on=monday + DAY * 4)
        for of in (year - 1, year)
        for name, monday in (("sportlov", monday_of(of, _SPRING)), ("höstlov", monday_of(of, _AUTUMN)))
    )
    by = region.keeper("CF")
    for code in _PLANNED:
        plans.save_tentative(_left(region, code, year), by=by)
    plans.save_tentative([_on_the_same_day(region, year)], by=by)
    _one_of_two(region, year)
    _in_weeks(region, year)


def _on_the_same_day(region: Region, year: int) -> Proposal:
    """A styrgrupp while the chefsgrupp meets, so that the plan has something to tell."""
    other, mine = plan.RHYTHMS["CF"], plan.RHYTHMS["SN"]
    day = plan.nth_weekday(year, other.months[2], other.week, other.weekday)
    return Proposal((region.bodies["SN"].pk,), day, facts=Facts(mine.start, mine.end, mine.place, mine.form))


def _left(region: Region, code: str, year: int) -> list[Proposal]:
    """The months of the year that the demo has no meeting in yet."""
    rhythm, body = plan.RHYTHMS[code], region.bodies[code]
    there = {
        (one.date.year, one.date.month)
        for one in Meeting.objects.of_body(body).filter(date__year=year)
        if one.date
    }
    facts = Facts(rhythm.start, rhythm.end, rhythm.place, rhythm.form)
    days = [plan.nth_weekday(year, month, rhythm.week, rhythm.weekday) for month in rhythm.months]
    return [Proposal((body.pk,), day, facts=facts) for day in days if (day.year, day.month) not in there]


def _one_of_two(region: Region, year: int) -> None:
    """21/11, eventuellt 7/11."""
    rhythm = plan.RHYTHMS[_EITHER_OR]
    first = plan.nth_weekday(year, 11, 3, rhythm.weekday)
    facts = Facts(rhythm.start, rhythm.end, rhythm.place, rhythm.form)
    proposal = Proposal((region.bodies[_EITHER_OR].pk,), first, instead=(first - 2 * 7 * DAY,), facts=facts)
    plans.save_tentative([proposal], by=region.keeper(_EITHER_OR))


def _in_weeks(region: Region, year: int) -> None:
    """A samverkansmöte in a länsdel, v. 37–38, to be settled with each kommun."""
    body = region.bodies[_IN_WEEKS]
    window = (monday_of(year, 37), monday_of(year, 38) + DAY * 6)
    (meeting,) = plans.save_tentative([Proposal((body.pk,), window=window)], by=region.keeper(_IN_WEEKS))
    contacts: dict[int, tuple[Person | None, str]] = {}
    for party in Organisation.objects.filter(kind="municipality", district=body.district):
        person = Person.objects.filter(organisation=party).first()
        contacts[party.pk] = (person, "" if person else "Kontaktperson utses")
    date_options.set_contacts(meeting, by=region.keeper(_IN_WEEKS), contacts=contacts)
