"""The pages of registers: what each holds, fetched, chosen, looked at and taken in (M3, D8)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from secretariat.lib.registers import registers
from secretariat.registry.actions import fetching, register_exports, register_imports
from secretariat.registry.models import (
    LogEntry,
    Organisation,
    Person,
    RegisterExport,
    RegisterImport,
    RegisterImportRow,
    User,
)
from tests import make

from . import files

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]
LIST = "/register/"
QUERIES = 23  # one for each of 18 registers, the rest for who asks and what went in and out
ROWS = [["namn", "kort namn", "slag"], ["Degerfors kommun", "Degerfors", "kommun"]]


def choose(client: Client, file: Any, key: str = "organisationer") -> Any:
    return client.post(reverse("registry:register-upload", args=[key]), {"file": file})


def test_the_list_tells_what_each_register_holds_and_when_it_last_went_in_and_out(
    secretary: User, as_user: Login
) -> None:
    make.organisation(name="Nora kommun")
    files.fetched("organisationer", secretary)
    files.take_in(files.upload("organisationer", files.book(ROWS), secretary), secretary)
    waiting = files.upload("organisationer", files.book([*ROWS, ["Nora kommun", "", "kommun"]]), secretary)
    found = as_user(secretary).get(LIST)
    told = {row["register"].key: row for row in found.context["rows"]}
    assert list(told) == list(registers())
    row = told["organisationer"]
    assert (row["count"], row["out"].made_by, row["into"].new, row["may_take_in"]) == (2, secretary, 1, True)
    assert not told["konton"]["may_take_in"]
    assert [one["made"] for one in found.context["waiting"]] == [waiting]
    assert "Bokföringen läses aldrig in ur en fil" in found.content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_as_much_whatever_has_gone_in_and_out(
    secretary: User, as_user: Login, number: int, django_assert_num_queries: Any
) -> None:
    client = as_user(secretary)
    for key in list(registers())[:number]:
        files.fetched(key, make.user(office_role="secretariat"))
    for n in range(number):
        name = f"Provby {n}"
        files.upload(
            "organisationer",
            files.book([ROWS[0], [name, name, "kommun"]]),
            make.user(office_role="secretariat"),
        )
    with django_assert_num_queries(QUERIES):
        client.get(LIST)


def test_a_register_is_fetched_as_excel_and_csv_and_the_log_says_so(secretary: User, as_user: Login) -> None:
    """D8."""
    make.organisation(name="Nora kommun")
    client = as_user(secretary)
    address = reverse("registry:register-export", args=["organisationer"])
    excel = client.post(address, {"kind": "xlsx"})
    assert files.rows_of(b"".join(excel.streaming_content))[1][1] == "Nora kommun"
    text = client.post(address, {"kind": "csv"})
    assert files.rows_of_csv(b"".join(text.streaming_content))[1][1] == "Nora kommun"
    entry = LogEntry.objects.filter(verb="hämtade register").first()
    assert entry is not None
    assert entry.detail == {"register": "Organisationer", "rader": 1, "format": "csv"}
    assert client.post(address, {"kind": "pdf"}).status_code == 404
    assert (
        client.post(reverse("registry:register-export", args=["okant"]), {"kind": "csv"}).status_code == 404
    )


def test_a_long_register_is_made_by_the_worker_for_the_one_who_asked(
    secretary: User, as_user: Login, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    monkeypatch.setattr(fetching, "SMALL", 1)
    make.organisation(name="Nora kommun")
    make.organisation(name="Kumla kommun")
    client = as_user(secretary)
    address = reverse("registry:register-export", args=["organisationer"])
    waits = client.post(address, {"kind": "csv"})
    made = RegisterExport.objects.get()
    assert waits.url == made.get_absolute_url()
    assert client.post(address, {"kind": "csv"}).url == made.get_absolute_url()
    assert "Filen görs: 0 rader av ungefär 2." in client.get(waits.url).content.decode()
    register_exports.make_file.func(made.pk)
    made.refresh_from_db()
    assert (made.state, made.rows, made.written) == ("made", 2, 2)
    assert made.file is not None
    page = client.get(waits.url).content.decode()
    assert reverse("registry:file-download", args=[made.file_id]) in page
    assert as_user(make.user(office_role="secretariat")).get(waits.url).status_code == 404
    path = made.file.file
    register_exports.forget_files(at=made.made_at + fetching.KEPT * 2)
    assert not path.storage.exists(path.name)
    assert "Filen finns inte kvar" in client.get(waits.url).content.decode()


def test_a_file_is_chosen_looked_at_and_taken_in(secretary: User, as_user: Login) -> None:
    client = as_user(secretary)
    chosen = choose(client, files.book(ROWS))
    made = RegisterImport.objects.get()
    assert chosen.url == made.get_absolute_url()
    page = client.get(chosen.url).content.decode()
    assert "Läs in 1\u00a0rad</button>" in page
    taken = client.post(reverse("registry:import-take-in", args=[made.pk]), {"mark": made.mark}, follow=True)
    assert "Organisationer: 1 ny och 0 ändrade är inlästa." in taken.content.decode()
    assert Organisation.objects.filter(name="Degerfors kommun").exists()
    again = client.post(reverse("registry:import-take-in", args=[made.pk]), {"mark": made.mark})
    assert again.status_code == 409
    assert "Inläst: 1 nya" in client.get(chosen.url).content.decode()


def test_rows_of_each_kind_can_be_shown_by_themselves(secretary: User, as_user: Login) -> None:
    client = as_user(secretary)
    made = files.upload("organisationer", files.book([*ROWS, ["", "Okänd", "kommun"]]), secretary)
    found = client.get(f"{made.get_absolute_url()}?visa=wrong")
    assert [row.number for row, _ in found.context["shown"]] == [3]
    assert [(one["words"], one["count"]) for one in found.context["facets"][0]["choices"]] == [
        ("Alla rader", 2), ("Fel", 1), ("Nya", 1), ("Ändrade", 0), ("Oförändrade", 0),
    ]  # fmt: skip
    assert "1 rad har fel. Rätta filen och välj den igen." in found.content.decode()
    assert '/las-in/"' not in found.content.decode().split("Kasta filen")[0].split("</h1>")[1]


def test_what_to_do_stands_above_the_rows_however_many_they_are(secretary: User, as_user: Login) -> None:
    made = files.upload("organisationer", files.book(ROWS), secretary)
    above, _, rows = as_user(secretary).get(made.get_absolute_url()).content.decode().partition("<table")
    assert "Titta igenom raderna. 1\xa0ny, 0\xa0ändrade och 0\xa0oförändrade." in above
    assert f'action="{made.get_absolute_url()}las-in/"' in above
    assert f'action="{made.get_absolute_url()}las-in/"' not in rows


def test_a_file_that_is_being_looked_through_can_be_thrown_away_and_leaves_nothing(
    secretary: User, as_user: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker finds it gone at its next part, writes no row and says nothing went wrong."""
    client = as_user(secretary)
    made = files.upload("organisationer", files.book(ROWS), secretary)
    RegisterImport.objects.filter(pk=made.pk).update(state="reading")
    away = f"{made.get_absolute_url()}kasta/"
    assert f'action="{away}"' in client.get(made.get_absolute_url()).content.decode()
    failed: list[object] = []
    monkeypatch.setattr(register_imports, "_fail", lambda *told: failed.append(told))
    monkeypatch.setattr(register_imports._Seen, "take", lambda *told: client.post(away))
    register_imports.look_through.func(made.pk)
    assert (RegisterImport.objects.count(), RegisterImportRow.objects.count(), failed) == (0, 0, [])


