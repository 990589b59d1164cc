"""Persons: found, added, changed, exported; never with a personnummer (D6, D7)."""

import io
from typing import Any

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from secretariat.registry.models import LogEntry, OrgUnit, Person, User
from tests import make

pytestmark = pytest.mark.django_db

LIST = "registry:person-list"


def names(response: Any) -> list[str]:
    return [person.name for person in response.context["people"]]


@pytest.fixture
def office(as_user: Any, secretary: User) -> Any:
    Person.objects.update(given_name="Zz", family_name="Öö")
    return as_user(secretary)


def typed(**changes: Any) -> dict[str, Any]:
    return {"given_name": "Asta", "family_name": "Prov", "title": "chef", **changes}


def test_the_list_is_in_swedish_order(office: Any) -> None:
    for name in ("Eva Örtkvist", "Eva Åhlin", "Eva de Vries", "Eva Viberg"):
        make.person(name=name)
    assert names(office.get(reverse(LIST))) == [
        "Eva de Vries",
        "Eva Viberg",
        "Eva Åhlin",
        "Eva Örtkvist",
        "Zz Öö",
    ]


@pytest.mark.parametrize("q", ["behcet", "Bechet", "folkhälsoch", "kumla", "behcet kumla"])
def test_a_person_is_found_by_name_alias_title_and_organisation(office: Any, q: str) -> None:
    kumla = make.organisation(name="Kumla kommun")
    make.person(
        name="Behcet Provsson", aliases=["Bechet Provsson"], title="folkhälsochef", organisation=kumla
    )
    make.person(name="Någon Annan")
    assert names(office.get(reverse(LIST), {"q": q})) == ["Behcet Provsson"]


def test_the_list_can_be_held_to_one_organisation(office: Any) -> None:
    kumla = make.organisation(name="Kumla kommun")
    make.person(name="Asta Prov", organisation=kumla)
    make.person(name="Birger Prov", organisation=make.organisation())
    assert names(office.get(reverse(LIST), {"organisation": kumla.pk})) == ["Asta Prov"]
    assert office.get(reverse(LIST), {"organisation": "x"}).status_code == 200


def test_the_second_page_has_the_rest(office: Any) -> None:
    for n in range(51):
        make.person(name=f"Asta Prov{n:02}")
    page = office.get(reverse(LIST), {"q": "Asta", "sida": 2})
    assert names(page) == ["Asta Prov50"]
    assert "?q=Asta&amp;sida=1" in page.content.decode()


def test_a_search_without_answer_says_what_to_do(office: Any) -> None:
    assert "Ingen person stämmer med sökningen." in office.get(reverse(LIST), {"q": "qqqq"}).content.decode()


def test_htmx_gets_the_rows_alone(office: Any) -> None:
    part = office.get(reverse(LIST), headers={"HX-Request": "true"}).content.decode()
    assert part.strip().startswith('<section id="person-rows"')


def test_the_list_asks_the_same_number_of_questions_for_one_and_three(
    office: Any, django_assert_num_queries: Any
) -> None:
    make.person(organisation=make.organisation())
    office.get(reverse(LIST))
    with django_assert_num_queries(5):
        office.get(reverse(LIST))
    for _ in range(2):
        make.person(organisation=make.organisation())
    with django_assert_num_queries(5):
        office.get(reverse(LIST))


