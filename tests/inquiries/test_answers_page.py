"""The page where a party answers by its link: saving, bad input, two at once, handing in, a colleague (F4, L2)."""

import datetime as dt
import re
from copy import deepcopy
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from secretariat.inquiries.actions import rounds, sharing, sheets
from secretariat.inquiries.models import Answer
from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import OutgoingMail, PersonalLink
from tests import make
from tests.inquiries.round_case import NOW, WHOLE, Round, a_round, key_for, path_for

pytestmark = pytest.mark.django_db
JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture(scope="module")
def _once(module_rows: None) -> Round:
    return a_round("Nora", due_on=None)


@pytest.fixture
def made(db: None, _once: Round) -> Round:
    return deepcopy(_once)


def fields(html: str) -> dict[str, str]:
    """The hidden marks of every control on the page."""
    return dict(re.findall(r'name="(s-q-[^"]+)" value="([^"]*)"', html))


def page_of(made: Round, client: Client | None = None) -> tuple[Client, str, str]:
    client = client or Client()
    path = path_for(made.people["Nora"])
    response = client.get(path)
    assert response.status_code == 200
    return client, path, response.content.decode()


def send(made: Round, button: str, **typed: Any) -> tuple[Any, str]:
    client, path, html = page_of(made)
    marks = fields(html)
    data = marks | {f"q-{key}": value for key, value in typed.items()} | {button: "1"}
    response = client.post(path, data)
    return response, response.content.decode()


def autosave(made: Round, key: str, typed: str, *, seen: str = "", cell: str = "") -> Any:
    name = f"q-{key}{cell}"
    return Client().post(path_for(made.people["Nora"]), {f"s-{name}": seen, name: typed}, **JSON)  # type: ignore[arg-type]


def test_reading_the_page_changes_nothing_and_says_whose_link_it_is(made: Round) -> None:
    _, _, html = page_of(made)
    assert f"egen länk för <strong>{made.people['Nora'].name}</strong>, som är handläggare för Nora." in html
    assert "Inget är ifyllt än" in html
    assert sheets.sheet_of(made.row("Nora")) is None
    assert made.row("Nora").opened_at is None


def test_without_script_one_button_saves_all_and_another_hands_in(made: Round) -> None:
    response, _ = send(made, "spara", **WHOLE, hinder=["tid", "pengar"], fortsatt="ja", datum="4 mars 2026")
    assert response.url.endswith("?sparat")
    assert made.shown("Nora", "intakter") == 300_000
    assert made.shown("Nora", "hinder") == ["tid", "pengar"]
    assert made.shown("Nora", "datum") == dt.date(2026, 3, 4)
    _, _, html = page_of(made)
    assert "50\u00a0000\u00a0kr" in html  # the sum
    response, _ = send(made, "lamna-in", **WHOLE)
    assert response.url.endswith("?tack")
    receipt = Client().get(path_for(made.people["Nora"]) + "?tack").content.decode()
    assert "Tack, svaren är inlämnade" in receipt
    assert made.sheet("Nora").submitted_by == made.people["Nora"].name


def test_an_unclear_amount_is_asked_about_and_nothing_is_lost(made: Round) -> None:
    _, html = send(made, "spara", **(WHOLE | {"intakter": "300,000"}))
    assert "Du skrev ”300,000”. Menar du 300\u00a0000\u00a0kr eller 300\u00a0kr?" in html
    assert 'value="300,000"' in html
    assert 'value="q-intakter|300\u00a0000">Ja, 300\u00a0000\u00a0kr</button>' in html
    assert made.shown("Nora", "intakter") is None
    assert made.shown("Nora", "insatser") == "Föräldrastöd"
    client, path, _ = page_of(made)
    data = fields(html) | {
        "q-intakter": "300,000",
        "menar": "q-intakter|300 000",
        "q-insatser": "Föräldrastöd",
    }
    client.post(path, data)
    assert made.shown("Nora", "intakter") == 300_000


