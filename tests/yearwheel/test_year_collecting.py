"""How the year is put together: rings, series, keys that no filter changes, and what belongs in which year."""

import datetime as dt
from typing import Any

import pytest
from django.http import QueryDict
from pytest_django import Settings

from meetings.models import BodyType
from secretariat.lib.events import Event, EventState, InYear, Precision
from secretariat.registry.models import User
from secretariat.yearwheel.actions import collecting
from secretariat.yearwheel.choices import Choice, RingsBy, from_query
from secretariat.yearwheel.contents import Year
from secretariat.yearwheel.models import Category
from tests import make
from tests.yearwheel.year_case import activity, category

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kinds")]
TODAY = dt.date(2026, 9, 24)
TOLD: list[Event] = []


def told(span: tuple[dt.date, dt.date], user: User) -> list[Event]:
    """A source of the year for these tests; gives all, whatever days are asked for."""
    return TOLD


@pytest.fixture
def tell(settings: Settings) -> Any:
    """`tell("Bokslut", "2026-02-20", category="medel")`: an event some app tells the year."""
    settings.YEAR_SOURCES = [f"{__name__}.told"]
    TOLD.clear()

    def one(series: str, day: str, until: str = "", **facts: Any) -> Event:
        outside = {name: facts.pop(name) for name in ("state", "kind") if name in facts}
        made = Event(
            uid=f"{len(TOLD)}",
            title=facts.pop("title", series),
            start=dt.date.fromisoformat(day),
            end=dt.date.fromisoformat(until or day),
            url="http://127.0.0.1:8000/moten/7/",
            in_year=InYear(series=series, **facts),
            **outside,
        )
        TOLD.append(made)
        return made

    return one


def keys(year: Year) -> dict[str, list[str]]:
    """Every ring with its series as "L1 Norr: 2026-03-18 …"."""
    return {
        ring.name: [
            f"{one.key} {one.title}: {' '.join(str(entry.event.first_day) for entry in one.entries)}"
            for one in ring.series
        ]
        for ring in year.rings
    }


def collect(secretary: User, **choice: Any) -> Year:
    return collecting.collect(Choice(**{"year": 2026, **choice}), secretary, today=TODAY)


def test_series_of_a_ring_are_numbered_by_their_first_day(tell: Any, secretary: User) -> None:
    tell("Sista dag för rekvisition", "2026-11-20", category="medel")
    tell("Bokslut", "2026-02-20", category="medel")
    tell("Sista dag för rekvisition", "2026-06-12", category="medel")
    tell("Partsdialog", "2026-02-25", category="ok")
    assert keys(collect(secretary)) == {
        "Medel & redovisning": [
            "M1 Bokslut: 2026-02-20",
            "M2 Sista dag för rekvisition: 2026-06-12 2026-11-20",
        ],
        "ÖK & uppföljning": ["U1 Partsdialog: 2026-02-25"],
    }


def test_no_filter_changes_a_key(tell: Any, secretary: User) -> None:
    body, party = make.body(name="Norr"), make.organisation(name="Nora")
    tell("Bokslut", "2026-02-20", category="medel")
    tell("Rekvisition", "2026-06-12", category="medel", bodies=frozenset({body.pk}))
    tell("Delårsrapport", "2026-08-31", category="medel", parties=frozenset({party.pk}))
    assert keys(collect(secretary, body=body.pk)) == {"Medel & redovisning": ["M2 Rekvisition: 2026-06-12"]}
    assert keys(collect(secretary, party=party.pk)) == {
        "Medel & redovisning": ["M3 Delårsrapport: 2026-08-31"]
    }
    assert keys(collect(secretary, q="delårs")) == {"Medel & redovisning": ["M3 Delårsrapport: 2026-08-31"]}
    assert keys(collect(secretary, q="REKVISITION norr")) == {
        "Medel & redovisning": ["M2 Rekvisition: 2026-06-12"]
    }
    assert keys(collect(secretary, categories=("ok",))) == {}


