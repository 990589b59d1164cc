"""The log of one thing, by address, as a file, and that it is only added to (D8)."""

from io import BytesIO
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from secretariat.registry.actions import log
from secretariat.registry.models import LogEntry, User
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(as_user: Any, secretary: User) -> Any:
    return as_user(secretary)


def entries(client: Any, **asked: str) -> list[str]:
    return [entry.verb for entry in client.get(reverse("registry:log-list"), asked).context["entries"]]


def test_the_log_of_one_thing_is_reached_from_its_page(client: Any, secretary: User) -> None:
    asta, other = make.person(name="Asta Prov"), make.person(name="Birger Prov")
    log.write("ändrade person", by=secretary, about=asta)
    log.write("lade till person", by=secretary, about=other)
    page = client.get(asta.get_absolute_url()).content.decode()
    assert f'href="/register/logg/?om=registry.person:{asta.pk}"' in page
    answer = client.get(reverse("registry:log-list"), {"om": f"registry.person:{asta.pk}"})
    assert [one.label for one in answer.context["entries"]] == ["Asta Prov"]
    assert answer.context["about"] == "Person: Asta Prov"


@pytest.mark.parametrize(
    "om", ["", "registry.person", "finns.inte:1", "registry:1", "::", "registry.person:ö"]
)
def test_an_odd_address_of_the_log_is_a_page(client: Any, om: str) -> None:
    log.write("provade", by=None)
    assert client.get(reverse("registry:log-list"), {"om": om}).status_code == 200


def test_the_log_is_searched_by_address(client: Any) -> None:
    log.write("loggade in", by=None, ip="192.0.2.17")
    log.write("loggade ut", by=None, ip="192.0.2.18")
    assert entries(client, adress="192.0.2.17") == ["loggade in"]
    answer = client.get(reverse("registry:log-list"), {"adress": "hemma"})
    assert answer.status_code == 422
    assert "Skriv en IP-adress, till exempel 192.0.2.17." in answer.content.decode()


def test_the_log_is_fetched_as_it_is_shown_and_that_is_logged(client: Any, secretary: User) -> None:
    """D8: exportable. What a spreadsheet would calculate stays text."""
    log.write(
        "skickade för justering",
        by=secretary,
        about=make.person(name="=Asta Prov"),
        version=2,
        ip="192.0.2.17",
    )
    log.write("ändrade person", by=secretary)
    asked = {"q": "justering"}
    answer = client.get(reverse("registry:log-download", args=["xlsx"]), asked)
    sheet = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert sheet[0] == ["datum", "tid", "vem", "vad", "slag", "gäller", "uppgifter", "från"]
    assert [row[2:] for row in sheet[1:]] == [
        [secretary.name, "skickade för justering", "person", "'=Asta Prov", "version: 2", "192.0.2.17"]
    ]
    assert sheet[1][0] == timezone.localdate()
    text = client.get(reverse("registry:log-download", args=["csv"]), asked).content.decode("utf-8-sig")
    assert len(text.splitlines()) == 2
    told = LogEntry.objects.filter(verb="hämtade loggen").order_by("pk")
    assert [one.detail for one in told] == [
        {"urval": "q=justering", "slag": kind} for kind in ("xlsx", "csv")
    ]
    assert client.get(reverse("registry:log-download", args=["pdf"])).status_code == 404


def test_many_events_are_not_counted_to_the_last(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("secretariat.registry.views.log.COUNTED", 2)
    for _ in range(4):
        log.write("provade", by=None)
    page = client.get(reverse("registry:log-list")).content.decode()
    assert "Fler än 2 händelser" in page.replace("\xa0", " ")


@pytest.mark.parametrize("statement", ["DELETE FROM", "TRUNCATE", "UPDATE {} SET verb = 'inget' --"])
def test_the_log_can_only_be_added_to(statement: str, monkeypatch: pytest.MonkeyPatch) -> None:
    log.write("provade", by=None)
    told = statement.format("registry_logentry") if "{}" in statement else f"{statement} registry_logentry"
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL sekretariatet.may_truncate = 'no'")
        with pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute(told)
    assert LogEntry.objects.count() == 1
