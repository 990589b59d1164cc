"""Reports: all of them, starting one, the compiled report on a page and in files, intyg, and booking what is left."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from funding import access
from funding.actions import compiled_reports, report_files, report_settlements, reports
from funding.actions.compiled_reports import Compiled, Line
from funding.forms.reports import ReportForm, SettleForm, initial_of
from funding.models import ReportRound
from secretariat.inquiries.access import may_manage_round
from secretariat.inquiries.actions.forms import slug_of
from secretariat.lib import pdf
from secretariat.lib.access import Permission, requires
from secretariat.lib.dates import day_in_words
from secretariat.lib.downloads import fetched_in_words
from secretariat.lib.pages import Request, page, paged, query_string
from secretariat.lib.rules import NotAllowed
from secretariat.lib.sheets import XLSX
from secretariat.registry.actions import log

from .funds import Trail, trail_of
from .grants import grant_trail
from .requisitions import editable_grant

STATES = {"": "Öppna", "avslutade": "Avslutade"}


def report_trail(report: ReportRound, *more: tuple[str, str]) -> Trail:
    """Breadcrumbs of a page about a report."""
    here = (str(report.get_kind_display()).capitalize(), report.get_absolute_url() if more else "")
    return grant_trail(report.grant, here, *more)


def _report(pk: int) -> ReportRound:
    rows = ReportRound.objects.select_related("grant__fund__body", "inquiry__form_version")
    return get_object_or_404(rows, pk=pk)


@requires(Permission.FUNDING_READ)
@require_GET
def report_list(request: Request) -> HttpResponse:
    """All reports that have been asked for. `?q= lage= sida=`"""
    q = request.GET.get("q", "").strip()[:100]
    state = "avslutade" if request.GET.get("lage") == "avslutade" else ""
    rows = ReportRound.objects.filter(
        inquiry__withdrawn_at=None, inquiry__closed_at__isnull=not state, inquiry__title__icontains=q
    )
    listed = paged(request, reports.with_counts(rows).order_by("inquiry__due_on", "pk"), size=25)
    today = timezone.localdate()
    context = {
        "q": q,
        "listed": listed,
        "reports": [reports.line_of(one, today) for one in listed.object_list],
        "states": [
            (words, key == state, query_string(request, lage=key or None)) for key, words in STATES.items()
        ],
        "trail": trail_of(("Redovisningar", "")),
    }
    return page(request, "funding/report_list.html", context)


@requires(Permission.FUNDING_EDIT)
def report_start(request: Request, pk: int) -> HttpResponse:
    """Put a report together; what stands in the way is said before anything is typed."""
    grant = editable_grant(request, pk)
    form = ReportForm(request.POST or None, initial=initial_of(grant))
    if request.method == "POST" and form.is_valid():
        try:
            made = reports.start(grant, by=request.user, **form.cleaned_data)
        except NotAllowed as no:
            form.add_error(None, no.reasons)
        else:
            messages.success(request, "Redovisningen är förberedd. Läs igenom och skicka den.")
            return redirect("inquiries:round-detail", made.inquiry_id)
    context = {
        "form": form,
        "grant": grant,
        "parties": reports.accounts_to_report(grant),
        "trail": grant_trail(grant, ("Begär redovisning", "")),
    }
    return page(request, "funding/report_start.html", context)


# The compiled report


@requires(Permission.FUNDING_READ)
@require_GET
def report_detail(request: Request, pk: int) -> HttpResponse:
    """What the parties have received and used, together, and why that is not all."""
    return _detail(request, _report(pk))


def _detail(request: Request, report: ReportRound, **more: Any) -> HttpResponse:
    compiled = compiled_reports.compile_report(report)
    may_edit = access.may_edit(request.user, report.grant.fund)
    settling = [one for one in compiled.lines if one.settlement.is_something]
    context: dict[str, Any] = {
        "report": report,
        "grant": report.grant,
        "inquiry": report.inquiry,
        "compiled": compiled,
        "settling": [(one, one.settlement.words(report.grant)) for one in settling],
        "settle": SettleForm(initial={"on": timezone.localdate()}),
        "may_manage": may_manage_round(request.user, report.inquiry),
        "may_edit": may_edit and report.grant.closed_at is None,
        "trail": report_trail(report),
    }
    return page(request, "funding/report_detail.html", context | more)


@requires(Permission.FUNDING_READ)
@require_GET
def report_export(request: Request, pk: int) -> HttpResponse:
    """The compiled report as Excel."""
    report = _report(pk)
    compiled = compiled_reports.compile_report(report)
    log.write("exporterade redovisning", by=request.user, about=report, antal=len(compiled.lines))
    period = f"{day_in_words(report.period_from)}–{day_in_words(report.period_to)}"
    facts = [f"{report}. Avser {period}.", fetched_in_words(request)]
    return _file(report, report_files.xlsx_of(compiled, facts=facts), "xlsx", XLSX)


def _file(report: ReportRound, content: bytes, kind: str, content_type: str, name: str = "") -> HttpResponse:
    words = slug_of(f"{report.get_kind_display()} {report.grant.year} {name}")
    how = "inline" if kind == "pdf" else "attachment"
    return HttpResponse(
        content,
        content_type=content_type,
        headers={"Content-Disposition": f'{how}; filename="{words}-{timezone.localdate():%Y-%m-%d}.{kind}"'},
    )


@requires(Permission.FUNDING_READ)
@require_GET
def report_pdf(request: Request, pk: int) -> HttpResponse:
    """The compiled report on paper."""
    report = _report(pk)
    try:
        content = report_files.pdf_of(compiled_reports.compile_report(report), today=timezone.localdate())
    except pdf.NotAvailable as missing:
        messages.error(request, str(missing))
        return redirect(report)
    return _file(report, content, "pdf", "application/pdf")


def _line(compiled: Compiled, recipient: int) -> Line:
    found = next((one for one in compiled.lines if one.recipient.pk == recipient), None)
    if found is None:
        raise Http404
    return found


@requires(Permission.FUNDING_READ)
@require_GET
def report_certificate(request: Request, pk: int, recipient: int) -> HttpResponse:
    """A party's intyg: what it received and used, and who has signed for it."""
    report = _report(pk)
    line = _line(compiled_reports.compile_report(report), recipient)
    try:
        content = report_files.certificate_of(report, line, by=request.user.name)
    except (NotAllowed, pdf.NotAvailable) as no:
        messages.error(request, str(no))
        return redirect(report)
    log.write("hämtade intyg om medel", by=request.user, about=report, part=line.party)
    return _file(report, content, "pdf", "application/pdf", name=f"intyg {line.party}")


@requires(Permission.FUNDING_EDIT)
@require_POST
def report_settle(request: Request, pk: int, recipient: int) -> HttpResponse:
    """Book what a party pays back and saves, as its approved report says."""
    report = _report(pk)
    if not access.may_edit(request.user, report.grant.fund):
        raise PermissionDenied
    row = _line(compiled_reports.compile_report(report), recipient).recipient
    form = SettleForm(request.POST)
    if form.is_valid():
        try:
            report_settlements.settle(row, on=form.cleaned_data["on"], by=request.user)
        except NotAllowed as no:
            messages.error(request, str(no))
        else:
            messages.success(request, f"{row.organisation.short_name}: bokfört.")
        return redirect(f"{reverse('funding:report-detail', args=[pk])}#att-bokfora")
    messages.error(request, "Skriv dagen som 2026-03-04 eller 4 mars 2026.")
    return redirect(f"{reverse('funding:report-detail', args=[pk])}#att-bokfora")
