"""The reader of old minutes: protocols of nämnder, notes of calls, bullets, people in columns (M1). All invented."""

import datetime as dt
from typing import Any

import pytest

from meetings.reader.coming import Place, dates_in
from meetings.reader.deadlines import due_in
from meetings.reader.decisions import decision_sentences, reported_in
from meetings.reader.doing import Context, task_in
from meetings.reader.extras import handed_on_in
from meetings.reader.facts import facts_in
from meetings.reader.reading import read
from meetings.reader.sources import open_source

BODY = "Samverkansgruppen för barn"
POINTS = "1. Inledning\n\nHej.\n\n2. Avslut\n\nTack."


def truth_of(text: str, name: str = "a.txt") -> dict[str, Any]:
    return read(open_source(text.encode(), name)).truth


def people_of(text: str, points: str = POINTS) -> list[dict[str, Any]]:
    return truth_of(f"Minnesanteckningar {BODY}\n\n{text}\n\n{points}")["attendance"]


@pytest.mark.parametrize(
    ("first", "second", "numbers"),
    [
        ("§ 2026/14 Upprop", "§ 2026/15 Skolmat", ["2026/14", "2026/15"]),
        ("§ 4/2026 Upprop", "§ 5/2026 Skolmat", ["4/2026", "5/2026"]),
        ("§ 31 Upprop", "§ 32 Skolmat", ["31", "32"]),
    ],
)
def test_a_number_with_its_year_is_kept_as_printed(first: str, second: str, numbers: list[str]) -> None:
    found = truth_of(f"# Protokoll {BODY}\n\n## {first}\n\nHej.\n\n## {second}\n\nGott.\n", "a.md")["items"]
    assert [(item["number"], item["title"]) for item in found] == [
        (numbers[0], "Upprop"),
        (numbers[1], "Skolmat"),
    ]


def test_a_partys_letter_is_no_title_and_no_organisation() -> None:
    rows = people_of("Beslutande:\nAnna Ek (S), Nora kommun, ordförande\nBo Alm (KD), Kumla kommun")
    assert [(row["title"], row["organisation"], row["role"]) for row in rows] == [
        (None, "Nora kommun", "ordförande"),
        (None, "Kumla kommun", "ledamot"),
    ]


def test_who_is_elected_to_approve_is_no_row_of_the_list_above() -> None:
    rows = people_of("Övriga närvarande:\nBo Alm, nämndsekreterare\nUtses att justera: Anna Ek")
    assert [(row["name"], row["role"]) for row in rows] == [("Bo Alm", "sekreterare")]


def test_who_approved_stands_before_who_was_elected_to() -> None:
    text = f"Protokoll {BODY}\n\nUtses att justera: Anna Ek\n\n{POINTS}\n\nJusterat av: Anna Ek, Bo Alm 2026-03-05"
    assert truth_of(text)["approval"] == {"approvers": ["Anna Ek", "Bo Alm"], "date": "2026-03-05"}


def test_a_roll_says_seats_and_where_people_come_from() -> None:
    text = (
        f"# Protokoll {BODY}\n\n## Upprop\n\n| Namn | Uppdrag | Kommer från | Närvaro |\n|---|---|---|---|\n"
        "| Anna Ek | Ordförande | Nora kommun | X |\n| Bo Alm | Ersättare | Kumla kommun | Förhinder |\n\n"
        "## § 1 Inledning\n\nHej.\n\n## § 2 Avslut\n\nTack.\n"
    )
    rows = truth_of(text, "a.md")["attendance"]
    assert [(row["name"], row["role"], row["organisation"], row["status"], row["body"]) for row in rows] == [
        ("Anna Ek", "ordförande", "Nora kommun", "present", None),
        ("Bo Alm", "ersättare", "Kumla kommun", "apology", None),
    ]


