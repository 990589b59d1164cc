"""Bad input gets a message in Swedish that says what to do, and what was typed comes back."""

import html
import re
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import InMemoryUploadedFile, SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from meetings.models import AgendaItem, Body, ItemBlock, Meeting
from secretariat.registry.models import Organisation, Person, StoredFile, User
from tests.meetings.approval_case import Case, a_case

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]
NUMBER = "811218-9876"  # the tax office's own example
AS_PERSONNUMMER = f"{NUMBER} ser ut som ett personnummer. Ta bort det: personnummer sparas inte här."


@pytest.fixture(scope="module")
def made(module_rows: None) -> Case:
    return a_case()


@pytest.fixture
def case(made: Case) -> Case:
    return deepcopy(made)


@pytest.fixture
def client(case: Case, as_user: Login) -> Client:
    return as_user(case.secretary)


def said(answer: Any) -> str:
    """The page, with non-breaking spaces as plain ones."""
    return str(answer.content.decode()).replace("\xa0", " ")


def told(answer: Any) -> list[str]:
    """What the page says of fields and of the form as a whole."""
    found = re.findall(r'<p class="error">.*?</svg>(.*?)</p>|<li>([^<]+)</li>', said(answer))
    return [html.unescape("".join(one)).strip() for one in found]


def address(name: str, *args: Any) -> str:
    return reverse(name, args=args)


def plain_page(case: Case) -> str:
    return address("meetings:item-plain", case.item("Plan").pk)


def texts(case: Case) -> list[str]:
    return list(
        ItemBlock.objects.standing()
        .filter(item=case.item("Plan"))
        .order_by("position")
        .values_list("html", flat=True)
    )


def save_json(case: Case, client: Client, html: str, **more: Any) -> Any:
    """What the editor sends for a new paragraph."""
    block = {
        "id": "0b5e1f52-6f5c-4b0e-9d6e-1d1d6f0f8a01",
        "kind": "paragraph",
        "html": html,
        "base": 0,
        **more,
    }
    return client.post(
        address("meetings:item-save", case.item("Plan").pk), {"blocks": [block]},
        content_type="application/json", headers={"Accept": "application/json"},
    )  # fmt: skip


# Choices are shown as chosen, not as words in a field.
SHOWN = {
    "title", "date", "start_time", "end_time", "place", "link", "chair_text", "presenters", "number", "planned_start",
    "planned_minutes", "proposal", "name", "from_time", "to_time", "url", "given_name", "family_name", "email",
    "short_name", "municipality_code", "deadline", "reason",
}  # fmt: skip


# What is typed in fields: where, which field, what, what the page says, what is shown again


@dataclass(frozen=True)
class Typed:
    form: str
    field: str
    value: str
    message: str

    def __str__(self) -> str:
        return f"{self.form} {self.field} {self.value[:20]}"


LONG = "å" * 300
DAY, CLOCK = "Skriv datumet som 2026-03-04 eller 4 mars 2026.", "Skriv tiden som 9.00 eller 13.30."
URL = "Skriv hela webbadressen, till exempel https://exempel.se/sida."


def too_long(most: int, typed: int = 300) -> str:
    return f"Högst {most} tecken får plats, och det här är {typed}. Korta det."