@pytest.mark.parametrize(
    "typed",
    ["300000", "300 000", "300\u00a0000", "300.000", "300.000 kr", "300 tkr", "0,3 mnkr", "300 .000"],
)
def test_an_amount_may_be_written_as_people_write_it(made: Round, typed: str) -> None:
    """Bad input of part 5: 300.000 is three hundred thousand kronor, and the page says so at once (G2)."""
    said = autosave(made, "intakter", typed).json()
    assert said["fields"]["q-intakter"]["shown"] == "300\u00a0000\u00a0kr"
    assert made.shown("Nora", "intakter") == 300_000


@pytest.mark.parametrize(
    ("key", "typed", "told"),
    [
        (
            "datum",
            "03/04/2026",
            "”03/04/2026” kan läsas på två sätt. Skriv datumet som 2026-03-04 eller 4 mars 2026.",
        ),
        ("datum", "i våras", "”i våras” är inget datum. Skriv det som 2026-03-04 eller 4 mars 2026."),
        ("intakter", "en massa", "”en massa” går inte att läsa som ett belopp."),
        ("arbetare", "2,55", "Skriv högst en decimal."),
        ("arbetare", "-1", "Det minsta som går att svara är 0."),
        ("mal", "9", "Välj ett av stegen."),
        ("fortsatt", "kanske", "Välj ett av alternativen."),
        ("insatser", "Ring 19121212-1212", "19121212-1212 ser ut som ett personnummer."),
        ("insatser", "x" * 10_001, "Texten är 10\u00a0001 tecken. Korta den till högst 10\u00a0000."),
    ],
)
def test_bad_input_is_told_in_words(made: Round, key: str, typed: str, told: str) -> None:
    said = autosave(made, key, typed).json()
    assert said["fields"][f"q-{key}"]["wrong"].startswith(told)
    assert Answer.objects.count() == 0


def test_an_autosave_tells_mark_sum_and_time(made: Round) -> None:
    autosave(made, "intakter", "300 tkr")
    said = autosave(made, "kostnader", "100 000").json()
    assert said["fields"]["q-kostnader"]["shown"] == "100\u00a0000\u00a0kr"
    assert said["sums"] == {"saldo": "200\u00a0000\u00a0kr"}
    assert re.fullmatch(r"Sparat \d+\.\d\d", said["saved"])
    assert said["left"] == 2
    cell = autosave(made, "lista", "Läger", cell="-0-vad").json()
    assert cell["fields"]["q-lista-0-vad"]["shown"] == "Läger"


def test_two_colleagues_at_once_lose_nothing(made: Round) -> None:
    """The second one is told what the first wrote, keeps what was typed, and chooses."""
    autosave(made, "insatser", "Föräldrastöd")
    said = autosave(made, "insatser", "Läxhjälp", seen="").json()["fields"]["q-insatser"]
    assert made.people["Nora"].name in said["wrong"]
    assert "”Föräldrastöd”" in said["wrong"]
    assert said["choices"] == [
        ["Läxhjälp", "Behåll det jag skrev"],
        ["Föräldrastöd", "Använd ”Föräldrastöd”"],
    ]
    assert made.shown("Nora", "insatser") == "Föräldrastöd"
    autosave(made, "insatser", "Läxhjälp", seen=said["mark"])
    assert made.shown("Nora", "insatser") == "Läxhjälp"


def test_two_who_write_in_different_questions_do_not_meet(made: Round) -> None:
    first, second = page_of(made), page_of(made)
    for (client, path, html), key, typed in ((first, "insatser", "Läger"), (second, "kostnader", "10")):
        client.post(path, fields(html) | {f"q-{key}": typed, "spara": "1"})
    assert made.shown("Nora", "insatser") == "Läger"
    assert made.shown("Nora", "kostnader") == 10


