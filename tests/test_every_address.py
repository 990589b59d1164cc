"""Every address of the URLconf, met by every role, by every method, and by the wrong owner (D8, D9, E6).

Which addresses there are is asked of the URLconf and which permission each wants of its view, so a new one is walked
by itself; the things they name are in tests/addresses.py. What each role may is in `secretariat/lib/access.py`.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import pytest
from django.core.signals import request_finished
from django.db import close_old_connections, connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agreements.models import AgreementDocument
from meetings.models import Correction, Meeting
from secretariat.home import views as error_pages
from secretariat.inquiries.models import Recipient
from secretariat.lib import pages, pdf
from secretariat.lib.access import TABLE, Permission, Role
from secretariat.registry.models import StoredFile
from secretariat.yearwheel.actions import wheel_files
from tests import make
from tests.addresses import PARAMETER, a_house, by_pattern, patterns
from tests.funding.case import some_money
from tests.test_access import MEMBER, NOBODY, READER, ROLES, SECRETARIAT, SECRETARY, SIGNED_IN, person_of
from tests.test_headers import faults as lacking_headers

pytestmark = pytest.mark.django_db

CARRIED = {
    SIGNED_IN: {Role.SIGNED_IN},
    READER: {Role.SIGNED_IN, Role.READER},
    MEMBER: {Role.SIGNED_IN, Role.MEMBER},
    SECRETARY: {Role.SIGNED_IN, Role.SECRETARY, Role.MEMBER},
    SECRETARIAT: {Role.SIGNED_IN, Role.SECRETARIAT},
    "administrator": {Role.SIGNED_IN, Role.ADMINISTRATOR},
}
LOGIN, REFUSED, ANSWERED = "login", "refused", "answered"
FINE = {200, 204, 302, 400, 403, 404, 405, 409, 413, 422}
# What nested addresses name beside things: how, not which.
CHOICES = {"kind", "step", "direction", "place", "year", "geography", "code", "geo_code", "provider_id"}
# What whoever is secretary of another body may send to a thing: the year is kept by all secretaries together, schools'
# facts too, one ends one's own, two pages ask nothing of the method, and a text that cannot be read is nobody's.
SHARED = {
    "arshjul/krockar/<int:pk>/visa-igen/",
    "arshjul/aktivitet/<int:pk>/andra/",
    "arshjul/aktivitet/<int:pk>/ta-bort/",
    "arshjul/aktivitet/<int:pk>/svara/",
    "arshjul/kalender/<int:pk>/sluta/",
    "bevakningar/<int:pk>/sluta/",
    "grupper/<int:pk>/",
    "medel/beslut/<uuid:pk>/",
    "moten/punkter/<int:pk>/text/",
    "undersokningar/skolor/<int:pk>/andra/",
}
# The first who asks about a draft's approvers gets those who lead the meeting written down as a proposal.
SUGGESTED = {"meetings_approver", "registry_logentry"}
_WRITES = re.compile(r"\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+\"?(\w+)", re.IGNORECASE)
_OWN = {"registry_session", "django_session"}
INSIDE = {SECRETARIAT, "administrator"}
tally: Counter[str] = Counter()


class Walked(NamedTuple):
    """One address to try: its pattern in the URLconf, and its view."""

    pattern: str
    view: Callable[..., Any]
    address: str

    @property
    def is_open(self) -> bool:
        """Whether it asks for no login."""
        return getattr(self.view, "login_required", True) is False

    def is_for(self, role: str) -> bool:
        """Whether the table of permissions lets the role in."""
        if self.is_open:
            return True
        permission: Permission = self.view.permission  # type: ignore[attr-defined]
        return any(permission in TABLE[carried] for carried in CARRIED.get(role, ()))


@pytest.fixture(scope="module")
def house(module_rows: None) -> list[Walked]:
    """One address for each pattern. The first meeting of all is half written."""
    views = dict(patterns())
    first: dict[str, Walked] = {}
    for pattern, address in by_pattern(*a_house()):
        first.setdefault(pattern, Walked(pattern, views[pattern].callback, address))
    return list(first.values())


@pytest.fixture(autouse=True)
def _quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Thousands of refusals and papers whose look is looked at elsewhere."""
    monkeypatch.setattr(error_pages, "render", lambda *_, status=200: HttpResponse("nej", status=status))
    for module, name in ((pdf, "render"), (wheel_files, "render_pdf"), (wheel_files, "render_png")):
        monkeypatch.setattr(module, name, lambda *_, **__: b"a file")
    render = pages.render

    def short(request: Any, template: str, *rest: Any, **how: Any) -> HttpResponse:
        return (
            HttpResponse("nej", status=405)
            if template == "405.html"
            else render(request, template, *rest, **how)
        )

    monkeypatch.setattr(pages, "render", short)