def test_the_shown_list_goes_to_excel_with_swedish_headings(office: Any) -> None:
    kumla = make.organisation(name="Kumla kommun", municipality_code="1881")
    make.person(
        name="Asta Prov", organisation=kumla, title="chef", email="asta@exempel.se", phone="019-10 20 30"
    )
    make.person(
        name="Beda Prov", email="beda@exempel.se", phone="019-1", protected_identity=True, title="hemlig"
    )
    response = office.get(reverse("registry:person-export"), {"q": "Prov"})
    assert response["Content-Disposition"] == f'attachment; filename="personer-{timezone.localdate()}.xlsx"'
    rows = list(openpyxl.load_workbook(io.BytesIO(response.content)).active.values)  # type: ignore[union-attr]
    assert [row[1:] for row in rows] == [
        (
            "förnamn",
            "efternamn",
            "titel",
            "organisation",
            "kommunkod",
            "enhet",
            "e-post",
            "telefon",
            "skrivs också",
        ),
        ("Asta", "Prov", "chef", "Kumla kommun", "1881", None, "asta@exempel.se", "019-10 20 30", None),
    ]  # a search that found a protected person would tell the name (D7)
    assert LogEntry.objects.get(verb="exporterade personer").detail == {"antal": 1, "urval": "q=Prov"}


def test_a_person_is_added_and_it_is_logged(office: Any, secretary: User) -> None:
    response = office.post(reverse("registry:person-create"), typed(aliases="Asta P\n\n Ast Prov "))
    person = Person.objects.get(given_name="Asta")
    assert (response.status_code, response.url) == (302, f"/register/personer/{person.pk}/")
    assert person.aliases == ["Asta P", "Ast Prov"]
    entry = LogEntry.objects.get(verb="lade till person")
    assert (entry.user, entry.label) == (secretary, "Asta Prov")


def test_a_change_is_logged_by_field_and_not_by_value(office: Any) -> None:
    person = make.person(name="Asta Prov")
    office.post(reverse("registry:person-edit", args=[person.pk]), typed(phone="019-10 20 30"))
    person.refresh_from_db()
    assert (person.title, person.phone) == ("chef", "019-10 20 30")
    assert LogEntry.objects.get(verb="ändrade person").detail == {"falt": ["telefon", "titel"]}


@pytest.mark.parametrize("field", ["given_name", "family_name", "title", "phone", "aliases"])
def test_a_personnummer_is_refused_wherever_it_is_typed(office: Any, field: str) -> None:
    """D6. The form is shown again with what was typed."""
    response = office.post(reverse("registry:person-create"), typed(**{field: "811218-9876"}))
    assert response.status_code == 422
    assert response.context["form"].errors == {
        field: ["811218-9876 ser ut som ett personnummer. Ta bort det: personnummer sparas inte här."]
    }
    assert 'value="Prov"' in response.content.decode() or field == "family_name"
    assert not Person.objects.filter(given_name="Asta").exists()


def test_a_mobile_number_is_no_personnummer(office: Any) -> None:
    assert office.post(reverse("registry:person-create"), typed(phone="0701010001")).status_code == 302


def test_a_unit_brings_its_organisation_and_another_one_is_refused(office: Any) -> None:
    kumla, laxa = make.organisation(name="Kumla kommun"), make.organisation(name="Laxå kommun")
    unit = OrgUnit.objects.create(organisation=kumla, name="Socialförvaltningen")
    office.post(reverse("registry:person-create"), typed(unit=unit.pk))
    assert Person.objects.get(given_name="Asta").organisation == kumla
    response = office.post(reverse("registry:person-create"), typed(unit=unit.pk, organisation=laxa.pk))
    assert response.context["form"].errors == {
        "unit": ["Enheten hör till Kumla kommun. Välj den organisationen eller en annan enhet."]
    }


def test_contacts_of_a_protected_person_are_for_administrators(as_user: Any) -> None:
    """D7. The secretariat sees them after saying why (test_privacy.py)."""
    person = make.person(name="Asta Prov", email="hemlig@exempel.se", phone="019-99", protected_identity=True)
    keeper = make.user()
    make.membership(seat=make.seat(of=make.body(), kind="secretary"), person=keeper.person)
    url = reverse("registry:person-detail", args=[person.pk])
    administrator = as_user(make.user(office_role="administrator"))
    assert "hemlig@exempel.se" in administrator.get(url).content.decode()
    for page in (url, reverse(LIST)):
        assert "hemlig@exempel.se" not in as_user(keeper).get(page).content.decode()
