"""Kinds of things in the year: data the office changes as it likes (interface 2.2)."""

from typing import Any

import pytest
from django.urls import reverse

from meetings.models import BodyType
from secretariat.registry.models import LogEntry, User
from secretariat.yearwheel.models import Category
from tests import make
from tests.yearwheel.test_activities import told
from tests.yearwheel.year_case import activity, category

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kinds")]
NEW = reverse("yearwheel:category-create")


def values(**changes: Any) -> dict[str, Any]:
    return {"name": "Ansökningar", "letter": "a", "colour": "8a5200", "position": "9", **changes}


def test_a_year_begins_with_eight_kinds() -> None:
    assert [(one.letter, one.name, one.get_colour_display()) for one in Category.objects.all()] == [
        ("L", "Länsdelsgrupper", "grön"),
        ("C", "Chefsgrupper", "petrol"),
        ("M", "Medel & redovisning", "brun"),
        ("U", "ÖK & uppföljning", "röd"),
        ("E", "Undersökningar", "blå"),
        ("R", "Samverkansråd", "lila"),
        ("K", "Konferenser & utbildning", "oliv"),
        ("Ö", "Övrigt", "grå"),
    ]


def test_a_kind_is_added_changed_and_removed(secretary: User, as_user: Any) -> None:
    client, chiefs = as_user(secretary), BodyType.objects.create(name="styrgrupp", slug="steering_group")
    assert client.post(NEW, values(body_types=[chiefs.pk])).status_code == 302
    made = Category.objects.get(name="Ansökningar")
    assert (made.slug, made.letter, list(made.body_types.all())) == ("ansokningar", "A", [chiefs])
    address = reverse("yearwheel:category-edit", args=[made.pk])
    assert client.post(address, values(name="Bidrag", letter="B", position="1")).status_code == 302
    made.refresh_from_db()
    assert (made.slug, made.name, made.letter, made.position, list(made.body_types.all())) == (
        "ansokningar", "Bidrag", "B", 1, [],
    )  # fmt: skip
    assert client.post(reverse("yearwheel:category-remove", args=[made.pk])).status_code == 302
    assert not Category.objects.filter(pk=made.pk).exists()
    assert list(LogEntry.objects.order_by("pk").values_list("verb", flat=True)) == [
        "lade till slag i årshjulet", "ändrade slag i årshjulet", "tog bort slag i årshjulet",
    ]  # fmt: skip


def test_two_kinds_of_one_name_in_addresses_are_told_apart(secretary: User, as_user: Any) -> None:
    category("oppet", name="Annat", letter="A")
    as_user(secretary).post(NEW, values(name="Öppet", letter="B"))
    assert Category.objects.get(name="Öppet").slug == "oppet-2"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"letter": "l"}, ["Länsdelsgrupper har redan bokstaven L. Välj en annan."]),
        ({"letter": "7"}, ["Skriv en bokstav."]),
        ({"name": "Undersökningar"}, ["Kategori i årshjulet med detta Namn finns redan."]),
        ({"colour": "ff0000"}, ["Valet finns inte längre. Välj ett av alternativen."]),
    ],
)
def test_bad_input_is_told(wrong: dict[str, str], words: list[str], secretary: User, as_user: Any) -> None:
    answer = as_user(secretary).post(NEW, values(**wrong))
    assert (answer.status_code, told(answer)) == (422, words)


def test_a_kind_of_body_is_in_one_kind_of_things(secretary: User, as_user: Any) -> None:
    chiefs = BodyType.objects.create(name="styrgrupp", slug="steering_group")
    category("chefsgrupper").body_types.add(chiefs)
    answer = as_user(secretary).post(NEW, values(body_types=[chiefs.pk]))
    assert told(answer) == ["styrgrupp hör till Chefsgrupper. Ta bort krysset där först."]


def test_what_is_used_and_what_takes_the_rest_stay(secretary: User, as_user: Any) -> None:
    activity(category=category("medel"))
    client = as_user(secretary)
    said = {
        slug: client.post(
            reverse("yearwheel:category-remove", args=[category(slug).pk]), follow=True
        ).content.decode()
        for slug in ("medel", "ovrigt")
    }
    assert "Medel &amp; redovisning har 1 aktivitet. Ge dem ett annat slag först." in said["medel"]
    assert "Övrigt behövs för det som inte hör till något annat slag." in said["ovrigt"]
    assert Category.objects.count() == 8


def test_kinds_are_seen_by_all_readers_and_changed_by_the_office(as_user: Any) -> None:
    reader = as_user(make.user(office_role="reader"))
    assert reader.get(reverse("yearwheel:category-list")).status_code == 200
    assert reader.get(NEW).status_code == 403


def test_the_list_asks_equally_often_for_more_kinds(
    secretary: User, as_user: Any, django_assert_max_num_queries: Any
) -> None:
    client = as_user(secretary)
    client.get(reverse("yearwheel:category-list"))
    with django_assert_max_num_queries(8) as asked:
        client.get(reverse("yearwheel:category-list"))
    for n, letter in enumerate("ABD"):
        category(f"slag-{n}", letter=letter)
    with django_assert_max_num_queries(len(asked)):
        assert len(client.get(reverse("yearwheel:category-list")).context["categories"]) == 11
