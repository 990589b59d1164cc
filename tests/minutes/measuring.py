"""Reads the sets of minutes and scores them: the real ones where they lie beside the checkout, dev, held, changed."""

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import django
from django.core.management import call_command

from tests.minutes.canonical import Truth
from tests.minutes.changing import changed
from tests.minutes.layouts.describing import Layout
from tests.minutes.layouts.make_layouts import layouts
from tests.minutes.likeness import Score, Sheet
from tests.minutes.scoring import added, misses_of, sheet

REAL = Path(__file__).parents[3] / "shared" / "minutes"
SEEDS = range(1, 6)
_TEXTS = (".txt", ".md", ".html")


@dataclass(frozen=True)
class Case:
    """A file to read, its truth, its text where it is one, and what its pages repeat beside the truth."""

    name: str
    data: bytes
    truth: Truth
    text: str | None = None
    furniture: str = ""


def text_of(data: bytes) -> str:
    """A text file's text."""
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return data.decode("cp1252").replace("\r\n", "\n")


@cache
def real_cases() -> tuple[Case, ...]:
    """The three real sets; none where they are not there."""
    found = []
    for path in sorted(REAL.glob("*.txt")):
        truth = json.loads(path.with_suffix(".json").read_text("utf-8"))
        found.append(Case(path.name, path.read_bytes(), truth, text_of(path.read_bytes())))
    return tuple(found)


@cache
def layout_cases(kind: str) -> tuple[Case, ...]:
    """The layouts made of descriptions, "dev" or "held"."""
    return tuple(layout_case(one) for one in layouts(kind))


def layout_case(one: Layout) -> Case:
    """A layout as a case."""
    text = text_of(one.data) if one.name.endswith(_TEXTS) else None
    return Case(one.name, one.data, one.truth, text, one.furniture)


def changed_cases(cases: tuple[Case, ...]) -> Iterator[Case]:
    """Those that are texts, changed with each seed."""
    for case in cases:
        for seed in SEEDS if case.text is not None else ():
            text, truth = changed(case.text or "", case.truth, seed)
            stem, ending = case.name.rsplit(".", 1)
            yield Case(f"{stem}-{seed}.{ending}", text.encode(), truth, text)


CASES: dict[str, Callable[[], tuple[Case, ...]]] = {
    "real": real_cases,
    "changed": lambda: tuple(changed_cases(real_cases())),
    "dev": lambda: layout_cases("dev"),
    "held": lambda: layout_cases("held"),
    "dev_changed": lambda: tuple(changed_cases(layout_cases("dev"))),
    "held_changed": lambda: tuple(changed_cases(layout_cases("held"))),
}


def found_by_command(case: Case) -> Truth:
    """What `manage.py read_minutes` writes of a file."""
    with TemporaryDirectory() as folder:
        path, into = Path(folder) / case.name, Path(folder) / "found.json"
        path.write_bytes(case.data)
        call_command("read_minutes", str(path), "-o", str(into))
        return json.loads(into.read_text("utf-8"))


def found_by_function(case: Case) -> Truth:
    """What the reader says of a file, through JSON as the command would write it."""
    from meetings.reader.reading import read  # noqa: PLC0415 - settings first
    from meetings.reader.sources import open_source  # noqa: PLC0415

    return json.loads(json.dumps(read(open_source(case.data, case.name)).truth))


def scored(case: Case, find: Callable[[Case], Truth] = found_by_function) -> Sheet:
    """The scores of one file."""
    return sheet(case.truth, find(case), case.text or case.furniture)


@cache
def sheets(kind: str) -> dict[str, Sheet]:
    """The scores of each file of a kind, by name."""
    return {case.name: scored(case) for case in CASES[kind]()}


def measured(kinds: list[str]) -> tuple[dict[str, dict[str, Score]], dict[str, str]]:
    """Columns for a table: the kinds' scores added up, read by the command; and the misses of sets that may be seen."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "secretariat.settings")
    django.setup()
    columns: dict[str, dict[str, Score]] = {}
    missed: dict[str, str] = {}
    for kind in kinds:
        found = {case.name: scored(case, found_by_command) for case in CASES[kind]()}
        columns[kind] = added(one.scores for one in found.values())
        if not kind.startswith("held"):
            missed |= {name: misses_of(one) for name, one in found.items()}
    return columns, missed
