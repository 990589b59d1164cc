"""Nonsense sent to every form, every filter and every address: never a fault, and what was typed comes back (G5, E6).

The forms are found by reading every page as somebody who may, so that a new one is tried by itself.
"""

import inspect
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve

from secretariat.lib import pdf
from secretariat.yearwheel.actions import wheel_files
from tests import make
from tests.addresses import OURS, a_house, by_pattern
from tests.forms_on_pages import Field, Form, read

pytestmark = pytest.mark.django_db
tally: Counter[str] = Counter()
House = tuple[list[str], dict[str, Client]]
Found = tuple[list[tuple[str, Form]], dict[str, set[str]]]


@pytest.fixture(scope="module")
def house(module_rows: None) -> House:
    draft, done = a_house()
    clients = {}
    for role, user in (
        ("administrator", make.user(office_role="administrator")),
        ("chair", draft.chair),
        ("anybody", None),
    ):
        clients[role] = Client(raise_request_exception=False)
        if user:
            clients[role].force_login(user)
    return [address for _, address in by_pattern(draft, done)], clients


@pytest.fixture(autouse=True)
def _quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """The look of papers is looked at elsewhere."""
    for module, name in ((pdf, "render"), (wheel_files, "render_pdf"), (wheel_files, "render_png")):
        monkeypatch.setattr(module, name, lambda *_, **__: b"a file")


@pytest.fixture(scope="module")
def forms(house: House) -> Found:
    """Every form by who sees it first and where it goes, and the names that filters have by address."""
    addresses, clients = house
    found: dict[tuple[str, frozenset[str]], tuple[str, Form]] = {}
    filters: dict[str, set[str]] = defaultdict(lambda: {"q", "sida"})
    with pytest.MonkeyPatch.context() as patch:
        for module, name in ((pdf, "render"), (wheel_files, "render_pdf"), (wheel_files, "render_png")):
            patch.setattr(module, name, lambda *_, **__: b"a file")
        for role, client in clients.items():
            for address in addresses:
                with make.undone_afterwards():
                    answer = client.get(address)
                if answer.status_code != 200 or "html" not in answer.headers["Content-Type"]:
                    for close in answer._resource_closers:
                        close()
                    continue
                seen, links = read(answer.content.decode(), address)
                for form in seen:
                    if form.method == "post" and is_ours(form.address):
                        pattern = resolve(form.address).route
                        found.setdefault((pattern, frozenset(form.fields)), (role, form))
                    elif form.method == "get":
                        filters[form.address] |= form.fields.keys()
                for link in links:
                    filters[urlsplit(link).path] |= parse_qs(urlsplit(link).query).keys()
    return list(found.values()), filters


def is_ours(address: str) -> bool:
    try:
        return resolve(address).func.__module__.startswith(OURS)
    except Resolver404:
        return False


@pytest.fixture(scope="module", autouse=True)
def _told() -> Iterator[None]:
    yield
    print("\n" + "\n".join(f"{count:6} {what}" for what, count in sorted(tally.items())))  # noqa: T201


TYPED = 'Ödlan & <b>"Bo\'s" 2026-13-45'
NONSENSE = {
    "nothing": "",
    "words": TYPED,
    "very long": "å" * 20_000,
    "a number nobody has": "99999999999999999999999",
    "less than nothing": "-1",
    "no number": "²",
    "NUL": "a\x00b",
    "lines": "a\r\nX-Mkr: 1\r\n\r\nb",
}


def ask(client: Client, address: str, sent: dict[str, Any], **how: Any) -> HttpResponse:
    with make.undone_afterwards():
        answer: HttpResponse = client.post(address, sent, **how)
        for close in answer._resource_closers:  # type: ignore[attr-defined]
            close()
    tally[f"POST {answer.status_code}"] += 1
    return answer