def test_what_was_typed_after_a_colleague_handed_in_can_be_copied(made: Round) -> None:
    client, path, html = page_of(made)
    made.hands_in("Nora")
    late = client.post(path, fields(html) | {"q-insatser": "Mer om läger", "spara": "1"}).content.decode()
    assert "Det du skrev är inte sparat" in late
    assert "Mer om läger" in late
    assert autosave(made, "insatser", "Mer").json() == {
        "message": "Svaren är inlämnade. Ta tillbaka dem om du vill ändra något."
    }


def test_handing_in_with_questions_left_leads_to_each(made: Round) -> None:
    _, html = send(made, "lamna-in", insatser="Läger")
    assert re.findall(r'<li><a href="(#fraga-[^"]+)">', html) == [
        "#fraga-mal", "#fraga-intakter", "#fraga-kostnader",
    ]  # fmt: skip
    assert made.shown("Nora", "insatser") == "Läger"


def test_a_file_is_kept_with_limits(made: Round) -> None:
    client, path, html = page_of(made)
    big = SimpleUploadedFile("stor.pdf", b"%PDF-" + b"0" * (10 * 1024 * 1024))
    told = client.post(path, {"s-q-bilaga": "", "q-bilaga": big}).content.decode()
    assert "Filen är 11 MB. Högst 10 MB går att lägga till här." in told
    good = SimpleUploadedFile("bokslut.pdf", b"%PDF-1.4 bokslut")
    client.post(path, {"s-q-bilaga": "", "q-bilaga": good})
    assert made.shown("Nora", "bilaga").name == "bokslut.pdf"
    stored = made.shown("Nora", "bilaga")
    user = make.user()
    user.person = made.people["Nora"]
    user.save()
    outsider = Client()
    outsider.force_login(make.user())
    assert outsider.get(f"/register/filer/{stored.pk}/").status_code == 403
    _, _, html = page_of(made)
    client.post(path, fields(html) | {"q-bilaga-bort": "on"})
    assert made.shown("Nora", "bilaga") is None


def test_more_rows_keep_what_is_typed(made: Round) -> None:
    client, path, html = page_of(made)
    assert html.count('name="q-lista-') == 6
    data = fields(html) | {"q-lista-0-vad": "Läger", "q-lista-1-kostnad": "5 000", "rader": "lista"}
    more = client.post(path, data).content.decode()
    assert more.count('name="q-lista-') == 18
    assert 'value="Läger"' in more


def test_the_why_of_a_return_stands_on_top_and_the_link_still_works(made: Round) -> None:
    made.hands_in("Nora")
    sheets.return_(made.row("Nora"), why="Förklara saldot.", by=made.by, at=NOW)
    _, _, html = page_of(made)
    assert html.index("Vi ber om komplettering") < html.index("Förklara saldot.") < html.index("<form")
    response, _ = send(made, "lamna-in", **(WHOLE | {"insatser": "Läger. Saldot beror på bidrag."}))
    assert response.url.endswith("?tack")


def test_the_party_takes_back_what_is_not_approved(made: Round) -> None:
    made.hands_in("Nora")
    client, path, html = page_of(made)
    assert "Ta tillbaka och ändra" in html
    client.post(path, {"ta-tillbaka": "1"})
    assert made.sheet("Nora").state == "started"
    sheets.submit(made.row("Nora"), who="N", how="link")
    sheets.approve(made.row("Nora"), by=made.by)
    _, _, html = page_of(made)
    assert "Svaren är godkända." in html
    assert "Ta tillbaka" not in html


