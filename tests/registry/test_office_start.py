"""The first start of an office: one command makes the first administrator."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from secretariat.registry.models import Letterhead, LogEntry, Organisation, OutgoingMail, User
from tests import make

pytestmark = pytest.mark.django_db

ANSWERS = {"email": "Ada@exempel.se", "name": "Ada Maria Prov", "organisation": "Region Prov"}


def test_the_command_makes_administrator_organisation_and_letterhead(capsys: Any) -> None:
    call_command("start_office", **ANSWERS)
    user = User.objects.get()
    assert (user.email, user.name, user.office_role) == ("ada@exempel.se", "Ada Maria Prov", "administrator")
    assert user.person
    assert user.person.family_name == "Prov"
    own = Organisation.objects.get()
    assert (own.name, own.is_own, user.person.organisation) == ("Region Prov", True, own)
    assert Letterhead.objects.get().organisation == own
    assert LogEntry.objects.get().verb == "startade kansliet"
    assert "Logga in på http://127.0.0.1:8000/konto/logga-in/" in capsys.readouterr().out


def test_what_is_not_given_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter(["ada@exempel.se", "Ada Prov", "Region Prov"])
    monkeypatch.setattr("builtins.input", lambda question: next(answers))
    call_command("start_office")
    assert User.objects.get().name == "Ada Prov"


def test_the_administrator_logs_in_by_code(client: Client) -> None:
    call_command("start_office", **ANSWERS)
    client.post(reverse("account_request_login_code"), {"email": "ada@exempel.se"})
    code = OutgoingMail.objects.get().body.split("\n\n")[1].strip()
    client.post(reverse("account_confirm_login_code"), {"code": code})
    assert client.get(reverse("registry:user-list")).status_code == 200


def test_it_refuses_where_there_is_an_administrator() -> None:
    make.user(office_role="administrator")
    with pytest.raises(CommandError) as no:
        call_command("start_office", **ANSWERS)
    assert str(no.value) == (
        "Det finns redan en administratör. Logga in som den och lägg till fler under Användare."
    )
    assert Organisation.objects.count() == 0


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"email": "ada"}, "ada är ingen e-postadress. Skriv den som namn@exempel.se."),
        (
            {"email": "ada@demo.sekretariatet.se"},
            "Adresser som slutar på @demo.sekretariatet.se hör till demon. Använd din egen.",
        ),
        ({"name": " "}, "Skriv ditt namn."),
        ({"organisation": " "}, "Skriv organisationens namn."),
    ],
)
def test_wrong_answers_are_refused_in_words(wrong: dict[str, str], reason: str) -> None:
    with pytest.raises(CommandError) as no:
        call_command("start_office", **{**ANSWERS, **wrong})
    assert str(no.value) == reason
    assert User.objects.count() == 0


def test_an_empty_house_shows_how_to_begin(client: Client) -> None:
    assert client.get(reverse("home:start"), follow=True).redirect_chain[-1][0] == reverse("home:first-start")
    assert "start_office" in client.get(reverse("home:first-start")).content.decode()
    make.user()
    assert client.get(reverse("home:first-start")).url == "/"  # type: ignore[attr-defined]