def filled(form: Form, words: str) -> dict[str, str]:
    """The form with every field filled with the same; buttons and what holds a formset together stay as they are."""
    return {
        name: one.value if name.endswith("_FORMS") or one.kind in {"submit", "button"} else words
        for name, one in form.fields.items()
        if one.kind != "file"
    }


def buttons(form: Form) -> list[Field]:
    return [one for one in form.fields.values() if one.kind in {"submit", "button"}]


def mixed(form: Form, shift: int) -> dict[str, str]:
    """Each field another kind of nonsense."""
    words = [one for what, one in NONSENSE.items() if what != "nothing"]
    sent = filled(form, "")
    return {
        name: value or words[(place + shift) % len(words)] for place, (name, value) in enumerate(sent.items())
    }


def chosen(form: Form) -> dict[str, str]:
    """What is typed stands as the page gave it, and what is chosen is something that is not there."""
    sent = filled(form, NONSENSE["a number nobody has"])
    return sent | {name: one.value for name, one in form.fields.items() if one.is_typed}


WAYS: dict[str, Callable[[Form], dict[str, str]]] = {
    "nothing": lambda form: filled(form, ""),
    "mixed": lambda form: mixed(form, 0),
    "what is not to choose": chosen,
}


@pytest.mark.parametrize("way", WAYS)
def test_no_form_breaks_on_nonsense(house: House, forms: Found, way: str) -> None:
    wrong = []
    for role, form in forms[0]:
        answer = ask(house[1][role], form.address, WAYS[way](form))
        if answer.status_code >= 500:
            wrong.append(f"{role} {form.address}: {answer.status_code} {sorted(form.fields)[:9]}")
    assert len(forms[0]) > 200
    assert wrong == [], "\n".join(wrong)


SAYS = re.compile(
    r'class="error|class="errorlist|role="alert"|class="message|aria-invalid|class="notice|class="reasons'
)


# Each part of the page is saved by itself, and this one could be: its field is empty again because the point is made.
# And a clash that is no longer there has no row to show the reason in.
SAVED = {
    ("moten/punkter/<int:pk>/", "child-title"),
    ("moten/punkter/<int:pk>/", "child-presenters"),
    ("arshjul/krockar/avsiktlig/", "varfor"),
}


def test_what_is_typed_wrong_comes_back_with_a_message(house: House, forms: Found) -> None:
    lost = []
    for role, form in forms[0]:
        address = form.address
        typed = [
            name
            for name, one in form.fields.items()
            if one.is_typed and one.longest >= len(TYPED) and one.kind not in {"password", "search"}
        ]
        if not form.is_whole:
            continue
        answer = ask(house[1][role], address, filled(form, TYPED))
        if answer.status_code not in {200, 409, 422}:
            told = list(get_messages(answer.wsgi_request)) if answer.status_code == 302 else ["-"]
            tally[f"typed wrong: {answer.status_code} {'told' if told else 'silent'}"] += 1
            continue
        page = answer.content.decode()
        if not SAYS.search(page):
            lost.append(f"{role} {address} says nothing {sorted(form.fields)[:6]}")
        shown, _ = read(page, address)
        again = {(name, one.value.lstrip("\n")) for each in shown for name, one in each.fields.items()}
        gone = [
            name
            for name in typed
            if (name, TYPED) not in again and (resolve(address).route, name) not in SAVED
        ]
        if gone:
            lost.append(f"{role} {address} loses {gone[:6]}")
    assert lost == [], "\n".join(lost)


BODIES = {
    "deep": b"[" * 100_000,
    "deep object": b'{"blocks":' * 20_000,
    "no object": b"7",
    "a list": b"[1]",
    "null": b"null",
    "half": b'{"blocks": [',
    "infinite": b'{"blocks": NaN, "choice": 1e999}',
    "wrong kinds": b'{"blocks": [{"id": 7, "kind": [], "html": {}, "base": "x"}], "choice": {}, "from": []}',
    "bad letters": b'{"blocks": "\xff\xfe"}',
    "half a sign": b'{"blocks": [{"id": "\\ud800", "html": "\\ud800", "kind": "paragraph", "base": 0}]}',
}


