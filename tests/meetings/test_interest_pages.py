"""Which parties want to join in, on pages: asking, the link in the letter, the compiled list, files, roles (K11)."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from meetings.actions import interests
from meetings.models import Interest, InterestCall
from secretariat.registry.models import OutgoingMail, PersonalLink, User
from tests import make

from .confirmation_case import an_asking
from .confirmation_case import key_for as key_of_confirmation
from .interest_case import DUE, NOW, TITLE, Calling, a_calling, an_item, key_for

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]
LIST_QUERIES, PAGE_QUERIES = 8, 8


@pytest.fixture
def calling() -> Calling:
    return a_calling()


@pytest.fixture
def reader() -> User:
    return make.user(office_role="reader")


def told(answer: Any) -> list[str]:
    """What the page after a redirect says has been done, or why not."""
    return [str(one) for one in answer.context["messages"]]


def steps(calling: Calling) -> dict[str, str]:
    """The addresses that change something, by what they do."""
    row, pk = calling.row("Nora").pk, calling.call.pk
    whole = {
        name: f"/intresse/{pk}/{name}/"
        for name in ("skicka", "paminn", "avsluta", "aterkalla", "lagg-till", "andra")
    }
    party = {
        f"part-{name}": f"/intresse/parter/{row}/{name}/"
        for name in ("handlaggare", "paminn", "svarar-inte", "ta-bort")
    }
    return {**whole, **party, "part": f"/intresse/parter/{row}/"}


# By the link in the letter


def test_the_letters_link_leads_to_one_question_and_thanks_for_the_answer(
    calling: Calling, client: Client
) -> None:
    path = f"/vill-ni-vara-med/{key_for(calling.people['Nora'])}/"
    page = client.get(path)
    for words in (
        "Vill Nora vara med?", TITLE, "Ett försök under 2027.", "Svara senast", "onsdag 30 september 2026",
        f"Det här är en egen länk för <strong>{calling.people['Nora'].name}</strong>", calling.by.person.name,
    ):  # fmt: skip
        assert words in page.content.decode()
    assert (page["Referrer-Policy"], page["Cache-Control"]) == ("no-referrer", "no-store")
    assert calling.row("Nora").opened_at is None
    sent = {
        "answer": "maybe",
        "condition": "Om två till är med.",
        "contact": "Eva Ek",
        "phone": "070-123 45 67",
    }
    answer = client.post(path, sent, follow=True)
    assert answer.redirect_chain == [(f"{path}?tack", 302)]
    receipt = answer.content.decode()
    for words in ("Tack, svaret är sparat", "Kanske", "Om två till är med.", "Eva Ek", "070-123 45 67"):
        assert words in receipt
    assert PersonalLink.objects.get(person=calling.people["Nora"]).last_used_at
    again = client.get(path).content.decode()
    assert "Om två till är med.</textarea>" in again


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "Välj ja, kanske eller nej."),
        ({"answer": "ja"}, "Välj ja, kanske eller nej."),
        ({"answer": "yes", "email": "eva"}, "Skriv en hel e-postadress, till exempel namn@kommunen.se."),
        ({"answer": "yes", "condition": "19811218-9876 är med"}, "ser ut som ett personnummer"),
        ({"answer": "yes", "condition": "x" * 2001}, "2000"),
    ],
)
def test_a_bad_answer_is_shown_again_as_it_was_typed(
    sent: dict[str, str], words: str, calling: Calling, client: Client
) -> None:
    path = f"/vill-ni-vara-med/{key_for(calling.people['Nora'])}/"
    answer = client.post(path, {"contact": "Den som skrev", **sent})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page
    assert 'value="Den som skrev"' in page
    assert calling.interest("Nora").answer == ""


def test_saving_the_same_again_says_so(calling: Calling, client: Client) -> None:
    path = f"/vill-ni-vara-med/{key_for(calling.people['Nora'])}/"
    client.post(path, {"answer": "no"})
    assert "Du har inte ändrat något." in client.post(path, {"answer": "no"}).content.decode()


def test_who_is_no_longer_handler_meets_a_closed_door(calling: Calling, client: Client) -> None:
    key = key_for(calling.people["Nora"])
    other = make.person(email="ny@exempel.se", organisation=calling.parties["Nora"])
    interests.name_handler(calling.row("Nora"), other, by=calling.by)
    answer = client.post(f"/vill-ni-vara-med/{key}/", {"answer": "yes"})
    assert (answer.status_code, "Länken gäller inte längre" in answer.content.decode()) == (410, True)
    assert client.get(f"/vill-ni-vara-med/{key_for(other)}/").status_code == 200
    assert client.get(f"/vill-ni-vara-med/{'x' * 43}/").status_code == 404
    assert calling.interest("Nora").answer == ""


def test_a_link_of_one_kind_of_question_opens_no_other(calling: Calling, client: Client) -> None:
    mine = key_for(calling.people["Nora"])
    other = key_of_confirmation(an_asking("Nora").people["Nora"])
    assert [
        client.get(path).status_code for path in (f"/vill-ni-vara-med/{other}/", f"/parternas-beslut/{mine}/")
    ] == [404, 404]


def test_what_is_over_says_so_and_keeps_the_answer(calling: Calling, client: Client) -> None:
    calling.says("Nora", "yes", condition="Från våren.")
    key = key_for(calling.people["Nora"])
    interests.withdraw(calling.call, why="Pengarna tog slut.", by=calling.by, at=NOW)
    page = client.get(f"/vill-ni-vara-med/{key}/").content.decode()
    for words in ("Frågan är återkallad", "Pengarna tog slut.", "Det ni har svarat", "Från våren."):
        assert words in page
    assert "<form" not in page


def test_a_handler_with_an_account_answers_without_a_link(calling: Calling, as_user: Login) -> None:
    """It waits on the start page until answered; nobody else can."""
    user = make.user(name="Hans Handläggare", email="hans@exempel.se")
    person = user.person
    assert person
    type(person).objects.filter(pk=person.pk).update(organisation=calling.parties["Nora"])
    person.refresh_from_db()
    interests.name_handler(calling.row("Nora"), person, by=calling.by)
    client, path = as_user(user), f"/intresse/parter/{calling.row('Nora').pk}/eget/"
    assert path in client.get("/").content.decode()
    assert client.post(path, {"answer": "yes"}).status_code == 302
    assert "Tack, svaret är sparat" in client.get(f"{path}?tack").content.decode()
    assert path not in client.get("/").content.decode()
    assert calling.row("Nora").answered_how == "login"
    assert as_user(make.user()).get(path).status_code == 404


# Asking


@pytest.mark.parametrize("with_matter", [False, True])
def test_the_secretary_asks_from_a_point_or_a_matter(with_matter: bool, as_user: Login) -> None:
    made = a_calling()
    about = (
        make.matter(by=made.by, title="Modellen", body=made.body)
        if with_matter
        else an_item(made.body, made.by)
    )
    for party in made.parties.values():
        make.seat(of=made.body, organisation=party)
    client = as_user(made.by)
    start = about.get_absolute_url() if with_matter else f"/moten/punkter/{about.pk}/"
    path = f"{start}intresse/"
    assert path in client.get(start).content.decode()
    page = client.get(path)
    assert page.context["form"].initial["title"] == ("Modellen" if with_matter else "Mötesplatser")
    wrong = client.post(path, {"title": "", "who": "valda", "text": "Står kvar."})
    assert wrong.status_code == 422
    for words in ("Skriv vad parterna kan vara med i.", "Kryssa för minst en part.", "Står kvar."):
        assert words in wrong.content.decode()
    sent = {"title": "Pröva modellen", "who": "parter", "due_on": "2030-09-30", "text": "Ett år."}
    answer = client.post(path, sent, follow=True)
    assert told(answer) == ["Förberett. Se efter att alla har en handläggare, och skicka sedan."]
    call = InterestCall.objects.order_by("-pk")[0]
    assert (call.about, call.inquiry.title, call.inquiry.recipients.count()) == (about, "Pröva modellen", 3)
    assert "3\u00a0parter ska tillfrågas." in answer.content.decode()
    sent_page = client.post(f"/intresse/{call.pk}/skicka/", follow=True)
    assert told(sent_page) == ["3 brev är skickade."]
    assert client.get(path).url == f"/intresse/{call.pk}/"
    assert "Ingen av 3 har svarat." in client.get(start).content.decode()


def test_only_who_may_edit_the_thing_may_ask_about_it(reader: User, as_user: Login) -> None:
    made = a_calling()
    item, matter = an_item(made.body, made.by), make.matter(by=made.by, body=made.body)
    paths = [f"/moten/punkter/{item.pk}/intresse/", f"{matter.get_absolute_url()}intresse/"]
    stranger = a_calling().by
    told_ = {
        name: [as_user(user).get(path).status_code for path in paths]
        for name, user in {"own": made.by, "stranger": stranger, "reader": reader}.items()
    }
    assert told_ == {"own": [200, 200], "stranger": [404, 403], "reader": [403, 403]}


# The compiled list


def test_the_list_has_those_who_want_to_first_with_whom_to_talk_to(
    calling: Calling, reader: User, as_user: Login
) -> None:
    calling.says("Nora", "no")
    calling.says("Laxå", "yes", condition="Från våren.", contact="Eva Ek", email="eva@laxa.example")
    matter = a_calling(with_matter=True)
    matter.says("Nora", "yes")
    page = as_user(reader).get(f"/intresse/{matter.call.pk}/")
    compiled = page.context["compiled"]
    assert [(one.party.short_name, one.words, one.contact) for one in compiled.lines] == [
        ("Nora", "Vill vara med", matter.people["Nora"].name),
        ("Kumla", "Inte svarat", ""),
        ("Laxå", "Inte svarat", ""),
    ]
    shown = as_user(calling.by).get(f"/intresse/{calling.call.pk}/")
    first = shown.context["compiled"].lines[0]
    assert (first.party.short_name, first.contact, first.email, first.condition) == (
        "Laxå", "Eva Ek", "eva@laxa.example", "Från våren.",
    )  # fmt: skip
    assert "1 av 3 vill vara med." in shown.content.decode()


def test_a_protected_handler_is_named_to_the_office_alone(reader: User, as_user: Login) -> None:
    """D7."""
    calling = a_calling("Nora", with_matter=True)
    person = calling.people["Nora"]
    type(person).objects.filter(pk=person.pk).update(protected_identity=True)
    calling.says("Nora", "yes")
    office = make.user(office_role="secretariat")
    for path in (f"/intresse/{calling.call.pk}/", f"/intresse/{calling.call.pk}/hamta/csv/"):
        pages = [as_user(user).get(path).content.decode() for user in (reader, office)]
        assert [person.name in one or person.email in one for one in pages] == [False, True]


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_list_as_a_file(kind: str, calling: Calling, as_user: Login) -> None:
    calling.says("Nora", "yes", condition="=1+1", contact="Eva Ek")
    content = as_user(calling.by).get(f"/intresse/{calling.call.pk}/hamta/{kind}/").content
    if kind == "csv":
        headings, row, *rest = (line.split(";") for line in content.decode("utf-8-sig").splitlines())
    else:
        rows = load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)
        headings, row, *rest = (list(one) for one in rows)
    assert headings[:5] == ["part", "kommunkod", "svar", "villkor eller kommentar", "kontaktperson"]
    assert [row[0], row[2], row[3], row[4], len(rest)] == ["Nora", "Vill vara med", "'=1+1", "Eva Ek", 2]
    assert as_user(calling.by).get(f"/intresse/{calling.call.pk}/hamta/pdf/").status_code == 404


def test_the_offices_steps(calling: Calling, as_user: Login) -> None:
    client, do = as_user(calling.by), steps(calling)
    OutgoingMail.objects.all().delete()
    done = {
        "part": client.post(do["part"], {"answer": "yes"}, follow=True),
        "avsluta": client.post(do["avsluta"], follow=True),
    }
    assert [told(one) for one in done.values()] == [
        ["Sparat för Nora."],
        ["Frågan är avslutad. De som inte har svarat står som att de inte svarar."],
    ]
    assert told(client.post(do["avsluta"], {"oppna": "1"}, follow=True)) == [
        "Frågan är öppen igen. Länkarna i breven fungerar."
    ]
    assert told(client.post(do["andra"], {"due_on": "2031-01-31", "text": "Nya ord."}, follow=True)) == [
        "Sparat."
    ]
    assert calling.inquiry.text == "Nya ord."
    party = make.organisation(short_name="Örebro")
    assert told(client.post(do["lagg-till"], {"organisation": party.pk}, follow=True)) == [
        "Örebro är tillagd."
    ]
    wrong = client.post(do["lagg-till"], {"organisation": party.pk})
    assert "Örebro är redan med." in wrong.content.decode()
    new = {"name": "Eva Ny", "email": "eva@exempel.se"}
    assert told(client.post(do["part-handlaggare"], new, follow=True)) == [
        "Eva Ny är handläggare för Nora. Brevet är skickat."
    ]
    assert told(client.post(do["part-ta-bort"], follow=True)) == [
        "Nora har redan svarat och kan inte tas bort."
    ]
    kumla = calling.row("Kumla").pk
    bare = client.post(f"/intresse/parter/{kumla}/svarar-inte/", {"why": ""})
    assert (bare.status_code, "Skriv varför parten inte svarar." in bare.content.decode()) == (422, True)
    excused = client.post(f"/intresse/parter/{kumla}/svarar-inte/", {"why": "Slutat."}, follow=True)
    assert told(excused) == ["Noterat att Kumla inte svarar."]
    OutgoingMail.objects.all().delete()
    assert told(client.post(do["paminn"], follow=True)) == ["1 brev är skickat."]
    assert told(client.post(do["paminn"], follow=True)) == [
        "Ingen att påminna: alla har svarat, har redan fått ett brev i dag eller kan inte nås."
    ]
    bare = client.post(do["aterkalla"], {"why": ""})
    assert "Skriv varför frågan återkallas." in bare.content.decode()
    assert told(client.post(do["aterkalla"], {"why": "Ändrade planer."}, follow=True)) == [
        "Frågan är återkallad, och handläggarna har fått veta varför."
    ]


def test_who_may_only_read_changes_nothing(reader: User, as_user: Login) -> None:
    calling = a_calling(with_matter=True)
    client = as_user(reader)
    assert {name: client.post(path).status_code for name, path in steps(calling).items()} == dict.fromkeys(
        steps(calling), 403
    )
    stranger = as_user(a_calling().by)
    assert {name: stranger.post(path).status_code for name, path in steps(calling).items()} == dict.fromkeys(
        steps(calling), 403
    )
    assert as_user(make.user()).get("/intresse/").status_code == 403
    page = client.get(f"/intresse/{calling.call.pk}/").content.decode()
    assert [words in page for words in ("Påminn", "Avsluta", "Återkalla", "/intresse/parter/")] == [False] * 4
    assert Interest.objects.exclude(answer="").count() == 0


# The list of all


def titles(client: Client, query: str = "") -> list[str]:
    found = client.get(f"/intresse/{query}")
    assert found.status_code == 200
    return [one.call.where for one in found.context["calls"]]


def test_a_reader_knows_nothing_of_what_is_not_sent_nor_of_meetings_to_come(
    reader: User, as_user: Login
) -> None:
    """N7: a question about a point is for those who may see its meeting."""
    of_item, sent = a_calling(), a_calling(with_matter=True)
    prepared = a_calling(with_matter=True, send=False)
    client = as_user(reader)
    assert titles(client) == [f"Ärende {sent.about}"]
    assert [client.get(f"/intresse/{one.call.pk}/").status_code for one in (of_item, sent, prepared)] == [
        404,
        200,
        404,
    ]
    prepared.says("Nora", "yes", how="office")
    assert len(titles(client)) == 2
    assert len(titles(as_user(make.user(office_role="secretariat")))) == 3


def test_the_list_is_searched_and_filtered(as_user: Login) -> None:
    _, over, late = (a_calling(with_matter=True, due_on=due) for due in (None, None, DUE))
    interests.withdraw(over.call, why="Fel.", by=over.by)
    type(late.inquiry).objects.filter(pk=late.inquiry.pk).update(
        due_on=timezone.localdate().replace(year=2020)
    )
    client = as_user(make.user(office_role="secretariat"))
    assert titles(client, "?lage=sena") == [f"Ärende {late.about}"]
    assert titles(client, "?lage=avslutade") == [f"Ärende {over.about}"]
    assert len(titles(client, "?lage=pagar")) == 2
    assert titles(client, "?lage=hittepa") == titles(client)
    assert titles(client)[-1] == f"Ärende {over.about}"
    assert titles(client, f"?q={late.about.number}") == [f"Ärende {late.about}"]
    assert "Inget passar det du söker." in client.get("/intresse/?q=xyz").content.decode()


def test_an_empty_list_says_where_one_asks(as_user: Login) -> None:
    page = as_user(make.user(office_role="secretariat")).get("/intresse/").content.decode()
    assert "Sekreteraren frågar från en punkts sida eller från ett ärende." in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_queries_do_not_follow_the_rows(
    rows: int, reader: User, as_user: Login, django_assert_max_num_queries: Any
) -> None:
    calls = [a_calling(*"ABC"[:rows], with_matter=True) for _ in range(rows)]
    client = as_user(reader)
    with django_assert_max_num_queries(LIST_QUERIES):
        assert len(titles(client)) == rows
    with django_assert_max_num_queries(PAGE_QUERIES):
        found = client.get(f"/intresse/{calls[0].call.pk}/")
    assert len(found.context["compiled"].lines) == rows