def test_a_meeting_is_of_the_kind_its_leading_bodys_type_belongs_to(tell: Any, secretary: User) -> None:
    district = BodyType.objects.create(name="länsdelsgrupp", slug="district_group")
    category("lansdelsgrupper").body_types.add(district)
    tell("Länsdelsgrupp Norr", "2026-02-03", kind="district_group", is_meeting=True)
    tell("Underlag till Norr", "2026-01-16", kind="district_group", category="underlag")
    tell("Mötet utan slag", "2026-03-03", kind="okänd", is_meeting=True)
    assert keys(collect(secretary)) == {
        "Länsdelsgrupper": ["L1 Underlag till Norr: 2026-01-16", "L2 Länsdelsgrupp Norr: 2026-02-03"],
        "Övrigt": ["Ö1 Mötet utan slag: 2026-03-03"],
    }


def test_an_activity_may_stand_in_another_kinds_ring(tell: Any, secretary: User) -> None:
    tell("Folkhälsodag", "2026-11-06", category="konferenser", ring="ok")
    (ring,) = collect(secretary).rings
    (series,) = ring.series
    assert (ring.name, series.key, series.kind.name) == ("ÖK & uppföljning", "U1", "Konferenser & utbildning")


def test_more_than_six_rings_are_folded_the_last_into_one(tell: Any, secretary: User) -> None:
    for kind in Category.objects.all():
        tell(kind.name, "2026-03-03", category=kind.slug)
    found = keys(collect(secretary))
    assert list(found) == [
        "Länsdelsgrupper", "Chefsgrupper", "Medel & redovisning", "ÖK & uppföljning", "Undersökningar", "Övrigt",
    ]  # fmt: skip
    assert found["Övrigt"] == [
        "Ö1 Konferenser & utbildning: 2026-03-03", "Ö2 Samverkansråd: 2026-03-03", "Ö3 Övrigt: 2026-03-03",
    ]  # fmt: skip


def test_rings_may_be_bodies_the_five_with_most_and_the_rest(tell: Any, secretary: User) -> None:
    bodies = [make.body(name=f"{letter}gruppen", code=f"{letter}G") for letter in "ABDEFH"]
    for most, body in enumerate(bodies):
        for day in range(6 - most):
            tell(body.name, f"2026-03-{day + 1:02}", bodies=frozenset({body.pk}), is_meeting=True)
    tell("Bokslut", "2026-02-20", category="medel")
    found = keys(collect(secretary, rings=RingsBy.BODY))
    assert list(found) == ["Agruppen", "Bgruppen", "Dgruppen", "Egruppen", "Fgruppen", "Övrigt"]
    assert found["Övrigt"] == ["Ö1 Bokslut: 2026-02-20", "Ö2 Hgruppen: 2026-03-01"]
    assert found["Fgruppen"] == ["F1 Fgruppen: 2026-03-01 2026-03-02"]


def test_what_goes_over_the_year_end_stands_in_both_years(tell: Any, secretary: User) -> None:
    tell("Nominering", "2026-11-30", "2027-01-15", category="samverkansrad")
    tell("Läsår", "2026-08-18", category="ovrigt")
    assert keys(collect(secretary, year=2027)) == {"Samverkansråd": ["R1 Nominering: 2026-11-30"]}
    assert list(keys(collect(secretary))) == ["Samverkansråd", "Övrigt"]
    school_year = collect(secretary, start=8)
    assert (school_year.first, school_year.last) == (dt.date(2026, 8, 1), dt.date(2027, 7, 31))
    assert school_year.name == "läsåret 2026/27"
    assert list(keys(school_year)) == ["Samverkansråd", "Övrigt"]
    assert keys(collect(secretary, year=2025, start=8)) == {}


