"""Excel and CSV out: the list of agreements, and a version's parties with every column of domain 3.4 (F2)."""

import io
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from django.http import HttpResponse
from django.utils import timezone

from secretariat.lib.sheets import CSV, XLSX, Column, CsvFile, ExcelFile, Kind, Value

from .actions.lists import Listed
from .actions.matrices import PartyLine
from .models import AgreementVersion

PARTIES = (
    Column("part", "Partens korta namn.", width=18),
    Column("kommunkod", "Fyra siffror som text. Tomt för andra än kommuner.", width=11),
    Column("länsdel", "Kommunens länsdel, eller övriga parter.", width=14),
    Column("roll", "Part, eller samverkar utan eget beslut.", width=14),
    Column("läge", "Hur långt parten har kommit.", width=24),
    Column("handläggare", "Den som svarar för parten.", width=20),
    Column("handläggarens funktion", "Titeln i personregistret.", width=22),
    Column("handläggarens e-post", "Dit breven går.", width=28),
    Column("skickat datum", "Dagen beslutsunderlaget skickades.", Kind.DAY, 14),
    Column("dnr hos part", "Diarienummer hos parten.", width=16),
    Column("beslutande organ", "Det organ hos parten som beslutar.", width=22),
    Column("planerat beslutsdatum", "När ärendet ska upp.", Kind.DAY, 14),
    Column("beslutsdatum", "När parten beslutade.", Kind.DAY, 14),
    Column("paragraf", "Beslutets paragraf i partens protokoll.", width=10),
    Column("utfall", "Bifall, bifall med tillägg, återremiss, avslag eller avstår.", width=20),
    Column("avvikelse", "Avvikelsen eller tillägget, ordagrant.", width=40),
    Column("avvikelsen hanterad", "När och hur avvikelsen godtogs.", width=40),
    Column("protokollsutdrag", "Filens namn. Tomt där det inte har kommit.", width=24),
    Column("undertecknare", "Vem som har undertecknat för parten.", width=20),
    Column("undertecknat datum", "Dagen det skedde.", Kind.DAY, 14),
    Column("i kraft från datum", "Från vilken dag versionen binder parten.", Kind.DAY, 14),
    Column("senaste uppföljning datum", "När parten senast svarade på en uppföljning.", Kind.DAY, 14),
    Column("kommentar", "Sekretariatets anteckning.", width=30),
)
AGREEMENTS = (
    Column("överenskommelse", "Rubriken.", width=44),
    Column("slag", "Överenskommelse, avtal eller slag av plan.", width=20),
    Column("tema", "Teman, med komma emellan.", width=24),
    Column("version", "Den version raden gäller.", Kind.NUMBER, 8),
    Column("läge", "Versionens läge.", width=26),
    Column("gäller från datum", "Periodens första dag.", Kind.DAY, 14),
    Column("gäller till datum", "Periodens sista dag. Tomt där den gäller tills vidare.", Kind.DAY, 14),
    Column("parternas beslut senast datum", "Sista dag för parternas beslut.", Kind.DAY, 14),
    Column("parternas beslut", "Hur många som har beslutat, och vilka som är kvar.", width=50),
    Column("grupp", "Den grupp som förvaltar den.", width=26),
    Column("ansvarig", "Den som ansvarar.", width=22),
    Column("adress", "Sidans adress.", width=40),
)


def party_row(line: PartyLine) -> list[Value]:
    """One party's values, in the columns' order."""
    return [
        line.party.short_name, line.party.municipality_code, line.district,
        "part" if line.is_party else "samverkar utan eget beslut", line.state_words, line.handler,
        line.handler_title, line.email, line.sent_on, line.case_number, line.organ, line.planned_on,
        line.decided_on, line.paragraph, line.words if line.outcome else "", line.deviation, line.handled,
        line.extract.name if line.extract else "", line.signer, line.signed_on, line.in_force_on,
        line.followed_up_on, line.comment,
    ]  # fmt: skip


def agreement_row(one: Listed, base: str) -> list[Value]:
    """One agreement's values, in the columns' order."""
    version: AgreementVersion = one.version
    return [
        one.agreement.title, one.agreement.get_kind_display(), ", ".join(one.themes), version.number,
        version.get_state_display(), version.starts_on, version.ends_on, version.decide_by, one.sentence,
        one.agreement.body.list_name if one.agreement.body else "", one.responsible,
        f"{base}{one.agreement.get_absolute_url()}",
    ]  # fmt: skip


def download(
    columns: Sequence[Column], rows: Iterable[Sequence[Value]], *, kind: str, name: str, facts: Sequence[str]
) -> HttpResponse:
    """The rows as a file to download, kind `xlsx` or `csv`, with the day in its name.

    An Excel file has a second sheet that tells what each column means and, with `facts`, where the file comes from.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"fil.{kind}"
        (_excel if kind == "xlsx" else _csv)(path, columns, rows, facts)
        content = io.BytesIO(path.read_bytes())
    return HttpResponse(
        content,
        content_type=XLSX if kind == "xlsx" else CSV,
        headers={
            "Content-Disposition": f'attachment; filename="{name}-{timezone.localdate():%Y-%m-%d}.{kind}"'
        },
    )


def _excel(
    path: Path, columns: Sequence[Column], rows: Iterable[Sequence[Value]], facts: Sequence[str]
) -> None:
    book = ExcelFile(path)
    sheet = book.sheet("Rader", columns)
    for row in rows:
        sheet.add(row)
    explained = book.sheet(
        "Förklaring", (Column("kolumn", "", width=30), Column("betyder", "", width=70)), wraps=True
    )
    for fact in facts:
        explained.add(["", fact])
    for column in columns:
        explained.add([column.heading, column.explanation])
    book.close()


def _csv(
    path: Path, columns: Sequence[Column], rows: Iterable[Sequence[Value]], facts: Sequence[str]
) -> None:
    file = CsvFile(path, columns)
    for row in rows:
        file.add(row)
    file.close()