@pytest.fixture(scope="module", autouse=True)
def _told() -> Iterator[None]:
    yield
    print("\n" + "\n".join(f"{count:6} {what}" for what, count in sorted(tally.items())))  # noqa: T201


@contextmanager
def untouched() -> Iterator[set[str]]:
    """What is written inside is undone; the set gets the tables that were written in, sessions apart."""
    tables: set[str] = set()
    with make.undone_afterwards(), CaptureQueriesContext(connection) as asked:
        yield tables
    tables |= {found[1] for one in asked.captured_queries if (found := _WRITES.match(one["sql"]))} - _OWN


def as_role(role: str, **how: Any) -> Client:
    client = Client(raise_request_exception=False, **how)
    if user := person_of(role):
        client.force_login(user)
    return client


def ask(client: Client, method: str, address: str, **sent: str) -> HttpResponse:
    """An answer, closed, so that no file stays open."""
    answer: HttpResponse = (
        client.post(address, sent) if method == "post" else client.generic(method.upper(), address)
    )
    if answer.streaming:
        request_finished.disconnect(close_old_connections)
        answer.close()
        request_finished.connect(close_old_connections)
    tally[f"{method.upper():8} {answer.status_code}"] += 1
    return answer


def said(answer: HttpResponse) -> str:
    if answer.status_code == 302 and answer["Location"].startswith(reverse("account_login")):
        return LOGIN
    return REFUSED if answer.status_code == 403 else ANSWERED


def wrong(one: Walked, role: str, answer: HttpResponse) -> bool:
    """Whether an answer is against the rule: a fault, a door that should be closed, or one that should be open."""
    what = said(answer)
    if answer.status_code not in FINE:
        return True
    if one.is_open:
        return what == LOGIN and one.address != "/"
    if one.is_for(role):
        return what == LOGIN
    return what != (LOGIN if role == NOBODY else REFUSED)


@pytest.mark.parametrize("role", ROLES)
def test_every_page_answers_every_role_by_the_rule(role: str, house: list[Walked]) -> None:
    """Login where one must, a refusal where the role lacks the permission, never a fault; nobody from outside reads a
    meeting whose minutes are half written (D9)."""
    draft, client = f"/moten/{Meeting.objects.earliest('pk').pk}/", as_role(role)
    faults: list[str] = []
    for one in house:
        answer = ask(client, "get", one.address)
        is_outside = role not in INSIDE and one.address.startswith(draft)
        if wrong(one, role, answer) or (is_outside and answer.status_code == 200):
            faults.append(f"{role} {one.address}: {answer.status_code}")
        faults += [f"{role} {one.address}: {lacking}" for lacking in lacking_headers(answer)]
    assert faults == [], "\n".join(faults)


@pytest.mark.parametrize("role", ROLES)
def test_every_step_answers_every_role_by_the_rule(role: str, house: list[Walked]) -> None:
    """As above, and whoever is refused has written nothing. A secretary of another body is refused every thing that
    is not shared by all secretaries, though the permission is theirs (D9)."""
    client = as_role(role)
    faults: list[str] = []
    for one in house:
        with untouched() as tables:
            answer = ask(client, "post", one.address)
        is_theirs = one.is_open or "<" not in one.pattern or one.pattern in SHARED
        took = role == SECRETARY and not is_theirs and answer.status_code not in {403, 404, 405}
        if wrong(one, role, answer) or took or (tables and said(answer) != ANSWERED):
            faults.append(f"{role} {one.address}: {answer.status_code} {tables or ''}")
    assert faults == [], "\n".join(faults)


def test_no_step_is_taken_without_the_pages_own_token(house: list[Walked]) -> None:
    """CSRF: refused wherever the login is what gives the right. Where the right is a secret in the address (links in
    letters) there is nothing another page could ride on; those work in browsers without cookies."""
    client = as_role("administrator", enforce_csrf_checks=True)
    faults: list[str] = []
    for one in house:
        with untouched() as tables:
            answer = ask(client, "post", one.address)
        is_by_key = "key>" in one.pattern and one.is_open
        if not is_by_key and (answer.status_code != 403 or tables):
            faults.append(f"{one.address}: {answer.status_code} {tables or ''}")
    assert faults == [], "\n".join(faults)


