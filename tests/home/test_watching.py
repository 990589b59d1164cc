"""What programs ask of the system (E7): is it well, and how many requests there were."""

import json
import logging
import shutil
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client, override_settings

from secretariat.home import watching
from secretariat.lib import metrics
from secretariat.registry.actions import mail
from secretariat.setup.logs import AsJson, HideKeys, ShortWhenAway

pytestmark = pytest.mark.django_db


def test_a_system_that_is_well_says_so_and_what_waits(client: Client) -> None:
    answer = client.get("/halsa/")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert answer.json() == {
        "status": "ok", "read_only": False, "database": True, "files": True,
        "tasks_waiting": 0, "oldest_task_seconds": 0, "letters_waiting": 0, "oldest_letter_seconds": 0,
    }  # fmt: skip


def _letter() -> None:
    mail.write(purpose=mail.LOGIN, to_email="maja.stahlgren@example.se", subject="Hej", body="Ett brev.")


def test_letters_that_wait_are_counted_and_no_name_is_told(client: Client) -> None:
    _letter()
    answer = client.get("/halsa/")
    assert (answer.status_code, answer.json()["letters_waiting"]) == (200, 1)
    assert "maja" not in answer.content.decode()


def test_a_database_that_is_gone_is_told_without_an_error_page(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: Any) -> None:
        raise OperationalError("connection refused")

    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", gone)
        patch.setattr(connection, "close", lambda: None)
        answer = client.get("/halsa/")
    assert (answer.status_code, answer.json()) == (
        503, {"status": "fel", "read_only": False, "database": False, "files": True},
    )  # fmt: skip


def test_a_folder_nobody_can_write_to_is_told(
    client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.access", lambda *_: False)
    with override_settings(MEDIA_ROOT=tmp_path / "media"):
        answer = client.get("/halsa/")
    assert (answer.status_code, answer.json()["files"]) == (503, False)


def test_a_disk_that_is_nearly_full_is_told_before_it_is(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = [watching.LEAST_FREE - 1, watching.LEAST_FREE]
    usage = shutil.disk_usage("/")
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage._replace(free=free.pop()))
    assert [client.get("/halsa/").status_code for _ in range(2)] == [200, 503]


def test_figures_are_for_whoever_has_the_key(client: Client) -> None:
    assert client.get("/matvarden/").status_code == 404
    with override_settings(METRICS_TOKEN="a-long-key"):
        assert client.get("/matvarden/").status_code == 401
        assert client.get("/matvarden/", HTTP_AUTHORIZATION="Bearer wrong").status_code == 401
        answer = client.get("/matvarden/", HTTP_AUTHORIZATION="Bearer a-long-key")
        assert answer.status_code == 200
        assert "sekretariatet_letters_waiting 0.0" in answer.content.decode().splitlines()


def test_pages_are_counted_by_name_and_never_by_address(client: Client) -> None:
    with override_settings(METRICS_TOKEN="a-long-key"):
        counting = Client()
        before = metrics.REQUESTS.labels("okänd", "GET", "4xx")._value.get()
        counting.get("/register/finns-inte/maja-stahlgren/")
        counting.get("/halsa/")
        answer = counting.get("/matvarden/", HTTP_AUTHORIZATION="Bearer a-long-key").content.decode()
    assert metrics.REQUESTS.labels("okänd", "GET", "4xx")._value.get() == before + 1
    assert 'sekretariatet_requests_total{method="GET",page="home:health",status="2xx"}' in answer
    assert "maja" not in answer


def test_a_log_in_json_has_no_key_and_tells_what_broke() -> None:
    record = logging.LogRecord(
        "django.request", logging.ERROR, __file__, 1, "Gone: %s", ("/svar/" + "a" * 43 + "/",), None
    )
    record.status_code = 410
    HideKeys().filter(record)
    told = json.loads(AsJson().format(record))
    assert {key: told[key] for key in ("level", "logger", "message", "status")} == {
        "level": "ERROR", "logger": "django.request", "message": "Gone: /svar/…/", "status": 410,
    }  # fmt: skip
    assert told["at"].endswith("+00:00")


def test_a_log_tells_of_a_database_that_is_away_in_one_line() -> None:
    """Else a few minutes without it would be a hundred thousand lines."""
    try:
        raise OperationalError("connection failed\nIs the server running?")
    except OperationalError as fault:
        record = logging.LogRecord(
            "django.request", logging.ERROR, __file__, 1, "%s: %s", ("Service Unavailable", "/moten/"),
            (OperationalError, fault, fault.__traceback__),
        )  # fmt: skip
    assert ShortWhenAway().filter(record)
    assert logging.Formatter().format(record) == "Service Unavailable: /moten/: connection failed"


def test_a_log_in_json_tells_the_way_to_what_broke() -> None:
    try:
        raise ValueError("Åtta är inte nio")
    except ValueError as fault:
        record = logging.LogRecord(
            "app", logging.ERROR, __file__, 1, "Fel", (), (ValueError, fault, fault.__traceback__)
        )
    assert "ValueError: Åtta är inte nio" in json.loads(AsJson().format(record))["trace"]
