"""Judging applications: points, jäv, opening a judgement again, the compiled table and its protocol (G8)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from funding import access
from funding.actions import applications, assessment_printing, assessments, calls
from funding.applying import economy_of
from funding.call_files import JUDGEMENTS, judgement_rows
from funding.forms.applications import AssessForm
from funding.forms.calls import WhyForm
from funding.models import Application, Assessor
from secretariat.lib import pdf
from secretariat.lib.access import Permission, requires
from secretariat.lib.downloads import download, fetched_in_words
from secretariat.lib.forms import carried_out
from secretariat.lib.pages import Request, page
from secretariat.registry.actions import log

from .applications import SORT, trail_to
from .calls import FILES, call_at, call_to_handle, call_trail


@requires(Permission.FUNDING_READ)
@require_GET
def assessment_list(request: Request, slug: str) -> HttpResponse:
    """All that is judged: one's own for an assessor, and the compiled table as far as one may see it."""
    call = call_at(request, slug)
    if not access.may_read_applications(request.user, call):
        raise PermissionDenied
    rows = assessments.table_of(call, request.user)
    sort = request.GET.get(SORT, "")
    if sort == "poang":
        rows = sorted(rows, key=lambda one: (-(one.mean or -1), one.application.number or 0))
    assessor = access.own_assessor(request.user, call)
    context = {
        "call": call,
        "criteria": list(call.criteria.all()),
        "rows": rows,
        "sort": sort,
        "assessor": assessor,
        "handles": access.may_handle(request.user, call),
        "names": [one.user.name for one in call.assessors.select_related("user__person").order_by("pk")],
        "left": sum(one.mine is not None and one.mine.look in ("missing", "begun") for one in rows),
        "trail": call_trail(call, ("Bedömning", "")),
    }
    return page(request, "funding/assessment_list.html", context)


@requires(Permission.FUNDING_READ)
@require_GET
def assessment_export(request: Request, slug: str, kind: str) -> HttpResponse:
    """The compiled table, as far as one may see it, as xlsx or csv."""
    call = call_at(request, slug)
    if kind not in FILES:
        raise Http404
    if not access.may_read_applications(request.user, call):
        raise PermissionDenied
    rows = [told for one in assessments.table_of(call, request.user) for told in judgement_rows(one)]
    log.write("exporterade bedömningar", by=request.user, about=call, antal=len(rows))
    return download(
        JUDGEMENTS, rows, kind=kind, name=f"bedomningar-{slug}", facts=[fetched_in_words(request)]
    )


def _to_assess(request: Request, pk: int) -> tuple[Application, Assessor]:
    rows = Application.objects.select_related(*(f"call__{one}" for one in calls.WITH))
    application = get_object_or_404(
        rows.prefetch_related(Prefetch("call__criteria")), pk=pk, number__isnull=False
    )
    assessor = access.own_assessor(request.user, application.call)
    if assessor is None or not access.may_read_application(request.user, application):
        raise PermissionDenied
    return application, assessor


@requires(Permission.APPLICATION_ASSESS)
def assessment_edit(request: Request, pk: int) -> HttpResponse:
    """Points for each criterion, and why; Lämna hands them in."""
    application, assessor = _to_assess(request, pk)
    found, call, hand_in = assessments.own(application, assessor), application.call, "lamna" in request.POST
    form = AssessForm(request.POST or None, criteria=list(call.criteria.all()), assessment=found)

    def act(said: dict[str, Any]) -> None:
        told = {"points": form.points(), "comment": said["comment"], "by": request.user}
        assessments.save(application, assessor, **told)
        if hand_in:
            assessments.save(application, assessor, **told, hand_in=True)

    if request.method == "POST" and carried_out(form, act):
        messages.success(request, "Bedömningen är lämnad." if hand_in else "Sparat.")
        if hand_in:
            return redirect("funding:assessment-list", call.slug)
        return redirect("funding:assessment-edit", pk)
    return _assess_page(request, application, form)


def _assess_page(
    request: Request, application: Application, form: AssessForm | None = None, **more: Any
) -> HttpResponse:
    lines, call = applications.lines_of(application), application.call
    assessor = access.own_assessor(request.user, call)
    found = assessments.own(application, assessor) if assessor else None
    context: dict[str, Any] = {
        "application": application,
        "call": call,
        "form": form or AssessForm(criteria=list(call.criteria.all()), assessment=found),
        "copy": applications.answers_of(application),
        "lines": lines,
        "economy": economy_of(call, application, (one.amount for one in lines)),
        "files": list(application.files.select_related("stored").order_by("pk")),
        "reasons": assessments.obstacles_to_assessing(application, found),
        "may_reopen": not assessments.obstacles_to_reopening(application, found),
        "declare_form": WhyForm(auto_id="jav_%s"),
        "reopen_form": WhyForm(auto_id="oppna_%s"),
        "open_form": "",
        "trail": trail_to(application, ("Bedöm", ""), handles=False),
    }
    return page(request, "funding/assessment_edit.html", context | more)


@requires(Permission.APPLICATION_ASSESS)
@require_POST
def assessment_declare(request: Request, pk: int) -> HttpResponse:
    """Say that one is jävig."""
    application, assessor = _to_assess(request, pk)
    form = WhyForm(request.POST, auto_id="jav_%s")
    if carried_out(form, lambda said: assessments.declare(application, assessor, by=request.user, **said)):
        messages.success(request, f"Du har anmält jäv i ansökan {application.number} och deltar inte.")
        return redirect("funding:assessment-list", application.call.slug)
    return _assess_page(request, application, declare_form=form, open_form="jav")


@requires(Permission.APPLICATION_ASSESS)
@require_POST
def assessment_reopen(request: Request, pk: int) -> HttpResponse:
    """Open the own judgement again, with a reason."""
    application, assessor = _to_assess(request, pk)
    form = WhyForm(request.POST, auto_id="oppna_%s")
    if carried_out(form, lambda said: assessments.reopen(application, assessor, by=request.user, **said)):
        messages.success(request, "Bedömningen är öppnad igen. Lämna den när du har ändrat.")
        return redirect("funding:assessment-edit", pk)
    return _assess_page(request, application, reopen_form=form, open_form="oppna")


# The protocol


@requires(Permission.FUNDING_EDIT)
@require_GET
def assessment_protocol(request: Request, slug: str) -> HttpResponse:
    """All judgements with reasons and jäv on one page."""
    call = call_to_handle(request, slug)
    context = assessment_printing.protocol_of(call, request.user, today=timezone.localdate())
    trail = call_trail(call, ("Protokoll över bedömningen", ""))
    return page(request, "funding/assessment_protocol.html", context | {"trail": trail})


@requires(Permission.FUNDING_EDIT)
@require_GET
def assessment_protocol_pdf(request: Request, slug: str) -> HttpResponse:
    """The same on paper, to keep with the matter."""
    call, today = call_to_handle(request, slug), timezone.localdate()
    try:
        content = assessment_printing.render_protocol(call, request.user, today=today)
    except pdf.NotAvailable as missing:
        messages.error(request, str(missing))
        return redirect("funding:assessment-protocol", slug)
    log.write("hämtade protokoll över bedömning", by=request.user, about=call)
    name = f'inline; filename="bedomning-{slug}-{today:%Y-%m-%d}.pdf"'
    return HttpResponse(content, content_type="application/pdf", headers={"Content-Disposition": name})
