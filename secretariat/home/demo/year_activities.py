"""The year's own activities in the demo, beside what meetings and deadlines tell themselves; some wait for an answer.

Days are told by week and weekday, so that the year is as likely whatever year it is.
"""

import datetime as dt
from dataclasses import dataclass

from meetings.models import AgendaItem, BodyType, ItemRole
from secretariat.lib.days import DAY, monday_of, weeks_in
from secretariat.registry.models import Organisation
from secretariat.yearwheel.actions import categories
from secretariat.yearwheel.models import Activity, Category

from . import persons
from .meetings import Region

BODY_TYPES = {
    "lansdelsgrupper": ("district_group",),
    "chefsgrupper": (
        "chiefs_group", "joint_chiefs_group", "working_committee", "steering_group", "collaboration_group",
        "preparatory_group",
    ),
    "samverkansrad": ("regional_council", "specific_council"),
}  # fmt: skip
WEEK, MONTH, EXACT = Activity.Precision.WEEK, Activity.Precision.MONTH, Activity.Precision.DAY
SAME_WEEK, SAME_WEEKDAY, ONCE = Activity.Repeats.WEEK, Activity.Repeats.WEEKDAY, Activity.Repeats.NO


@dataclass(frozen=True)
class Plan:
    """One series. `days` are (week, weekday) for single days, or with two more numbers from the one to the other."""

    title: str
    category: str
    days: tuple[tuple[int, ...], ...]
    precision: str = EXACT
    ring: str = ""
    body: str = ""
    party: str = ""
    is_deadline: bool = False
    repeats: str = SAME_WEEK
    text: str = ""
    only_for_body: bool = False


PLANS = (
    Plan("Nätverket för folkhälsostrateger", "lansdelsgrupper", ((5, 3), (13, 3), (22, 3), (40, 3), (48, 3))),
    Plan("Dialogmöten i länsdelarna", "lansdelsgrupper", ((10, 0, 13, 4),), WEEK,
         text="Ett möte i varje länsdel om det som de lokala planerna ska ta upp."),
    Plan("Lokala handlingsplaner ses över", "lansdelsgrupper", ((39, 0, 43, 4),), WEEK),
    Plan("Träffpunkt för mötesplatserna", "konferenser", ((20, 2),), ring="lansdelsgrupper", repeats=SAME_WEEKDAY),

    Plan("Inspel till verksamhetsplanen", "chefsgrupper", ((18, 0, 22, 4),), WEEK, body="CS"),
    Plan("Verksamhetsplanen skrivs", "chefsgrupper", ((35, 0, 40, 4),), WEEK, body="CS"),
    Plan("Chefsdagar", "konferenser", ((38, 2, 38, 3),), ring="chefsgrupper", body="GC"),
    Plan("Genomgång av avtal med vårdgivare", "chefsgrupper", ((7, 1),), body="BG", only_for_body=True,
         text="Bara för beredningsgruppen: underlaget är arbetsmaterial."),

    Plan("Ekonomisk redovisning av förra årets medel", "medel", ((3, 0, 7, 4),)),
    Plan("Bokslut klart", "medel", ((8, 4),), is_deadline=True),
    Plan("Ansökan om utvecklingsmedel", "medel", ((10, 0, 15, 4),)),
    Plan("Bedömning av ansökningar", "medel", ((17, 0, 19, 4),), WEEK),
    Plan("Beslut om utvecklingsmedel", "medel", ((21, 3), (45, 3)), body="CF"),
    Plan("Delårsrapport om medlen", "medel", ((20, 4), (38, 4)), is_deadline=True),
    Plan("Sista dag för rekvisition", "medel", ((24, 4), (47, 4)), is_deadline=True),
    Plan("Ansökan om medel till föreningar", "medel", ((34, 0, 39, 4),)),
    Plan("Slutredovisning", "medel", ((45, 0, 49, 4),), WEEK),

    Plan("Parternas underlag till uppföljningen", "ok", ((3, 0, 8, 4),), WEEK),
    Plan("Partsdialog", "ok", ((9, 2), (24, 2), (42, 2))),
    Plan("Sammanställning av uppföljningen", "ok", ((9, 3, 12, 4),), WEEK),
    Plan("Uppföljningskonferens", "konferenser", ((13, 1),), ring="ok", repeats=SAME_WEEKDAY,
         text="Heldag för alla parter. Årets uppföljning presenteras, och parterna väljer vad de går vidare med."),
    Plan("Kommunerna beslutar om överenskommelsen", "ok", ((18, 0, 25, 4),), WEEK),
    Plan("Remiss: överenskommelse om barns och ungas hälsa", "ok", ((36, 0, 41, 4),), WEEK),
    Plan("Överenskommelsen skrivs under", "ok", ((43, 0, 46, 4),), WEEK),
    Plan("Länets folkhälsodag", "konferenser", ((46, 4),), ring="ok", repeats=SAME_WEEKDAY),

    Plan("Referensgruppen för undersökningar", "undersokningar", ((5, 2), (14, 1), (40, 2), (49, 3))),
    Plan("Enkät om föräldraskapsstöd", "undersokningar", ((35, 0, 39, 4),)),
    Plan("Presentation i kommunerna", "undersokningar", ((41, 0, 47, 4),), WEEK),
    Plan("Läsåret", "ovrigt", ((34, 1), (24, 4)), ring="undersokningar", text="Första och sista skoldagen."),

    Plan("Presidieöverläggning", "samverkansrad", ((7, 4), (19, 4), (37, 4), (46, 4)), body="RSR"),
    Plan("Utbildning för nya ledamöter", "konferenser", ((7, 1),), ring="samverkansrad", body="RSR"),
    Plan("Remiss om arbetsordningen", "samverkansrad", ((12, 0, 17, 4),), body="RSR", repeats=ONCE),
    Plan("Parterna nominerar ledamöter", "samverkansrad", ((48, 0, 55, 4),), WEEK, body="RSR"),
)  # fmt: skip
# What stands for the coming year already.
NEXT = (
    "Ekonomisk redovisning av förra årets medel",
    "Parternas underlag till uppföljningen",
    "Uppföljningskonferens",
)
PROPOSED = (
    Plan("Kumlas familjedag", "konferenser", ((19, 5),), party="Kumla", repeats=ONCE,
         text="Familjecentralen och biblioteket. Länets informationsmaterial behövs."),
    Plan("Nätverksträff om psykisk hälsa", "lansdelsgrupper", ((11, 3),), party="Kumla",
         text="Heldag i Kumla. Alla länsdelar är välkomna."),
    Plan("Enkät till föreningarna i Sydnärke", "undersokningar", ((6, 0, 8, 4),), WEEK, party="Kumla"),
)  # fmt: skip