def test_a_file_that_cannot_be_read_says_why_beside_the_field(secretary: User, as_user: Login) -> None:
    client = as_user(secretary)
    wrong = choose(client, files.text("namn;postort\nNora;Nora"))
    assert wrong.status_code == 422
    assert "Kolumnen ”postort” hör inte till registret." in wrong.content.decode()
    none = client.post(reverse("registry:register-upload", args=["organisationer"]))
    assert (none.status_code, "Välj en fil." in none.content.decode()) == (422, True)
    assert RegisterImport.objects.count() == 0


def test_what_changed_meanwhile_is_shown_again_with_the_reason(secretary: User, as_user: Login) -> None:
    nora = make.organisation(name="Nora kommun", short_name="Nora")
    made = files.upload(
        "organisationer", files.book([["id", "kort namn"], [nora.pk, "Nora stad"]]), secretary
    )
    Organisation.objects.filter(pk=nora.pk).update(short_name="Bergslagen")
    client = as_user(secretary)
    refused = client.post(reverse("registry:import-take-in", args=[made.pk]), {"mark": made.mark})
    assert refused.status_code == 409
    assert register_imports.OTHERWISE in refused.content.decode()
    assert "Bergslagen" in refused.content.decode()


def test_the_page_shows_how_far_the_worker_has_come_and_the_same_page_asks_again(
    secretary: User, as_user: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(register_imports, "SMALL", 0)
    client = as_user(secretary)
    address = choose(client, files.book(ROWS)).url
    waiting = client.get(address).content.decode()
    assert "Filen gås igenom: 0 rader hittills." in waiting
    assert f'hx-get="{address}"' in waiting
    part = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert part.strip().startswith('<div id="import-state"')
    register_imports.look_through.func(RegisterImport.objects.get().pk)
    assert "Läs in 1\u00a0rad" in client.get(address, headers={"HX-Request": "true"}).content.decode()


def test_somebody_elses_file_is_for_the_office_and_who_may_not_change_meets_no(as_user: Login) -> None:
    """D9."""
    group = make.body(name="Chefsgrupp prov")
    her = make.user(person=make.member(of=group, kind="secretary").person)
    other = make.user(person=make.member(of=make.body(), kind="secretary").person)
    made = files.upload("moten", files.book([["datum", "grupper"], ["2027-01-05", "Chefsgrupp prov"]]), her)
    assert as_user(her).get(made.get_absolute_url()).status_code == 200
    assert as_user(other).get(made.get_absolute_url()).status_code == 404
    assert as_user(make.user(office_role="secretariat")).get(made.get_absolute_url()).status_code == 200
    assert as_user(her).get(reverse("registry:register-upload", args=["personer"])).status_code == 403
    assert [row["register"].key for row in as_user(her).get(LIST).context["rows"] if row["may_take_in"]] == [
        "moten", "arenden", "beslut", "uppdrag", "overenskommelser", "medel", "beslut-om-medel", "skolor", "deltagande",
    ]  # fmt: skip


def test_what_is_only_fetched_says_why_when_one_tries(secretary: User, as_user: Login) -> None:
    found = as_user(secretary).get(reverse("registry:register-upload", args=["konton"]), follow=True)
    assert "Bokföringen läses aldrig in ur en fil" in found.content.decode()


def test_a_file_is_thrown_away(secretary: User, as_user: Login) -> None:
    made = files.upload("organisationer", files.book(ROWS), secretary)
    found = as_user(secretary).post(reverse("registry:import-throw-away", args=[made.pk]), follow=True)
    assert "Filen är kastad. Ingenting har ändrats." in found.content.decode()
    assert (RegisterImport.objects.count(), Person.objects.filter(family_name="Degerfors").count()) == (0, 0)