def reads_bodies(address: str) -> bool:
    """Whether the view's own module reads what is no form."""
    return "request.body" in inspect.getsource(inspect.getmodule(inspect.unwrap(resolve(address).func)))  # type: ignore[arg-type]


def test_no_address_breaks_on_bodies_that_are_no_form(house: House) -> None:
    """What is too deep to read is sent everywhere, the rest where bodies are read at all."""
    addresses, clients = house
    wrong, read = [], 0
    for address in addresses:
        reads = reads_bodies(address)
        read += reads
        for what, body in BODIES.items():
            if not reads and what != "deep":
                continue
            answer = ask(clients["administrator"], address, body, content_type="application/json")  # type: ignore[arg-type]
            if answer.status_code >= 500:
                wrong.append(f"{address} {what}: {answer.status_code}")
    assert read > 5
    assert wrong == [], "\n".join(wrong)


@pytest.mark.parametrize("shift", [0, 1, 2])
def test_no_filter_breaks_on_nonsense(house: House, forms: Found, shift: int) -> None:
    """Each name of a filter gets another kind of nonsense."""
    kinds = [
        NONSENSE[what] for what in ("words", "a number nobody has", "no number", "NUL", "less than nothing")
    ]
    wrong = []
    for address, names in forms[1].items():
        asked = {
            name: kinds[(place + shift) % len(kinds)] for place, name in enumerate(sorted(names - {"fil"}))
        }
        with make.undone_afterwards():
            answer = house[1]["administrator"].get(address, asked)
            for close in answer._resource_closers:
                close()
        tally[f"GET {answer.status_code}"] += 1
        if answer.status_code >= 500:
            wrong.append(f"{address} {asked}: {answer.status_code}")
    assert len(forms[1]) > 40
    assert wrong == [], "\n".join(wrong)


AWAY = "https://ond.example/"
CARRIERS = ("next", "back", "till", "retur", "url", "redirect", "sida")


def test_no_step_leads_to_another_host(house: House) -> None:
    """Open redirect: every address, asked and sent to with every name that could carry where to go next."""
    addresses, clients = house
    konto = [
        f"/{where}"
        for where, _ in everything()
        if "<" not in where and where.startswith(("konto/", "admin/"))
    ]
    wrong = []
    for role in ("administrator", "anybody"):
        client = clients[role]
        for address in {*konto, *(one for one in addresses if role == "administrator")}:
            with make.undone_afterwards():
                sent = client.post(address, dict.fromkeys(CARRIERS, AWAY), headers={"Referer": AWAY})
                for close in sent._resource_closers:
                    close()
            tally[f"redirects {sent.status_code}"] += 1
            if "ond.example" in sent.headers.get("Location", ""):
                wrong.append(f"{role} POST {address}: {sent['Location']}")
            if not address.startswith(("/konto", "/admin")):
                continue
            with make.undone_afterwards():
                asked = client.get(address, dict.fromkeys(CARRIERS, AWAY), headers={"Referer": AWAY})
            there = asked.headers.get("Location", "")
            links = re.findall(r'(?:href|action)="(https?://ond\.example[^"]*)"', asked.content.decode())
            if links or urlsplit(there).netloc == "ond.example":
                wrong.append(f"{role} GET {address}: {links or there}")
    assert len(konto) > 15
    assert wrong == [], "\n".join(wrong)


def everything(resolver: URLResolver | None = None, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every pattern, libraries' own too."""
    for pattern in (resolver or get_resolver()).url_patterns:
        where = before + str(pattern.pattern).lstrip("^").rstrip("$")
        if isinstance(pattern, URLResolver):
            yield from everything(pattern, where)
        else:
            yield where, pattern