REFUSED = [
    Typed("meeting", "date", "03/04/2026", DAY),
    Typed("meeting", "date", "31/2", DAY),
    Typed("meeting", "date", "i morgon", DAY),
    Typed("meeting", "start_time", "25.00", CLOCK),
    Typed("meeting", "end_time", "8.00", "Sluttiden måste vara senare än starttiden."),
    Typed("meeting", "place", LONG, too_long(200)),
    Typed("meeting", "link", "zoom", URL),
    Typed("meeting", "title", f"Möte {NUMBER}", AS_PERSONNUMMER),
    Typed("move", "date", "31/2", DAY),
    Typed("move", "date", "", "Detta fält måste fyllas i."),
    Typed("item", "title", f"Ärende {NUMBER}", AS_PERSONNUMMER),
    Typed("item", "proposal", f"Bifalla {NUMBER}", AS_PERSONNUMMER),
    Typed("item", "chair_text", LONG, too_long(160)),
    Typed("item", "number", "femhundrade", too_long(8, 11)),
    Typed("item", "planned_start", "25.00", CLOCK),
    Typed(
        "item",
        "planned_minutes",
        "en timme",
        "Skriv minuterna som ett heltal mellan 1 och 900, till exempel 20.",
    ),
    Typed("item", "role", "hittepå", "Valet finns inte längre. Välj ett av alternativen."),
    Typed("new item", "title", f"Ärende {NUMBER}", AS_PERSONNUMMER),
    Typed("new item", "presenters", "å" * 601, too_long(600, 601)),
    Typed("row", "name", LONG, too_long(160)),
    Typed("row", "to_time", "8.00", "Sluttiden måste vara senare än starttiden."),
    Typed("row", "title", f"Chef {NUMBER}", AS_PERSONNUMMER),
    Typed("guest", "name", LONG, too_long(160)),
    Typed("guest", "name", f"Gun {NUMBER}", AS_PERSONNUMMER),
    Typed("link", "link-url", "javascript:alert(1)", URL),
    Typed("person", "family_name", LONG, too_long(80)),
    Typed("person", "title", f"Chef {NUMBER}", AS_PERSONNUMMER),
    Typed("person", "email", "asta@", "Skriv hela e-postadressen, till exempel namn@exempel.se."),
    Typed("organisation", "name", LONG, too_long(200)),
    Typed("organisation", "municipality_code", "18", "Kommunkoden är fyra siffror, till exempel 1880."),
    Typed("body", "name", LONG, too_long(200)),
    Typed("send", "deadline", "03/04/2026", DAY),
    Typed("approver", "name", "Ingen Alls", "Ingen i registret heter så. Välj ett namn i listan."),
]


def form_of(case: Case, name: str) -> tuple[str, dict[str, Any]]:
    """A form's address, and what a good answer to it is."""
    meeting, item = case.meeting, case.item("Plan")
    row = meeting.attendances.order_by("pk").first()
    assert row
    body = case.body
    return {
        "meeting": (
            address("meetings:meeting-edit", meeting.pk),
            {"leading": body.pk, "date": "4 mars 2026", "start_time": "9", "state": "booked",
             "chair_text": "Asta Ordman"},
        ),
        "move": (address("meetings:meeting-move", meeting.pk), {"date": "5 mars 2026"}),
        "item": (address("meetings:agenda-item", item.pk), {"title": "Plan", "presenters": "Asta"}),
        "new item": (address("meetings:agenda-edit", meeting.pk), {"title": "Ny punkt", "presenters": "Asta"}),
        "row": (
            address("meetings:attendance-row", row.pk),
            {"state": "present", "role": row.role, "name": row.name, "from_time": "9.00", "to_time": "10.00"},
        ),
        "guest": (address("meetings:attendance-edit", meeting.pk), {"name": "Gun Gäst", "group": "guest"}),
        "link": (
            address("meetings:agenda-item", item.pk),
            {"do": "link", "link-url": "https://exempel.se/", "link-title": "Underlag"},
        ),
        "person": (
            address("registry:person-create"), {"given_name": "Asta", "family_name": "Ek", "title": "Chef"},
        ),
        "organisation": (
            address("registry:organisation-create"),
            {"name": "Kumla kommun", "short_name": "Kumla", "kind": "municipality", "enhet-TOTAL_FORMS": "0",
             "enhet-INITIAL_FORMS": "0"},
        ),
        "body": (
            address("meetings:body-edit", body.pk),
            {"name": "Provrådet", "code": "PR", "type": body.type_id, "minutes_word": body.minutes_word_id,
             "approval_policy": "chairs", "elected_approvers": "1", "approval_days": "10", "notice_days": "7",
             "material_days": "9", "reply_days": "3", "approval_login": "1",
             "approval_fresh_minutes": "0", "remind_after_days": "3, 7", "remind_before_days": "2",
             "draft_circle": "leaders", "layout": "item_note"},
        ),
        "send": (address("meetings:minutes-send", meeting.pk), {"deadline": "2030-01-01"}),
        "approver": (
            address("meetings:approver-add", meeting.pk),
            {"name": "Cilla Reservin", "capacity": "elected", "reason": "Jäv"},
        ),
    }[name]  # fmt: skip


