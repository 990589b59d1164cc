"""The compiled report as Excel and on paper, and a party's intyg (G7)."""

import datetime as dt
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.template.loader import render_to_string
from django.utils import timezone

from funding.models import ReportRound
from meetings.actions.printing import footer_of, head_height
from secretariat.lib import pdf
from secretariat.lib.dates import day_in_words, local_day
from secretariat.lib.rules import NotAllowed
from secretariat.lib.sheets import Column, ExcelFile, Kind, Value
from secretariat.registry.columns import PARTY
from secretariat.registry.models import Letterhead, Organisation

from .compiled_reports import Compiled, Line

_COLUMNS = (
    *PARTY,
    Column("läge", "Hur långt parten har kommit. Bara inlämnade och godkända räknas med i summan.", width=16),
    Column("fördelat kronor", "Enligt bokföringen.", Kind.MONEY, 16),
    Column("utbetalt kronor", "Enligt bokföringen.", Kind.MONEY, 16),
    Column("från förra året kronor", "Sparat från förra året, enligt bokföringen.", Kind.MONEY, 16),
    Column("mottaget kronor", "Enligt redovisningen, med det som var sparat.", Kind.MONEY, 16),
    Column("förbrukat kronor", "Enligt redovisningen.", Kind.MONEY, 16),
    Column("återbetalas kronor", "Enligt redovisningen.", Kind.MONEY, 16),
    Column("sparas kronor", "Enligt redovisningen.", Kind.MONEY, 16),
    Column("kvar kronor", "Mottaget, minus förbrukat, återbetalas och sparas.", Kind.MONEY, 16),
    Column("bokfört förbrukat kronor", "Använt i perioden, enligt bokföringen.", Kind.MONEY, 16),
    Column("förbrukat året före kronor", "Använt av förra årets medel, enligt bokföringen.", Kind.MONEY, 16),
    Column("avvikelse", "Vad parten skriver har blivit annorlunda.", width=40),
    Column("skillnad mot bokföringen", "Var redovisning och bokföring skiljer sig.", width=40),
    Column("effekt", "Partens ord.", width=40),
    Column("intygad av", "Den som är behörig, med titel.", width=30),
    Column("inlämnad datum", "Dagen svaren lämnades in.", Kind.DAY, 14),
)
_EFFORTS = (
    Column("part", "Partens korta namn.", width=18),
    Column("insats", "Vad medlen har gått till.", width=50),
    Column("förbrukat kronor", "Vad det har kostat.", Kind.MONEY, 16),
)
_EXPLAINED = (Column("kolumn", "", width=30), Column("betyder", "", width=80))


def xlsx_of(compiled: Compiled, *, facts: list[str]) -> bytes:
    """The parties with a sum last, their insatser, and what each column means and why the sum is not whole."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "redovisning.xlsx"
        book = ExcelFile(path)
        sheet = book.sheet("Parter", _COLUMNS)
        for row in _rows(compiled):
            sheet.add(row)
        efforts = book.sheet("Insatser", _EFFORTS)
        for effort in compiled.efforts:
            efforts.add(effort)
        explained = book.sheet("Förklaring", _EXPLAINED, wraps=True)
        for fact in [*facts, compiled.answer, *compiled.reasons]:
            explained.add(["", fact])
        for column in (*_COLUMNS, *_EFFORTS[1:]):
            explained.add([column.heading, column.explanation])
        book.close()
        return path.read_bytes()


def _rows(compiled: Compiled) -> Iterator[list[Value]]:
    for one in compiled.lines:
        submitted = local_day(one.sheet.submitted_at) if one.sheet and one.sheet.submitted_at else None
        yield [
            one.party, one.recipient.organisation.municipality_code, one.words, one.balance.allocated,
            one.balance.paid, one.balance.carried_in, *(_told(one) if one.is_handed_in else (None,) * 5),
            one.used_booked, one.used_before, one.deviation, "; ".join(one.differences) if one.is_handed_in else "",
            str(one.said.get("effekt") or ""), one.signer, submitted,
        ]  # fmt: skip
    total, balance = compiled.total, compiled.balance
    yield [
        "Tillsammans", "", "", balance.allocated, balance.paid, balance.carried_in, total.received, total.used,
        total.repaid, total.saved, total.left, compiled.used_booked, compiled.used_before, "", "", "", "", None,
    ]  # fmt: skip


def _told(one: Line) -> tuple[int, ...]:
    figures = one.figures
    return figures.received, figures.used, figures.repaid, figures.saved, figures.left


def pdf_of(compiled: Compiled, *, today: dt.date) -> bytes:
    """The compiled report on paper. Raises lib.pdf.NotAvailable."""
    report = compiled.report
    context = {"compiled": compiled, "report": report, "grant": report.grant, "today": today}
    return pdf.render(
        render_to_string("pdf/fund_report.html", context),
        title=f"{report}, sammanställning {day_in_words(today)}",
        stylesheet="answers.css",
        author="",
    )


# Intyg


def obstacles_to_certifying(line: Line) -> list[str]:
    """Why there is no intyg for the party."""
    return [] if line.is_approved else [f"{line.party} har ingen godkänd redovisning att intyga."]


def certificate_of(report: ReportRound, line: Line, *, by: str, at: dt.datetime | None = None) -> bytes:
    """What one party received and used, and who has signed for it. Raises NotAllowed, lib.pdf.NotAvailable."""
    if reasons := obstacles_to_certifying(line):
        raise NotAllowed(reasons)
    moment = at or timezone.now()
    head = Letterhead.objects.select_related("organisation").order_by("pk").first()
    own = Organisation.objects.filter(is_own=True).order_by("pk").first()
    issuer = head.organisation.name if head else own.name if own else "Sekretariatet"
    context = {
        "report": report,
        "grant": report.grant,
        "line": line,
        "sheet": line.sheet,
        "issuer": issuer,
        "by": by,
        "day": day_in_words(timezone.localdate(moment)),
        "document": {"letterhead": {"office": head.office if head else ""}, "secretary": None},
        "standing": {"is_finished": True},
        "heads": [issuer],
        "height": head_height([issuer]),
        "footer": footer_of(head) if head else [],  # type: ignore[arg-type]
    }
    return pdf.render(
        render_to_string("pdf/fund_certificate.html", context),
        title=f"Intyg om redovisade medel, {line.party}, {report.grant}",
        author=issuer,
        made_at=moment,
    )
