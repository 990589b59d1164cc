"""A school's own link: yes and no, pupils and classes, its own rate, and classes seen nowhere else (H2, H3)."""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone

from secretariat.registry.models import LogEntry, PersonalLink, User
from surveys.actions import school_links
from surveys.models import ClassGroup, ContactNote, Participation, School, SurveyRound

from .school_case import SchoolCase, a_round

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]
CLASS = "Kl4ssXq"


def asked() -> tuple[SchoolCase, str]:
    """A round with a school that has its link, and the link's address."""
    case = a_round()
    case.add("Alskolan")
    case.ask_all()
    return case, reverse("surveys:school-reply", args=[case.key("Alskolan")])


def filled(*classes: tuple[str, str, str], **more: Any) -> dict[str, Any]:
    """What the page sends."""
    sent: dict[str, Any] = {
        "answer": "ja", "who": "Ebba Lind", "contact": "Ebba Lind", "email": "ebba@exempel.se", "invited": "48",
        "klass-TOTAL_FORMS": str(max(3, len(classes))), "klass-INITIAL_FORMS": "0", **more,
    }  # fmt: skip
    for place, (name, grade, number) in enumerate(classes):
        sent |= {f"klass-{place}-name": name, f"klass-{place}-grade": grade, f"klass-{place}-invited": number}
    return sent


def test_a_school_says_yes_with_its_pupils_and_classes(client: Client) -> None:
    _, address = asked()
    assert "Vill ni vara med?" in client.get(address).content.decode()
    assert Participation.objects.get().state == "no_reply"  # a GET changes nothing
    answer = client.post(address, filled(("7A", "7", "24"), ("7B", "7", "24")), follow=True)
    assert "Tack, det är sparat. Ni är med." in answer.content.decode()
    row = Participation.objects.select_related("school").get()
    assert (row.state, row.answered_by, row.invited) == ("participates", "Ebba Lind", 48)
    assert (row.school.contact, row.school.email) == ("Ebba Lind", "ebba@exempel.se")
    assert list(row.classes.values_list("name", "grade", "invited")) == [("7A", "7", 24), ("7B", "7", 24)]
    assert (ContactNote.objects.get().how, ContactNote.objects.get().text) == (
        "link", "Svarade ja genom länken.",
    )  # fmt: skip
    assert PersonalLink.objects.get().last_used_at is not None


def test_it_says_no_with_its_reason_and_changes_its_mind(client: Client) -> None:
    _, address = asked()
    client.post(address, filled(answer="nej", why="Hinner inte"))
    row = Participation.objects.get()
    assert (row.state, row.why) == ("declined", "Hinner inte")
    client.post(address, filled(answer="nej", why="Hinner inte", contact="", email=""))
    assert School.objects.get().email == "ebba@exempel.se"  # an empty field takes nothing away
    assert "Ni är inte med den här gången" in client.get(f"{address}?tack").content.decode()
    client.post(address, filled())
    row.refresh_from_db()
    assert (row.state, row.why) == ("participates", "")
    verbs = [one.verb for one in LogEntry.objects.filter(verb__startswith="noterade").order_by("pk")]
    assert verbs == ["noterade att skola tackar nej", "noterade att skola deltar"]


def test_what_is_wrong_is_told_and_what_was_typed_stands(client: Client) -> None:
    _, address = asked()
    sent = filled(
        ("7A", "7", "många"), ("", "8", "20"), answer="", who="", invited="åtta", phone="19811218-9876"
    )
    words = client.post(address, sent).content.decode()
    for told in (
        "Välj ja eller nej.", "Skriv ditt namn.", "Skriv antalet elever med siffror.",
        "Klasser, rad 1: Skriv antalet elever med siffror.", "Klasser, rad 2: Skriv vad klassen heter.",
        "ser ut som ett personnummer", 'value="många"', 'value="åtta"',
    ):  # fmt: skip
        assert told in words
    assert Participation.objects.get().state == "no_reply"


def test_more_rows_come_without_script_and_keep_what_was_typed(client: Client) -> None:
    _, address = asked()
    words = client.post(address, filled(("7A", "7", "24"), rader="1", answer="", who="")).content.decode()
    assert ("Elever, rad 5" in words, 'value="7A"' in words, "behöver rättas" in words) == (True, True, False)


def test_classes_change_names_and_go_but_not_with_answers(client: Client) -> None:
    _, address = asked()
    client.post(address, filled(("7A", "7", "24"), ("7B", "7", "24")))
    first, second = ClassGroup.objects.order_by("pk")
    swapped = filled(("7B", "7", "24"), ("7A", "7", "24"))
    swapped |= {"klass-INITIAL_FORMS": "2", "klass-0-pk": str(first.pk), "klass-1-pk": str(second.pk)}
    client.post(address, swapped)
    first.refresh_from_db()
    assert first.name == "7B"
    ClassGroup.objects.update(answered=20, counted_at=timezone.now())
    fewer = swapped | {"klass-0-invited": "10"}
    assert "har redan 20 svar" in client.post(address, fewer).content.decode()
    gone = swapped | {"klass-1-name": "", "klass-1-grade": "", "klass-1-invited": ""}
    assert "Klass 7A har redan svar och kan inte tas bort." in client.post(address, gone).content.decode()
    twice = swapped | {"klass-1-name": "7b"}
    assert "Två klasser har samma namn." in client.post(address, twice).content.decode()
    assert ClassGroup.objects.count() == 2


