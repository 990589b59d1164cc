"""Pages about the parties' decisions: the table, asking, one party, the list of all, and who may open them (K3, D9)."""

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook  # type: ignore[import-untyped]
from pypdf import PdfReader

from meetings.actions import confirmation_tables, confirmations
from meetings.actions.decisions import slug_of
from meetings.models import ConfirmationRequest
from secretariat.lib import pdf
from secretariat.registry.models import District, Organisation, OutgoingMail, Person, User
from tests import make

from .confirmation_case import DUE, TODAY, Asking, a_decided_case, an_asking

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("decided_beforehand")]
Login = Callable[[User], Client]


def path(asking: Asking, *more: str) -> str:
    return "/".join(["/beslut", slug_of(asking.decision.number), "parterna", *more, ""])


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def matrix(asking: Asking, today: dt.date = TODAY) -> confirmation_tables.Matrix:
    return confirmation_tables.matrix_of(asking.inquiry, user=asking.by, today=today)


# The table


def test_parties_stand_by_lansdel_and_in_swedish_order_and_others_last() -> None:
    asking = an_asking("Örebro", "Nora", "Askersund", "Regionen", "Hällefors")
    south, north = (
        District.objects.create(name="Söder", position=2),
        District.objects.create(name="Norr", position=1),
    )
    asking.parties["Regionen"].kind = Organisation.Kind.REGION
    for name, district in (("Nora", north), ("Hällefors", north), ("Askersund", south)):
        asking.parties[name].district = district
    for party in asking.parties.values():
        party.save()
    told = [(group.name, [line.party.short_name for line in group.lines]) for group in matrix(asking).groups]
    assert told == [
        ("Norr", ["Hällefors", "Nora"]),
        ("Söder", ["Askersund"]),
        ("Utan länsdel", ["Örebro"]),
        ("Övriga parter", ["Regionen"]),
    ]


def line(asking: Asking, name: str, today: dt.date = TODAY) -> tuple[str, str, list[str]]:
    found = next(one for one in matrix(asking, today).lines if one.party.short_name == name)
    return found.mark, found.words, [note for note in found.notes if note]


def test_what_departs_is_marked_and_explained() -> None:
    asking = an_asking("Nora", "Kumla", "Laxå", "Lekeberg")
    asking.says("Nora", planned_on=dt.date(2026, 9, 8))
    asking.says("Nora", planned_on=dt.date(2026, 10, 6))
    asking.decides("Kumla")
    asking.decides("Lekeberg", "assent_changed")
    assert line(asking, "Nora") == (
        "late",
        "Inte beslutat",
        [
            "Skulle ha tagits upp 8 september 2026, flyttat till 6 oktober 2026.",
            "Det är sex dagar efter sista dag.",
        ],
    )
    assert line(asking, "Kumla") == ("done", "Bifall", [])
    assert line(asking, "Laxå") == ("planned", "Inte beslutat", [])
    assert line(asking, "Laxå", DUE + dt.timedelta(days=1)) == (
        "late",
        "Inte beslutat",
        ["Sista dag var 30 september 2026."],
    )
    assert line(asking, "Lekeberg") == (
        "deviation",
        "Bifall med ändring",
        ["”Uppföljningen redovisas även per länsdel.”"],
    )
    assert matrix(asking).totals == ("4 kommuner", "2 beslutade", "1 avvikelse", "0 utdrag inkomna")


def test_a_day_that_has_gone_by_and_a_changed_answer_are_told() -> None:
    asking = an_asking("Nora", "Kumla")
    asking.says("Nora", planned_on=TODAY - dt.timedelta(days=1))
    asking.decides("Kumla")
    asking.decides("Kumla", paragraph="99")
    assert line(asking, "Nora")[2] == ["Ärendet skulle upp 31 augusti 2026, men inget beslut är inskrivet."]
    (note,) = line(asking, "Kumla")[2]
    assert note.startswith("Beskedet ändrat ")


def test_the_table_says_which_have_not(as_user: Login) -> None:
    asking = an_asking()
    asking.decides("Kumla")
    asking.decides("Laxå", "refused")
    page = text(as_user(asking.by).get(path(asking)))
    assert '2 av 3 har beslutat. <span class="hot">Kvar: Nora.</span>' in page
    assert "Ett av besluten avviker: Laxå har avslagit." in page
    assert page.count("Hantera avvikelsen") == 1
    assert "Påminn Nora" in page