@pytest.mark.parametrize("typed", REFUSED, ids=str)
def test_what_is_typed_wrong_is_told_and_comes_back(case: Case, client: Client, typed: Typed) -> None:
    where, good = form_of(case, typed.form)
    answer = client.post(where, {**good, typed.field: typed.value})
    assert answer.status_code in (200, 422)
    page = said(answer)
    assert told(answer) == [typed.message]
    for name, value in {**good, typed.field: typed.value}.items():
        if isinstance(value, str) and value and name in SHOWN:
            assert f'"{value}"' in page or f"\n{value}</textarea>" in page or f'value="{value}"' in page, name


# Characters nobody sees, and those everybody sees

NUL_IN = [
    ("person", "family_name", lambda: Person.objects.latest("pk").family_name),
    ("organisation", "name", lambda: Organisation.objects.latest("pk").name),
    ("body", "name", lambda: Body.objects.get(code="PR").name),
    ("meeting", "place", lambda: Meeting.objects.get().place),
    ("item", "title", lambda: AgendaItem.objects.get(title__startswith="Häl").title),
    ("new item", "title", lambda: AgendaItem.objects.get(title__startswith="Häl").title),
    ("row", "title", lambda: Meeting.objects.get().attendances.order_by("pk")[0].title),
    ("guest", "name", lambda: Meeting.objects.get().attendances.latest("pk").name),
    ("link", "link-title", lambda: Meeting.objects.get().attachments.get().title),
]


@pytest.mark.parametrize(("form", "field", "read"), NUL_IN, ids=[name for name, *_ in NUL_IN])
def test_a_nul_byte_is_taken_away_and_an_emoji_kept(
    case: Case, client: Client, form: str, field: str, read: Callable[[], str]
) -> None:
    where, good = form_of(case, form)
    answer = client.post(where, {**good, field: "Häl\x00sa \u200b👩‍🌾 till"})
    assert (answer.status_code, told(answer)) == (302, [])
    assert read() == "Hälsa 👩‍🌾 till"


LISTS = [
    "meetings:meeting-list", "meetings:decision-list", "meetings:action-list", "meetings:body-list",
    "registry:person-list", "registry:organisation-list", "registry:mail-list", "registry:log-list",
]  # fmt: skip
ODD = [
    "q=%00", "q=a%00b", "q=" + quote("<script>alert(1)</script>"), "q=" + "x" * 3000, "q=%FF%FE", "sida=abc",
    "sida=99999", "sida=-1", "sida=", "grupp=x", "grupp=" + "9" * 30, "grupp=-1", "ar=0", "ar=99999", "ar=%C2%B2",
    "ar=x", "organisation=x", "organisation=" + "9" * 30, "person=" + "9" * 30, "part=%00", "lage=x",
    "slag=%00", "status=x", "nar=x", "typ=x",
    "anteckningar=x", "arende=%00", "q=%F0%9F%98%80",
]  # fmt: skip


@pytest.mark.parametrize("name", LISTS)
def test_odd_addresses_of_lists_are_pages(client: Client, name: str) -> None:
    broken = {}
    for odd in ODD:
        answer = client.get(f"{address(name)}?{odd}")
        if answer.status_code != 200 or "<script>alert" in said(answer):
            broken[odd] = answer.status_code
    assert broken == {}


