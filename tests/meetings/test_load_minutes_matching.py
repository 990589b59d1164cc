"""Names in minutes and names in the registers (K14): what is the same, what is a question."""

import pytest

from meetings.actions.loading.blocks import Mark, build, text_of
from meetings.actions.loading.matching import People, Registers
from meetings.actions.loading.names import body_key, fold, looks_like, place_of, sounds_like
from meetings.actions.loading.report import Report
from meetings.actions.loading.roles import decision_kind, due_on, role_of
from secretariat.lib.text import joined, plain
from tests import make

DAY = make.DAY


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Berith Ek", "Beriht Ek"),
        ("Ann Lövquist", "Ann Lövkvist"),
        ("Stina Lund", "Stina Lundh"),
        ("Édith Vall", "Edith Wall"),
    ],
)
def test_spellings_of_one_name(one: str, other: str) -> None:
    assert sounds_like(fold(one), fold(other))


@pytest.mark.parametrize(("one", "other"), [("Ada Ek", "Ina Alm"), ("Jon Ek", "Ann Ek"), ("Ek", "El")])
def test_different_names(one: str, other: str) -> None:
    assert not sounds_like(fold(one), fold(other))


def test_a_longer_name_is_only_worth_a_look() -> None:
    assert looks_like(fold("Ada Holm"), fold("Ada Holm-Ek"))
    assert not looks_like(fold("Ada Holm"), fold("Ada Ek"))


def test_a_body_is_known_in_its_inflected_forms() -> None:
    names = [
        "Specifika samverkansrådet folkhälsa",
        "specifika samverkansrådet för folkhälsa",
        "Specifikt samverkansråd folkhälsa",
    ]
    assert len({body_key(name) for name in names}) == 1
    assert body_key("Chefsgrupp folkhälsa") != body_key("Gemensam chefsgrupp folkhälsa")


def test_the_place_of_a_kommun() -> None:
    names = ["Lekebergs kommun", "Hällefors kommun", "Laxå kommun", "Askersund kommun"]
    assert [place_of(name) for name in names] == ["Lekeberg", "Hällefors", "Laxå", "Askersund"]


@pytest.mark.django_db
def test_a_person_is_found_by_name_alias_order_and_spelling() -> None:
    ada = make.person(name="Ada Holmqvist", aliases=["Ada Ek"])
    people = People(Report())
    assert [people.find(name) for name in ("Ada Holmqvist", "ada ek", "Holmqvist Ada", "Ada Holmkvist")] == [
        ada
    ] * 4
    assert people.report.unsure == [
        "Holmqvist Ada togs som Ada Holmqvist (med efternamnet först).",
        "Ada Holmkvist togs som Ada Holmqvist (stavat på ett annat sätt).",
    ]


@pytest.mark.django_db
def test_two_candidates_are_never_merged() -> None:
    make.person(name="Ada Holm")
    make.person(name="Ada Holm")
    people = People(Report())
    assert people.find("Ada Holm") is None
    assert people.report.unsure == ["Ada Holm kan vara flera i registret och kopplades inte till någon."]


@pytest.mark.django_db
def test_the_organisation_tells_namesakes_apart() -> None:
    home, away = make.organisation(), make.organisation()
    make.person(name="Ada Holm", organisation=away)
    ada = make.person(name="Ada Holm", organisation=home)
    assert People(Report()).find("Ada Holm", home) == ada


@pytest.mark.django_db
def test_two_in_the_same_list_with_one_letter_between_them_are_two() -> None:
    ada = make.person(name="Ada Holmer")
    people = People(Report())
    people.distinct = {"ada holmer", "ina holmer"}
    assert people.find("Ina Holmer") is None
    assert people.find("Ada Holmär") == ada


@pytest.mark.django_db
def test_a_first_name_is_only_known_among_the_given() -> None:
    ada, other = make.person(name="Ada Holm"), make.person(name="Ada Ek")
    people = People(Report())
    assert people.first_name("Ada", [ada]) == ada
    assert people.first_name("Ada", [ada, other]) is None
    assert people.first_name("Ada", []) is None


@pytest.mark.django_db
def test_organisations_are_found_however_they_are_called() -> None:
    kommun = make.organisation(name="Lekebergs kommun", short_name="Lekeberg")
    sisu = make.organisation(name="RF-SISU Örebro län", short_name="RF-SISU", kind="civil_society")
    county = make.organisation(
        name="Länsstyrelsen i Örebro län", short_name="Länsstyrelsen i Örebro", kind="authority"
    )
    make.organisation(name="Örebro universitet", short_name="Örebro universitet", kind="university")
    registers = Registers(Report())
    names = ["Lekeberg kommun", "lekeberg", "RF/SISU", "RF SISU", "Länsstyrelsen", "Örebro"]
    assert [registers.organisation(name) for name in names] == [kommun, kommun, sisu, sisu, county, None]


def test_text_is_cut_where_records_begin_and_end_and_joins_to_the_same_words() -> None:
    text = text_of("Ett. Två (tre fyra), fem : sex\n\n- sju\n- åtta nio")
    places = [text.find(words) for words in ("tre fyra", "åtta")]
    built = build(text, [], [Mark("action", n, *place) for n, place in enumerate(places) if place], [])
    assert [(one.kind, plain(one.html), one.runs_on) for one in built.pieces] == [
        ("paragraph", "Ett. Två", False), ("paragraph", "(tre fyra", True), ("paragraph", "), fem : sex", True),
        ("bullet", "sju", False), ("bullet", "åtta", False), ("bullet", "nio", True),
    ]  # fmt: skip
    assert joined(plain(one.html) for one in built.pieces[:3]) == "Ett. Två (tre fyra), fem : sex"
    assert built.lost == []


def test_a_record_in_the_middle_of_a_word_is_lost_not_forced() -> None:
    text = text_of("Utvecklingsdagen")
    built = build(text, [], [Mark("action", 0, 0, 11)], [])
    assert [one.html for one in built.pieces] == ["Utvecklingsdagen"]
    assert len(built.lost) == 1


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("Mötet öppnas", "opening"), ("Godkännande av dagordning", "agenda"),
        ("Val av justerare utöver ordförande", "approver_election"),
        ("Dagordning och föregående minnesanteckningar", "previous_minutes"), ("Årshjulet - uppdatering", "year_wheel"),
        ("Laget runt - alla", "round_table"), ("Rapporter – alla", "report"),
        ("Rapport från AU", "report"), ("Länsdelsgrupperna", "hand_on"),
        ("Övriga frågor", "other_matters"), ("Sammanträdesdatum 2026", "next_meeting"),
        ("Mötet avslutas", "closing"), ("GROWTH", ""),
        ("Teman till kommande möten", ""),
    ],
)  # fmt: skip
def test_roles_follow_from_titles(title: str, role: str) -> None:
    """The titles of evidence 5."""
    assert role_of(title) == role


def test_kinds_of_decisions_are_guessed_only_where_plain() -> None:
    assert decision_kind("till justerare valdes Ada Holm", "approver_election") == "election"
    assert decision_kind("Anteckningarna läggs till handlingarna", "") == "filed"
    assert decision_kind("Planen antas", "") == ""


def test_deadlines_get_the_year_near_the_meeting() -> None:
    words = ["senast 31 januari", "20 mars", "1 december", "under våren", "30 november"]
    assert [str(due_on(word, DAY)) for word in words] == [
        "2026-01-31",
        "2026-03-20",
        "2026-12-01",
        "None",
        "2026-11-30",
    ]
    assert due_on("20 mars", None) is None
