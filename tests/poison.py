"""Markup, formulas and line ends in every text that is stored, whatever let it in: what a person once could write.

It is written past forms and triggers, straight into each column, so that a page is not saved by what a form refuses.
"""

import json
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import DatabaseError, connection, models, transaction

from meetings.documents import checksum
from secretariat.lib.text import clean

OURS = ("secretariat.", "meetings.", "agreements.", "funding.", "surveys.")
# Each begins as a formula, leaves attributes, elements and scripts, and is a template in three languages.
LONG = (
    '=mkr{n}\'"><mkr{n} onmkr=1 style="mkr:1"></script></textarea></title><mkr{n}>{{{{ mkr }}}}{{% mkr %}}{{mkr}}'
    '%s%(m)s<a href="javascript:mkr()">&lt;mke{n}&gt;</a>\r\nX-Mkr: 1\r\n'
)
SHORTER = ("='\"><mkr{n} onmkr=1>\r\nX-Mkr: 1", '="><mkr{n} a=1>{{mkr}}', '="><mkr{n}>', "<mkr{n}>")
HTML = (
    'Ord &lt;mkr&gt; &amp; <mkr onmkr=1>mer</mkr><script>mkr()</script><a href="javascript:mkr()" onmkr="1">a</a>'
    '<a href=\'https://exempel.se/"><mkr>\'>b</a><img src=x onerror=mkr()><p style="mkr:1">c</p>'
)
MARKUP_FIELDS = {"meetings.ItemBlock.html", "meetings.Revision.html", "meetings.TextConflict.html"}
FROZEN = {
    "meetings.MinutesVersion.content",
    "meetings.ImmediateApproval.content",
    "meetings.Publication.content",
    "meetings.Notice.content",
}
# Machines' own words: no person writes them, and the code reads them as what they are.
MACHINES = re.compile(
    r"sha256|_hash|hash$|object_id|\.(slug|mark|digest|key|once|password|message_id|content_type|user_agent|"
    r"calendar_uid|calendar_method|register|purpose|audience|pgh_label|rule|ids|query|local_time|method|assurance|"
    r"source_hash)$"
)
LEFT_OUT = {
    "registry.OutgoingMail.html": "a letter's markup is made by our templates; the words in it are poisoned",
    "registry.OutgoingMail.calendar": "a calendar file is made by lib.ics, which is walked by itself",
    "registry.OutgoingMail.action_url": "made by the code",
    "registry.SearchEntry.address": "made by the code",
    "registry.SearchEntry.public_address": "made by the code",
    "registry.SearchEntry.kind": "a word of the code's own",
    "registry.SearchEntry.source": "a word of the code's own",
    "registry.SearchEntry.state": "a word of the code's own",
    "registry.SearchChange.source": "a word of the code's own",
    "meetings.Mask.target": "chosen among what the page shows",
    "meetings.Decision.number": "made by the code, and part of its address",
    "surveys.SurveyRound.period": "a year or a läsår, read as one by its form",
    "meetings.NotedDate.date": "a day, checked as one",
    "meetings.NotedDate.end_date": "a day, checked as one",
}
_WORDS = re.compile(r"[A-ZÅÄÖ]|[^\s/] [^\s]")
_KEPT_KEYS = {
    "key",
    "kind",
    "url",
    "sha256",
    "date",
    "start",
    "end",
    "joint_start",
    "joint_end",
    "layout",
    "agreement",
}


def poison() -> tuple[dict[int, str], dict[str, str]]:
    """Writes into every column of text. The columns by number, and those left out with the reason.

    Triggers are asleep meanwhile; constraints and foreign keys are not, and what they refuse is left out by name.
    """
    written: dict[int, str] = {}
    left_out: dict[str, str] = {}
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
    try:
        for number, (label, field) in enumerate(_columns(), 1):
            if why := LEFT_OUT.get(label) or ("a machine's word" if MACHINES.search(label) else ""):
                left_out[label] = why
            elif refused := _write(field, label, number):
                left_out[label] = refused
            else:
                written[number] = label
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = DEFAULT")
    return written, left_out


def _columns() -> Iterator[tuple[str, Any]]:
    for model in apps.get_models():
        if model.__module__.startswith(OURS) and model._meta.managed and not model._meta.proxy:
            for field in model._meta.concrete_fields:
                label = f"{model._meta.label}.{field.name}"
                is_text = isinstance(
                    field, (models.CharField, models.TextField, models.JSONField, ArrayField)
                )
                is_file = isinstance(field, models.FileField)
                if (
                    is_text and not is_file and not field.choices and not field.primary_key
                ) or label in FROZEN:
                    yield label, field


