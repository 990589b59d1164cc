"""A worker that dies while it reads a file of results: it is seen, said, and the file is read again (H6)."""

import datetime as dt
import re
import threading
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import LogEntry, User
from surveys.actions import datasets, errands, importing, restarts, suppression
from surveys.models import Dataset, Result
from tests import make

from .result_case import County, a_county, row

pytestmark = pytest.mark.django_db
As = Callable[[User], Client]
STOPPED = "Läsningen av filen har stannat"
AGAIN = "Läs filen igen"


class Killed(BaseException):
    """What no code of ours catches, as when the computer is switched off."""


@pytest.fixture
def county(db: None) -> County:
    return a_county()


def lost_while_taken_in(county: County, monkeypatch: pytest.MonkeyPatch, value: str = "50") -> Dataset:
    """Half-way in: rows are staged and judged, and then nobody is there."""
    made = county.upload(row("61,5"), row(value, geo_kod="1885"))
    with monkeypatch.context() as patched:
        patched.setattr(suppression, "judge", lambda *_, **__: (_ for _ in ()).throw(Killed))
        with pytest.raises(Killed):
            datasets.take_in(made, sensitive=set(), by=county.by)
    made.refresh_from_db()
    return made


def words(response: Any) -> str:
    text = re.sub(r"<(script|style).*?</\1>", " ", response.content.decode(), flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", text).replace("\xa0", " ").split())


def run_errands() -> None:
    """What the worker does when it is back."""
    for one in DBTaskResult.objects.filter(status="READY", task_path__startswith="surveys."):
        one.task.func(*one.args_kwargs["args"])
        DBTaskResult.objects.filter(pk=one.pk).update(status="SUCCESSFUL")


def test_it_is_seen_told_and_started_again(
    county: County, as_user: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = lost_while_taken_in(county, monkeypatch)
    assert (made.state, Result.objects.count()) == ("taking", 0)
    client = as_user(county.by)
    page = client.get(made.get_absolute_url())
    assert (STOPPED in words(page), AGAIN in words(page), 'hx-trigger="every 2s"' in page.content.decode()) == (
        True, True, False,
    )  # fmt: skip
    for listed in (reverse("surveys:dataset-list"), county.round.get_absolute_url()):
        assert "läsningen har stannat" in words(client.get(listed))
    client.post(reverse("surveys:dataset-start-again", args=[made.pk]))
    waiting = client.get(made.get_absolute_url())
    assert (STOPPED in words(waiting), "Filen läses in: 0 av 2 rader" in words(waiting)) == (False, True)
    run_errands()
    made.refresh_from_db()
    assert (made.state, made.rows, Result.objects.count()) == ("taken", 2, 2)
    assert LogEntry.objects.filter(verb="startade om läsningen av resultat").count() == 1


def test_a_file_that_was_being_looked_through_is_looked_through_again(
    county: County, as_user: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(importing, "_contents", lambda _: (_ for _ in ()).throw(Killed))
        with pytest.raises(Killed):
            county.upload(row("61,5"))
    made = Dataset.objects.get()
    assert (made.state, errands.is_lost(made)) == ("checking", True)
    as_user(county.by).post(reverse("surveys:dataset-start-again", args=[made.pk]))
    run_errands()
    made.refresh_from_db()
    assert (made.state, made.found["rows"]) == ("checked", 1)


def test_the_night_starts_it_again_and_gives_up_after_a_few_times(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file itself may be what kills: then it must not take the worker with it every night."""
    made = lost_while_taken_in(county, monkeypatch)
    assert (restarts.start_lost_again(), restarts.start_lost_again()) == (1, 0)  # it waits for the worker now
    states = []
    for _ in range(2):
        DBTaskResult.objects.update(status="RUNNING", started_at=timezone.now() - dt.timedelta(hours=1))
        restarts.start_lost_again()
        made.refresh_from_db()
        states.append(made.state)
    assert states == ["taking", "failed"]


def test_the_nightly_run_has_it_among_its_duties(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    lost_while_taken_in(county, monkeypatch)
    said = StringIO()
    call_command("nightly", stdout=said)
    assert "Resultatfiler vars läsning hade stannat: 1" in said.getvalue()


def test_one_that_somebody_is_at_or_that_waits_is_not_lost(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither while another connection holds it, nor when it has just been fetched."""
    made = lost_while_taken_in(county, monkeypatch)
    taken, done = threading.Event(), threading.Event()

    def somebody() -> None:
        with errands.alone(made.pk) as is_mine:
            assert is_mine
            taken.set()
            done.wait(30)
        connection.close()

    other = threading.Thread(target=somebody)
    other.start()
    assert taken.wait(30)
    try:
        assert errands.is_lost(made) is False
        with errands.alone(made.pk) as is_mine:
            assert is_mine is False
        importing.take_in(made.pk)  # a second worker leaves it alone
        made.refresh_from_db()
        assert made.state == "taking"
        with pytest.raises(NotAllowed, match="Filen läses fortfarande"):
            restarts.start_again(made, by=county.by)
    finally:
        done.set()
        other.join()
    assert errands.is_lost(made) is True
    restarts.start_again(made, by=county.by)
    assert errands.is_lost(made) is False
    DBTaskResult.objects.update(status="RUNNING", started_at=timezone.now())
    assert errands.is_lost(made) is False
    DBTaskResult.objects.update(started_at=timezone.now() - dt.timedelta(minutes=5))
    assert errands.is_lost(made) is True


def test_what_failed_is_tried_again_and_what_is_done_is_not(
    county: County, as_user: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = lost_while_taken_in(county, monkeypatch)
    Dataset.objects.filter(pk=made.pk).update(state="failed")
    client = as_user(county.by)
    assert AGAIN in words(client.get(made.get_absolute_url()))
    client.post(reverse("surveys:dataset-start-again", args=[made.pk]))
    run_errands()
    made.refresh_from_db()
    assert made.state == "taken"
    said = client.post(reverse("surveys:dataset-start-again", args=[made.pk]), follow=True)
    assert "Läsningen av filen har inte stannat." in words(said)


def test_a_lost_one_can_be_taken_away(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    made = lost_while_taken_in(county, monkeypatch)
    datasets.delete(made, by=county.by)
    assert not Dataset.objects.exists()


def test_only_those_who_analyse_may_start_it(
    county: County, as_user: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = lost_while_taken_in(county, monkeypatch)
    address = reverse("surveys:dataset-start-again", args=[made.pk])
    assert as_user(make.user(office_role="reader")).post(address).status_code == 403
    assert as_user(county.by).get(address).status_code == 405


def test_a_list_asks_no_more_of_several_lost_ones(
    county: County, as_user: As, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    client, address = as_user(county.by), reverse("surveys:dataset-list")
    lost_while_taken_in(county, monkeypatch)
    client.get(address)
    with django_assert_num_queries(12, exact=False) as asked:
        client.get(address)
    for value in ("51", "52"):
        lost_while_taken_in(county, monkeypatch, value)
    with django_assert_num_queries(len(asked)):
        client.get(address)
