"""Whatever words are stored, no page, file, feed, calendar, letter or header takes them as more than words (E6, K14).

`tests/poison.py` writes markup, formulas, templates and line ends into every column of text there is; then every
address is fetched and read as what it is: HTML and SVG by elements and attributes, CSV and Excel by cells, calendars
by lines, PDF by the HTML it is made from.
"""

import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import pytest
from django.contrib import admin
from django.core.signals import request_finished
from django.db import close_old_connections
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from secretariat.lib import pdf
from secretariat.registry.models import User
from secretariat.yearwheel.actions import wheel_files
from tests import make
from tests.addresses import a_house, by_pattern
from tests.poison import markup_in, poison

pytestmark = pytest.mark.django_db
REFUSED_BY_THE_DATABASE: set[str] = set()
tally: Counter[str] = Counter()
columns: dict[int, str] = {}
left_out: dict[str, str] = {}


@pytest.fixture(scope="module")
def house(module_rows: None) -> tuple[list[str], dict[str, User | None]]:
    """All addresses of a house where every word is a trap, and who looks."""
    draft, done = a_house()
    where = [address for _, address in by_pattern(draft, done)]
    viewers = {
        "administrator": make.user(
            name="Titta Admin", office_role="administrator", is_staff=True, is_superuser=True
        ),
        "anybody": None,
    }
    written, kept = poison()
    columns.update(written)
    left_out.update(kept)
    return where, viewers


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The HTML of papers, instead of their PDF."""
    made: list[str] = []

    def render(body: str, *, title: str, author: str = "", **_: Any) -> bytes:
        made.append(body)
        return b"%PDF-1.7 paper"

    monkeypatch.setattr(pdf, "render", render)
    monkeypatch.setattr(wheel_files, "render_pdf", lambda *_, **__: b"%PDF-1.7 wheel")
    monkeypatch.setattr(wheel_files, "render_png", lambda *_, **__: b"png")
    return made


@pytest.fixture(scope="module", autouse=True)
def _told() -> Iterator[None]:
    yield
    print("\n" + "\n".join(f"{count:6} {what}" for what, count in sorted(tally.items())))  # noqa: T201


def fetched(client: Client, address: str) -> tuple[Any, bytes]:
    answer: Any = client.get(address)
    content = b"".join(answer)
    if answer.streaming:
        request_finished.disconnect(close_old_connections)
        answer.close()
        request_finished.connect(close_old_connections)
    return answer, content


def faults(kind: str, content: bytes) -> list[str]:
    """What of an answer is taken as more than words, by the kind of answer."""
    text = content.decode(errors="replace")
    if content.startswith(b"PK"):
        return in_package(content)
    if "html" in kind or "svg" in kind:
        return markup_in(text)
    if "xml" in kind:
        return in_xml(text)
    if "csv" in kind:
        return in_csv(text)
    if "calendar" in kind:
        return [line[:60] for line in text.splitlines() if line.upper().startswith("X-MKR")]
    return []


def in_xml(text: str) -> list[str]:
    """A feed: its own elements, and the markup it carries as text."""
    found = []
    for one in ElementTree.fromstring(text).iter():  # noqa: S314 – our own answer
        if "mkr" in str(one.tag) or any("mkr" in name for name in one.attrib):
            found.append(str(one.tag))
        if one.get("type") == "html":
            found += markup_in(one.text or "")
        if one.get("href", "").startswith("="):
            found.append(str(one.attrib))
    return found


def in_csv(text: str) -> list[str]:
    cells = [cell for row in csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=";") for cell in row]
    assert len(cells) > 1
    return [cell[:40] for cell in cells if cell.startswith(("=", "@", "\t", "\r"))]


def in_package(content: bytes) -> list[str]:
    """Excel by its cells, Word by its links."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        names = package.namelist()
        told = [name for name in names if "mkr" in name and ("/" in name.strip("/") or ".." in name)]
        links = "".join(package.read(name).decode() for name in names if name.endswith(".rels"))
        told += re.findall(r'Target="\s*(?:javascript|=)[^"]*', links)
    if "xl/workbook.xml" in names:
        for sheet in load_workbook(io.BytesIO(content)).worksheets:
            told += [
                f"{sheet.title} {str(one.value)[:40]}"
                for row in sheet.iter_rows()
                for one in row
                if counts(one)
            ]
    return told