def _write(field: Any, label: str, number: int) -> str:
    """Nothing, or why the column takes it not."""
    if isinstance(field, models.EmailField):
        return "an address that its form does not know as one is refused"
    if isinstance(field, models.GeneratedField) or getattr(field, "generated", False):
        return "made by the database"
    if label in FROZEN:
        return _each(field, lambda content: _frozen(bytes(content), number))
    if isinstance(field, models.JSONField):
        return _each(field, lambda value: _leaves(value, number))
    if isinstance(field, ArrayField):
        if not isinstance(field.base_field, (models.CharField, models.TextField)):
            return "no text"
        return _each(
            field, lambda value: value and [payload(number, field.base_field.max_length)] * len(value)
        )
    words = clean(HTML) if label in MARKUP_FIELDS else payload(number, field.max_length)
    if isinstance(field, models.URLField):
        words = f"https://exempel.se/{' '.join(words.split())}"  # its own rule takes no line ends
    if not words:
        return "too short for any markup"
    return _update(field, words)


def payload(number: int, length: int | None) -> str:
    """What fits in so many signs, with the column's number."""
    found = (one.format(n=number) for one in (LONG, *SHORTER))
    return next((one for one in found if length is None or len(one) <= length - 9), "")


def _update(field: Any, words: str) -> str:
    """Every row, each with its place where two may not be alike; else those that say something already."""
    table, column = field.model._meta.db_table, field.column
    why = ""
    for place, where in (("''", ""), ("ctid::text", ""), ("ctid::text", f" WHERE {column} <> ''")):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                value = f"left(%s || {place}, {field.max_length or 9999})"
                sql = f'UPDATE "{table}" SET "{column}" = {value}{where}'  # noqa: S608 – Django's own names
                cursor.execute(sql, [words])
        except DatabaseError as error:
            why = str(error).splitlines()[0]
        else:
            return ""
    return why


def _each(field: Any, changed: Callable[[Any], Any]) -> str:
    rows = field.model._base_manager.all()
    for pk, value in list(rows.values_list("pk", field.name)):
        if value is None:
            continue
        facts = {field.name: changed(value)}
        try:
            with transaction.atomic():
                if f"{field.model._meta.label}.{field.name}" in FROZEN:
                    facts["sha256"] = checksum(facts[field.name])
                rows.filter(pk=pk).update(**facts)
        except DatabaseError as error:
            return str(error).splitlines()[0]
    return ""


def _frozen(content: bytes, number: int) -> bytes:
    if not content:
        return content
    tree = _leaves(json.loads(content), number)
    return json.dumps(tree, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _leaves(value: Any, number: int, key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: _leaves(one, number, name) for name, one in value.items()}
    if isinstance(value, list):
        return [_leaves(one, number, key) for one in value]
    if not isinstance(value, str) or key in _KEPT_KEYS or not _WORDS.search(value):
        return value
    return clean(HTML) if key == "html" else payload(number, 120 if len(value) < 40 else None)


# What is looked for

_ADDRESSES = {
    "href",
    "src",
    "action",
    "formaction",
    "xlink:href",
    "data",
    "poster",
    "srcdoc",
    "hx-get",
    "hx-post",
}
_RUNS = re.compile(r"[\x00-\x20]*(javascript|vbscript|data:text)", re.IGNORECASE)


class Markup(HTMLParser):
    """What of a page a browser would take as markup and nobody of ours wrote."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag.startswith("mkr"):
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            said = value or ""
            if name.startswith(("on", "mkr")) or (name == "style" and "mkr" in said):
                self.found.append(f"<{tag} {name}={said[:40]}>")
            if name in _ADDRESSES and (_RUNS.match(said) or said.startswith(("=mkr", '="', "='\""))):
                self.found.append(f"<{tag} {name}={said[:40]}>")

    handle_startendtag = handle_starttag

    def handle_decl(self, decl: str) -> None:
        if "mkr" in decl:
            self.found.append(f"<!{decl[:40]}>")


_ONCE_TOO_OFTEN = re.compile(r"&(?:lt|#60|#x3c);(mke\d+)", re.IGNORECASE)


def markup_in(html: str) -> list[str]:
    """Elements, attributes, addresses and entities of a page that came out as they were written."""
    page = Markup()
    page.feed(html)
    page.close()
    return [*page.found, *(f"&lt;{one}" for one in _ONCE_TOO_OFTEN.findall(html))]