def test_odd_paths_lead_nowhere(client: Client) -> None:
    paths = ["/beslut/%00/", "/beslut/a%00b/", f"/moten/{'9' * 30}/", "/uppdrag/hamta/%00/", "/finns/inte/"]
    assert {path: client.get(path).status_code for path in paths} == dict.fromkeys(paths, 404)
    assert "Sidan finns inte" in said(client.get("/beslut/%00/"))


# Files

FILES = [
    ("virus.pdf", b"MZ\x90\x00 This program cannot be run", "Filen heter .pdf men innehåller något annat."),
    (
        "bild.svg",
        b"<svg onload='alert(1)'/>",
        "Filer av slaget .svg tas inte emot. Det går bra med PDF, Word",
    ),
    ("virus.exe", b"MZ", "Filer av slaget .exe tas inte emot."),
    ("tom.pdf", b"", "Filen är tom. Välj en annan fil."),
    ("utan", b"abc", "Filer av slaget utan filändelse tas inte emot."),
]


@pytest.mark.parametrize(("name", "content", "message"), FILES, ids=[name for name, *_ in FILES])
def test_a_file_of_the_wrong_kind(
    case: Case, client: Client, name: str, content: bytes, message: str
) -> None:
    where = address("meetings:agenda-item", case.item("Plan").pk)
    sent = {"do": "upload", "upload-file": SimpleUploadedFile(name, content), "upload-title": "Underlaget"}
    page = said(client.post(where, sent))
    assert message in page
    assert 'value="Underlaget"' in page
    assert not StoredFile.objects.exists()


def test_a_file_of_two_hundred_megabytes(case: Case, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    size = property(lambda self: 200 * 1024 * 1024, lambda self, value: None)
    monkeypatch.setattr(InMemoryUploadedFile, "size", size, raising=False)
    where = address("meetings:agenda-item", case.item("Plan").pk)
    big = SimpleUploadedFile("stor.pdf", b"%PDF-1.7")
    page = said(client.post(where, {"do": "upload", "upload-file": big, "upload-title": "Underlaget"}))
    assert "Filen är 200 MB. Högst 50 MB går att ladda upp." in page
    assert 'value="Underlaget"' in page


# Requests that are not as they should be


def test_an_old_page_says_so_and_shows_what_was_typed(case: Case) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(case.secretary)
    typed = {"new": "Två timmars <b>arbete</b>", "password": "hemligt", "was-1": "förut", "seen": "märke"}
    typed["csrfmiddlewaretoken"] = "gammal"
    answer = client.post(plain_page(case), typed)
    assert answer.status_code == 403
    assert "<h1>Sidan är för gammal</h1>" in said(answer)
    assert "readonly>Två timmars &lt;b&gt;arbete&lt;/b&gt;</textarea>" in said(answer)
    assert [word for word in ("hemligt", "förut", "märke") if word in said(answer)] == []
    answer = save_json(case, client, "Hej")
    assert answer.status_code == 403
    assert answer.json() == {"message": "Sidan är för gammal. Ladda om den, texten finns kvar."}
    assert len(texts(case)) == 2


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "BREW", "TRACE"])
def test_an_unknown_method_is_refused_in_words(case: Case, client: Client, method: str) -> None:
    for where in (address("meetings:meeting-list"), address("meetings:agenda-item", case.item("Plan").pk)):
        answer = client.generic(method, where)
        assert answer.status_code == 405
        assert "Här finns ingen sida" in said(answer)


def test_a_button_followed_as_a_link_is_a_page(case: Case, client: Client) -> None:
    answer = client.get(address("meetings:meeting-cancel", case.meeting.pk))
    assert answer.status_code == 405
    assert "Den här adressen är en knapp, inte en sida. Gå tillbaka och tryck på knappen där." in said(answer)
    answer = client.get(
        address("meetings:item-save", case.item("Plan").pk), headers={"Accept": "application/json"}
    )
    assert "message" in answer.json()
