"""The reader of old minutes: facts, what a day is for, whose a reported decision is (M1). All invented."""

import datetime as dt

import pytest

from meetings.reader.coming import Place, dates_in, undated, whole_names
from meetings.reader.deadlines import due_in
from meetings.reader.decisions import is_decision, reported_in
from meetings.reader.doing import Context, task_in
from meetings.reader.facts import facts_in
from meetings.reader.names import is_name
from meetings.reader.places import is_organisation
from meetings.reader.reading import read
from meetings.reader.sources import open_source

NEAR = dt.date(2026, 3, 4)
LISTED = Place(NEAR, "Rådet", heading="Samverkansmöten")


@pytest.mark.parametrize(
    ("text", "kind", "told", "amount"),
    [
        ("Länet får 2 miljoner i år.", "fund", "Länet får 2 miljoner i år.", 2_000_000),
        ("- Vindkraften, ny utlysning. Totalt 300.000 kr. Se webben.", "fund",
         "Vindkraften, ny utlysning. Totalt 300.000 kr.", 300_000),
        ("Statliga medel till mödravården, vill ha synpunkter.", "grant", "Statliga medel till mödravården", None),
        ("Handlingsplanen är antagen.", "strategy", "Handlingsplanen är antagen.", None),
        ("Berta informerar om det arbete som pågår kring förändrat ansvar för hemsjukvården.", "organisation",
         "förändrat ansvar för hemsjukvården.", None),
        ("Nytt från norr: Ny överenskommelse om hemsjukvård.", "agreement", "Ny överenskommelse om hemsjukvård.", None),
        ("Undersökningen görs igen nästa vår.", "survey", "Undersökningen görs igen nästa vår.", None),
        ("Förstudie i 6 månader.", "project", "Förstudie i 6 månader.", None),
    ],
)  # fmt: skip
def test_a_sentence_that_tells_a_fact(text: str, kind: str, told: str, amount: int | None) -> None:
    assert facts_in(text, "4") == [{"kind": kind, "text": told, "amount_sek": amount, "where_item": "4"}]


@pytest.mark.parametrize(
    "text",
    [
        "Hur fördelas pengarna?",
        "Viktigt att strategin antas.",
        "Lokala handlingsplaner ska tas fram och antas.",
        "Strategin är inte i fokus.",
        "Vi talade om kylan.",
    ],
)
def test_a_sentence_that_asks_or_thinks_tells_no_fact(text: str) -> None:
    assert facts_in(text, "4") == []


@pytest.mark.parametrize(
    ("sentence", "what"),
    [
        ("Frågan tas upp i nämnden den 4 juni 2026.", "nämnden"),
        ("En nationell plan för fisket ska visas den 1 juni.", "nationell plan"),
        ("Koppling fjälldagen den 14/3.", "fjälldagen"),
        ("Nästa träff är måndag 16 mars kl 8.30.", "Avslutning"),
    ],
)
def test_what_a_day_is_for(sentence: str, what: str) -> None:
    place = Place(NEAR, "Rådet", "Avslutning", "7")
    assert [one["what"] for one in dates_in(sentence, place)] == [what]


def test_areas_share_what_the_first_of_them_is_for() -> None:
    rows = dates_in("Norra fjälldag i skog 21/11, Bergby Södra 28/11, Havby", Place(NEAR, "Rådet", None, "3"))
    assert [one["what"] for one in rows] == ["Norra fjälldag i skog", "Södra fjälldag i skog"]


def test_listed_days_before_the_meeting_are_of_the_next_year_and_keep_their_area() -> None:
    rows = dates_in("Norr: 24/9, 12/1 kontaktperson Anna Ek", LISTED)
    assert [(one["text"], one["date"], one["what"]) for one in rows] == [
        ("Norr: 24/9", "2026-09-24", "Samverkansmöten Norr"),
        ("12/1", "2027-01-12", "Samverkansmöten Norr"),
    ]


@pytest.mark.parametrize(
    ("line", "text", "what"),
    [
        ("Havby:", "Havby:", "Samverkansmöten Havby"),
        ("Mötestider parter läggs v 37-38", "Mötestider parter läggs v 37-38", "Mötestider parter"),
    ],
)  # fmt: skip
def test_a_listed_day_that_is_not_set_yet(line: str, text: str, what: str) -> None:
    row = undated(line, LISTED)
    assert row
    assert (row["text"], row["what"], row["date"], row["tentative"]) == (text, what, None, True)


def test_other_lines_of_such_a_list_have_no_day() -> None:
    assert undated("Anna Ek håller i listan.", LISTED) is None


def test_a_body_named_in_short_gets_the_whole_name_told_in_the_same_point() -> None:
    rows = [{"what": "styrgrupp", "where_item": "8"}, {"what": "styrgrupp för skog", "where_item": "8"}]
    whole_names(rows)
    assert [one["what"] for one in rows] == ["styrgrupp för skog"] * 2


@pytest.mark.parametrize(
    ("text", "by", "status"),
    [
        ("Regionstyrelsen väntas besluta i augusti.", "Regionstyrelsen", "planned"),
        ("Beslut planeras till Regionala rådet i juni.", "Regionala rådet", "planned"),
        ("Vid kommande styrgrupp 29/5 kommer beslut att fattas.", "styrgrupp", "planned"),
        ("Från skolnämnden: Nämnden har antagit en plan.", "skolnämnden", "taken"),
    ],
)
def test_whose_a_reported_decision_is(text: str, by: str, status: str) -> None:
    assert [(one["by"], one["status"]) for one in reported_in(text, [], "Rådet")] == [(by, status)]


def test_a_decision_about_something_that_others_took_is_reported() -> None:
    words = "Beslut om en kurs fattades av ledningsgruppen den 8 april."
    assert [one["in_decisions"] for one in reported_in(words, [words], "Rådet")] == [True]


def test_somebody_given_a_task_by_the_group_is_a_decision() -> None:
    assert is_decision("Gruppen ger Åsa i uppdrag att skriva ett avtal.", "Gruppen")


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("Klart till mötet i maj.", "till mötet i maj"),
        ("Leverans vecka 5-7.", "vecka 5-7"),
        ("Skickas varje kvartal.", "varje kvartal"),
    ],
)
def test_more_ways_to_say_until_when(text: str, due: str) -> None:
    assert due_in(text) == due


def test_who_is_to_do_it_may_stand_in_brackets_last() -> None:
    task = task_in("Tala med biblioteken före jul (Anna)", Context())
    assert task == {"text": "Tala med biblioteken före jul (Anna)", "responsible": "Anna", "due": "före jul"}
    assert task_in("Alla talade med biblioteken (Anna)", Context()) is None


def test_a_name_may_be_a_month_and_an_organisation_a_school() -> None:
    assert is_name("Maj Ryd")
    assert not is_name("Mars Ryd")
    assert is_organisation("Högskolan Dalarna")


def test_the_body_may_be_the_heading_and_the_hour_stand_for_itself() -> None:
    text = "# Nätverket för skog\n\nMinnesanteckningar 2025-12-04\n\nkl 10.00-11.30, Teams\n\n"
    text += "**1. Start**\n\nVi började.\n\n**2. Slut**\n\nTack."
    truth = read(open_source(text.encode(), "a.md")).truth
    said = {key: truth[key] for key in ("bodies", "date", "start", "end", "place", "mode")}
    assert truth["document"]["title"] == "Nätverket för skog"
    assert said == {
        "bodies": ["Nätverket för skog"], "date": "2025-12-04", "start": "10:00", "end": "11:30", "place": "Teams",
        "mode": "digital",
    }  # fmt: skip
