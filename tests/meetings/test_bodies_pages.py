"""Pages of bodies: list, page, settings, agenda template, copies, words (A1, A2, A9, A11)."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from meetings.models import Body, BodyType, CopyRecipient, MinutesWord, StandingItem
from secretariat.registry.models import LogEntry, User
from tests import make

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]


def names(client: Client, query: str = "") -> list[str]:
    page = client.get(reverse("meetings:body-list") + query)
    return [body.name for body in page.context["bodies"]]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_database_equally_often(
    count: int, secretary: User, as_user: Login, django_assert_num_queries: Callable
) -> None:
    for _ in range(count):
        make.member(of=make.body())
    client = as_user(secretary)
    with django_assert_num_queries(5):
        client.get(reverse("meetings:body-list"))


def test_the_list_is_found_by_name_code_and_alias(secretary: User, as_user: Login) -> None:
    make.body(name="Chefsgrupp folkhälsa", code="CF", aliases=["FH-cheferna"])
    make.body(name="Länsdelsgrupp Norr", code="LN", short_name="Norr")
    client = as_user(secretary)
    assert names(client) == ["Chefsgrupp folkhälsa", "Länsdelsgrupp Norr"]
    assert names(client, "?q=fh-chef") == ["Chefsgrupp folkhälsa"]
    assert names(client, "?q=ln") == ["Länsdelsgrupp Norr"]
    assert names(client, "?q=finns+inte") == []


def test_ended_bodies_are_shown_when_asked_for(secretary: User, as_user: Login) -> None:
    """K13: a body that was merged stays, with its successor."""
    new = make.body(name="Nya gruppen")
    old = make.body(name="Gamla gruppen", ends_on=make.DAY, successor=new)
    client = as_user(secretary)
    assert names(client) == ["Nya gruppen"]
    assert names(client, "?visa=upphorda") == ["Gamla gruppen"]
    assert names(client, "?visa=alla") == ["Gamla gruppen", "Nya gruppen"]
    assert "Efterträdare" in client.get(old.get_absolute_url()).content.decode()
    assert "Föregångare" in client.get(new.get_absolute_url()).content.decode()


def test_a_body_shows_holders_vacancies_and_who_was_before(secretary: User, as_user: Login) -> None:
    """A2, A3."""
    body = make.body(name="Rådet")
    seat = make.seat(of=body, organisation=make.organisation(name="Nora"))
    make.membership(seat=seat, person=make.person(name="Asta Holm"), ends_on=make.DAY)
    make.seat(of=body, organisation=make.organisation(name="RF-SISU"), position=2)
    page = as_user(secretary).get(body.get_absolute_url())
    groups = [(heading, [row.holder for row in rows]) for heading, rows in page.context["seat_groups"]]
    assert groups == [("Deltagare", ["Vakant", "Vakant"])]
    assert [[str(one.person) for one in row.earlier] for row in page.context["history"]] == [["Asta Holm"]]
    assert "2\u00a0vakanta" in page.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_equally_often_for_one_and_three_seats(
    count: int, secretary: User, as_user: Login, django_assert_num_queries: Callable
) -> None:
    body = make.body()
    for _ in range(count):
        make.member(of=body)
        make.meeting(bodies=[body])
    client = as_user(secretary)
    with django_assert_num_queries(13):
        client.get(body.get_absolute_url())


def settings_of(body: Body, **changes: object) -> dict[str, object]:
    fields = [
        "name", "short_name", "code", "type", "charter", "approval_policy", "elected_approvers", "approval_days",
        "notice_days", "draft_circle", "minutes_word", "layout", "material_days", "reply_days", "remind_before_days",
        "approval_login", "approval_fresh_minutes",
    ]  # fmt: skip
    days = ", ".join(str(number) for number in body.remind_after_days)
    told = {name: getattr(body, f"{name}_id", getattr(body, name)) for name in fields}
    return told | {"remind_after_days": days} | changes


def test_arbetsordning_can_be_changed(secretary: User, as_user: Login) -> None:
    """A11: lead time is a setting of the body."""
    body = make.body(name="Chefsgruppen", code="C1")
    data = settings_of(
        body, code="c f", notice_days=7, approval_policy="none", aliases="Cheferna\n\nFH-chefer\n"
    )
    answer = as_user(secretary).post(reverse("meetings:body-edit", args=[body.pk]), data)
    assert answer.status_code == 302
    body.refresh_from_db()
    assert (body.code, body.notice_days, body.has_approval, body.aliases) == (
        "CF",
        7,
        False,
        ["Cheferna", "FH-chefer"],
    )
    assert LogEntry.objects.get().verb == "ändrade grupp"


@pytest.mark.parametrize(
    ("typed", "kept"), [("7, 3", [3, 7]), ("3 och 7", [3, 7]), ("5", [5]), ("", []), ("3,3; 14", [3, 14])]
)
def test_days_for_reminding_are_typed_with_commas(
    secretary: User, as_user: Login, typed: str, kept: list[int]
) -> None:
    """C3: the days are settings of the body."""
    body = make.body()
    data = settings_of(body, remind_after_days=typed, remind_before_days=1, material_days=20, reply_days=4)
    assert as_user(secretary).post(reverse("meetings:body-edit", args=[body.pk]), data).status_code == 302
    body.refresh_from_db()
    assert (body.remind_after_days, body.remind_before_days) == (kept, 1)
    assert (body.material_days, body.reply_days) == (20, 4)


@pytest.mark.parametrize("typed", ["tre", "3.5", "-1", "0", "3, 400", "3, x"])
def test_days_for_reminding_that_are_none_are_told_and_kept(
    secretary: User, as_user: Login, typed: str
) -> None:
    body = make.body()
    page = as_user(secretary).post(
        reverse("meetings:body-edit", args=[body.pk]), settings_of(body, remind_after_days=typed)
    )
    assert page.context["form"].errors == {
        "remind_after_days": ["Skriv antal dagar med komma emellan, till exempel 3, 7."]
    }
    assert f'value="{typed}"' in page.content.decode()


def test_bad_settings_are_told_and_nothing_is_lost(secretary: User, as_user: Login) -> None:
    body = make.body(name="Chefsgruppen")
    other = make.body(name="Under", parent=body, code="U")
    data = settings_of(body, parent=other.pk, code="U", starts_on="03/04/2026", charter="Nytt uppdrag")
    page = as_user(secretary).post(reverse("meetings:body-edit", args=[body.pk]), data)
    assert page.context["form"].errors == {
        "code": ["En annan grupp har den kortkoden. Välj en annan."],
        "starts_on": ["Skriv datumet som 2026-03-04 eller 4 mars 2026."],
        "parent": ["Gruppen kan inte höra till en grupp som hör till den."],
    }
    assert "Nytt uppdrag" in page.content.decode()
    assert page.context["name"] == "Chefsgruppen"


def test_a_body_can_be_added(secretary: User, as_user: Login) -> None:
    word = make.minutes_word()
    kind = BodyType.objects.create(name="råd", slug="rad")
    data = settings_of(Body(name="Rådet", code="R", type=kind, minutes_word=word))
    answer = as_user(secretary).post(reverse("meetings:body-create"), data)
    assert answer.url == Body.objects.get().get_absolute_url()


def test_standing_items_are_added_ordered_and_removed(secretary: User, as_user: Login) -> None:
    """A9."""
    body = make.body()
    client = as_user(secretary)
    template = reverse("meetings:body-agenda", args=[body.pk])
    for title in ("Mötet öppnas", "Dagordning", "Laget runt"):
        client.post(template, {"title": title, "role": "", "purpose": "", "presenter": "alla", "minutes": ""})
    last = StandingItem.objects.get(title="Laget runt")
    client.post(reverse("meetings:body-agenda-up", args=[last.pk]))
    client.post(
        reverse("meetings:body-agenda-remove", args=[StandingItem.objects.get(title="Dagordning").pk])
    )
    client.post(
        reverse("meetings:body-agenda-item", args=[last.pk]),
        {
            "title": "Laget runt – alla",
            "role": "round_table",
            "purpose": "",
            "presenter": "",
            "minutes": "30",
        },
    )
    assert [(item.title, item.role, item.minutes) for item in body.standing_items.all()] == [
        ("Mötet öppnas", "", None),
        ("Laget runt – alla", "round_table", 30),
    ]


def test_receivers_of_copies_are_added_and_removed(secretary: User, as_user: Login) -> None:
    body = make.body()
    client = as_user(secretary)
    page = reverse("meetings:body-copies", args=[body.pk])
    wrong = client.post(page, {"name": "Registrator", "email": "inte en adress"})
    assert list(wrong.context["form"].errors) == ["email"]
    client.post(page, {"name": "Registrator", "email": "registrator@exempel.se"})
    recipient = CopyRecipient.objects.get()
    assert (recipient.body, recipient.email) == (body, "registrator@exempel.se")
    client.post(reverse("meetings:body-copies-remove", args=[recipient.pk]))
    assert not CopyRecipient.objects.exists()


def test_words_are_data_and_used_ones_stay(secretary: User, as_user: Login) -> None:
    body = make.body()
    client = as_user(secretary)
    word = {"indefinite": "protokoll", "definite": "protokollet", "agreement": "neuter"}
    client.post(reverse("meetings:body-word-create"), word)
    client.post(reverse("meetings:body-type-create"), {"name": "nätverk", "slug": "network", "position": 9})
    refused = client.post(reverse("meetings:body-type-remove", args=[body.type_id]), follow=True)
    told = [str(one) for one in refused.context["messages"]]
    assert told[-1] == "chefsgrupp används av en grupp och kan inte tas bort."
    client.post(reverse("meetings:body-type-remove", args=[BodyType.objects.get(slug="network").pk]))
    client.post(reverse("meetings:body-word-remove", args=[body.minutes_word_id]))
    assert list(BodyType.objects.values_list("name", flat=True)) == ["chefsgrupp"]
    assert list(MinutesWord.objects.values_list("indefinite", flat=True)) == [
        "minnesanteckningar",
        "protokoll",
    ]
