"""The register of decisions as a file, read a part at a time: a hundred thousand take no more memory than a page (B5).

Short files are written while one waits, long ones by the worker. Columns keep their order for ever; new ones come last.
"""

import datetime as dt
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from meetings.models import Decision, DecisionExport
from secretariat.lib.dates import moment_in_words
from secretariat.lib.sheets import CSV, XLSX, Column, CsvFile, ExcelFile, Kind, Value
from secretariat.registry.actions import fetching, log
from secretariat.registry.models import User

from . import decisions
from .confirmation_states import PartyState, states_of
from .decision_choices import Choice
from .decisions import ListedDecision

TYPES: dict[str, str] = {DecisionExport.Kind.XLSX: XLSX, DecisionExport.Kind.CSV: CSV}
State = DecisionExport.State
_PART = 1000  # decisions read at a time

COLUMNS = (
    Column("beslutsnummer", "Beslutets nummer. Tomt tills anteckningarna är ute eller färdiga.", width=18),
    Column("beslut", "Beslutets ord, som de står i anteckningarna.", width=60),
    Column("slag", "Vad för slags beslut det är.", width=18),
    Column("datum", "Mötets dag.", Kind.DAY, 12),
    Column("gäller från", "Dagen beslutet börjar gälla, där det sägs.", Kind.DAY, 12),
    Column("grupper", "Grupperna i mötet, med komma emellan.", width=34),
    Column("punkt", "Punkten på dagordningen.", width=30),
    Column("läge", "Justerat, fastställt, eller ej justerat: då kan texten ändras.", width=14),
    Column("möte_id", "Mötets nummer i systemet. Ändras aldrig.", Kind.NUMBER, 9),
    Column("vems beslut", "Vem som har fattat det: gruppen, eller den som anteckningarna rapporterar från.", width=24),
    Column("ärende", "Ärendets nummer.", width=12),
    Column("ärendets rubrik", "Ärendets rubrik.", width=30),
    Column("tema", "Beslutets tema.", width=18),
    Column("berör parter", "Parterna som beslutet berör, med komma emellan.", width=30),
    Column("ersätter", "Beslutet som det här ersätter.", width=16),
    Column("ersatt av", "Besluten som gäller i stället.", width=16),
    Column("parternas beslut", "Hur långt parterna har kommit, där de ska bekräfta beslutet.", width=40),
)  # fmt: skip
_EXPLAINED = (Column("Kolumn", "", width=24), Column("Betydelse", "", width=100))


def export(
    choice: Choice, *, by: User, kind: str, rows: int, query: str
) -> tuple[DecisionExport | None, Path | None]:
    """Fetch the `rows` decisions of a choice: a temporary file, or the errand of the worker who writes it.

    `query` is the choice as an address. The caller removes the file. An errand that waits already is not begun twice.
    """
    waiting = DecisionExport.objects.filter(made_by=by, kind=kind, query=query, state=State.WAITING)
    if rows > fetching.SMALL and (made := waiting.first()):
        return made, None
    log.write("exporterade beslut", by=by, antal=rows, urval=query)
    made = DecisionExport(
        asked=choice.kept(), query=query, kind=kind, rows=rows, made_by=by, made_at=timezone.now(),
        state=State.WAITING,
    )  # fmt: skip
    if rows > fetching.SMALL:
        with transaction.atomic():
            made.save()
            make_file.enqueue(made.pk)
        return made, None
    path = fetching.temporary()
    try:
        write(made, path)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return None, path


@task()
def make_file(pk: int) -> None:
    """The worker's errand: write a long file, tell how far it has come, keep it until the night."""
    made = DecisionExport.objects.select_related("made_by").get(pk=pk)
    if made.state != State.WAITING:
        return
    with fetching.written_by_worker(made) as path:
        made.rows = write(made, path)
        fetching.keep(made, path, name=file_name(made), content_type=TYPES[made.kind])
        DecisionExport.objects.filter(pk=pk).update(state=State.MADE, rows=made.rows, written=made.rows)


def write(made: DecisionExport, path: Path) -> int:
    """The file. Returns how many rows it got: some may have come or gone since they were counted."""
    number = 0
    rows = _rows(Choice(**made.asked), made.made_by)
    if made.kind == DecisionExport.Kind.CSV:
        file = CsvFile(path, COLUMNS)
        for number, row in enumerate(rows, 1):
            file.add(row)
            _note(made, number)
        file.close()
        return number
    book = ExcelFile(path)
    sheet = book.sheet("Beslut", COLUMNS)
    for number, row in enumerate(rows, 1):
        sheet.add(row)
        _note(made, number)
    explained = book.sheet("Förklaring", _EXPLAINED, wraps=True)
    explained.add(("Hämtad", f"{moment_in_words(made.made_at)} av {made.made_by.name}"))
    explained.add(("Urval", f"/beslut/?{made.query}" if made.query else "alla beslut"))
    explained.add(("Rader", str(number)))
    for column in COLUMNS:
        explained.add((column.heading, column.explanation))
    book.close()
    return number


def _note(made: DecisionExport, number: int) -> None:
    if made.pk:
        fetching.note(made, number)


def _rows(choice: Choice, user: User) -> Iterator[list[Value]]:
    """The keys through a cursor of the server, the rest a part at a time."""
    today = timezone.localdate()
    keys = choice.rows(user).values_list("pk", flat=True).iterator(chunk_size=_PART)
    while some := list(islice(keys, _PART)):
        part = decisions.in_order(Decision.objects.filter(pk__in=some))
        parties = states_of(some, user=user, today=today)
        for one in decisions.listed(decisions.with_columns(part)):
            yield _cells(one, parties.get(one.key))


def _cells(one: ListedDecision, parties: PartyState | None) -> list[Value]:
    """A decision in the order of COLUMNS."""
    return [
        one.number, one.words, one.kind, one.date, one.effective_on, ", ".join(one.bodies), one.item, one.status,
        one.meeting, one.whose, one.matter_number, one.matter_title, one.theme, ", ".join(one.parties),
        one.supersedes, ", ".join(one.superseded_by), parties.words if parties else "",
    ]  # fmt: skip


def file_name(made: DecisionExport) -> str:
    """What the file is called: beslut-2026-11-22.xlsx."""
    return f"beslut-{made.made_on.isoformat()}.{made.kind}"


def forget_files(*, at: dt.datetime | None = None) -> int:
    """Take away long files a day after they were made, and that they were asked for. Returns how many files (D7)."""
    count = fetching.forget(DecisionExport, at=at)
    DecisionExport.objects.filter(file=None, made_at__lt=(at or timezone.now()) - fetching.KEPT).delete()
    return count
