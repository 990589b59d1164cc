"""Calls: all of them, one, writing one, and its steps until it is decided (G8)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from funding import access, call_letters
from funding.actions import call_decisions, call_lists, calls, proposals
from funding.call_files import CALLS, call_row
from funding.forms.calls import AssessorForm, CallForm, CriterionForm, ItemForm, WhyForm
from funding.models import Call
from secretariat.lib.access import Permission, may, requires
from secretariat.lib.dates import weekday_and_day
from secretariat.lib.downloads import download, fetched_in_words
from secretariat.lib.pages import Request, page, paged
from secretariat.registry.actions import log

from . import call_filters

FILES = ("xlsx", "csv")
PAGE_SIZE = 25
Trail = list[tuple[str, str]]


def trail_of(*more: tuple[str, str]) -> Trail:
    """Breadcrumbs from the list of all."""
    here = reverse("funding:call-list") if more else ""
    return [("Medel", reverse("funding:fund-list")), ("Utlysningar", here), *more]


def call_trail(call: Call, *more: tuple[str, str]) -> Trail:
    """Breadcrumbs of a page about a call."""
    return trail_of((call.title, call.get_absolute_url() if more else ""), *more)


def call_at(request: Request, slug: str) -> Call:
    """The call at an address; a draft is there only for those who may write it."""
    call = get_object_or_404(Call.objects.select_related(*calls.WITH), slug=slug)
    if call.state == Call.State.DRAFT and not access.may_handle(request.user, call):
        raise Http404
    return call


def call_to_handle(request: Request, slug: str) -> Call:
    """The call, for whoever looks after its fund; 403 for others."""
    call = call_at(request, slug)
    if not access.may_handle(request.user, call):
        raise PermissionDenied
    return call


@requires(Permission.FUNDING_READ)
@require_GET
def call_list(request: Request) -> HttpResponse:
    """All calls. `?q= lage= medel= sida=`"""
    chosen = call_filters.chosen(request)
    shown = paged(request, chosen.rows, size=PAGE_SIZE)
    context = {
        "q": chosen.q,
        "listed": shown,
        "calls": call_lists.lines_of(list(shown.object_list)),
        "facets": chosen.facets,
        "may_create": may(request.user, Permission.FUNDING_EDIT),
        "trail": trail_of(),
    }
    return page(request, "funding/call_list.html", context)


@requires(Permission.FUNDING_READ)
@require_GET
def call_export(request: Request, kind: str) -> HttpResponse:
    """The list that is shown, all pages of it, as xlsx or csv."""
    if kind not in FILES:
        raise Http404
    rows = call_lists.lines_of(call_filters.chosen(request).rows)
    log.write("exporterade utlysningar", by=request.user, antal=len(rows), urval=request.GET.urlencode())
    told = [call_row(one, settings.BASE_URL) for one in rows]
    return download(CALLS, told, kind=kind, name="utlysningar", facts=[fetched_in_words(request)])


@requires(Permission.FUNDING_READ)
@require_GET
def call_detail(request: Request, slug: str) -> HttpResponse:
    """One call: rules, how far it has come, and for those who handle it what is next."""
    return call_page(request, call_at(request, slug))


def call_page(request: Request, call: Call, **more: Any) -> HttpResponse:
    """The call's page; `more` are forms as they were typed, and which of them is open."""
    handles, today = access.may_handle(request.user, call), timezone.localdate()
    assessor = access.own_assessor(request.user, call)
    context: dict[str, Any] = {
        "call": call,
        "grant": call.pot.grant,
        "line": call_lists.lines_of([call])[0],
        "criteria": list(call.criteria.all()),
        "assessors": list(call.assessors.select_related("user__person")) if handles else [],
        "frame": calls.frame_of(call),
        "proposed": proposals.frame_of(call),
        "closes": weekday_and_day(call.closes_on),
        "contact": call_letters.contact_of(call),
        "handles": handles,
        "is_assessor": assessor is not None,
        "may_change_criteria": handles and not calls.obstacles_to_changing_criteria(call),
        "may_change_assessors": handles and not calls.obstacles_to_changing_assessors(call),
        "next": _next(call, today) if handles else None,
        "may_report": handles and call.pot.grant.closed_at is None,
        "granted": call_decisions.granted_of(call) if call.state == Call.State.DECIDED else [],
        "public": request.build_absolute_uri(reverse("funding:call-public", args=[call.slug])),
        "criterion": CriterionForm(auto_id="grund_%s"),
        "assessor_form": AssessorForm(auto_id="bedomare_%s"),
        "item_form": ItemForm(call=call, auto_id="punkt_%s"),
        "cancel_form": WhyForm(auto_id="stall_%s"),
        "open_form": "",
        "trail": call_trail(call),
    }
    return page(request, "funding/call_detail.html", context | more)


def _next(call: Call, today: dt.date) -> dict[str, Any] | None:
    """The step that is next, and what stands in its way."""
    steps: dict[str, tuple[str, Callable[[], list[str]]]] = {
        Call.State.DRAFT: ("oppna", lambda: calls.obstacles_to_publishing(call, today=today)),
        Call.State.OPEN: ("stang", lambda: calls.obstacles_to_closing(call, today=today)),
        Call.State.CLOSED: ("lamna", lambda: proposals.obstacles_to_proposing(call)),
        Call.State.PROPOSED: ("besluta", lambda: call_decisions.obstacles_to_deciding(call)),
    }
    if call.state not in steps:
        return None
    key, reasons = steps[call.state]
    return {"key": key, "reasons": reasons()}


@requires(Permission.FUNDING_EDIT)
@transaction.atomic
def call_create(request: Request) -> HttpResponse:
    """Begin one as a draft. `?pott=` says of which pot."""
    pots = call_lists.pots_for(request.user)
    wanted = request.GET.get("pott", "")
    initial = {"pot": wanted if wanted in {str(one.pk) for one in pots} else None}
    form = CallForm(request.POST or None, pots=pots, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = calls.create(by=request.user, **form.facts())
        messages.success(request, "Utlysningen är upplagd som utkast.")
        return redirect(made)
    context = {"form": form, "call": None, "heading": "Ny utlysning", "trail": trail_of(("Ny", ""))}
    return page(request, "funding/call_form.html", context)


@requires(Permission.FUNDING_EDIT)
@transaction.atomic
def call_edit(request: Request, slug: str) -> HttpResponse:
    """Change its facts; what applicants have been promised is not among them once it is open."""
    call = call_to_handle(request, slug)
    if call.state in (Call.State.DECIDED, Call.State.CANCELLED):
        raise PermissionDenied
    if request.method == "POST":
        call = calls.hold(call)
    pots = call_lists.pots_for(request.user, also=call.pot)
    form = CallForm(request.POST or None, instance=call, pots=pots)
    if request.method == "POST" and form.is_valid():
        form.save()
        log.write("ändrade utlysning", by=request.user, about=call, fält=form.changed_data)
        messages.success(request, "Sparat.")
        return redirect(call)
    trail = call_trail(call, ("Ändra", ""))
    context = {"form": form, "call": call, "heading": f"Ändra {call.title}", "trail": trail}
    return page(request, "funding/call_form.html", context)
