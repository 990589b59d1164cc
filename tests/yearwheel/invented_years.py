"""Years full of invented things, the same for the same number, without a database."""

import datetime as dt
import random

from secretariat.lib.days import bridge_days_of, holidays_of
from secretariat.lib.events import Event, InYear
from secretariat.yearwheel.contents import Background, Behind, Entry, Kind, Ring, Series, Year

KINDS = (
    Kind("lansdel", "Länsdelsgrupper", "L", "1c6b3c"),
    Kind("chef", "Chefsgrupper", "C", "0b5563"),
    Kind("medel", "Medel & redovisning", "M", "8a5200"),
    Kind("ok", "ÖK & uppföljning", "U", "a8201a"),
    Kind("enkat", "Undersökningar", "E", "1d5a96"),
    Kind("rad", "Samverkansråd", "R", "7b2d8b"),
)
TITLES = (
    "Parternas underlag", "Dialogmöten", "Ansökan", "Sammanställning", "Analys och rapport", "Rekvisition",
    "Inspel till verksamhetsplanen", "Samverkansmöten", "Utlysning", "Bedömning", "Presidium", "Nätverk",
    "Nominering av nya ledamöter", "Bokslut klart", "Delårsrapport", "Uppföljningskonferens för alla parter",
    "En rubrik som är mycket längre än vad som någonsin kan få plats i ett hjul, men som ändå har skrivits",
)  # fmt: skip
DAY = dt.timedelta(days=1)


def series(key: str, title: str, kind: Kind, *spans: tuple[dt.date, dt.date]) -> Series:
    """What has one key, on these days."""
    entries = (
        Entry(Event(f"{key}-{first}", title, first, last, in_year=InYear(title)), kind, key, f"/prov/{key}/")
        for first, last in spans
    )
    return Series(key, title, kind, tuple(entries))


def year_of(*rings: Ring, first: dt.date = dt.date(2026, 1, 1), today: dt.date | None = None) -> Year:
    """A year with these rings and its holidays."""
    last = first.replace(year=first.year + 1) - DAY
    name = str(first.year) if first.month == 1 else f"läsåret {first.year}/{last.year % 100:02}"
    return Year(first, last, name, "Alla slag, alla grupper, hela länet", rings, behind(first, last), today)


def behind(first: dt.date, last: dt.date) -> tuple[Background, ...]:
    """Holidays, klämdagar, school breaks and the vacation weeks of the months."""
    found = []
    for year in range(first.year, last.year + 1):
        found += [Background(day, day, name, Behind.HOLIDAY) for day, name in holidays_of(year).items()]
        found += [Background(day, day, "", Behind.BRIDGE) for day in bridge_days_of(year)]
        for name, week, weeks in (
            ("Sportlov", 8, 1),
            ("Påsklov", 15, 1),
            ("Sommarlov", 25, 8),
            ("Höstlov", 44, 1),
        ):
            monday = dt.date.fromisocalendar(year, week, 1)
            found.append(Background(monday, monday + DAY * (7 * weeks - 1), name, Behind.BREAK))
        monday = dt.date.fromisocalendar(year, 28, 1)
        found.append(Background(monday, monday + DAY * 27, "Semester", Behind.VACATION))
    return tuple(one for one in found if one.first <= last and one.last >= first)


def invented_year(
    number: int,
    *,
    seed: int = 1,
    year: int = 2026,
    start: int = 1,
    rings: int = 6,
    long: float = 0.25,
    crowded: float = 0.0,
    today: dt.date | None = None,
) -> Year:
    """A year with so many activities. `long`: share of series that last; `crowded`: share within two weeks."""
    chance = random.Random(seed)  # noqa: S311 – nothing secret
    first = dt.date(year, start, 1)
    last = first.replace(year=year + 1) - DAY
    days = (last - first).days + 1
    spot = chance.randrange(days)
    inside: list[list[Series]] = [[] for _ in range(rings)]

    def a_day() -> dt.date:
        for _ in range(40):
            place = spot + chance.randrange(14) if chance.random() < crowded else chance.randrange(days)
            day = first + DAY * (place % days)
            if crowded or (day.weekday() < 5 and day.month != 7):
                return day
        return day

    made = 0
    while made < number:
        place = min(int(chance.triangular(0, rings, 0)), rings - 1)
        kind = KINDS[place]
        title = chance.choice(TITLES) + (f" {chance.randrange(90)}" if chance.random() < 0.5 else "")
        if chance.random() < long:
            begin = a_day() - DAY * chance.choice((0, 0, 0, 20))
            spans = [(begin, begin + DAY * chance.choice((1, 4, 10, 20, 30, 45, 60, 120)))]
            spans = [one for one in spans if one[1] >= first]
        else:
            wanted = min(chance.choice((1, 2, 4, 4, 6)), number - made)
            spans = [(day, day) for day in sorted({a_day() for _ in range(wanted)})]
        if spans:
            inside[place].append(series(f"{kind.letter}{len(inside[place]) + 1}", title, kind, *spans))
            made += len(spans)
    filled = (
        Ring(kind.name, kind.letter, kind.colour, tuple(found))
        for kind, found in zip(KINDS, inside, strict=False)
        if found
    )
    if today and not first <= today <= last:
        today = None
    return year_of(*filled, first=first, today=today)