def test_a_row_of_two_people_and_whom_both_sit_for() -> None:
    text = (
        f"# Minnesanteckningar {BODY}\n\n## 1. Inledning\n\nHej.\n\n## 2. Avslut\n\nTack.\n\n## Närvarande\n\n"
        "| Ordinarie | Ersättare | Organisation |\n|---|---|---|\n| Anna Ek | Bo Alm | Nora kommun |\n"
    )
    rows = truth_of(text, "a.md")["attendance"]
    assert [(row["name"], row["role"], row["organisation"], row["line"]) for row in rows] == [
        ("Anna Ek", "ledamot", "Nora kommun", "Anna Ek Nora kommun"),
        ("Bo Alm", "ersättare", "Nora kommun", "Bo Alm"),
    ]


def test_people_in_columns_of_blanks_are_a_row_each_however_close() -> None:
    text = "Närvarande\n\nAnna Ek        Nora kommun     ordförande\nBo Alm         Kumla kommun    antecknar\n\n"
    rows = people_of(f"{text}Anmält förhinder\n\nCia Åberg      Sala kommun")
    assert [(row["name"], row["organisation"], row["role"], row["status"]) for row in rows] == [
        ("Anna Ek", "Nora kommun", "ordförande", "present"),
        ("Bo Alm", "Kumla kommun", "sekreterare", "present"),
        ("Cia Åberg", "Sala kommun", "deltagare", "apology"),
    ]


def test_the_words_over_a_table_in_html_are_not_lost() -> None:
    text = "<table><caption>Ledamöter</caption><tr><td>Anna Ek</td><td>Nora kommun</td></tr></table>"
    assert [line.text for line in open_source(text.encode(), "a.html").lines if line.kind == "text"] == [
        "Ledamöter"
    ]


def test_outer_bullets_are_points_in_notes_without_headings() -> None:
    notes = "* Skolmat\n    - Köerna är långa\n* Simskola\n    - Fler har anmält sig\n"
    found = truth_of(f"Anteckningar {BODY}\n\n{notes}")["items"]
    assert [(item["title"], item["text"]) for item in found] == [
        ("Skolmat", "- Köerna är långa"),
        ("Simskola", "- Fler har anmält sig"),
    ]


def test_lines_over_bullets_are_points_where_nothing_marks_headings() -> None:
    notes = "Skolmat\n- Köerna är långa\n\nSimskola\n- Fler har anmält sig\n"
    found = truth_of(f"Anteckningar {BODY}\n\n{notes}")["items"]
    assert [item["title"] for item in found] == ["Skolmat", "Simskola"]


def test_tasks_in_boxes_and_with_who_and_when_below() -> None:
    tasks = "- Boka lokal\nVem: Bo Alm\nNär: 12 mars\n\n- Trycka blad\nVem: Cia Åberg"
    text = f"1. Inledning\n\nHej.\n\n2. Skolmat\n\nAtt göra:\n\n{tasks}"
    found = truth_of(f"Anteckningar {BODY}\n\n{text}\n\n3. Avslut\n\nTack.")["items"][1]["actions"]
    assert [(one["text"], one["responsible"], one["due"]) for one in found] == [
        ("Boka lokal", "Bo Alm", "12 mars"),
        ("Trycka blad", "Cia Åberg", None),
    ]
    boxed = truth_of(
        f"# Anteckningar {BODY}\n\n## Skolmat\n\nGott.\n\n## Uppgifter\n\n- [ ] Bo: ringa skolan, 3 maj\n",
        "a.md",
    )
    assert boxed["items"][1]["actions"] == [
        {"text": "Bo: ringa skolan, 3 maj", "responsible": "Bo", "due": "3 maj"}
    ]
    assert boxed["dates"] == []


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("Bo skickar listan till sammanträdet i juni.", "till sammanträdet i juni"),
        ("Bo räknar innan mars är slut.", "innan mars är slut"),
        ("Bo svarar inom två veckor.", "inom två veckor"),
        ("Bo svarar senast fredag den 3 maj.", "senast fredag den 3 maj"),
        ("Redovisning sker i februari nästa år.", "i februari nästa år"),
        ("Bo ringer efter påsk.", "efter påsk"),
        ("Bo ringer före jul.", "före jul"),
    ],
)
def test_until_when_in_more_words(text: str, due: str) -> None:
    assert due_in(text) == due


