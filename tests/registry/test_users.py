"""Accounts: who gets one, with what permission, and that one administrator always remains."""

from typing import Any

import pytest
from django.urls import reverse

from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import users
from secretariat.registry.models import LogEntry, OutgoingMail, User
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator() -> User:
    return make.user(name="Ada Ministratör", office_role="administrator")


@pytest.fixture
def client(as_user: Any, administrator: User) -> Any:
    return as_user(administrator)


def test_a_person_gets_an_account_and_a_letter_about_how_to_log_in(client: Any, administrator: User) -> None:
    person = make.person(name="Asta Prov", email="asta@exempel.se")
    response = client.post(
        reverse("registry:user-create"), {"person": person.pk, "office_role": "secretariat"}
    )
    user = User.objects.get(person=person)
    assert response.url == f"/register/anvandare/{user.pk}/"
    assert (user.email, user.office_role, user.has_usable_password()) == (
        "asta@exempel.se",
        "secretariat",
        False,
    )
    letter = OutgoingMail.objects.get()
    assert (letter.purpose, letter.to_email, letter.to_name, letter.action_url) == (
        "konto", "asta@exempel.se", "Asta Prov", "http://127.0.0.1:8000/konto/logga-in/",
    )  # fmt: skip
    assert "Hej Asta!" in letter.body
    assert [entry.verb for entry in LogEntry.objects.filter(user=administrator)] == ["skapade konto"]


@pytest.mark.parametrize(
    ("own", "typed", "errors"),
    [
        ("", "", {"email": ["Personen har ingen e-postadress. Skriv den som kontot ska ha."]}),
        ("", "TAGEN@exempel.se", {"email": ["Det finns redan ett konto med adressen TAGEN@exempel.se."]}),
        ("tagen@exempel.se", "", {"email": ["Det finns redan ett konto med adressen tagen@exempel.se."]}),
        ("", "ingen adress", {"email": ["Skriv hela e-postadressen, till exempel namn@exempel.se."]}),
    ],
)
def test_an_address_that_cannot_be_is_refused(
    client: Any, own: str, typed: str, errors: dict[str, list[str]]
) -> None:
    make.user(email="tagen@exempel.se")
    person = make.person(email=own)
    response = client.post(reverse("registry:user-create"), {"person": person.pk, "email": typed})
    assert (response.status_code, response.context["form"].errors) == (422, errors)
    assert OutgoingMail.objects.count() == 0


def test_a_person_has_one_account(administrator: User) -> None:
    with pytest.raises(NotAllowed) as no:
        users.create(person=administrator.person, email="ny@exempel.se", by=administrator)  # type: ignore[arg-type]
    assert no.value.reasons == ["Ada Ministratör har redan ett konto."]


def test_a_role_is_given_and_taken_and_told_in_the_log(client: Any) -> None:
    user = make.user()
    for role in ("secretariat", ""):
        client.post(reverse("registry:user-role", args=[user.pk]), {"office_role": role})
        user.refresh_from_db()
        assert user.office_role == role
    details = [entry.detail for entry in LogEntry.objects.filter(verb="ändrade behörighet")]
    assert details == [{"fran": "sekretariat", "till": "ingen"}, {"fran": "ingen", "till": "sekretariat"}]


def test_a_role_that_does_not_exist_is_refused(client: Any) -> None:
    user = make.user()
    response = client.post(
        reverse("registry:user-role", args=[user.pk]), {"office_role": "kung"}, follow=True
    )
    assert "Välj en av behörigheterna i listan." in response.content.decode()
    user.refresh_from_db()
    assert user.office_role == ""


def test_the_last_administrator_stays(client: Any, administrator: User) -> None:
    reason = "Ada Ministratör är den enda administratören. Gör någon annan till administratör först."
    url = reverse("registry:user-role", args=[administrator.pk])
    assert reason in client.post(url, {"office_role": "reader"}, follow=True).content.decode()
    administrator.refresh_from_db()
    assert administrator.office_role == "administrator"
    with pytest.raises(NotAllowed) as no:
        users.deactivate(administrator, by=make.user())
    assert no.value.reasons == [reason]
    make.user(office_role="administrator")
    users.change_role(administrator, to="reader", by=administrator)
    administrator.refresh_from_db()
    assert administrator.office_role == "reader"


def test_a_closed_administrator_does_not_count(administrator: User) -> None:
    make.user(office_role="administrator", is_active=False)
    assert users.obstacles_to_losing(administrator) != []


def test_an_account_is_closed_and_opened(client: Any, as_user: Any) -> None:
    user = make.user()
    theirs = as_user(user)
    client.post(reverse("registry:user-deactivate", args=[user.pk]))
    assert theirs.get(reverse("home:start")).status_code == 302
    client.post(reverse("registry:user-activate", args=[user.pk]))
    user.refresh_from_db()
    assert user.is_active
    verbs = LogEntry.objects.exclude(verb="loggade in").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["stängde konto", "öppnade konto"]


def test_nobody_closes_the_own_account(client: Any, administrator: User) -> None:
    make.user(office_role="administrator")
    page = client.post(reverse("registry:user-deactivate", args=[administrator.pk]), follow=True)
    assert "Du kan inte stänga ditt eget konto. Be en annan administratör." in page.content.decode()
    administrator.refresh_from_db()
    assert administrator.is_active


def test_the_list_asks_the_same_number_of_questions_for_one_and_three(
    client: Any, django_assert_num_queries: Any
) -> None:
    client.get(reverse("registry:user-list"))
    with django_assert_num_queries(4):
        client.get(reverse("registry:user-list"))
    make.user()
    make.user()
    with django_assert_num_queries(4):
        page = client.get(reverse("registry:user-list"), {"q": ""})
    assert len(page.context["users"]) == 3


def test_an_account_is_found_by_name_and_address(client: Any) -> None:
    make.user(name="Asta Prov", email="a@exempel.se")
    for q in ("asta prov", "a@exempel"):
        found = client.get(reverse("registry:user-list"), {"q": q}).context["users"]
        assert [user.name for user in found] == ["Asta Prov"]