@pytest.mark.parametrize("method", ["put", "delete"])
def test_other_methods_are_refused_and_write_nothing(method: str, house: list[Walked]) -> None:
    client = as_role("administrator")
    faults: list[str] = []
    for one in house:
        with untouched() as tables:
            answer = ask(client, method, one.address)
        if answer.status_code != 405 or tables:
            faults.append(f"{method} {one.address}: {answer.status_code} {tables or ''}")
    assert faults == [], "\n".join(faults)


@pytest.mark.parametrize("method", ["head", "options"])
def test_methods_that_only_ask_give_no_more_than_reading(method: str, house: list[Walked]) -> None:
    faults = []
    for role in (NOBODY, READER):
        client = as_role(role)
        for one in house:
            answer = ask(client, method, one.address)
            if wrong(one, role, answer) or (method == "head" and answer.content):
                faults.append(f"{role} {method} {one.address}: {answer.status_code}")
    assert faults == [], "\n".join(faults)


@pytest.fixture
def foreign(house: list[Walked]) -> dict[str, Any]:
    """Things that are there, each of another owner than the one before it in the addresses."""
    done = Meeting.objects.filter(minutes__finished_at__isnull=False).earliest("pk")
    other = some_money("Laxå").fund
    return {
        "number": 99,
        "mask": 99,
        "approver": done.minutes.approvers.earliest("pk").pk,
        "person": done.minutes.approvers.earliest("pk").person_id,
        "wish": 1,
        "correction": Correction.objects.earliest("pk").pk,
        "item": done.items.earliest("pk").pk,
        "file": StoredFile.objects.latest("pk").pk,
        "document": AgreementDocument.objects.earliest("pk").pk,
        "recipient": Recipient.objects.earliest("pk").pk,
        "body": make.body().pk,
        "pk": StoredFile.objects.latest("pk").pk,
        "slug": other.slug,
    }


def nested() -> list[str]:
    """Patterns that name a thing of a thing."""
    found = []
    for pattern, _ in patterns():
        named = [name for name in PARAMETER.findall(pattern) if name not in CHOICES]
        if len(named) > 1 or ("<str:key>" in pattern and len(named) > 1):
            found.append(pattern)
    return found


def test_a_thing_of_another_owner_is_not_reached_through_ones_own(
    house: list[Walked], foreign: dict[str, Any]
) -> None:
    """Every nested address with its last thing taken from elsewhere, by somebody who may do everything (IDOR)."""
    client, of = as_role("administrator"), {one.pattern: one.address for one in house}
    faults = []
    for pattern in nested():
        names = PARAMETER.findall(pattern)
        last = next(name for name in reversed(names) if name not in CHOICES)
        changed = "slug" if names[:2] == ["slug", "pk"] else last
        assert changed in foreign, f"Ingen har sagt vad som är någon annans i {pattern}"
        shape = "".join(
            re.escape(part) if place % 2 == 0 else f"(?P<{part}>[^/]+)"
            for place, part in enumerate(re.split(r"<(?:\w+:)?(\w+)>", pattern))
        )
        found = re.fullmatch(shape, of[pattern].lstrip("/"))
        assert found, pattern
        start, end = found.span(changed)
        address = f"/{of[pattern].lstrip('/')[:start]}{foreign[changed]}{of[pattern].lstrip('/')[end:]}"
        told = []
        for method in ("get", "post"):
            with untouched() as tables:
                answer = ask(client, method, address, reason="Prov", text="Prov")
            told.append(answer.status_code)
            if answer.status_code not in {403, 404, 405} or tables - SUGGESTED:
                faults.append(f"{method} {address}: {answer.status_code} {tables or ''}")
        if told == [405, 405]:
            faults.append(f"{address}: ingen metod")
    assert faults == [], "\n".join(faults)


def test_the_walk_finds_all_there_is_and_a_door_that_is_open_too_wide(house: list[Walked]) -> None:
    """It is not asleep: an address without its rule is told."""
    assert (len(house) > 600, len(nested()) > 30) == (True, True)
    one = next(walked for walked in house if walked.address == "/register/anvandare/")
    assert wrong(one, READER, HttpResponse("alla"))
    assert wrong(one, NOBODY, HttpResponse("alla"))
    assert wrong(one, "administrator", HttpResponse(status=500))
    with untouched() as tables:
        make.body()
    assert "meetings_body" in tables
