"""Registerutdrag: all that is held of one person, found by walking every table there is (GDPR art. 15, D5).

Nothing is listed by hand: every key that leads to a person or to the person's account is followed, and every column of
text is searched for the person's names. A table that is added tomorrow is in the next extract.
"""

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone

from secretariat.lib import hiding, pdf
from secretariat.lib.dates import moment_in_words
from secretariat.lib.text import plain
from secretariat.registry import protected
from secretariat.registry.models import Person, User

# Secrets, and what holds nothing but a copy of what is told elsewhere.
LEFT_OUT = frozenset({
    "registry.searchentry", "registry.searchchange", "registry.searchword", "sessions.session", "mfa.authenticator",
    "django_tasks_database.dbtaskresult", "contenttypes.contenttype", "auth.permission", "pghistory.context",
    "pghistory.events", "pghistory.middlewareevents",
})  # fmt: skip
_SECRET = ("password", "key_hash", "token", "secret")
_LONGEST = 400
_FOR_MACHINES = "uppgifter i maskinform, se registerutdrag.json"
MOST = 2000  # rows of one table by one key; more are told as a number


@dataclass(frozen=True)
class Found:
    """Rows of one table that lead to the person by one key, or name the person in a text."""

    model: str
    words: str
    how: str
    number: int
    rows: tuple[dict[str, str], ...]


@dataclass(frozen=True)
class Extract:
    """All that is held of one person at a moment."""

    person: Person
    made_at: dt.datetime
    by_key: tuple[Found, ...]
    in_texts: tuple[Found, ...]


def tables() -> Iterator[type[models.Model]]:
    """Every table there is, save those of `LEFT_OUT`."""
    for model in apps.get_models():
        if model._meta.label_lower not in LEFT_OUT and not model._meta.proxy:
            yield model


def keys_of(model: type[models.Model]) -> Iterator[Any]:
    """The columns of a table that lead to a person or to an account."""
    for one in (*model._meta.concrete_fields, *model._meta.many_to_many):
        if one.related_model in (Person, User):
            yield one


def texts_of(model: type[models.Model]) -> list[str]:
    """The columns of a table that hold words."""
    kinds = (models.CharField, models.TextField, models.JSONField)
    return [
        one.name
        for one in model._meta.concrete_fields
        if isinstance(one, kinds) and not one.choices and not one.name.startswith(_SECRET)
    ]


def extract_of(person: Person, *, at: dt.datetime | None = None) -> Extract:
    """Walk every table for the person. Some two queries for each key and table."""
    user = User.objects.filter(person=person).first()
    return Extract(
        person, at or timezone.now(), tuple(_by_key(person, user)), tuple(mentions_of(person, texts=True))
    )


def _by_key(person: Person, user: User | None) -> Iterator[Found]:
    yield _found(Person, "personen själv", Person.objects.filter(pk=person.pk))
    if user:
        yield _found(User, "användarkontot", User.objects.filter(pk=user.pk))
    for model in tables():
        for key in keys_of(model):
            who: Any = person if key.related_model is Person else user
            if who is None or (model is User and key.name == "person"):
                continue
            rows = model._base_manager.filter(**{key.name: who}).order_by("pk").distinct()
            if (found := _found(model, str(key.verbose_name), rows)).number:
                yield found


def mentions_of(person: Person, *, texts: bool = True) -> Iterator[Found]:
    """Where the person's names stand in words: one query for each table with columns of text."""
    names = protected.ways_of(person)
    for model in tables():
        if model in (Person, User) or not (columns := texts_of(model)):
            continue
        asked = Q()
        for column in columns:
            for name in names:
                asked |= Q(**{f"{column}__icontains": name})
        rows = model._base_manager.filter(asked).order_by("pk")
        if (found := _found(model, "nämns i text", rows, about=columns if texts else ())).number:
            yield found


def _found(model: type[models.Model], how: str, rows: Any, *, about: Iterable[str] = ()) -> Found:
    number = rows.count()
    told = tuple(_row(one, set(about)) for one in rows[:MOST]) if number else ()
    return Found(model._meta.label, str(model._meta.verbose_name), how, number, told)


def _row(one: models.Model, only: set[str]) -> dict[str, str]:
    """A row's own facts in words, without secrets. With `only` just those columns, besides its number."""
    told = {"nr": str(one.pk)}
    for field in one._meta.concrete_fields:
        value = field.value_from_object(one)
        if field.primary_key or value in (None, "", [], {}) or field.name.startswith(_SECRET):
            continue
        if isinstance(field, models.BinaryField) or (only and field.name not in only):
            continue
        told[str(field.verbose_name)] = _words(one, field, value)
    return told


def _words(one: models.Model, field: Any, value: Any) -> str:
    if field.choices:
        return str(getattr(one, f"get_{field.name}_display")())
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, dt.datetime):
        return moment_in_words(value)
    text = (
        json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, dict | list) else str(value)
    )
    text = plain(text) if field.name == "html" else text
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} …"


def as_json(extract: Extract) -> bytes:
    """The extract for a machine: tables, how each row leads to the person, the rows."""
    told = {
        "person": extract.person.pk,
        "namn": extract.person.name,
        "gjord": extract.made_at.isoformat(),
        "genom_koppling": [vars(one) for one in extract.by_key],
        "i_text": [vars(one) for one in extract.in_texts],
    }
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def _read(row: dict[str, str]) -> dict[str, str]:
    """A row for somebody to read: what is kept for machines alone stands in the JSON beside."""
    return {name: _FOR_MACHINES if value[0] in "{[" else value for name, value in row.items() if value}


def as_pdf(extract: Extract) -> bytes:
    """The extract on paper, for the person it is of: nothing is hidden in it. Raises lib.pdf.NotAvailable."""
    parts = [
        ("Kopplat till personen", [(one, [_read(row) for row in one.rows]) for one in extract.by_key]),
        ("Namnet står i text", [(one, [_read(row) for row in one.rows]) for one in extract.in_texts]),
    ]
    with hiding.by(None):
        return pdf.render(
            render_to_string("pdf/person_extract.html", {"extract": extract, "parts": parts}),
            title=f"Registerutdrag, {extract.person.name}",
            made_at=extract.made_at,
        )