@pytest.mark.parametrize(
    "text",
    [
        "Rådet väljer Bo Alm till justerare.",
        "Mötet fattade beslut om att förlänga försöket.",
        "Medlen fördelas lika mellan skolorna.",
        "Skrivelsen lämnas över till trafiknämnden.",
        "Frågan skjuts upp till hösten.",
        "→ Beslutat att förlänga försöket.",
    ],
)
def test_decisions_in_more_words(text: str) -> None:
    assert len(decision_sentences(text, "Rådet för barn")) == 1


@pytest.mark.parametrize(
    "text", ["Fler fick pengar än i fjol.", "Frågan väcktes av skolan.", "Ska rådet välja en sida?"]
)
def test_what_is_told_or_asked_is_no_decision(text: str) -> None:
    assert decision_sentences(text, "Rådet för barn") == []


@pytest.mark.parametrize(
    ("text", "by", "status"),
    [
        ("Kommunstyrelsen har sagt ja till en samordnare.", "Kommunstyrelsen", "taken"),
        ("Kommunstyrelsen i Nora har beslutat att avstå.", "Kommunstyrelsen i Nora", "taken"),
        ("Styrgruppen för nära vård har antagit en färdplan.", "Styrgruppen för nära vård", "taken"),
        ("Chefsgruppen ska besluta om inriktningen i juni.", "Chefsgruppen", "planned"),
    ],
)
def test_decisions_of_other_organs(text: str, by: str, status: str) -> None:
    assert [(one["by"], one["status"]) for one in reported_in(text, [], "Rådet för barn")] == [(by, status)]


@pytest.mark.parametrize(
    "text",
    [
        "Undersök om lokalen är ledig.",
        "Synpunkter lämnas till Bo senast 3/4.",
        "En arbetsgrupp ska tillsättas.",
    ],
)
def test_more_that_is_to_be_done(text: str) -> None:
    assert task_in(text, Context()) is not None


@pytest.mark.parametrize(
    "text", ["Skolorna har fått i uppdrag av Skolverket att räkna.", "Bo Alm yrkar bifall till förslaget."]
)
def test_what_others_bid_and_what_is_moved_is_no_task(text: str) -> None:
    assert task_in(text, Context(known=frozenset({"Bo Alm", "Bo"}))) is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Nuvarande avtal löper ut i oktober.", "agreement"),
        ("Avtalet med leverantören går ut i maj.", "agreement"),
        ("Enkäten om mat skickas ut i vecka 16.", "survey"),
        ("Projektet har pågått i två år.", "project"),
        ("Länet har beviljats 2,5 miljoner kronor.", "grant"),
        ("Planen för skolmat gäller till 2030.", "strategy"),
        ("Matenheten flyttar till staben.", "organisation"),
    ],
)
def test_more_sentences_that_tell_facts(text: str, kind: str) -> None:
    assert [fact["kind"] for fact in facts_in(text, "4")] == [kind]


def test_hours_right_after_a_day_need_no_kl() -> None:
    rows = dates_in(
        "tisdag 12 maj 9-12\ntisdag 22 september 13-15 (prel.)",
        Place(dt.date(2026, 3, 4), BODY, "Kommande möten", "3"),
    )
    assert [(row["start"], row["end"], row["what"], row["tentative"]) for row in rows] == [
        ("09:00", "12:00", "Kommande möten", False),
        ("13:00", "15:00", "Kommande möten", True),
    ]


def test_a_title_that_only_names_the_group_hands_its_bullets_on() -> None:
    item = {"title": "Till arbetsutskottet", "text": "- Täckningen\n- Vikarierna"}
    assert handed_on_in(item, "6") == [
        {"to": "arbetsutskottet", "points": ["Täckningen", "Vikarierna"], "where_item": "6"}
    ]


def test_an_agenda_listed_first_is_no_points_of_its_own() -> None:
    agenda = "Agenda\n1. Skolmat\n2. Simskola\n3. Övrigt"
    points = "1. Skolmat\nKöerna är långa.\n\n2. Simskola\nFler har anmält sig.\n\n3. Övrigt\nInget."
    found = truth_of(f"Minnesanteckningar {BODY}\n\n{agenda}\n\n{points}")
    assert [(item["title"], item["text"]) for item in found["items"]] == [
        ("Skolmat", "Köerna är långa."),
        ("Simskola", "Fler har anmält sig."),
        ("Övrigt", "Inget."),
    ]
    assert found["layout"]["header_lines"] == agenda.split("\n")


