"""Answers week by week: taken in, refused where they fall, read against what is hoped for, reminded (H3)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import LogEntry, User
from surveys import list_files
from surveys.actions import response_tables, responses
from surveys.list_files import ListFile
from surveys.models import ClassCount, ClassGroup, ResponseCount, SampleTarget
from surveys.response_lists import HEADINGS, week_of
from tests import make

from .school_case import SchoolCase, a_round

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]
V5, V6, V7 = (dt.date(2026, 1, 26) + dt.timedelta(weeks=number) for number in range(3))


def url(name: str, *args: object) -> str:
    return reverse(f"surveys:{name}", args=args)


def told(*lines: str, heads: str = "vecka;kommun;skola;utskickade;svar") -> ListFile:
    return list_files.read("\n".join([heads, *lines]).encode(), HEADINGS)


def collecting() -> SchoolCase:
    """Two schools of Nora in a round that collects."""
    case = a_round()
    nora = make.organisation(name="Nora kommun", short_name="Nora", municipality_code="1884")
    for name in ("Alskolan", "Björkskolan"):
        case.add(name, party=nora)
        case.step(name, "deltar")
    case.collect()
    return case


def take_in(case: SchoolCase, *lines: str, why: str = "", **more: Any) -> Any:
    return responses.take_in(case.round, told(*lines, **more), week=None, why=why, by=case.by)


def numbers() -> list[tuple[str, dt.date, int, int]]:
    rows = ResponseCount.objects.select_related("party", "participation__school").order_by("week_of", "pk")
    return [
        (
            one.party.short_name if one.party else str(one.participation.school),
            one.week_of,
            one.invited,
            one.answered,
        )  # type: ignore[union-attr]
        for one in rows
    ]


@pytest.mark.parametrize(
    ("text", "day"),
    [("5", "2026-01-26"), ("v. 5", "2026-01-26"), ("2026-W05", "2026-01-26"), ("2026 v 53", "2026-12-28"),
     ("202605", "2026-01-26"), ("v 1 2027", "2027-01-04")],
)  # fmt: skip
def test_weeks_are_read_as_they_are_typed(text: str, day: str) -> None:
    assert str(week_of(text, year=2026)) == day


@pytest.mark.parametrize(
    ("text", "words"), [("53 2027", "Året har 52 veckor"), ("vår", "är ingen vecka"), ("0", "ingen vecka 0")]
)
def test_a_week_that_is_not_there_says_so(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        week_of(text, year=2026)


def test_rows_of_kommuner_and_schools_are_taken_in_with_week_53() -> None:
    case = collecting()
    take_in(case, "5;Nora;Alskolan;100;20", "5;Nora;;300;60", "2026 v. 53;Nora;Alskolan;100;90")
    assert numbers() == [
        ("Alskolan", V5, 100, 20), ("Nora", V5, 300, 60), ("Alskolan", dt.date(2026, 12, 28), 100, 90),
    ]  # fmt: skip
    again = take_in(case, "5;Nora;Alskolan;100;25", "5;Nora;;300;60")
    assert [line.state for line in again.lines] == ["changed", "same"]


def test_rows_that_cannot_be_taken_in_are_told_and_nothing_is() -> None:
    case = collecting()
    lines = ("5;Nora;Okänd;9;1", "5;Atlantis;;9;1", "5;Nora;Alskolan;9;12", "x;Nora;;9;1", "5;Nora;;nio;1", "5;;;9;1",
             "6;Nora;Alskolan;9;1", "6;Nora;Alskolan;9;1")  # fmt: skip
    with pytest.raises(NotAllowed) as no:
        take_in(case, *lines)
    assert no.value.reasons == [
        "Rad 2: skolan ”Okänd” är inte med i omgången.",
        "Rad 3: kolumnen kommun: ”Atlantis” är ingen kommun i länet.",
        "Rad 4: det kan inte vara fler svar (12) än utskick (9).",
        "Rad 5: kolumnen vecka: ”x” är ingen vecka. Skriv som 2026 v. 5.",
        "Rad 6: kolumnen utskickade: ”nio” är inget helt antal.",
        "Rad 7: raden har varken kommun eller skola.",
        "Rad 9: Alskolan, Nora står redan på rad 8 för samma vecka. Ta bort den ena raden.",
    ]
    assert numbers() == []


def test_falling_numbers_are_refused_in_a_sentence_and_put_right_with_a_reason() -> None:
    case = collecting()
    take_in(case, "5;Nora;Alskolan;100;40")
    with pytest.raises(NotAllowed) as no:
        take_in(case, "6;Nora;Alskolan;100;38")
    assert no.value.reasons == [
        "Alskolan, Nora har 38 svar v.\u00a06, men hade 40 redan v.\u00a05. Svaren kan inte bli färre.",
        "Är det en rättelse, skriv varför.",
    ]
    with pytest.raises(NotAllowed, match="40 är redan inlästa för den veckan"):
        take_in(case, "5;Nora;Alskolan;100;39")
    take_in(case, "5;Nora;Alskolan;100;37", "6;Nora;Alskolan;100;38", why="Dubbletter borttagna")
    assert [row[3] for row in numbers()] == [37, 38]
    assert (
        LogEntry.objects.filter(verb="läste in svar").latest("pk").detail["rättelse"]
        == "Dubbletter borttagna"
    )


def test_classes_become_the_schools_sum_and_are_not_named_in_the_preview() -> None:
    case = collecting()
    shown = take_in(
        case, "5;Alskolan;7A;20;9", "5;Alskolan;7B;22;11", "6;Alskolan;7A;20;15",
        heads="vecka;skola;klass;utskickade;svar",
    )  # fmt: skip
    assert [line.who for line in shown.lines] == ["Alskolan, Nora, en klass"] * 3
    assert numbers() == [("Alskolan", V5, 42, 20), ("Alskolan", V6, 42, 26)]
    assert list(ClassGroup.objects.values_list("name", "answered")) == [("7A", 15), ("7B", 11)]


def test_a_class_keeps_each_week_and_an_older_file_does_not_undo_its_latest() -> None:
    """H3: week by week for classes; a file of an earlier week comes after, and one week is put right."""
    case, heads = collecting(), "vecka;skola;klass;utskickade;svar"
    take_in(case, "6;Alskolan;7A;20;15", heads=heads)
    take_in(case, "5;Alskolan;7a;20;9", heads=heads)
    assert ClassGroup.objects.get().answered == 15
    take_in(case, "6;Alskolan;7A;21;16", heads=heads)
    counts = ClassCount.objects.order_by("week_of").values_list("week_of", "invited", "answered")
    assert list(counts) == [(V5, 20, 9), (V6, 21, 16)]
    assert list(ClassGroup.objects.values_list("name", "invited", "answered")) == [("7A", 21, 16)]


def test_a_school_that_has_declined_has_no_answers() -> None:
    case = collecting()
    case.step("Alskolan", "nej")
    with pytest.raises(NotAllowed, match="Alskolan har tackat nej"):
        take_in(case, "5;Nora;Alskolan;9;1")


def test_answers_are_taken_in_only_while_they_come() -> None:
    case = a_round()
    with pytest.raises(NotAllowed, match="Insamlingen har inte börjat"):
        take_in(case, "5;Nora;;9;1")
    case.round.__class__.objects.update(state="reported")
    with pytest.raises(NotAllowed, match="Svaren kan inte ändras"):
        take_in(case, "5;Nora;;9;1")


def test_the_table_sums_schools_and_says_who_is_behind() -> None:
    """Weeks 5–7: after week 6 two thirds of what is hoped for should have come."""
    case = collecting()
    nora = case.rows["Alskolan"].school.party
    SampleTarget.objects.create(round=case.round, party=nora, sampled=200, expected=90)
    take_in(case, "5;Nora;Alskolan;100;20", "6;Nora;Björkskolan;100;30")
    table = response_tables.table_of(case.round)
    (line,) = table.lines
    assert (table.cells(line), line.invited, line.percent, line.hoped_percent) == (
        ["20", "50"], 200, "25\u00a0%", "45\u00a0%",
    )  # fmt: skip
    assert (line.hoped_by_now, line.is_behind, table.total.answered) == (60, True, 50)
    assert [(one.name, one.has_started) for one in table.schools] == [
        ("Alskolan", True),
        ("Björkskolan", True),
    ]
    take_in(case, "6;Nora;Alskolan;100;40")
    assert not response_tables.table_of(case.round).lines[0].is_behind


def test_a_kommuns_own_numbers_go_before_its_schools() -> None:
    case = collecting()
    take_in(case, "5;Nora;Alskolan;100;20", "5;Nora;;300;60")
    assert response_tables.table_of(case.round).lines[0].latest == (300, 60)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_as_much_whatever_its_length(
    as_user: Login, django_assert_num_queries: Any, count: int
) -> None:
    case = a_round()
    for number in range(count):
        case.add(f"Skolan {number}")
        row = case.step(f"Skolan {number}", "deltar")
        row.counts.create(round=case.round, week_of=V5, invited=10, answered=4)
    case.collect()
    client = as_user(case.by)
    client.get(url("response-table", case.round.pk))
    with django_assert_num_queries(7):
        words = client.get(url("response-table", case.round.pk)).content.decode()
    assert words.count('<a href="/undersokningar/deltagande/') == count


def test_it_is_shown_and_then_taken_in_from_the_page(as_user: Login) -> None:
    case = collecting()
    client = as_user(case.by)
    upload = SimpleUploadedFile("svar.csv", b"skola;utskickade;svar\nAlskolan;100;20\n")
    address = url("response-import", case.round.pk)
    first = client.post(address, {"upload": upload, "week": "5", "do": "preview"})
    assert "Läs in 1\u00a0uppgift" in first.content.decode()
    kept = first.context["form"].data["kept"]
    bad = client.post(address, {"kept": kept, "week": "60", "do": "save"}).content.decode()
    assert "Det finns ingen vecka 60 2026." in bad
    client.post(address, {"kept": kept, "week": "5", "do": "save"})
    assert numbers() == [("Alskolan", V5, 100, 20)]
    page = client.get(url("response-table", case.round.pk)).content.decode()
    assert "20 av 100 har svarat" in page.replace("\u00a0", " ")


def test_schools_are_seen_by_those_who_follow_them_and_by_their_own_kommun(as_user: Login) -> None:
    case = collecting()
    take_in(case, "5;Nora;Alskolan;100;20")
    case.add("Kumlaskolan")
    case.step("Kumlaskolan", "deltar")
    own = make.user(office_role="reader", person=make.person(organisation=case.rows["Alskolan"].school.party))
    for user, seen in (
        (case.by, (True, True)), (own, (True, False)), (make.user(office_role="reader"), (False, False)),
    ):  # fmt: skip
        page = as_user(user).get(url("response-table", case.round.pk)).content.decode()
        file = as_user(user).get(url("response-export", case.round.pk, "csv")).content.decode()
        assert ("Alskolan" in page, "Kumlaskolan" in page, "Alskolan" in file) == (*seen, seen[0])


def test_taking_in_is_refused_for_who_does_not_follow_the_round(as_user: Login) -> None:
    case = collecting()
    other = make.user()
    make.membership(seat=make.seat(of=make.body(), kind="secretary"), person=other.person)
    for user in (other, make.user(office_role="reader")):
        assert as_user(user).get(url("response-import", case.round.pk)).status_code == 403
