"""All funds, one fund, writing it; and what a matter and a decision have to do with money (G1, G9)."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.views.decorators.http import require_GET

from funding import access
from funding.actions import grants, lists
from funding.forms.grants import FundForm
from funding.models import Fund
from funding.resources import FUNDS, fund_rows
from meetings import access as meeting_access
from secretariat.lib.access import Permission, may, requires
from secretariat.lib.downloads import download, fetched_in_words
from secretariat.lib.pages import Request, page, paged
from secretariat.registry.actions import log

from . import filters

FILES = ("xlsx", "csv")
Trail = list[tuple[str, str]]


def trail_of(*more: tuple[str, str]) -> Trail:
    """Breadcrumbs from the list of all funds."""
    return [("Medel", reverse("funding:fund-list")), *more]


def fund_at(slug: str) -> Fund:
    """The fund at an address, with what its pages name."""
    return get_object_or_404(Fund.objects.select_related(*lists.WITH), slug=slug)


@requires(Permission.FUNDING_READ)
@require_GET
def fund_list(request: Request) -> HttpResponse:
    """All that there are. `?q= slag= ar= grupp= sida=`"""
    chosen = filters.chosen(request)
    shown = paged(request, chosen.rows)
    context = {
        "q": chosen.q,
        "listed": shown,
        "funds": lists.listed(list(shown.object_list), chosen.years, user=request.user),
        "facets": chosen.facets,
        "may_create": may(request.user, Permission.FUNDING_EDIT),
    }
    return page(request, "funding/fund_list.html", context)


@requires(Permission.FUNDING_READ)
@require_GET
def fund_export(request: Request, kind: str) -> HttpResponse:
    """The list that is shown, all pages of it, a row for each year, as xlsx or csv."""
    if kind not in FILES:
        raise Http404
    chosen = filters.chosen(request)
    found = lists.listed(chosen.rows, chosen.years, user=request.user)
    rows = [row for one in found for row in fund_rows(one, settings.BASE_URL)]
    log.write("exporterade medel", by=request.user, antal=len(rows), urval=request.GET.urlencode())
    return download(FUNDS, rows, kind=kind, name="medel", facts=[fetched_in_words(request)])


@requires(Permission.FUNDING_READ)
@require_GET
def fund_detail(request: Request, slug: str) -> HttpResponse:
    """One fund: all its years with their sums, its decisions, matter, themes, who is responsible."""
    fund, today = fund_at(slug), timezone.localdate()
    years = lists.years_of([fund], today=today).get(fund.pk, [])
    context = {
        "fund": fund,
        "years": years,
        "facts": [
            ("Slag", capfirst(str(fund.get_kind_display()))),
            ("Myndighet", fund.authority),
            ("Rättslig grund", fund.statute),
            ("Teman", ", ".join(theme.name for theme in fund.themes.all())),
            ("Ansvarig", lists.responsible_of(fund, sees_all=meeting_access.is_office(request.user))),
        ],
        "may_edit": access.may_edit(request.user, fund),
        "trail": trail_of((fund.short_name or fund.name, "")),
    }
    return page(request, "funding/fund_detail.html", context)


@requires(Permission.FUNDING_EDIT)
@transaction.atomic
def fund_create(request: Request) -> HttpResponse:
    """Lay a fund up."""
    form = FundForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        facts = form.facts()
        if access.may_edit(request.user, Fund(body=facts["body"], responsible=facts["responsible"])):
            fund = grants.create_fund(by=request.user, **facts)
            messages.success(request, "Medlen är upplagda. Lägg nu in beslutet som ger pengarna.")
            return redirect(fund)
        form.add_error("body", "Du är inte sekreterare i den gruppen. Välj en grupp där du är det.")
    context = {"form": form, "fund": None, "heading": "Lägg upp medel", "trail": trail_of(("Nya", ""))}
    return page(request, "funding/fund_form.html", context)


@requires(Permission.FUNDING_EDIT)
@transaction.atomic
def fund_edit(request: Request, slug: str) -> HttpResponse:
    """Change its own facts."""
    fund = fund_at(slug)
    if request.method == "POST":
        fund = get_object_or_404(Fund.objects.select_for_update(of=("self",)), slug=slug)
    if not access.may_edit(request.user, fund):
        raise PermissionDenied
    form = FundForm(request.POST or None, instance=fund)
    if request.method == "POST" and form.is_valid():
        fund.matter = form.matter_
        form.save()
        log.write("ändrade medel", by=request.user, about=fund, fält=form.changed_data)
        messages.success(request, "Sparat.")
        return redirect(fund)
    words = fund.short_name or fund.name
    trail = trail_of((words, fund.get_absolute_url()), ("Ändra", ""))
    context = {"form": form, "fund": fund, "heading": f"Ändra {words}", "trail": trail}
    return page(request, "funding/fund_form.html", context)
