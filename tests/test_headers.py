"""What every answer tells the browser, whatever it is: a page, a part, a file, a refusal, a fault, the admin (E6)."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as of_django
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from secretariat.home import views
from secretariat.setup import database, installation
from tests import make

pytestmark = pytest.mark.django_db

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def faults(answer: HttpResponse) -> list[str]:
    """What an answer lacks, or says too much."""
    policy = answer.headers.get("Content-Security-Policy", "")
    sent = answer.headers
    found = [f"{name}: {sent.get(name)}" for name, value in HEADERS.items() if sent.get(name) != value]
    wanted = ("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'")
    if any(words not in policy for words in wanted) or "unsafe" in policy or "*" in policy:
        found.append(f"policy: {policy}")
    if answer.headers.get("Referrer-Policy") not in {"same-origin", "no-referrer"}:
        found.append(f"referrer: {answer.headers.get('Referrer-Policy')}")
    if "camera=()" not in answer.headers.get("Permissions-Policy", ""):
        found.append("permissions")
    if "Cache-Control" not in answer.headers:
        found.append("cache")
    if "Server" in answer.headers or "X-Powered-By" in answer.headers:
        found.append("server")
    return found


def breaks(*_: Any, **__: Any) -> HttpResponse:
    raise ValueError


def is_away(*_: Any, **__: Any) -> HttpResponse:
    raise OperationalError("the connection is lost")


def test_pages_refusals_and_faults_say_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    reader = Client(raise_request_exception=False)
    reader.force_login(make.user(office_role="reader"))
    anybody = Client(raise_request_exception=False)
    strict = Client(enforce_csrf_checks=True)
    seen = {
        "page": (reader.get("/moten/"), 200),
        "part": (reader.get("/moten/", headers={"HX-Request": "true"}), 200),
        "login": (anybody.get(reverse("account_login")), 200),
        "to login": (anybody.get("/moten/"), 302),
        "signed out script": (
            anybody.post("/moten/punkter/1/text/", headers={"Accept": "application/json"}),
            401,
        ),
        "feed": (anybody.get("/offentligt/flode.atom"), 200),
        "open data": (anybody.get("/oppna-data/system/"), 200),
        "calendar": (anybody.get("/oppna-data/moten.ics"), 200),
        "file": (reader.get("/arshjul/hjul.svg"), 200),
        "health": (anybody.get("/halsa/"), 200),
        "refused": (reader.get("/register/anvandare/"), 403),
        "no token": (strict.post(reverse("account_login")), 403),
        "nothing there": (reader.get("/finns-inte/"), 404),
        "wrong method": (reader.put("/moten/"), 405),
        "admin": (anybody.get("/admin/login/"), 302),
    }
    for code, broken in ((500, breaks), (503, is_away)):
        monkeypatch.setattr("meetings.start.upcoming", broken)
        seen[str(code)] = (reader.get("/"), code)
    wrong = {name: answer.status_code for name, (answer, code) in seen.items() if answer.status_code != code}
    assert wrong == {}
    told = {name: faults(answer) for name, (answer, _) in seen.items()}
    assert {name: wrong for name, wrong in told.items() if wrong} == {}


def test_the_admins_pages_say_the_same() -> None:
    client = Client()
    client.force_login(make.user(is_staff=True, is_superuser=True))
    answer = client.get("/admin/", follow=True)
    assert (answer.status_code, faults(answer)) == (200, [])  # type: ignore[arg-type]


def test_a_database_that_is_away_is_told_in_swedish_and_what_was_typed_is_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(make.user(office_role="secretariat"))
    monkeypatch.setattr("secretariat.lib.access.may", is_away)
    where = reverse("registry:person-create")
    answer = client.post(
        where, {"given_name": "Asta", "notes": "Skriven text", "csrfmiddlewaretoken": "hemlig"}
    )
    said = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert views._AWAY in said
    assert "Skriven text" in said
    assert "hemlig" not in said
    told = client.get(where, headers={"Accept": "application/json"})
    assert (told.status_code, told.json()) == (503, {"message": views._AWAY})


@pytest.mark.setup
def test_an_office_with_https_passes_djangos_own_check_and_gets_safe_cookies(tmp_path: Path) -> None:
    """`check --deploy`, with what docker-compose.yml gives and an https address."""
    environment = installation.environment(
        SECRET_KEY="".join(f"{number:x}" for number in range(40, 80)),
        BASE_URL="https://samverkan.example",
        HOSTS="samverkan.example",
        SEKRETARIATET_DATA=os.environ.get("SEKRETARIATET_DATA", str(database.data_folder())),
    )
    program = (
        "import django; django.setup(); from django.conf import settings as s;"
        "from django.core.management import call_command;"
        "call_command('check', deploy=True, fail_level='WARNING');"
        "print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SESSION_COOKIE_HTTPONLY, s.SESSION_COOKIE_SAMESITE,"
        " s.CSRF_COOKIE_SAMESITE, s.SECURE_HSTS_SECONDS >= 31536000, s.DEBUG)"
    )
    told = subprocess.run(
        (sys.executable, "-W", "error", "-c", program),
        cwd=database.ROOT,
        env=environment | {"DJANGO_SETTINGS_MODULE": "secretariat.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (told.returncode, told.stderr.strip()) == (0, "")
    assert told.stdout.splitlines()[-1] == "True True True Lax Lax True False"
    assert of_django.SILENCED_SYSTEM_CHECKS == ["security.W005", "security.W008", "security.W021"]


def test_the_cookie_of_a_session_is_hidden_from_scripts_and_other_sites() -> None:
    make.user(email="asta@exempel.se", office_role="reader")
    client = Client()
    client.post(reverse("account_login"), {"login": "asta@exempel.se", "password": "hemligt-i-prov"})
    cookie = client.cookies[of_django.SESSION_COOKIE_NAME]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")


AWAY = [
    "https://ond.example/",
    "//ond.example/",
    "/\\ond.example",
    "javascript:alert(1)",
    "https:ond.example",
]


@pytest.mark.parametrize("away", AWAY)
def test_no_login_leads_to_another_host(away: str) -> None:
    """Open redirect: wherever an address carries where to go next."""
    make.user(email="asta@exempel.se", office_role="reader")
    client = Client()
    where = reverse("account_login")
    answer = client.post(
        f"{where}?next={away}", {"login": "asta@exempel.se", "password": "hemligt-i-prov", "next": away}
    )
    assert (answer.status_code, answer["Location"]) == (302, "/")
    out = client.post(reverse("account_logout"), {"next": away})
    assert "ond.example" not in out.headers.get("Location", "")
    assert "javascript" not in out.headers.get("Location", "")