def counts(cell: Any) -> bool:
    """Whether a spreadsheet would calculate a cell, or follow it."""
    return cell.data_type == "f" or str(cell.value or "").startswith("=") or cell.hyperlink is not None


def whose(found: list[str]) -> list[str]:
    """With the column each came from."""
    numbers = [re.search(r"mk[re]([0-9]+)", one) for one in found[:3]]
    return [
        f"{one} {columns.get(int(m[1]), '') if m else ''}" for one, m in zip(found, numbers, strict=False)
    ]


@pytest.mark.parametrize("role", ["administrator", "anybody"])
def test_no_word_that_is_stored_becomes_more_than_words(
    role: str, house: tuple[list[str], dict[str, User | None]], drawn: list[str]
) -> None:
    where, viewers = house
    client = Client(raise_request_exception=False)
    if user := viewers[role]:
        client.force_login(user)
    wrong = []
    for address in where:
        drawn.clear()
        answer, content = fetched(client, address)
        kind = answer.headers.get("Content-Type", "").partition(";")[0]
        told = [] if answer.status_code < 500 else [str(answer.status_code)]
        told += [name for name in answer.headers if "mkr" in name.lower()]
        if answer.status_code == 200:
            tally[f"{role} {kind}"] += 1
            told += whose(faults(kind, content))
            for paper in drawn:
                tally[f"{role} paper"] += 1
                told += whose(markup_in(paper))
        wrong += [f"{address} {one}" for one in told]
    assert wrong == [], "\n".join(wrong)


def test_the_admins_own_pages_show_words_as_words(house: tuple[list[str], dict[str, User | None]]) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(house[1]["administrator"])  # type: ignore[arg-type]
    wrong, read = [], 0
    for model in admin.site._registry:
        begins = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        where = [reverse(f"{begins}_changelist")]
        if first := model._base_manager.order_by("pk").first():
            where.append(reverse(f"{begins}_change", args=[first.pk]))
        for address in where:
            answer = client.get(address)
            if answer.status_code == 200:
                read += 1
            told = whose(markup_in(answer.content.decode())) if answer.status_code < 500 else ["500"]
            wrong += [f"{address} {one}" for one in told]
    tally["pages of the admin"] = read
    assert read > 10
    assert wrong == [], "\n".join(wrong)


def test_every_column_of_text_is_written_or_left_out_for_a_reason(house: Any) -> None:
    """A new column that takes no markup is named here, or its constraint is."""
    tally["columns written"], tally["columns left out"] = len(columns), len(left_out)
    for why, count in Counter(re.sub(r'".*', "", why) for why in left_out.values()).items():
        tally[f"  {why}"] = count
    assert len(columns) > 330
    refused = {label: why for label, why in left_out.items() if "violates" in why or "value too long" in why}
    assert set(refused) == REFUSED_BY_THE_DATABASE, refused


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("text/html", b"<p><mkr1>"),
        ("text/html", b'<p title="a" onmkr=1>'),
        ("text/html", b'<a href=" java&#115;cript:mkr()">'),
        ("text/html", b'<a href="=mkr1">'),
        ("text/html", b"<p>&lt;mke7&gt;"),
        ("text/html", b'<p style="mkr:1">'),
        ("image/svg+xml", b"<svg><mkr1/></svg>"),
        ("application/atom+xml", b'<feed><content type="html">&lt;mkr1&gt;</content></feed>'),
        ("text/csv", b"a;=mkr1"),
        ("text/calendar", b"SUMMARY:a\r\nX-MKR: 1"),
    ],
)
def test_the_walk_sees_what_is_more_than_words(kind: str, content: bytes) -> None:
    assert faults(kind, content) != []


def test_words_are_no_more_than_words() -> None:
    page = b'<p title="&lt;mkr1&gt;">&lt;mkr1&gt; &amp;lt;mke7&amp;gt;<a href="/a?b==mkr">b</a>'
    assert faults("text/html", page) == []
    assert faults("text/csv", b"a;'=mkr1") == []
