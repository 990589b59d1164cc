"""The reader of old minutes: decisions, uppdrag, contributions, days, labels before the points (M1). All invented."""

import datetime as dt
from typing import Any

import pytest

from meetings.reader.deadlines import due_in
from meetings.reader.decisions import is_decision
from meetings.reader.doing import Context, task_in
from meetings.reader.moments import days, hours
from meetings.reader.reading import read
from meetings.reader.sentences import pieces, sentences
from meetings.reader.sources import open_source


def item(text: str) -> dict[str, Any]:
    one: dict[str, Any] = read(
        open_source(
            f"Anteckningar gruppen, 3 maj 2026\n\n1. Start\n\nVi började.\n\n2. Ärendet\n\n{text}\n\n3. "
            f"Slut\n\nTack.\n".encode(),
            "a.md",
        )
    ).truth["items"][1]
    return one


@pytest.mark.parametrize(
    "sentence",
    [
        "Dagordningen fastställdes.",
        "Läggs till handlingarna.",
        "Gruppen beslutar i enlighet med förslag.",
        "Beslut fattat om ny plan.",
        "Beslutades att återkomma i höst.",
        "Till justerare valdes Tove Malm.",
        "Rådet utser Bo Alm att justera anteckningarna.",
        "Ärendet bordläggs.",
    ],
)
def test_a_sentence_that_is_a_decision(sentence: str) -> None:
    assert is_decision(sentence, "gruppen rådet")


@pytest.mark.parametrize(
    "sentence",
    [
        "Beslut planeras till regionala rådet i juni.",
        "Beslut väntas i höst.",
        "Regionstyrelsen har antagit planen.",
        "Ska vi besluta om det?",
        "Beslutsunderlaget skickas ut.",
        "Nämnden beslutade om medlen.",
    ],
)
def test_a_sentence_that_is_no_decision_of_this_meeting(sentence: str) -> None:
    assert not is_decision(sentence, "Chefsgruppen")


@pytest.mark.parametrize(
    ("sentence", "who", "due"),
    [
        ("Tove återkommer med siffror till nästa möte.", "Tove", "till nästa möte"),
        ("Bo Alm fick i uppdrag att kalla till möte.", "Bo Alm", None),
        ("Ledamöterna ombeds boka båda dagarna.", "Ledamöterna", None),
        ("En arbetsgrupp ska utses före jul.", None, "före jul"),
        ("Kommunerna svarar senast den 15 oktober.", "Kommunerna", "senast den 15 oktober"),
        ("Ta fram ett underlag.", None, None),
    ],
)
def test_a_sentence_that_gives_somebody_something_to_do(
    sentence: str, who: str | None, due: str | None
) -> None:
    assert task_in(sentence, Context(known=frozenset({"Tove"}))) == {
        "text": sentence,
        "responsible": who,
        "due": due,
    }


@pytest.mark.parametrize(
    "sentence",
    ["Planen ska ge bättre hälsa.", "Tove presenterade siffror.", "Vad ska göras nu?", "Köerna minskar."],
)
def test_a_sentence_that_gives_nobody_anything_to_do(sentence: str) -> None:
    assert task_in(sentence, Context(known=frozenset({"Tove"}))) is None


def test_what_stands_under_labels() -> None:
    found = item(
        "Bakgrund finns.\n\n**Beslut:** Planen antas.\n\n**Inspel:**\n\n- Fler siffror\n- Kortare "
        "text\n\n**Uppdrag:** Tove Malm skriver klart planen till juni."
    )
    assert found["decisions"] == ["Planen antas."]
    assert found["inputs"] == ["Fler siffror", "Kortare text"]
    assert [(one["text"], one["due"]) for one in found["actions"]] == [
        ("Tove Malm skriver klart planen till juni.", "till juni")
    ]


def test_parties_speak_behind_labels_also_one_that_no_list_has() -> None:
    found = item(
        "*Nora:* Har börjat. *Kumla:* Väntar.\n\nRegion Dalarna – söker medel.\n\nFöreningslivet: Vill vara med."
    )
    assert [(one["party"], one["text"]) for one in found["contributions"]] == [
        ("Nora", "Har börjat."),
        ("Kumla", "Väntar."),
        ("Region Dalarna", "söker medel."),
        ("Föreningslivet", "Vill vara med."),
    ]


def test_a_table_of_what_who_and_when_is_actions_and_stays_in_the_text() -> None:
    found = item(
        "| Vad | Vem | När |\n|---|---|---|\n| Boka lokal | Tove | 1 juni |\n| Skriva brev | Bo | snarast |"
    )
    assert [(one["text"], one["responsible"], one["due"]) for one in found["actions"]] == [
        ("Boka lokal", "Tove", "1 juni"),
        ("Skriva brev", "Bo", "snarast"),
    ]
    assert "Boka lokal" in found["text"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Fredag 21 mars 2025", ["2025-03-21"]),
        ("Onsdagen den 22 januari 2025", ["2025-01-22"]),
        ("2026-05-27", ["2026-05-27"]),
        ("17/12 och 14/1", ["2026-12-17", "2026-01-14"]),
        ("den 16 september", ["2026-09-16"]),
        ("22.5.2026", ["2026-05-22"]),
        ("31 februari", []),
        ("50/50", []),
        ("läsåren 2023/24", []),
    ],
)
def test_days_in_every_form(text: str, expected: list[str]) -> None:
    assert [day.date for day in days(text, dt.date(2026, 5, 3))] == expected


def test_a_day_may_have_a_last_day() -> None:
    assert [(day.date, day.end_date) for day in days("19-20 mars 2026")] == [("2026-03-19", "2026-03-20")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("kl 9-12", ("09:00", "12:00")),
        ("kl. 13.00 – 16.30", ("13:00", "16:30")),
        ("klockan 8", ("08:00", None)),
        ("13:30–16:00", ("13:30", "16:00")),
    ],
)
def test_hours_in_every_form(text: str, expected: tuple[str, str | None]) -> None:
    assert [one[:2] for one in hours(text)] == [expected]


def test_due_is_said_in_the_words_of_the_text() -> None:
    assert [due_in(text) for text in ("Klart före jul.", "Svar senast 31 januari.", "Nu.")] == [
        "före jul",
        "senast 31 januari",
        None,
    ]


def test_sentences_do_not_end_with_abbreviations_and_lost_breaks_are_found() -> None:
    assert sentences("Se bl.a. Norr. Vidare ex. Söder.") == ["Se bl.a. Norr.", "Vidare ex. Söder."]
    assert pieces("Listan är klar Göra den sista ändringen") == ["Listan är klar", "Göra den sista ändringen"]


def test_labels_before_the_points() -> None:
    text = (
        "Minnesanteckningar Rådet för hälsa\n\nTid: Fredag 21 mars 2025 kl 9-12\nPlats: Stadshuset, delvis "
        "digitalt\nOrdförande: Tove Malm\nJusterat av: Bo Alm, Ida Ek, 2025-03-27\n\n1. Ett\n\nA.\n\n2. Två\n\nB.\n"
    )
    truth = read(open_source(text.encode(), "a.txt")).truth
    wanted = {
        "bodies": ["Rådet för hälsa"],
        "date": "2025-03-21",
        "start": "09:00",
        "end": "12:00",
        "place": "Stadshuset",
        "mode": "hybrid",
        "chair": "Tove Malm",
    }
    assert {key: truth[key] for key in wanted} == wanted
    assert truth["approval"] == {"approvers": ["Bo Alm", "Ida Ek"], "date": "2025-03-27"}
