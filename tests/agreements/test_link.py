"""The handläggare's page without account: what it shows, saves and refuses; and when the link is over (F2, F4)."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from agreements.actions import rounds, versions
from secretariat.registry.models import PersonalLink, User
from tests import make

from .case import DUE, NOW, TODAY, an_agreement, extract, key_for, path_for

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("decided_beforehand")]
As = Callable[[User], Client]


def words(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_the_page_shows_the_basis_and_reading_changes_nothing(client: Client) -> None:
    case = an_agreement("Nora", purpose="Vi arbetar tillsammans.")
    path = path_for(case.people["Nora"])
    response = client.get(path)
    said = words(response)
    for part in (
        "Beslut i Nora",
        "Beslutet behövs",
        "Vi arbetar tillsammans.",
        "overenskommelsen.pdf",
        f"Det här är en egen länk för {case.people['Nora'].name} , som är handläggare för Nora.",
    ):
        assert part in said
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert case.states() == {"Nora": "sent"}
    assert not PersonalLink.objects.exclude(last_used_at=None).exists()


def test_a_party_receives_plans_and_decides_with_the_same_link(client: Client) -> None:
    """Domain 3.3: the steps a handläggare takes, in parts."""
    case = an_agreement("Nora")
    path = path_for(case.people["Nora"])
    thanks = client.post(path, {"case_number": "KS 26/88"}, follow=True)
    assert "Tack, vi vet att ni har tagit emot underlaget" in words(thanks)
    assert case.states() == {"Nora": "received"}
    client.post(path, {"case_number": "KS 26/88", "organ": "KS", "planned_on": "2 december 2099"})
    assert case.states() == {"Nora": "up_for_decision"}
    told = {
        "case_number": "KS 26/88", "organ": "KS", "planned_on": "2099-12-02", "outcome": "assent_changed",
        "decided_on": "2026-09-01", "paragraph": "§ 88", "deviation": "Även per länsdel.", "upload": extract(),
    }  # fmt: skip
    thanks = client.post(path, told, follow=True)
    assert "Tack, beskedet är sparat" in words(thanks)
    party = case.party("Nora")
    assert (party.state, party.outcome, party.paragraph) == ("extract_in", "assent_changed", "88")
    assert case.state == "deviating"
    assert "Bifall med tillägg eller ändring" in words(client.get(path))


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (
            {"decided_on": "03/04/2026", "outcome": "assent"},
            "Skriv datumet som 2026-03-04 eller 4 mars 2026.",
        ),
        ({"outcome": "assent"}, "Ange vilken dag ni beslutade."),
        ({"outcome": "refused", "decided_on": "2026-09-01"}, "Skriv hur ert beslut skiljer sig"),
        ({"outcome": "kanske"}, "Välj ett av alternativen."),
        ({"organ": "KS", "deviation": "19121212-1212"}, "ser ut som ett personnummer"),
    ],
)
def test_what_cannot_be_read_is_told_and_nothing_is_lost(
    client: Client, said: dict[str, str], reason: str
) -> None:
    case = an_agreement("Nora")
    response = client.post(path_for(case.people["Nora"]), {"organ": "Kommunstyrelsen", **said})
    assert response.status_code == 200
    assert reason in words(response)
    assert 'value="K' in response.content.decode()
    assert case.states() == {"Nora": "sent"}


def test_saving_nothing_new_is_told(client: Client) -> None:
    case = an_agreement("Nora")
    path = path_for(case.people["Nora"])
    client.post(path, {"organ": "KS"})
    assert "Du har inte fyllt i något nytt." in words(client.post(path, {"organ": "KS"}))


def test_two_who_answer_at_the_same_time_lose_nothing(client: Client) -> None:
    """L2: the second is told what the first has saved, and keeps what was typed."""
    case = an_agreement("Nora")
    path = path_for(case.people["Nora"])
    seen = re.search(r'name="seen" value="([^"]+)"', client.get(path).content.decode())
    assert seen
    mark = seen[1].replace("&quot;", '"')
    client.post(path, {"organ": "Kommunstyrelsen", "seen": mark})
    response = client.post(path, {"organ": "Kommunfullmäktige", "seen": mark})
    assert "Någon annan har nyss sparat ”Kommunstyrelsen” här." in words(response)
    assert case.party("Nora").organ == "Kommunstyrelsen"


def test_the_files_of_the_basis_are_fetched_with_the_link_and_others_are_not(client: Client) -> None:
    case = an_agreement("Nora")
    key = key_for(case.people["Nora"])
    other = an_agreement("Kumla")
    own, foreign = case.version.documents.get().pk, other.version.documents.get().pk
    response = client.get(reverse("agreements:party-document", args=[key, own]))
    assert b"".join(response.streaming_content).startswith(b"%PDF")  # type: ignore[arg-type]
    assert client.get(reverse("agreements:party-document", args=[key, foreign])).status_code == 404
    wrong = "x" * len(key)
    assert client.get(reverse("agreements:party-document", args=[wrong, own])).status_code == 404


def test_it_is_handed_over_to_a_colleague_and_the_old_link_says_so(client: Client) -> None:
    case = an_agreement("Nora")
    key = key_for(case.people["Nora"])
    page = reverse("agreements:party-pass-on", args=[key])
    wrong = words(client.post(page, {"name": "", "email": "x"}))
    assert "Skriv kollegans namn." in wrong
    assert "Skriv en hel e-postadress" in wrong
    thanks = words(client.post(page, {"name": "Berta Ny", "email": "berta@nora.exempel.se"}))
    assert "Tack, Berta Ny är nu handläggare" in thanks
    gone = client.get(reverse("agreements:party-answer", args=[key]))
    assert gone.status_code == 410
    assert "Länken gäller inte längre" in words(gone)
    handler = case.party("Nora").handler
    assert handler
    assert "Beslut i Nora" in words(client.get(path_for(handler)))


def test_after_a_withdrawal_the_page_says_why_and_takes_nothing(client: Client) -> None:
    case = an_agreement("Nora")
    path = path_for(case.people["Nora"])
    versions.take_back(case.version, why="Ny lydelse av punkt 3.", by=case.by, at=NOW)
    response = client.get(path)
    said = words(response)
    assert "Underlaget är återkallat" in said
    assert "Ny lydelse av punkt 3." in said
    assert "Du behöver inte göra något." in said
    client.post(path, {"organ": "KS"})
    assert case.party("Nora").organ == ""


def test_one_who_has_left_cannot_answer_any_more(client: Client) -> None:
    case = an_agreement("Nora")
    path = path_for(case.people["Nora"])
    new = make.person(name="Ny Person", email="ny@exempel.se", organisation=case.organisations["Nora"])
    rounds.name_handler(case.party("Nora"), new, by=case.by)
    response = client.post(path, {"organ": "KS"})
    assert response.status_code == 410
    assert "Kanske har någon annan blivit handläggare" in words(response)


def test_a_mutilated_address_says_what_to_do(client: Client) -> None:
    response = client.get(reverse("agreements:party-answer", args=["a" * 43]))
    assert response.status_code == 404
    assert "Länken fungerar inte" in words(response)


def test_signed_it_is_over(client: Client) -> None:
    case = an_agreement("Nora")
    path = path_for(case.people["Nora"])
    case.decides("Nora")
    case.signs("Nora")
    said = words(client.get(path))
    assert "Inget mer behövs" in said
    assert "Det ni har svarat" in said
    client.post(path, {"outcome": "refused", "decided_on": "2026-09-01", "deviation": "Nej."})
    assert case.party("Nora").outcome == "assent"


def test_with_an_account_it_stands_on_the_start_page_and_needs_no_link(as_user: As) -> None:
    case = an_agreement("Nora")
    user = make.user(person=case.people["Nora"])
    client, page = as_user(user), reverse("agreements:party-own", args=[case.party("Nora").pk])
    assert page in client.get("/").content.decode()
    client.post(page, {"organ": "KS", "planned_on": str(DUE)})
    assert case.party("Nora").planned_on == DUE
    assert as_user(make.user()).get(page).status_code == 404


def test_whoever_looks_after_it_sees_on_the_start_page_what_needs_a_hand(as_user: As) -> None:
    """F3, F4: a deviation to handle, a handläggare that is missing."""
    case = an_agreement("Nora", "Kumla", decide_by=None)
    rounds.name_handler(case.party("Kumla"), None, by=case.by)
    client = as_user(case.by)
    assert "Ingen handläggare som kan nås: Kumla." in words(client.get("/"))
    case.decides("Nora", "refused", decided_on=TODAY)
    said = words(client.get("/"))
    assert "Avvikelse att hantera: Nora." in said
    assert "Samverkan för god hälsa, version 1" in said
