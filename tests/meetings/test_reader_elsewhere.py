"""The reader of old minutes: what the rest of a point says of its days, views that are no tasks (M1). All invented."""

import datetime as dt
from typing import Any

import pytest

from meetings.reader.coming import Place, dates_in
from meetings.reader.elsewhere import complete
from meetings.reader.facts import facts_in
from meetings.reader.reading import read
from meetings.reader.sources import open_source

NEAR = dt.date(2026, 3, 4)


def completed(text: str, title: str | None = None, titled: int = 0) -> list[dict[str, Any]]:
    rows = dates_in(text, Place(NEAR, "Rådet", title, "3"))
    complete(rows, titled, title, text, NEAR)
    return rows


def test_a_bare_event_has_the_name_it_has_elsewhere_in_the_point() -> None:
    rows = completed("Seminarium 14/4 – om sömn.\n\nSeminarium Friska barn i norr • Läs mer")
    assert [row["what"] for row in rows] == ["Seminarium Friska barn i norr"]


def test_the_yearly_conference_under_a_name_is_that_names() -> None:
    assert [row["what"] for row in completed("Vårmötet hålls den 9 maj.", "Nordic Cities")] == [
        "Nordic Cities vårmöte"
    ]
    assert [row["what"] for row in completed("Vårmötet hålls den 9 maj.", "Läget i länet")] == ["Vårmötet"]


def test_a_bare_day_is_the_event_that_the_next_paragraph_wishes_for() -> None:
    text = "Sammanträdesdatum 2026: 4/5 och 9/11 (23/11 ev)\n\nMan önskar en gemensam temadag. Tema 23 november: sömn."
    assert [row["what"] for row in completed(text)][-1] == "gemensam temadag"


def test_a_day_that_may_be_replaced_is_tentative() -> None:
    text = "Sammanträdesdatum 2026: 4/5 och 9/11\n\nTemadagen kommer ev. att ersätta 9/11."
    assert [row["tentative"] for row in completed(text)][:2] == [False, True]


def test_a_house_alone_in_the_text_is_where_the_day_in_the_title_is() -> None:
    row = {
        "text": "Mässa 3/4",
        "what": "Mässa",
        "date": "2026-04-03",
        "tentative": False,
        "place_or_mode": None,
    }
    complete([row], 1, "Mässa 3/4", "Alla är välkomna till Stadsbiblioteket.", NEAR)
    assert row["place_or_mode"] is None
    complete([row], 1, "Mässa 3/4", "Alla är välkomna. Stora Stadsbiblioteket", NEAR)
    assert row["place_or_mode"] == "Stora Stadsbiblioteket"


def test_words_after_a_day_in_brackets_say_what_day_it_is() -> None:
    place = Place(NEAR, "Rådet", heading="Till kommande möten:")
    rows = dates_in("- Sömn – hur gör vi? (14/4 – öppen inbjudan till sömndag, Bo bjuder in)", place)
    assert [(row["what"], row["text"]) for row in rows] == [
        ("sömndag", "(14/4 – öppen inbjudan till sömndag, Bo bjuder in)")
    ]


@pytest.mark.parametrize(
    ("title", "kinds"),
    [
        ("Uppföljningsdag överenskommelserna om barns hälsa 4/5", ["agreement"]),
        ("Uppföljning av överenskommelsen", []),
    ],
)
def test_a_title_with_the_day_an_agreement_is_followed_up_is_a_fact(title: str, kinds: list[str]) -> None:
    assert [fact["kind"] for fact in facts_in("", "2", title)] == kinds


def test_a_fact_is_not_cut_between_the_kommuner_it_names() -> None:
    said = "Samarbete om sömn, Robertsfors och Vännäs, pengar via Arvsfonden."
    assert [fact["text"] for fact in facts_in(said, "2")] == [said]


def actions_in(text: str) -> list[str]:
    whole = (
        f"Minnesanteckningar Rådet\n\n1. Inledning\n\nVälkomna.\n\n2. Sömn\n\n{text}\n\n3. Avslut\n\nTack."
    )
    truth = read(open_source(whole.encode(), "a.txt")).truth
    return [one["text"] for one in truth["items"][1]["actions"]]


def test_views_under_reflections_are_no_tasks_before_somebody_or_some_day_is_named() -> None:
    said = "Lokala planer ska tas fram.\n\nPlanerna ska sammanställas före jul.\n\nMärta skickar planerna."
    assert actions_in(f"Reflektioner:\n\n{said}") == said.split("\n\n")[1:]
    assert len(actions_in(said)) == 3


def test_an_aim_is_no_task() -> None:
    assert actions_in("Göra kopplingar till skolan.") == []
    assert actions_in("Göra klart listan över skolor.") == ["Göra klart listan över skolor."]


def test_names_that_no_list_of_given_names_has_are_turned_with_those_beside_them() -> None:
    """M1, evidence 12: "Efternamn Förnamn" also where the given name is a rare one."""
    people = "Lindgren Anna, Nora kommun\nNguyen Quentin, Kumla kommun\nPetrovic Ozan, Sala kommun"
    text = f"Minnesanteckningar Rådet\n\nLedamöter:\n{people}\n\n1. Inledning\n\nHej.\n\n2. Slut\n\nTack."
    truth = read(open_source(text.encode(), "a.txt")).truth
    assert [row["name"] for row in truth["attendance"]] == [
        "Anna Lindgren",
        "Quentin Nguyen",
        "Ozan Petrovic",
    ]
