"""A version: the parties in one table, its documents and steps, as page, file and paper (F2)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from agreements import access, documents
from agreements.actions import consultations, lists, matrices, plans, printing, rounds, versions
from agreements.actions.steps import hold
from agreements.forms.agreements import DocumentForm, PartyAddForm, VersionForm
from agreements.models import AgreementDocument, AgreementVersion
from agreements.resources import PARTIES, party_row
from secretariat.lib import pdf
from secretariat.lib.access import Permission, requires
from secretariat.lib.dates import local_day
from secretariat.lib.downloads import download, fetched_in_words
from secretariat.lib.pages import Request, page
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import files, log

from . import offers
from .agreements import FILES, Trail, trail_of

WITH = (
    "agreement__body__letterhead__organisation", "agreement__responsible", "recommended_by", "adopted_by",
    "terminated_by",
)  # fmt: skip


def version_at(slug: str, number: int) -> AgreementVersion:
    """The version at an address."""
    return get_object_or_404(
        AgreementVersion.objects.select_related(*WITH), agreement__slug=slug, number=number
    )


def version_to_edit(request: Request, slug: str, number: int) -> AgreementVersion:
    """The version, for whoever may write it; 403 for others."""
    version = version_at(slug, number)
    if not access.may_edit(request.user, version.agreement):
        raise PermissionDenied
    return version


def version_trail(version: AgreementVersion, *more: tuple[str, str]) -> Trail:
    """Breadcrumbs of a page about a version."""
    agreement = version.agreement
    here = (f"Version {version.number}", version.get_absolute_url() if more else "")
    return trail_of((agreement.short_name or agreement.title, agreement.get_absolute_url()), here, *more)


# Reading


@requires(Permission.AGREEMENT_READ)
@require_GET
def version_detail(request: Request, slug: str, number: int) -> HttpResponse:
    """The table: which have not decided? A plan's page shows its activities."""
    return version_page(request, version_at(slug, number))


def version_page(request: Request, version: AgreementVersion, **more: Any) -> HttpResponse:
    """The version's page; `more` are forms as they were typed, and which of them is open."""
    today, agreement = timezone.localdate(), version.agreement
    may_edit = access.may_edit(request.user, agreement)
    inquiry = rounds.inquiry_of(version)
    matrix = matrices.matrix_of(version, user=request.user, today=today)
    context: dict[str, Any] = {
        "version": version,
        "agreement": agreement,
        "mark": lists.mark_of(version),
        "others": lists.versions_beside(version),
        "period": lists.period_in_words(version),
        "inquiry": inquiry,
        "sent_on": local_day(version.sent_at) if version.sent_at else None,
        "is_open": inquiry is not None and inquiry.is_open,
        "days_left": (version.decide_by - today).days if version.decide_by else None,
        "matrix": matrix,
        "signing": matrices.signing_words(version, matrix),
        "remiss": consultations.told_of(version, today=today),
        "remiss_before": consultations.told_before(version, today=today),
        "documents": list(documents.readable_by(request.user).filter(version=version)),
        "steps": list(version.steps.select_related("by__person").order_by("-at", "-pk")) if may_edit else [],
        "plan": plans.plan_of(version, user=request.user) if agreement.is_plan else None,
        "may_ask": may_edit,
        "offers": offers.offers_of(version, request.user, today=today) if may_edit else [],
        "party": PartyAddForm(auto_id="part_%s"),
        "document": DocumentForm(auto_id="dokument_%s"),
        "may_change_parties": may_edit and not versions.obstacles_to_changing_parties(version),
        "open_form": "",
        "trail": version_trail(version),
    }
    return page(request, "agreements/version_detail.html", context | more)


@requires(Permission.AGREEMENT_READ)
@require_GET
def version_export(request: Request, slug: str, number: int, kind: str) -> HttpResponse:
    """The table as xlsx or csv, with every column (domain 3.4)."""
    if kind not in FILES:
        raise Http404
    version = version_at(slug, number)
    matrix = matrices.matrix_of(version, user=request.user, today=timezone.localdate())
    log.write("exporterade parternas beslut", by=request.user, about=version, antal=len(matrix.lines))
    return download(
        PARTIES,
        [party_row(line) for line in matrix.lines if isinstance(line, matrices.PartyLine)],
        kind=kind,
        name=f"{slug}-version-{number}",
        facts=[str(version), fetched_in_words(request)],
    )


@requires(Permission.AGREEMENT_READ)
@require_GET
def version_pdf(request: Request, slug: str, number: int) -> HttpResponse:
    """The table on one page, for the next meeting."""
    version = version_at(slug, number)
    try:
        content = printing.render(version, user=request.user, today=timezone.localdate())
    except pdf.NotAvailable as missing:
        messages.error(request, str(missing))
        return redirect(version)
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{slug}-version-{number}.pdf"'},
    )


# Writing


@requires(Permission.AGREEMENT_EDIT)
@transaction.atomic
def version_edit(request: Request, slug: str, number: int) -> HttpResponse:
    """Its period, notice and last day, and what is new."""
    version = version_to_edit(request, slug, number)
    if request.method == "POST":
        version = hold(version)
    form = VersionForm(request.POST or None, instance=version)
    if request.method == "POST" and form.is_valid():
        try:
            rounds.move_last_day(version, by=request.user)
        except NotAllowed as no:
            form.add_error("decide_by", no.reasons)
        else:
            form.save()
            log.write("ändrade version", by=request.user, about=version, fält=form.changed_data)
            messages.success(request, "Sparat.")
            return redirect(version)
    context = {
        "form": form,
        "version": version,
        "agreement": version.agreement,
        "trail": version_trail(version, ("Ändra", "")),
    }
    return page(request, "agreements/version_form.html", context)


@requires(Permission.AGREEMENT_EDIT)
@require_POST
def party_add(request: Request, slug: str, number: int) -> HttpResponse:
    """One more party."""
    version = version_to_edit(request, slug, number)
    form = PartyAddForm(request.POST, auto_id="part_%s")
    if form.is_valid():
        said = form.cleaned_data
        try:
            versions.add_party(version, said["organisation"], role=said["role"], by=request.user)
        except NotAllowed as no:
            form.add_error(None, no.reasons)
        else:
            messages.success(request, f"{said['organisation'].short_name} är med.")
            return redirect(version)
    return version_page(request, version, party=form, open_form="party")


@requires(Permission.AGREEMENT_EDIT)
@require_POST
def document_add(request: Request, slug: str, number: int) -> HttpResponse:
    """One more document."""
    version = version_to_edit(request, slug, number)
    form = DocumentForm(request.POST, request.FILES, auto_id="dokument_%s")
    if form.is_valid():
        said = form.cleaned_data
        stored = files.store(said["upload"], by=request.user, title=said["title"])
        versions.add_document(version, stored, kind=said["kind"], by=request.user)
        messages.success(request, f"{stored} är tillagt.")
        return redirect(version)
    return version_page(request, version, document=form, open_form="document")


@requires(Permission.AGREEMENT_EDIT)
@require_POST
def document_remove(request: Request, pk: int) -> HttpResponse:
    """Take a document out."""
    document = get_object_or_404(
        AgreementDocument.objects.select_related("version__agreement", "stored"), pk=pk
    )
    version = document.version
    if not access.may_edit(request.user, version.agreement):
        raise PermissionDenied
    try:
        versions.remove_document(document, by=request.user)
    except NotAllowed as no:
        messages.error(request, str(no))
    else:
        messages.success(request, f"{document.stored} är borttaget.")
    return redirect(version)
