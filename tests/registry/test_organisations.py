"""Organisations, their units, letterheads and länsdelar."""

import datetime as dt
import io
from typing import Any

import openpyxl
import pytest
from django.urls import reverse

from meetings.models import AgendaItem, ItemBlock
from secretariat.registry.models import District, Letterhead, LogEntry, Organisation, OrgUnit, User
from tests import make

pytestmark = pytest.mark.django_db

LIST = "registry:organisation-list"


@pytest.fixture
def office(as_user: Any, secretary: User) -> Any:
    return as_user(secretary)


def names(response: Any) -> list[str]:
    return [organisation.name for organisation in response.context["organisations"]]


def typed(*units: tuple[str, str], old: int = 0, **changes: Any) -> dict[str, Any]:
    """What the form sends: the organisation's fields, and rows of (id, name)."""
    form = {"name": "Kumla kommun", "short_name": "Kumla", "kind": "municipality", **changes}
    form |= {"enhet-TOTAL_FORMS": str(len(units)), "enhet-INITIAL_FORMS": str(old)}
    for n, (pk, name) in enumerate(units):
        form |= {f"enhet-{n}-id": pk, f"enhet-{n}-name": name}
    return form


def test_the_list_can_be_searched_and_held_to_kind_and_district(office: Any) -> None:
    norr = make.district(name="Norr")
    make.organisation(name="Kumla kommun", aliases=["Kumla stad"])
    make.organisation(name="Nora kommun", district=norr)
    make.organisation(name="Region Örebro län", kind="region")
    make.organisation(name="Gamla kommunen", ends_on=dt.date(2020, 1, 1))
    assert names(office.get(reverse(LIST))) == ["Kumla kommun", "Nora kommun", "Region Örebro län"]
    assert names(office.get(reverse(LIST), {"q": "stad"})) == ["Kumla kommun"]
    assert names(office.get(reverse(LIST), {"slag": "region"})) == ["Region Örebro län"]
    assert names(office.get(reverse(LIST), {"lansdel": norr.pk})) == ["Nora kommun"]
    assert names(office.get(reverse(LIST), {"alla": 1, "q": "gamla"})) == ["Gamla kommunen"]


def test_the_list_asks_the_same_number_of_questions_for_one_and_three(
    office: Any, django_assert_num_queries: Any
) -> None:
    make.organisation(district=make.district())
    office.get(reverse(LIST))
    with django_assert_num_queries(6):
        office.get(reverse(LIST))
    for _ in range(2):
        make.organisation(district=make.district())
    with django_assert_num_queries(6):
        office.get(reverse(LIST))


def test_the_shown_list_goes_to_excel(office: Any) -> None:
    make.organisation(name="Kumla kommun", short_name="Kumla", municipality_code="1881", aliases=["K1", "K2"])
    content = office.get(reverse("registry:organisation-export")).content
    rows = list(openpyxl.load_workbook(io.BytesIO(content)).active.values)  # type: ignore[union-attr]
    assert [row[1:] for row in rows] == [
        (
            "namn",
            "kort namn",
            "slag",
            "kommunkod",
            "länsdel",
            "organisationsnummer",
            "kallas också",
            "upphörde",
        ),
        ("Kumla kommun", "Kumla", "kommun", "1881", None, None, "K1, K2", None),
    ]


def test_an_organisation_is_added_with_its_units(office: Any, secretary: User) -> None:
    form = typed(
        ("", "Socialförvaltningen"), ("", ""), municipality_code="1881", aliases="Kumla stad\nKommunen"
    )
    response = office.post(reverse("registry:organisation-create"), form)
    organisation = Organisation.objects.get()
    assert response.url == f"/register/organisationer/{organisation.pk}/"
    assert organisation.aliases == ["Kumla stad", "Kommunen"]
    assert [unit.name for unit in organisation.units.all()] == ["Socialförvaltningen"]
    entry = LogEntry.objects.get()
    assert (entry.verb, entry.label, entry.user) == ("lade till organisation", "Kumla kommun", secretary)
    page = office.get(response.url).content.decode()
    assert f"?organisation={organisation.pk}" in page


