"""Persons are written many at a time, and how far it has come is seen before any of them is (M3)."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from secretariat.registry.actions import register_imports
from secretariat.registry.models import LogEntry, Person, RegisterImport, User
from secretariat.registry.registers import Persons
from tests import make

from . import files

HEADINGS = ["förnamn", "efternamn", "organisation", "e-post"]


def rows(number: int) -> list[list[Any]]:
    return [HEADINGS, *([f"Prov{n}", "Person", "", f"prov{n}@exempel.se"] for n in range(number))]


@pytest.mark.django_db
def test_taking_in_persons_asks_as_often_whatever_their_number(secretary: User) -> None:
    asked = []
    for number in (1, 3, 30):  # the first asks for what is remembered after it
        made = files.upload("personer", files.book(rows(number)), secretary)
        with CaptureQueriesContext(connection) as queries:
            files.take_in(made, secretary)
        asked.append(len(queries))
        Person.objects.filter(family_name="Person").delete()
    assert asked[1] == asked[2]


@pytest.mark.django_db
def test_new_and_changed_persons_are_saved_and_told_in_the_log_as_one_at_a_time(secretary: User) -> None:
    """D6, D8: names of fields are told, never their values."""
    failed = dt.datetime(2026, 3, 4, tzinfo=dt.UTC)
    ada = make.person(name="Ada Ek", email="gammal@exempel.se", email_failed_at=failed, title="chef")
    bo = make.person(name="Bo Ek", email="bo@exempel.se", email_failed_at=failed)
    told = [
        ["id", "förnamn", "efternamn", "e-post", "titel"],
        [ada.pk, "Ada", "Ek", "ny@exempel.se", "direktör"],
        [bo.pk, "Bo", "Ek", "bo@exempel.se", "handläggare"],
        ["", "Disa", "Ek", "", ""],
    ]
    files.take_in(files.upload("personer", files.book(told), secretary), secretary)
    values = ("given_name", "email", "email_failed_at", "title")
    assert list(Person.objects.filter(family_name="Ek").order_by("given_name").values_list(*values)) == [
        ("Ada", "ny@exempel.se", None, "direktör"),
        ("Bo", "bo@exempel.se", failed, "handläggare"),
        ("Disa", "", None, ""),
    ]
    lines = LogEntry.objects.filter(verb__endswith="person").order_by("label")
    disa = Person.objects.get(given_name="Disa")
    assert [(one.verb, one.label, one.object_id, one.user, one.detail) for one in lines] == [
        ("ändrade person", "Ada Ek", str(ada.pk), secretary, {"falt": ["e-post", "titel"]}),
        ("ändrade person", "Bo Ek", str(bo.pk), secretary, {"falt": ["titel"]}),
        ("lade till person", "Disa Ek", str(disa.pk), secretary, {}),
    ]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_others_see_how_far_it_has_come_while_nothing_is_there_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    by = make.user(office_role="secretariat")
    monkeypatch.setattr(register_imports, "SMALL", 0)
    monkeypatch.setattr(register_imports, "FEW", 0)
    monkeypatch.setattr(register_imports, "_PART", 2)
    made = files.take_in(files.upload("personer", files.book(rows(5)), by), by)
    seen, write = [], Persons.write_part

    def watched(self: Persons) -> None:
        seen.append(RegisterImport.objects.get(pk=made.pk).done)
        write(self)

    monkeypatch.setattr(Persons, "write_part", watched)
    register_imports.write.func(made.pk, by.pk)
    made.refresh_from_db()
    assert seen == [0, 2, 4]
    assert (made.state, made.done, Person.objects.filter(family_name="Person").count()) == ("taken", 5, 5)


@pytest.mark.django_db
def test_the_page_tells_how_many_rows_are_written(secretary: User, as_user: Any) -> None:
    made = RegisterImport.objects.create(
        register="personer", name="personer.xlsx", state="taking", total=5000, done=1250, new=4990, same=10,
        uploaded_at=timezone.now(), uploaded_by=secretary, expires_at=timezone.now() + register_imports.KEPT,
    )  # fmt: skip
    words = as_user(secretary).get(made.get_absolute_url()).content.decode()
    assert "4990\u00a0rader läses in. 1\u00a0250 av filens 5000\u00a0rader är klara." in words
    assert '<progress id="hur-langt" class="progress" max="5000" value="1250">' in words
