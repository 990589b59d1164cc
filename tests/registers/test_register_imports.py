"""A register's file: looked through row by row, then written whole or not at all (M3)."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from secretariat.registry.actions import register_imports
from secretariat.registry.models import (
    LogEntry,
    Organisation,
    OrgUnit,
    Person,
    RegisterImport,
    RegisterImportRow,
    StoredFile,
    User,
)
from tests import make

from . import files

pytestmark = pytest.mark.django_db
HEADINGS = ["id", "namn", "kort namn", "slag", "kommunkod"]
DEGERFORS = ["", "Degerfors kommun", "Degerfors", "kommun", "1862"]


def test_each_row_says_what_it_would_do_and_nothing_is_written_before_it_is_taken_in(secretary: User) -> None:
    """M3: new, changed with before and after, unchanged, wrong with row and column."""
    make.organisation(name="Hällefors kommun", short_name="Hällefors", municipality_code="1863")
    nora = make.organisation(name="Nora kommun", short_name="Nora", municipality_code="1884")
    made = files.upload(
        "organisationer",
        files.book(
            [
                HEADINGS,
                ["", "Hällefors kommun", "Hällefors", "kommun", "1863"],
                [nora.pk, "Nora kommun", "Nora stad", "kommun", 1884],
                DEGERFORS,
                ["", "", "Okänd", "förening", "18"],
            ]
        ),
        secretary,
    )
    assert files.told(made) == [
        (2, "same", "Hällefors kommun", [], []),
        (3, "changed", "Nora kommun", [["kort namn", "Nora", "Nora stad"]], []),
        (
            4, "new", "Degerfors kommun",
            [["namn", "", "Degerfors kommun"], ["kort namn", "", "Degerfors"], ["slag", "", "kommun"],
             ["kommunkod", "", "1862"]],
            [],
        ),
        (
            5, "wrong", "", [],
            [["namn", "måste fyllas i."],
             ["slag", "”förening” finns inte att välja. Skriv något av: kommun; region; myndighet; "
              "civilsamhällesorganisation; lärosäte; annan."]],
        ),
    ]  # fmt: skip
    assert (made.state, made.new, made.changed, made.same, made.wrong) == ("shown", 1, 1, 1, 1)
    assert Organisation.objects.filter(short_name__in=["Nora stad", "Degerfors"]).count() == 0


def test_a_file_with_one_wrong_row_is_not_taken_in_at_all(secretary: User) -> None:
    """M3: nothing half imported."""
    made = files.upload(
        "organisationer", files.book([HEADINGS, DEGERFORS, ["", "Nora kommun", "", "kommun", ""]]), secretary
    )
    with pytest.raises(files.NotAllowed) as no:
        files.take_in(made, secretary)
    assert no.value.reasons == ["1 rad har fel. Rätta filen och välj den igen."]
    assert not Organisation.objects.filter(name="Degerfors kommun").exists()


def test_what_is_taken_in_is_written_by_the_registers_own_action_and_told_in_the_log(secretary: User) -> None:
    made = files.upload("organisationer", files.book([HEADINGS, DEGERFORS]), secretary)
    taken = files.take_in(made, secretary)
    found = Organisation.objects.get(name="Degerfors kommun")
    assert (found.short_name, found.kind, found.municipality_code) == ("Degerfors", "municipality", "1862")
    assert (taken.state, taken.taken_in_by, taken.rows.count()) == ("taken", secretary, 0)
    verbs = LogEntry.objects.filter(user=secretary).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == [
        "laddade upp fil",
        "laddade upp register",
        "lade till organisation",
        "läste in register",
    ]


def test_a_file_is_taken_in_once(secretary: User) -> None:
    made = files.upload("organisationer", files.book([HEADINGS, DEGERFORS]), secretary)
    files.take_in(made, secretary)
    made.refresh_from_db()
    with pytest.raises(files.NotAllowed) as no:
        files.take_in(made, secretary)
    assert no.value.reasons == [register_imports.TAKEN_IN]


def test_a_register_that_has_changed_since_it_was_looked_at_is_looked_through_again(secretary: User) -> None:
    """M3, L2: what is written is what was shown."""
    nora = make.organisation(name="Nora kommun", short_name="Nora")
    made = files.upload(
        "organisationer", files.book([["id", "kort namn"], [nora.pk, "Nora stad"]]), secretary
    )
    Organisation.objects.filter(pk=nora.pk).update(short_name="Nora bergslag")
    with pytest.raises(files.NotAllowed) as no:
        files.take_in(made, secretary)
    made.refresh_from_db()
    assert no.value.reasons == [register_imports.OTHERWISE]
    assert (made.state, files.told(made)) == (
        "shown",
        [(2, "changed", "Nora kommun", [["kort namn", "Nora bergslag", "Nora stad"]], [])],
    )
    assert files.take_in(made, secretary).state == "taken"


def test_a_row_that_is_known_by_its_name_is_not_added_again_whatever_it_is_called(secretary: User) -> None:
    """M3: the natural key; Nora is the same as Nora kommun where a cell names it."""
    nora = make.organisation(name="Nora kommun", short_name="Nora")
    make.person(name="Ada Ek", organisation=nora, title="chef")
    rows = [["förnamn", "efternamn", "organisation", "titel"], ["Ada", "Ek", "nora", "direktör"]]
    made = files.upload("personer", files.book(rows), secretary)
    assert files.told(made) == [(2, "changed", "Ada · Ek · Nora kommun", [["titel", "chef", "direktör"]], [])]


def test_a_row_that_stands_twice_is_pointed_out(secretary: User) -> None:
    nora = make.organisation(name="Nora kommun", short_name="Nora")
    made = files.upload(
        "organisationer",
        files.book([HEADINGS, DEGERFORS, DEGERFORS, [nora.pk, "Nora kommun", "Nora", "kommun", ""],
                    ["", "Nora kommun", "Nora", "kommun", ""]]),
        secretary,
    )  # fmt: skip
    assert [(number, status, faults) for number, status, _, _, faults in files.told(made)] == [
        (2, "new", []),
        (3, "wrong", [["namn", "har samma värde som rad 2."], ["kommunkod", "har samma värde som rad 2."],
                      ["", "Raden gäller detsamma som rad 2."]]),
        (4, "same", []),
        (5, "wrong", [["namn", "har samma värde som rad 4."], ["", "Raden gäller detsamma som rad 4."]]),
    ]  # fmt: skip


def test_an_id_that_is_not_there_and_two_of_the_same_name_are_errors(secretary: User) -> None:
    first, second = (make.person(name="Ada Ek") for _ in range(2))
    rows = [["id", "förnamn", "efternamn", "organisation"], [0, "Bo", "Ek", ""], ["", "Ada", "Ek", ""]]
    made = files.upload("personer", files.book(rows), secretary)
    assert [one[4] for one in files.told(made)] == [
        [["id", "0 finns inte i registret. Töm cellen om raden är ny."]],
        [["id", f"måste fyllas i, för flera rader i registret heter så: {first.pk}, {second.pk}."]],
    ]


def test_a_column_that_is_left_out_changes_nothing_and_an_empty_cell_empties(secretary: User) -> None:
    ada = make.person(name="Ada Ek", title="chef", phone="019-602 70 00")
    made = files.upload("personer", files.book([["id", "titel"], [ada.pk, ""]]), secretary)
    assert files.told(made) == [(2, "changed", "Ada · Ek", [["titel", "chef", ""]], [])]
    files.take_in(made, secretary)
    ada.refresh_from_db()
    assert (ada.title, ada.phone) == ("", "019-602 70 00")


def test_a_persons_unit_is_one_of_the_organisations(secretary: User) -> None:
    nora, kumla = (make.organisation(name=name) for name in ("Nora kommun", "Kumla kommun"))
    unit = OrgUnit.objects.create(organisation=nora, name="Kansliet")
    ada = make.person(name="Ada Ek", organisation=nora, unit=unit)
    rows = [
        ["id", "förnamn", "efternamn", "organisation", "enhet"],
        ["", "Bo", "Ek", "Kumla kommun", "Kansliet"],
        ["", "Cia", "Ek", "Nora kommun", "Kansliet"],
        [ada.pk, "Ada", "Ek", "Kumla kommun", "Kansliet"],
    ]
    made = files.upload("personer", files.book(rows), secretary)
    assert [one[4] for one in files.told(made)] == [
        [["enhet", "Kumla kommun har ingen enhet som heter ”Kansliet”."]],
        [],
        [["enhet", "hör till den förra organisationen. Töm cellen, eller skriv en enhet i den nya."]],
    ]
    assert kumla.persons.count() == 0


def test_a_protected_persons_row_is_unchanged_with_its_mask_and_refused_with_anything_else(
    secretary: User,
) -> None:
    """D7: the file neither tells nor sets what is protected."""
    hidden = make.person(name="Hemlig Ek", protected_identity=True, email="hemlig@exempel.se")
    mask = "skyddade personuppgifter"
    rows = [["id", "förnamn", "e-post"], [hidden.pk, mask, mask]]
    assert [one[1] for one in files.told(files.upload("personer", files.book(rows), secretary))] == ["same"]
    rows = [["id", "förnamn", "e-post"], [hidden.pk, "Öppen", mask]]
    (row,) = files.told(files.upload("personer", files.book(rows), secretary))
    assert row[2:] == (
        f"{mask} · {mask}", [], [["förnamn", "är skyddade personuppgifter. Ändra dem på personens sida."]],
    )  # fmt: skip


def test_a_personnummer_is_refused(secretary: User) -> None:
    """D6."""
    rows = [["förnamn", "efternamn", "organisation", "titel"], ["Ada", "Ek", "", "19811218-9876"]]
    (row,) = files.told(files.upload("personer", files.book(rows), secretary))
    assert row[4] == [["titel", "innehåller ett personnummer. Ta bort det: personnummer sparas inte här."]]


def test_a_namesake_of_a_new_person_is_pointed_out_but_allowed(secretary: User) -> None:
    make.person(name="Ada Ek", organisation=make.organisation(name="Nora kommun"))
    rows = [["förnamn", "efternamn", "organisation"], ["Ada", "Ek", ""]]
    made = files.upload("personer", files.book(rows), secretary)
    assert made.rows.get().notes == ["Någon annan i registret heter också Ada Ek."]
    files.take_in(made, secretary)
    assert Person.objects.filter(given_name="Ada").count() == 2


def test_a_large_file_is_looked_through_and_written_by_the_worker_who_tells_how_far_it_has_come(
    secretary: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(register_imports, "SMALL", 0)
    monkeypatch.setattr(register_imports, "FEW", 0)
    monkeypatch.setattr(register_imports, "_PART", 2)
    rows = [["förnamn", "efternamn", "organisation"]] + [[f"Ada{n}", "Ek", ""] for n in range(5)]
    made = register_imports.upload(register_imports.registers()["personer"], files.book(rows), by=secretary)
    assert (made.state, made.done, made.is_under_way) == ("reading", 0, True)
    assert register_imports.obstacles_to_taking_in(made) == [register_imports.BUSY]
    register_imports.look_through.func(made.pk)
    made.refresh_from_db()
    assert (made.state, made.done, made.total, made.new) == ("shown", 5, 5, 5)
    made = files.take_in(made, secretary)
    assert (made.state, Person.objects.filter(family_name="Ek").count()) == ("taking", 0)
    register_imports.write.func(made.pk, secretary.pk)
    made.refresh_from_db()
    assert (made.state, Person.objects.filter(family_name="Ek").count()) == ("taken", 5)


def test_a_row_that_breaks_while_it_is_written_leaves_nothing_and_the_page_says_so(
    secretary: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """M3: all or nothing, also where something nobody thought of goes wrong."""
    made = files.upload("organisationer", files.book([HEADINGS, DEGERFORS]), secretary)

    write = register_imports.log.write

    def breaks(verb: str, **told: Any) -> LogEntry:
        if verb == "läste in register":
            raise RuntimeError("disken är full")
        return write(verb, **told)

    monkeypatch.setattr(register_imports.log, "write", breaks)
    with pytest.raises(files.NotAllowed) as no:
        files.take_in(made, secretary)
    made.refresh_from_db()
    assert (no.value.reasons, made.state) == ([register_imports.BROKE], "shown")
    assert not Organisation.objects.filter(name="Degerfors kommun").exists()


def test_only_who_may_change_a_register_may_take_it_in(secretary: User) -> None:
    member = make.member(of=make.body(), kind="secretary").person
    user = make.user(person=member)
    with pytest.raises(files.NotAllowed) as no:
        files.upload("personer", files.book([["id"], [1]]), user)
    assert no.value.reasons == ["Du får inte ändra i registret."]


def test_an_old_file_is_forgotten_by_night_with_its_bytes(secretary: User) -> None:
    """D7: what was uploaded does not stay."""
    now = timezone.now()
    made = files.upload("organisationer", files.book([HEADINGS, DEGERFORS]), secretary)
    path = StoredFile.objects.get(pk=made.file_id).file
    assert register_imports.forget_old(now + dt.timedelta(days=13)) == 0
    assert register_imports.forget_old(now + dt.timedelta(days=15)) == 1
    assert not path.storage.exists(path.name)
    assert (
        RegisterImport.objects.count(),
        RegisterImportRow.objects.count(),
        StoredFile.objects.count(),
    ) == (0, 0, 0)


def test_what_a_stopped_worker_left_half_way_is_marked_by_night(secretary: User) -> None:
    made = files.upload("organisationer", files.book([HEADINGS, DEGERFORS]), secretary)
    RegisterImport.objects.filter(pk=made.pk).update(state="taking")
    register_imports.forget_old(timezone.now() + dt.timedelta(hours=13))
    made.refresh_from_db()
    assert (made.state, made.reasons) == ("failed", [register_imports.BROKE])


def test_a_file_that_nobody_wants_is_thrown_away(secretary: User) -> None:
    made = files.upload("organisationer", files.book([HEADINGS, DEGERFORS]), secretary)
    register_imports.throw_away(made, by=secretary)
    assert (RegisterImport.objects.count(), StoredFile.objects.count()) == (0, 0)