def test_a_colleague_gets_a_link_of_their_own(made: Round) -> None:
    client, path, _ = page_of(made)
    wrong = client.post(path, {"dela": "1", "name": "Kim", "email": "kim@annat.se"}).content.decode()
    assert "Adressen ska sluta på @exempel.se, som din egen." in wrong
    client.post(path, {"dela": "1", "name": "Kim Dahl", "email": "kim@exempel.se"})
    letter = OutgoingMail.objects.get(to_email="kim@exempel.se")
    colleague = "/" + letter.action_url.split("/", 3)[3]
    html = Client().get(colleague).content.decode()
    assert "egen länk för <strong>Kim Dahl</strong>, som hjälper till att svara för Nora." in html
    assert "Skicka länken till en kollega" not in html
    Client().post(colleague, {"s-q-insatser": "", "q-insatser": "Läger"})
    assert Answer.objects.get().saved_by == "Kim Dahl"
    assert Client().post(colleague, {"dela": "1", "name": "X", "email": "x@exempel.se"}).status_code == 404


def test_a_colleague_is_written_to_once_at_a_time_and_loses_the_link_with_the_handler(made: Round) -> None:
    row = made.row("Nora")
    for _ in range(2):
        sharing.share(row, name="Kim", email="kim@exempel.se", from_name="N")
    assert [one.recipient for one in sharing.colleagues_of(row)] == ["Kim <kim@exempel.se>"]
    other = make.person(email="ny@exempel.se", organisation=made.parties["Nora"])
    rounds.name_handler(row, other, by=made.by)
    assert sharing.colleagues_of(made.row("Nora")) == []
    for number in range(sharing.MOST_COLLEAGUES):
        sharing.share(made.row("Nora"), name="K", email=f"k{number}@exempel.se", from_name="N")
    with pytest.raises(NotAllowed, match="högst 8 kollegor"):
        sharing.share(made.row("Nora"), name="K", email="k9@exempel.se", from_name="N")


def test_links_open_nothing_they_are_not_for(made: Round) -> None:
    key = key_for(made.people["Nora"])
    assert Client().get("/fragor/svar/finns-inte/").status_code == 404
    assert Client().get(f"/parternas-beslut/{key}/").status_code == 410
    other = make.person(email="ny@exempel.se", organisation=made.parties["Nora"])
    rounds.name_handler(made.row("Nora"), other, by=made.by)
    assert Client().get(f"/fragor/svar/{key}/").status_code == 410
    gone = Client().post(f"/fragor/svar/{key}/", {"s-q-insatser": "", "q-insatser": "x"}, **JSON)  # type: ignore[arg-type]
    assert gone.json() == {"message": "Länken gäller inte längre."}
    assert PersonalLink.objects.standing().count() == 1


def test_who_is_no_longer_handler_answers_nothing_even_if_its_link_stands(made: Round) -> None:
    path = path_for(made.people["Nora"])
    other = make.person(email="ny@exempel.se", organisation=made.parties["Nora"])
    type(made.row("Nora")).objects.update(handler=other)
    assert PersonalLink.objects.standing().count() == 1
    assert Client().get(path).status_code == 410


def test_a_withdrawn_round_says_why(made: Round) -> None:
    path = path_for(made.people["Nora"])
    rounds.withdraw(made.inquiry, why="Fel frågor", by=made.by)
    html = Client().get(path).content.decode()
    assert "Fel frågor" in html
    assert "Lämna in" not in html


def test_a_handler_with_an_account_needs_no_link(made: Round, as_user: Any) -> None:
    user = make.user()
    user.person = made.people["Nora"]
    user.save()
    client = as_user(user)
    start = client.get("/").content.decode()
    path = f"/fragor/egna/{made.row('Nora').pk}/"
    assert path in start
    client.post(path, {"s-q-insatser": "", "q-insatser": "Läger"})
    assert Answer.objects.get().saved_by == user.name
    assert as_user(make.user()).get(path).status_code == 404


def test_the_page_leaks_no_key(made: Round) -> None:
    response = Client().get(path_for(made.people["Nora"]))
    assert response["Referrer-Policy"] == "no-referrer"
    assert "noindex" in response["X-Robots-Tag"]


def test_the_page_asks_the_same_number_of_questions_of_the_database(
    made: Round, django_assert_max_num_queries: Any
) -> None:
    made.says("Nora", **WHOLE)
    with django_assert_max_num_queries(16):
        page_of(made)