def test_it_is_changed_renamed_and_ended_by_a_date(office: Any) -> None:
    organisation = make.organisation(name="Kumla kommun")
    unit = OrgUnit.objects.create(organisation=organisation, name="Gamla enheten")
    form = typed((str(unit.pk), "Nya enheten"), old=1, ends_on="31 december 2026")
    office.post(reverse("registry:organisation-edit", args=[organisation.pk]), form)
    organisation.refresh_from_db()
    unit.refresh_from_db()
    assert (organisation.ends_on, unit.name) == (dt.date(2026, 12, 31), "Nya enheten")


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"municipality_code": "18"}, {"municipality_code": ["Kommunkoden är fyra siffror, till exempel 1880."]}),
        ({"municipality_code": "1880"}, {"__all__": ["En annan organisation har redan den kommunkoden."]}),
        ({"ends_on": "03/04/2026"}, {"ends_on": ["Skriv datumet som 2026-03-04 eller 4 mars 2026."]}),
        ({"name": "811218-9876"}, {
            "name": ["811218-9876 ser ut som ett personnummer. Ta bort det: personnummer sparas inte här."],
        }),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_words(
    office: Any, changes: dict[str, str], errors: dict[str, list[str]]
) -> None:
    make.organisation(name="Örebro kommun", municipality_code="1880")
    response = office.post(reverse("registry:organisation-create"), typed(**changes))
    assert (response.status_code, response.context["form"].errors) == (422, errors)
    assert Organisation.objects.count() == 1


def test_a_unit_in_minutes_is_kept_with_a_reason(office: Any) -> None:
    organisation = make.organisation(name="Kumla kommun")
    unit = OrgUnit.objects.create(organisation=organisation, name="Socialförvaltningen")
    meeting = make.meeting()
    item = AgendaItem.objects.create(meeting=meeting, title="Laget runt")
    ItemBlock.objects.create(meeting=meeting, item=item, kind="contribution", unit=unit)
    url = reverse("registry:organisation-edit", args=[organisation.pk])
    response = office.post(
        url, typed((str(unit.pk), unit.name), old=1, name="Nytt namn", **{"enhet-0-DELETE": "on"})
    )
    assert response.context["form"].non_field_errors() == [
        "Socialförvaltningen står i anteckningar och kan inte tas bort. Byt namn på enheten i stället."
    ]
    organisation.refresh_from_db()
    assert (organisation.name, OrgUnit.objects.count()) == ("Kumla kommun", 1)
    ItemBlock.objects.all().delete()
    office.post(url, typed((str(unit.pk), unit.name), old=1, **{"enhet-0-DELETE": "on"}))
    assert OrgUnit.objects.count() == 0


def test_a_letterhead_is_added_and_changed(office: Any) -> None:
    region = make.organisation(name="Region Örebro län", kind="region")
    form = {
        "name": "Kansliet",
        "organisation": region.pk,
        "office": "Välfärd och folkhälsa",
        "plusgiro": "1 23 45-6",
    }
    assert office.post(reverse("registry:letterhead-create"), form).status_code == 302
    letterhead = Letterhead.objects.get()
    office.post(reverse("registry:letterhead-edit", args=[letterhead.pk]), {**form, "phone": "019-602 70 00"})
    letterhead.refresh_from_db()
    assert (letterhead.office, letterhead.plusgiro, letterhead.phone) == (
        "Välfärd och folkhälsa", "1 23 45-6", "019-602 70 00",
    )  # fmt: skip
    assert "Kansliet" in office.get(reverse("registry:letterhead-list")).content.decode()
    assert sorted(LogEntry.objects.values_list("verb", flat=True)) == [
        "lade till brevhuvud",
        "ändrade brevhuvud",
    ]


def test_districts_are_changed_in_rows(office: Any) -> None:
    norr = make.district(name="Norr")
    form = {
        "lansdel-TOTAL_FORMS": "3", "lansdel-INITIAL_FORMS": "1",
        "lansdel-0-id": str(norr.pk), "lansdel-0-name": "Norra länsdelen", "lansdel-0-position": "2",
        "lansdel-1-name": "Söder", "lansdel-1-position": "1",
        "lansdel-2-name": "", "lansdel-2-position": "0",
    }  # fmt: skip
    office.post(reverse("registry:district-list"), form)
    assert [district.name for district in District.objects.all()] == ["Söder", "Norra länsdelen"]
    again = {**form, "lansdel-0-name": "Söder", "lansdel-1-name": ""}
    assert office.post(reverse("registry:district-list"), again).status_code == 422
