"""All agreements, one agreement, writing it; and what a matter and a decision have led to (F1, B5)."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from agreements import access
from agreements.actions import agreement_pages, followups, lists, versions
from agreements.forms.agreements import AgreementForm, NewAgreementForm
from agreements.models import Agreement, AgreementVersion
from agreements.resources import AGREEMENTS, agreement_row
from meetings import access as meeting_access
from secretariat.lib.access import Permission, may, requires
from secretariat.lib.downloads import download, fetched_in_words
from secretariat.lib.pages import Request, page, paged
from secretariat.registry.actions import log

from . import filters

PAGE_SIZE = 25
FILES = ("xlsx", "csv")
Trail = list[tuple[str, str]]


def trail_of(*more: tuple[str, str]) -> Trail:
    """Breadcrumbs from the list of all."""
    return [("Överenskommelser", reverse("agreements:agreement-list")), *more]


def agreement_at(slug: str) -> Agreement:
    """The agreement at an address, with what its pages name."""
    return get_object_or_404(Agreement.objects.select_related(*agreement_pages.WITH), slug=slug)


@requires(Permission.AGREEMENT_READ)
@require_GET
def agreement_list(request: Request) -> HttpResponse:
    """All that there are. `?q= slag= tema= lage= part= sida=`"""
    chosen = filters.chosen(request)
    shown = paged(request, chosen.rows)
    context = {
        "q": chosen.q,
        "listed": shown,
        "agreements": _listed(request, list(shown.object_list), chosen.versions),
        "facets": chosen.facets,
        "may_create": may(request.user, Permission.AGREEMENT_EDIT),
    }
    return page(request, "agreements/agreement_list.html", context)


def _listed(
    request: Request, rows: Sequence[Agreement], found: dict[int, list[AgreementVersion]]
) -> list[lists.Listed]:
    sees_all = meeting_access.is_office(request.user)
    return lists.listed(list(rows), found, today=timezone.localdate(), sees_all=sees_all)


@requires(Permission.AGREEMENT_READ)
@require_GET
def agreement_export(request: Request, kind: str) -> HttpResponse:
    """The list that is shown, all pages of it, as xlsx or csv."""
    if kind not in FILES:
        raise Http404
    chosen = filters.chosen(request)
    rows = _listed(request, chosen.rows, chosen.versions)
    log.write("exporterade överenskommelser", by=request.user, antal=len(rows), urval=request.GET.urlencode())
    return download(
        AGREEMENTS,
        [agreement_row(one, settings.BASE_URL) for one in rows],
        kind=kind,
        name="overenskommelser",
        facts=[fetched_in_words(request)],
    )


@requires(Permission.AGREEMENT_READ)
@require_GET
def agreement_detail(request: Request, slug: str) -> HttpResponse:
    """One agreement: facts, versions, documents, the decisions behind it, what it replaces."""
    agreement, today = agreement_at(slug), timezone.localdate()
    shown = agreement_pages.page_of(agreement, user=request.user, today=today)
    context = {
        "agreement": agreement,
        "shown": shown,
        "followups": followups.lines_of(agreement, today=today),
        "may_follow_up": any(line.version.is_binding for line in shown.versions),
        "may_edit": access.may_edit(request.user, agreement),
        "full_address": request.build_absolute_uri(agreement.get_absolute_url()),
        "trail": trail_of((agreement.short_name or agreement.title, "")),
    }
    return page(request, "agreements/agreement_detail.html", context)


@requires(Permission.AGREEMENT_EDIT)
@transaction.atomic
def agreement_create(request: Request) -> HttpResponse:
    """Begin one, with its first version as a draft."""
    form = NewAgreementForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        facts = form.facts()
        if not access.may_edit(request.user, Agreement(body=facts["body"], responsible=facts["responsible"])):
            form.add_error("body", "Du är inte sekreterare i den gruppen. Välj en grupp där du är det.")
        else:
            made = versions.create(by=request.user, parties=form.cleaned_data["parties"], **facts)
            messages.success(request, "Överenskommelsen är upplagd med version 1 som utkast.")
            return redirect("agreements:version-detail", made.slug, 1)
    context = {
        "form": form,
        "agreement": None,
        "heading": "Ny överenskommelse",
        "trail": trail_of(("Ny", "")),
    }
    return page(request, "agreements/agreement_form.html", context)


@requires(Permission.AGREEMENT_EDIT)
@transaction.atomic
def agreement_edit(request: Request, slug: str) -> HttpResponse:
    """Change its own facts."""
    agreement = agreement_at(slug)
    if request.method == "POST":
        agreement = get_object_or_404(Agreement.objects.select_for_update(of=("self",)), slug=slug)
    if not access.may_edit(request.user, agreement):
        raise PermissionDenied
    form = AgreementForm(request.POST or None, instance=agreement)
    if request.method == "POST" and form.is_valid():
        agreement.matter = form.matter_
        form.save()
        log.write("ändrade överenskommelse", by=request.user, about=agreement, fält=form.changed_data)
        messages.success(request, "Sparat.")
        return redirect(agreement)
    context: dict[str, Any] = {
        "form": form,
        "agreement": agreement,
        "heading": f"Ändra {agreement.short_name or agreement.title}",
        "trail": trail_of(
            (agreement.short_name or agreement.title, agreement.get_absolute_url()), ("Ändra", "")
        ),
    }
    return page(request, "agreements/agreement_form.html", context)


# What lower apps' pages show of agreements (architecture 3)


@requires(Permission.AGREEMENT_READ)
@require_GET
def matter_agreements(request: Request, pk: int) -> HttpResponse:
    """What a matter has led to."""
    return _slot(request, Q(matter=pk))


@requires(Permission.AGREEMENT_READ)
@require_GET
def decision_agreements(request: Request, pk: str) -> HttpResponse:
    """What a decision has recommended or adopted."""
    return _slot(request, Q(versions__recommended_by=pk) | Q(versions__adopted_by=pk))


def _slot(request: Request, which: Q) -> HttpResponse:
    keys = Agreement.objects.visible_to(request.user).filter(which).values("pk")
    rows = Agreement.objects.filter(pk__in=keys).select_related("body", "responsible")
    rows = rows.prefetch_related("themes")
    found = lists.versions_of([one.pk for one in rows])
    context = {"agreements": _listed(request, list(rows), found), "trail": trail_of()}
    return page(request, "agreements/agreement_slot.html", context, part="agreements-here")