def test_whose_identity_is_protected_is_named_to_the_office_alone() -> None:
    asking = an_asking("Nora")
    Person.objects.filter(pk=asking.people["Nora"].pk).update(
        protected_identity=True, email_failed_at=timezone.now()
    )
    reader = make.user(office_role="reader")
    (shown,) = confirmation_tables.matrix_of(asking.inquiry, user=reader, today=TODAY).lines
    assert (shown.handler, shown.email) == ("Skyddade uppgifter", "")
    assert shown.trouble == "Brevet till Handläggaren kom inte fram."
    assert matrix(asking).lines[0].handler == asking.people["Nora"].name


def queries(client: Client, where: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(where).status_code == 200
    return len(captured)


def test_the_table_asks_as_often_for_one_party_as_for_many(as_user: Login) -> None:
    few, many = an_asking("Nora"), an_asking("Nora", "Kumla", "Laxå", "Örebro", "Lekeberg")
    for asking in (few, many):
        for name in asking.parties:
            asking.decides(name, "refused")
            asking.decides(name, "abstained")
    client = as_user(few.by)
    client.get(path(few))
    assert queries(client, path(few)) == queries(client, path(many)) <= 30


def test_the_list_asks_as_often_for_one_as_for_three(as_user: Login) -> None:
    first = an_asking()
    client = as_user(first.by)
    client.get("/beslut/parterna/")
    one = queries(client, "/beslut/parterna/")
    an_asking("Nora")
    an_asking("Kumla", "Laxå").decides("Kumla", "refused")
    assert queries(client, "/beslut/parterna/") == one <= 15


# Files


def test_the_file_has_a_row_for_each_party_with_real_dates(as_user: Login) -> None:
    asking = an_asking("Nora", "Kumla")
    asking.decides("Nora", "assent_changed", planned_on=TODAY)
    answer = as_user(asking.by).get(path(asking, "hamta", "xlsx"))
    rows = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert rows[0] == (
        "part", "kommunkod", "länsdel", "handläggare", "e-post", "skickat datum", "diarienummer hos part",
        "beslutande organ", "planerat datum", "först planerat datum", "beslutsdatum", "paragraf", "utfall",
        "avvikelse", "avvikelsen hanterad", "protokollsutdrag", "påmind datum", "antal påminnelser", "kommentar",
    )  # fmt: skip
    assert [row[0] for row in rows[1:]] == ["Kumla", "Nora"]
    nora = dict(zip(rows[0], rows[2], strict=True))
    assert nora["beslutsdatum"].date() == nora["planerat datum"].date() == TODAY
    assert (nora["utfall"], nora["paragraf"]) == ("Bifall med ändring", "§ 88")
    csv = as_user(asking.by).get(path(asking, "hamta", "csv")).content.decode("utf-8-sig")
    assert csv.splitlines()[2].startswith("Nora;;Utan länsdel;")
    assert as_user(asking.by).get(path(asking, "hamta", "pdf")).status_code == 404


@pytest.mark.skipif(not pdf.is_available(), reason="Pango saknas")
def test_the_paper_is_one_page_with_the_sentence_and_all_twelve(as_user: Login) -> None:
    names = "Askersund Degerfors Hallsberg Hällefors Karlskoga Kumla Laxå Lekeberg Lindesberg Ljusnarsberg Nora Örebro"
    asking = an_asking(*names.split(), "Regionen", "RF-SISU", "ÖLBF")
    for name in asking.parties:
        if name != "Nora":
            asking.decides(name, "assent_changed" if name in "Lekeberg Kumla" else "assent")
    answer = as_user(asking.by).get(path(asking) + "parternas-beslut.pdf")
    (sheet,) = PdfReader(io.BytesIO(answer.content)).pages
    printed = " ".join(sheet.extract_text().split())
    assert "14 av 15 har beslutat. Kvar: Nora." in printed
    for name in asking.parties:
        assert name in printed


# Asking


def test_from_the_decision_to_letters_to_all_kommuner(as_user: Login) -> None:
    case, decision = a_decided_case()
    Organisation.objects.filter(kind="municipality").update(kind="other")
    parties = [make.organisation(name=f"{name} kommun", short_name=name) for name in ("Nora", "Kumla")]
    for party in parties:
        make.person(email=f"{party.short_name}@exempel.se".lower(), organisation=party)
    client = as_user(case.secretary)
    slug = slug_of(decision.number)
    assert "Be parterna besluta" in text(client.get(f"/beslut/{slug}/"))
    due = timezone.localdate() + dt.timedelta(days=30)
    answer = client.post(
        f"/beslut/{slug}/parterna/be/", {"who": "kommuner", "due_on": due.isoformat(), "text": "Hej"}
    )
    assert answer.headers["Location"] == f"/beslut/{slug}/parterna/"
    page = text(client.get(f"/beslut/{slug}/parterna/"))
    assert "2 parter ska tillfrågas." in page
    assert "Ingen part har en handläggare som kan få brev. Utse minst en." in page
    request = ConfirmationRequest.objects.get()
    OutgoingMail.objects.all().delete()
    for row in request.inquiry.recipients.all():
        person = row.organisation.persons.get()
        client.post(f"/beslut/parterna/{row.pk}/handlaggare/", {"person": person.pk})
    client.post(f"/beslut/{slug}/parterna/skicka/")
    assert sorted(OutgoingMail.objects.values_list("to_email", flat=True)) == [
        "kumla@exempel.se",
        "nora@exempel.se",
    ]
    assert "Ingen av 2 har beslutat." in text(client.get(f"/beslut/{slug}/"))


def test_asking_the_parties_of_the_group_single_ones_or_an_organ(as_user: Login) -> None:
    case, decision = a_decided_case()
    client, slug = as_user(case.secretary), slug_of(decision.number)
    nora = make.organisation(short_name="Nora")
    where = f"/beslut/{slug}/parterna/be/"
    for given, words in (
        ({}, "Välj vilka som ska besluta."),
        ({"who": "valda"}, "Kryssa för minst en part, eller välj ett organ."),
        ({"who": "valda", "organ_of": nora.pk}, "Skriv vilket organ det är, till exempel socialnämnden."),
        ({"who": "valda", "parties": [nora.pk], "organ": "KS"}, "Välj vilken organisation organet hör till."),
        ({"who": "parter", "due_on": "2020-01-01"}, "Sista dagen för svar har redan varit."),
        ({"who": "parter", "due_on": "snart"}, "Skriv datumet som 2026-03-04 eller 4 mars 2026."),
    ):
        assert words in text(client.post(where, given)), given
    assert not ConfirmationRequest.objects.exists()
    client.post(where, {"who": "valda", "parties": [nora.pk], "organ_of": nora.pk, "organ": "Socialnämnden"})
    rows = ConfirmationRequest.objects.get().inquiry.recipients.order_by("position")
    assert [row.organ for row in rows] == ["", "Socialnämnden"]
    again = client.get(where)
    assert again.headers["Location"] == f"/beslut/{slug}/parterna/"


def test_more_parties_another_day_and_the_end_from_the_table(as_user: Login) -> None:
    asking = an_asking("Nora", due_on=None, at=timezone.now())
    client = as_user(asking.by)
    more = make.organisation(short_name="Örebro")
    assert "är redan med" in text(
        client.post(path(asking, "lagg-till"), {"organisation": asking.parties["Nora"].pk})
    )
    client.post(path(asking, "lagg-till"), {"organisation": more.pk, "organ": "Nämnden"})
    client.post(path(asking, "andra"), {"due_on": "2099-01-01"})
    assert asking.inquiry.due_on == dt.date(2099, 1, 1)
    assert "har redan varit" in text(client.post(path(asking, "andra"), {"due_on": "2020-01-01"}))
    page = text(client.post(path(asking, "avsluta"), follow=True))
    assert "Kvar: Nora, Örebro." in page
    extra = asking.inquiry.recipients.get(organ="Nämnden")
    client.post(f"/beslut/parterna/{extra.pk}/svarar-inte/", {"why": "Nedlagd"})
    asking.says("Nora", outcome="assent", decided_on=TODAY - dt.timedelta(days=300), at=timezone.now())
    client.post(path(asking, "avsluta"))
    assert asking.inquiry.closed_at
    client.post(path(asking, "avsluta"), {"oppna": "1"})
    assert asking.inquiry.closed_at is None
    assert "Skriv varför begäran återkallas." in text(client.post(path(asking, "aterkalla"), {"why": " "}))
    client.post(path(asking, "aterkalla"), {"why": "Fel"})
    page = text(client.get(path(asking)))
    assert ": Fel" in page
    assert "Be parterna på nytt" in page


# One party


def test_the_office_fills_in_for_a_party(as_user: Login) -> None:
    asking = an_asking()
    client, where = as_user(asking.by), f"/beslut/parterna/{asking.row('Nora').pk}/"
    day = timezone.localdate().isoformat()
    extract = SimpleUploadedFile("nora.pdf", b"%PDF-1.4 x")
    client.post(where, {"outcome": "refused", "decided_on": day, "deviation": "Nej tack", "upload": extract})
    row = asking.row("Nora")
    assert (row.answered_how, row.answered_by) == ("office", asking.by.name)
    page = text(client.get(where))
    assert "av sekretariatet" in page
    assert "Hämta nora.pdf" in page
    assert "Skriv hur avvikelsen hanteras." in text(client.post(f"{where}avvikelse/", {"how": ""}))
    client.post(f"{where}avvikelse/", {"how": "Godtas"})
    assert asking.confirmation("Nora").deviation_handled_by == asking.by
    bad = text(client.post(where, {"outcome": "assent", "organ": "KF"}))
    assert "Ange vilken dag ni beslutade." in bad
    assert 'value="KF"' in bad


def test_a_new_handler_by_name_and_address_and_what_is_missing(as_user: Login) -> None:
    asking = an_asking()
    client, where = as_user(asking.by), f"/beslut/parterna/{asking.row('Nora').pk}/"
    assert "Skriv handläggarens namn." in text(
        client.post(f"{where}handlaggare/", {"email": "ny@exempel.se"})
    )
    assert "Skriv en hel e-postadress" in text(
        client.post(f"{where}handlaggare/", {"name": "A B", "email": "ny"})
    )
    asking.letters()
    client.post(f"{where}handlaggare/", {"name": "Ny Person", "email": "ny@exempel.se"})
    assert [name for name, _ in asking.letters()] == ["Ny Person"]
    client.post(f"{where}handlaggare/", {"person": ""})
    assert asking.row("Nora").handler is None
    assert "Handläggare saknas." in text(client.get(path(asking)))


def test_one_is_reminded_and_one_is_taken_out(as_user: Login) -> None:
    asking = an_asking(at=timezone.now() - dt.timedelta(days=2), due_on=None)
    client = as_user(asking.by)
    asking.letters()
    client.post(f"/beslut/parterna/{asking.row('Nora').pk}/paminn/", {"till": "alla"})
    assert [name for name, _ in asking.letters()] == [asking.people["Nora"].name]
    again = text(client.post(f"/beslut/parterna/{asking.row('Nora').pk}/paminn/", follow=True))
    assert "Parten har redan fått ett brev i dag" in again
    client.post(path(asking, "paminn"))
    assert len(asking.letters()) == 2
    pk = asking.row("Kumla").pk
    client.post(f"/beslut/parterna/{pk}/ta-bort/")
    assert client.get(f"/beslut/parterna/{pk}/").status_code == 404


# The list of all


def test_the_list_has_filters_search_and_what_is_late_first(as_user: Login) -> None:
    now = timezone.now()
    late = an_asking("Nora", due_on=None, at=now - dt.timedelta(days=40))
    type(late.inquiry).objects.filter(pk=late.inquiry.pk).update(
        due_on=timezone.localdate() - dt.timedelta(days=1)
    )
    open_ = an_asking("Kumla", due_on=timezone.localdate() + dt.timedelta(days=5), at=now)
    prepared = an_asking("Laxå", due_on=None, send=False)
    gone = an_asking("Örebro", due_on=None)
    confirmations.withdraw(gone.request, why="Fel", by=gone.by)
    client = as_user(late.by)

    def numbers(query: str = "") -> list[str]:
        found = client.get(f"/beslut/parterna/{query}").context["requests"]
        return [one.decision.number for one in found]

    assert numbers() == [late.decision.number, open_.decision.number, prepared.decision.number]
    assert numbers("?lage=sena") == [late.decision.number]
    assert numbers("?lage=forbereds") == [prepared.decision.number]
    assert numbers("?lage=avslutade") == [gone.decision.number]
    assert numbers("?lage=finns-inte&sida=99") == numbers()
    assert numbers(f"?q={open_.decision.number}") == [open_.decision.number]
    assert numbers("?q=antar planen")[:1] == [late.decision.number]
    assert numbers("?q=%25'\"(") == []