def make(region: Region) -> None:
    """Link kinds of bodies to kinds of things, put the activities of this year in, and what members have proposed."""
    categories.add_first()
    _link()
    year = region.today.year
    kinds = {kind.slug: kind for kind in Category.objects.all()}
    rows = [row for plan in PLANS for row in _rows(plan, year, region, kinds)]
    rows += [row for plan in PLANS if plan.title in NEXT for row in _rows(plan, year + 1, region, kinds)]
    Activity.objects.bulk_create([*rows, *_proposed(region, kinds)])


def _link() -> None:
    slugs = dict(BodyType.objects.values_list("slug", "pk"))
    for category, types in BODY_TYPES.items():
        Category.objects.get(slug=category).body_types.set([slugs[slug] for slug in types])


def _rows(plan: Plan, year: int, region: Region, kinds: dict[str, Category]) -> list[Activity]:
    return [
        Activity(
            title=plan.title,
            text=plan.text,
            starts_on=_day(year, *days[:2]),
            ends_on=_day(year, days[-2], 6 if plan.precision == WEEK else days[-1]),
            precision=plan.precision,
            category=kinds[plan.category],
            ring=kinds.get(plan.ring),
            body=region.bodies.get(plan.body),
            only_for_body=plan.only_for_body,
            party=Organisation.objects.get(short_name=plan.party) if plan.party else None,
            is_deadline=plan.is_deadline,
            repeats=plan.repeats,
        )
        for days in plan.days
    ]


def _day(year: int, week: int, weekday: int) -> dt.date:
    """The weekday of a week; weeks after the last are the next year's."""
    return monday_of(year, min(week, weeks_in(year))) + DAY * (7 * max(0, week - weeks_in(year)) + weekday)


def _proposed(region: Region, kinds: dict[str, Category]) -> list[Activity]:
    """Three that wait, from next year and one of them said at a meeting; one that was taken, one that was not."""
    by, keeper = region.users[persons.MEMBER], region.users[persons.SECRETARY]
    waiting = [row for plan in PROPOSED for row in _rows(plan, region.today.year + 1, region, kinds)]
    for days, row in enumerate(waiting, 2):
        row.state, row.proposed_by = Activity.State.PROPOSED, by
        row.created_at = region.now - days * DAY
    item = AgendaItem.objects.filter(role=ItemRole.YEAR_WHEEL, meeting__date__lt=region.today)
    waiting[1].from_item = item.order_by("-meeting__date", "pk").first()
    answered = [
        _rows(
            Plan(title, "lansdelsgrupper", (days,), party="Kumla", repeats=ONCE),
            region.today.year,
            region,
            kinds,
        )[0]
        for title, days in (
            ("Invigning av familjecentralen", (36, 3)),
            ("Grillkväll för personalen", (24, 3)),
        )
    ]
    for row, answer in zip(
        answered, ("Roligt! Vi lägger in den.", "Årshjulet är för det som länet gör ihop."), strict=True
    ):
        row.proposed_by, row.answered_by, row.answer = by, keeper, answer
        row.created_at = region.now - 30 * DAY
        row.answered_at = region.now - 25 * DAY
    answered[1].state = Activity.State.DECLINED
    return [*waiting, *answered]