def test_hours_without_kl_are_no_place() -> None:
    found = truth_of(f"Minnesanteckningar {BODY} 2026-03-17\n\nTid: 13-15\nPlats: Rådhuset\n\n{POINTS}")
    assert (found["start"], found["end"], found["place"]) == ("13:00", "15:00", "Rådhuset")


def test_a_place_that_ends_the_title_is_no_part_of_the_body() -> None:
    found = truth_of(f"Anteckningar {BODY}, 12 mars 2026 kl 13-14.30 i Visby\n\n{POINTS}")
    assert (found["bodies"], found["place"], found["mode"]) == ([BODY], "Visby", "in_person")


def test_signatures_beside_one_another_are_no_people_of_a_list() -> None:
    signed = "Vid protokollet                Justeras\n\nBo Alm                         Anna Ek\n"
    assert people_of("", f"{POINTS}\n\n{signed}") == []


def test_several_names_in_one_cell_are_a_row_each() -> None:
    table = (
        "<tr><th>Organisation</th><th>Namn</th></tr><tr><td>Nora kommun</td><td>Anna Ek<br>Bo Alm</td></tr>"
    )
    points = "<h3>1. Inledning</h3><p>Hej.</p><h3>2. Avslut</h3><p>Tack.</p>"
    text = f"<h1>Minnesanteckningar {BODY}</h1><h2>Deltagare</h2><table>{table}</table>{points}"
    assert [
        (row["name"], row["organisation"], row["line"]) for row in truth_of(text, "a.html")["attendance"]
    ] == [
        ("Anna Ek", "Nora kommun", "Nora kommun Anna Ek"),
        ("Bo Alm", "Nora kommun", "Bo Alm"),
    ]


def test_first_names_alone_are_a_row_each_also_rare_ones() -> None:
    assert [row["name"] for row in people_of("Närvarande: Anna, Bo och Ylvali")] == ["Anna", "Bo", "Ylvali"]


def test_that_clauses_below_who_decides_are_the_decisions() -> None:
    decided = "Rådet beslutade\natt köpa fler spisar\natt följa upp i maj"
    text = f"1. Inledning\n\nHej.\n\n2. Skolmat\n\n{decided}\n\n3. Avslut\n\nTack."
    found = truth_of(f"Minnesanteckningar {BODY}\n\n{text}")["items"][1]
    assert found["decisions"] == ["att köpa fler spisar", "att följa upp i maj"]


def test_the_sign_of_a_quotation_in_markdown_is_nobodys_word() -> None:
    text = (
        f"# Minnesanteckningar {BODY}\n\n## 1. Mat\n\n> **Beslut:** Spisen köps.\n\n## 2. Avslut\n\nTack.\n"
    )
    item = truth_of(text, "a.md")["items"][0]
    assert (item["text"], item["decisions"]) == ("Beslut: Spisen köps.", ["Spisen köps."])


def test_the_next_meeting_below_the_table_is_no_part_of_its_last_row() -> None:
    rows = "<tr><td>1 Mat</td><td>Gott.</td></tr><tr><td>2 Sim</td><td>Blött.</td></tr>"
    text = f"<h1>Minnesanteckningar {BODY}</h1><table>{rows}</table><p>Nästa möte 26 mars 2026 kl 13.00.</p>"
    found = truth_of(text, "a.html")
    assert found["items"][1]["text"] == "Blött."
    assert found["layout"]["after_items"] == ["Nästa möte 26 mars 2026 kl 13.00."]


def test_the_day_an_uppdrag_is_due_is_no_day_of_its_own() -> None:
    task = "Åtgärd: Bo Alm kallar gruppen till ett första möte den 20 april."
    text = f"1. Inledning\n\nHej.\n\n2. Skolmat\n\n{task}\n\n3. Avslut\n\nTack."
    found = truth_of(f"Anteckningar {BODY} 2026-03-04\n\n{text}")
    assert [one["due"] for one in found["items"][1]["actions"]] == ["den 20 april"]
    assert found["dates"] == []