def test_it_sees_its_own_rate_by_week_and_class(client: Client) -> None:
    case, address = asked()
    client.post(address, filled(("7A", "7", "24"), ("7B", "7", "24")))
    row = Participation.objects.get()
    for week, answered in ((dt.date(2026, 1, 26), 12), (dt.date(2026, 2, 2), 36)):
        row.counts.create(round=case.round, week_of=week, invited=48, answered=answered)
    row.classes.update(answered=18, counted_at=timezone.now())
    first, second = row.classes.order_by("name")
    for group, week, answered in ((first, 26, 6), (first, 33, 18), (second, 33, 18)):
        day = dt.date(2026, 1, 1) + dt.timedelta(days=week - 1)
        group.counts.create(week_of=day, invited=24, answered=answered)
    words = re.sub(r"\s+", " ", client.get(address).content.decode())
    assert re.search(r"v\. 6</th><td class=\"num\">36 av 48</td><td class=\"num\">75 %", words)
    cells = [re.findall(r"<t[hd][^>]*>([^<]*)", line) for line in re.findall(r"<tr>.*?</tr>", words)]
    assert [line for line in cells if line[0] in ("Klass", "7A", "7B")] == [
        ["Klass", "Svar", "Andel", "v. 5", "v. 6"],
        ["7A", "18 av 24", "75 %", "6", "18"],
        ["7B", "18 av 24", "75 %", "–", "18"],
        ["Klass", "Årskurs", "Elever"],
    ]


def test_a_wrong_and_an_ended_link_say_so(client: Client) -> None:
    _, address = asked()
    wrong = client.get(reverse("surveys:school-reply", args=["x" * 43]))
    assert (wrong.status_code, "Länken fungerar inte" in wrong.content.decode()) == (404, True)
    PersonalLink.objects.update(expires_at=timezone.now() - dt.timedelta(days=1))
    for ended in (client.get(address), client.post(address, filled())):
        assert (ended.status_code, "Länken gäller inte längre" in ended.content.decode()) == (410, True)
    assert Participation.objects.get().state == "no_reply"


@pytest.mark.parametrize(
    ("state", "words"), [("processing", "Insamlingen är slut."), ("cancelled", "Omgången är inställd.")]
)
def test_it_cannot_answer_after_the_collection(client: Client, state: str, words: str) -> None:
    _, address = asked()
    SurveyRound.objects.update(state=state)
    for answer in (client.get(address), client.post(address, filled())):
        assert words in answer.content.decode()
        assert "Spara svaret" not in answer.content.decode()
    assert Participation.objects.get().state == "no_reply"


def test_the_address_leaks_to_nobody(client: Client) -> None:
    _, address = asked()
    response = client.get(address)
    assert (response["Referrer-Policy"], response["X-Robots-Tag"], response["Cache-Control"]) == (
        "no-referrer", "noindex, nofollow", "no-store",
    )  # fmt: skip


# Classes are seen nowhere else


def _addresses(case: SchoolCase, resolver: URLResolver | None = None, before: str = "/") -> list[str]:
    """Every address of ours, with the round's own objects in it."""
    row = case.rows["Alskolan"]
    values = {
        "omgangar": case.round.pk, "deltagande": row.pk, "skolor": row.school_id, "slug": case.round.survey.slug,
        "kind": "xlsx", "key": "x" * 43, "step": "deltar",
    }  # fmt: skip
    found = []
    for pattern in (resolver or get_resolver()).url_patterns:
        where = f"{before}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            found += _addresses(case, pattern, where)
        elif not where.startswith(("/admin/", "/konto/")):
            parent = where.split("<")[0].rstrip("/").rsplit("/", 1)[-1]
            number = values.get(parent, case.round.pk)
            for kind in ("xlsx", "csv") if "<str:kind>" in where else ("xlsx",):
                filled_in = re.sub(r"<int:\w+>", str(number), where)
                filled_in = re.sub(r"<str:kind>", kind, filled_in)
                filled_in = re.sub(r"<slug:slug>", str(values["slug"]), filled_in)
                for letter in ("fraga", "paminn", "borja") if "<slug:kind>" in filled_in else ("",):
                    one = re.sub(r"<slug:kind>", letter, filled_in)
                    found.append(re.sub(r"<(?:\w+:)?\w+>", "1", one))
    return found


def test_no_other_address_tells_of_a_class(as_user: Login, secretary: User) -> None:
    """H3: class level only for the school. Every address of the whole URLconf, files unpacked."""
    case = a_round(by=secretary)
    case.add("Alskolan")
    case.step("Alskolan", "deltar")
    case.collect()
    row = case.rows["Alskolan"]
    group = row.classes.create(name=CLASS, grade="7", invited=20, answered=9, counted_at=timezone.now())
    group.counts.create(week_of=dt.date(2026, 1, 26), invited=20, answered=9)
    row.counts.create(round=case.round, week_of=dt.date(2026, 1, 26), invited=20, answered=9)
    client = as_user(secretary)
    client.raise_request_exception = False
    seen, told = 0, []
    addresses = _addresses(case)
    for address in [*addresses, f"/sok/?q={CLASS}"]:
        if address.startswith("/undersokningar") or "<" not in address:
            response = client.get(address)
            seen += response.status_code == 200
            if CLASS.encode() in _content(response).replace(f"q={CLASS}".encode(), b""):
                told.append(address)
    assert (seen > 60, told) in ((True, []), (True, [f"/sok/?q={CLASS}"]))
    own = reverse("surveys:school-reply", args=[_link(case)])
    assert CLASS in client.get(own).content.decode()  # the test would see it


def _link(case: SchoolCase) -> str:
    return school_links.issue(case.rows["Alskolan"], by=case.by)


def _content(response: Any) -> bytes:
    """The bytes of an answer; of a package, of all in it."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if body[:2] != b"PK":
        return bytes(body)
    with zipfile.ZipFile(io.BytesIO(body)) as package:
        return b"".join(package.read(name) for name in package.namelist())