def test_what_is_cancelled_is_listed_but_not_in_the_wheel(tell: Any, secretary: User) -> None:
    tell("AU", "2026-03-03", category="ok", state=EventState.CANCELLED, title="Inställt: AU")
    tell("AU", "2026-04-03", category="ok")
    collected = collecting.gather(Choice(2026), secretary, today=TODAY)
    assert keys(collected.year) == {"ÖK & uppföljning": ["U1 AU: 2026-04-03"]}
    assert keys(collected.listed) == {"ÖK & uppföljning": ["U1 AU: 2026-03-03 2026-04-03"]}


def test_today_is_told_only_inside_the_year(tell: Any, secretary: User) -> None:
    assert collect(secretary).today == TODAY
    assert collect(secretary, year=2027).today is None


def test_a_lansdel_is_that_of_the_body_or_else_of_the_parties(tell: Any, secretary: User) -> None:
    north, south = make.district(name="Norr"), make.district(name="Söder")
    body = make.body(name="Gruppen i norr", district=north)
    kumla = make.organisation(name="Kumla", district=south)
    tell("Norrmöte", "2026-03-03", bodies=frozenset({body.pk}), parties=frozenset({kumla.pk}))
    tell("Kumladag", "2026-03-04", parties=frozenset({kumla.pk}))
    assert keys(collect(secretary, district=north.pk)) == {"Övrigt": ["Ö1 Norrmöte: 2026-03-03"]}
    assert keys(collect(secretary, district=south.pk)) == {"Övrigt": ["Ö2 Kumladag: 2026-03-04"]}


def test_the_addresses_choice_is_said_in_words(tell: Any, secretary: User) -> None:
    party = make.organisation(name="Nora")
    assert collect(secretary).chosen == "alla slag, alla grupper, hela länet"
    said = collect(secretary, categories=("ok", "medel"), party=party.pk, q="dag").chosen
    assert said == "ÖK & uppföljning och Medel & redovisning, alla grupper, Nora, ”dag”"


@pytest.mark.parametrize("precision", Precision)
def test_activities_are_told_with_their_precision(precision: Precision, secretary: User) -> None:
    activity("Analys", "2026-03-01", "2026-03-31", precision=precision.value)
    (entry,) = collect(secretary).entries
    assert entry.event.in_year
    assert (entry.event.in_year.precision, entry.url) == (
        precision,
        f"/arshjul/aktivitet/{entry.event.uid.split('-')[1].split('@')[0]}/",
    )


@pytest.mark.parametrize(
    ("query", "choice"),
    [
        ("", Choice(2026)),
        ("start=10", Choice(2025, 10)),
        ("ar=2031&start=8&kategori=ok&kategori=medel&grupp=3&q= a  b ",
         Choice(2031, 8, categories=("ok", "medel"), body=3, q="a b")),
        ("ar=0&start=13&grupp=-1&part=²&lansdel=1.5&ringar=x", Choice(2026)),
        ("ringar=grupp&part=7&lansdel=2", Choice(2026, party=7, district=2, rings=RingsBy.BODY)),
    ],
)  # fmt: skip
def test_an_address_is_read_and_written_back(query: str, choice: Choice) -> None:
    read = from_query(QueryDict(query), today=TODAY)
    assert read == choice
    assert from_query(QueryDict(read.query()[1:]), today=TODAY) == choice


def test_what_the_address_names_but_is_not_there_is_left_out(tell: Any, secretary: User) -> None:
    tell("Bokslut", "2026-02-20", category="medel")
    choice = Choice(2026, categories=("finnsinte",), body=99999, party=99999, district=99999)
    assert keys(collecting.collect(choice, secretary)) == {"Medel & redovisning": ["M1 Bokslut: 2026-02-20"]}


def test_members_know_of_what_is_open_and_of_their_own_bodies(settings: Settings) -> None:
    mine, other = make.body(), make.body()
    member = make.user()
    make.membership(seat=make.seat(of=mine), person=member.person)
    activity("Öppen", body=other)
    activity("Vår", body=mine, only_for_body=True)
    activity("Deras", body=other, only_for_body=True)
    activity("Anmäld", state="proposed")
    found = [entry.event.title for entry in collecting.collect(Choice(2026), member).entries]
    assert found == ["Vår", "Öppen"]
