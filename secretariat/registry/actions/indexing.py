"""Keeping the search's index: what has changed is noted by the database and taken in by the worker (decision 0008)."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from typing import Any

from django.db import connection, transaction
from django.db.models.functions import Now

from secretariat.lib.search import Entry, sources
from secretariat.lib.words.lexemes import lexemes_of, normal, tokens, vector
from secretariat.lib.words.lexicon import lexicon
from secretariat.registry.models import SearchChange, SearchEntry, SearchWord

_ONE_AT_A_TIME = 20261123  # the number of the lock that lets one process at a time write the index
_BATCH = 50
_TEXT_KEPT = 200_000
VERSION = (
    "2"  # raise it when lexemes change otherwise than with the word list: a rebuild then writes all rows anew
)
_COLUMNS = (
    "kind", "key", "source", "address", "public_address", "title", "text", "where", "number", "state",
    "state_words", "date", "bodies", "parties", "themes", "audience", "digest",
)  # fmt: skip
_UPSERT = f"""
INSERT INTO registry_searchentry ({", ".join(f'"{name}"' for name in _COLUMNS)}, vector)
VALUES ({", ".join(["%s"] * len(_COLUMNS))}, %s::tsvector)
ON CONFLICT (kind, key) DO UPDATE SET
    {", ".join(f'"{name}" = EXCLUDED."{name}"' for name in _COLUMNS[2:])}, vector = EXCLUDED.vector
"""  # noqa: S608 – names of our own columns


def take_in_changes(*, most: int = 2000) -> int:
    """Write anew what has been noted as changed, oldest first. Returns how many notes were taken in.

    A note with a coming moment (something is released then) is left until that has come.

    Only one process does so at a time; another that asks meanwhile goes away with nothing done.
    """
    done = 0
    while True:
        with transaction.atomic():
            if not _have_the_lock():
                return done
            due = SearchChange.objects.filter(noted_at__lte=Now())
            notes = list(due.order_by("pk").values_list("pk", "source")[:most])
            if not notes:
                return done
            write([source for _, source in notes])
            SearchChange.objects.filter(pk__in=[pk for pk, _ in notes]).delete()
            done += len(notes)


def _have_the_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])
        return bool(cursor.fetchone()[0])


def write(keys: Iterable[str]) -> int:
    """Write the entries of some sources (`meeting:7`), take away those that are gone. Returns how many rows changed."""
    by_source: defaultdict[str, list[int]] = defaultdict(list)
    for key in dict.fromkeys(keys):
        name, _, number = key.partition(":")
        if name in sources() and number.isdecimal():
            by_source[name].append(int(number))
    return sum(
        _write_some(name, numbers[at : at + _BATCH])
        for name, numbers in by_source.items()
        for at in range(0, len(numbers), _BATCH)
    )


def _write_some(name: str, numbers: Sequence[int]) -> int:
    entries = {(one.kind, one.key): one for one in sources()[name].entries(numbers)}
    digests = {key: _digest(entry) for key, entry in entries.items()}
    standing = {
        (kind, key): digest
        for kind, key, digest in SearchEntry.objects.filter(
            source__in=[f"{name}:{number}" for number in numbers]
        ).values_list("kind", "key", "digest")
    }
    changed = [entry for key, entry in entries.items() if standing.get(key) != digests[key]]
    if changed:
        with connection.cursor() as cursor:
            cursor.executemany(_UPSERT, [_row(one, digests[one.kind, one.key]) for one in changed])
        _keep_words(changed)
    gone = [key for key in standing if key not in entries]
    for kind, key in gone:
        SearchEntry.objects.filter(kind=kind, key=key).delete()
    return len(changed) + len(gone)


def _digest(entry: Entry) -> str:
    said = json.dumps(asdict(entry), default=str, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(f"{VERSION} {lexicon().checksum} {said}".encode()).hexdigest()[:32]


def _row(entry: Entry, digest: str) -> list[Any]:
    made = vector([(entry.title, "title"), (entry.text[:_TEXT_KEPT], "text"), (entry.also, "also")])
    return [
        entry.kind, entry.key, entry.source, entry.address, entry.public_address, entry.title,
        entry.text[:_TEXT_KEPT], entry.where[:400], entry.number, entry.state, entry.state_words,
        entry.date, list(entry.bodies), list(entry.parties), list(entry.themes), entry.audience, digest, made,
    ]  # fmt: skip


def _keep_words(entries: Iterable[Entry]) -> None:
    """Words to compare misspelt ones with: as they stand, and their base forms."""
    found: set[str] = set()
    for entry in entries:
        for text in (entry.title, entry.text[:_TEXT_KEPT], entry.also):
            for token in tokens(text):
                word = normal(token.text)
                if len(word) > 3 and word.isalpha() and len(word) <= 40:
                    found.add(word)
                    found.update(one for one in lexemes_of(word).whole if one.isalpha())
    SearchWord.objects.bulk_create((SearchWord(word=word) for word in sorted(found)), ignore_conflicts=True)


def rebuild(*, tell: Callable[[str, int, int], None] = lambda name, done, of: None) -> int:
    """Write everything, source by source, and take away what no source has. Returns how many rows changed."""
    changed = 0
    known: set[str] = set()
    for name, source in sources().items():
        numbers = list(source.keys())
        for at in range(0, len(numbers), _BATCH):
            with transaction.atomic():
                changed += _write_some(name, numbers[at : at + _BATCH])
            tell(name, min(at + _BATCH, len(numbers)), len(numbers))
        known.update(f"{name}:{number}" for number in numbers)
    standing = set(SearchEntry.objects.values_list("source", flat=True).distinct())
    gone = sorted(standing - known)
    for at in range(0, len(gone), 500):
        changed += SearchEntry.objects.filter(source__in=gone[at : at + 500]).delete()[0]
    return changed
