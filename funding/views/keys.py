"""Nyckeltal: all that are taken in, one day's values, taking a file in (G4)."""

from decimal import Decimal

from django.contrib import messages
from django.db.models import Count, Prefetch, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from funding import allocation_files
from funding.actions import keys
from funding.forms.keys import KeyImportForm
from funding.models import Allocation, AllocationKey, KeySeries, KeyTable
from secretariat.lib.access import Permission, may, requires
from secretariat.lib.money import number_in_words
from secretariat.lib.pages import Request, page, paged
from secretariat.lib.rules import NotAllowed

PAGE_SIZE = 25
NEWEST = ("-reference_on", "-retrieved_on", "-pk")
Trail = list[tuple[str, str]]


def trail_of(*more: tuple[str, str]) -> Trail:
    """Breadcrumbs from the list of all."""
    here = reverse("funding:key-list") if more else ""
    return [("Medel", reverse("funding:fund-list")), ("Nyckeltal", here), *more]


@requires(Permission.FUNDING_READ)
@require_GET
def key_list(request: Request) -> HttpResponse:
    """By series, the newest first. `?q= sida=`"""
    q = request.GET.get("q", "").strip()[:100]
    rows = KeySeries.objects.filter(tables__isnull=False).distinct()
    for word in q.split():
        rows = rows.filter(
            Q(name__icontains=word) | Q(text__icontains=word) | Q(tables__source__icontains=word)
        )
    tables = KeyTable.objects.annotate(number=Count("values")).select_related("series").order_by(*NEWEST)
    shown = paged(request, rows.order_by("name").prefetch_related(Prefetch("tables", tables)), size=PAGE_SIZE)
    edits = may(request.user, Permission.FUNDING_EDIT)
    context = {
        "q": q,
        "shown": shown,
        "series": [
            (one, [(row, keys.citation(row)) for row in one.tables.all()]) for one in shown.object_list
        ],
        "may_edit": edits,
        "may_ship": edits and not keys.obstacles_to_shipping(),
        "trail": trail_of(),
    }
    return page(request, "funding/key_list.html", context)


@requires(Permission.FUNDING_READ)
@require_GET
def key_detail(request: Request, pk: int) -> HttpResponse:
    """One day's values by kommun, and which allocations have used them."""
    table = _table_at(pk)
    names = keys.kommuner()
    rows = [(one.code, names.get(one.code, ""), number_in_words(one.value)) for one in table.values.all()]
    uses = AllocationKey.objects.filter(table=table).exclude(allocation__state=Allocation.State.DROPPED)
    context = {
        "table": table,
        "citation": keys.citation(table),
        "rows": [row for row in rows if row[1]],
        "others": sum(not row[1] for row in rows),
        "total": number_in_words(sum((one.value for one in table.values.all()), Decimal(0))),
        "uses": list(uses.select_related("allocation__pot__grant__fund").order_by("-allocation__created_at")),
        "trail": trail_of((keys.label(table), "")),
    }
    return page(request, "funding/key_detail.html", context)


@requires(Permission.FUNDING_READ)
@require_GET
def key_export(request: Request, pk: int, kind: str) -> HttpResponse:
    """The values as xlsx, or as csv that can be taken in again."""
    if kind not in allocation_files.KINDS:
        raise Http404
    return allocation_files.key_file(_table_at(pk), kind=kind)


def _table_at(pk: int) -> KeyTable:
    rows = KeyTable.objects.select_related("series").prefetch_related("values")
    return get_object_or_404(rows, pk=pk)


@requires(Permission.FUNDING_EDIT)
def key_import(request: Request) -> HttpResponse:
    """A file shown row by row, then taken in whole."""
    form = KeyImportForm(request.POST or None, request.FILES or None,
                         initial={"series": request.GET.get("serie")})  # fmt: skip
    shown = form.preview() if request.method == "POST" and form.is_valid() else None
    if shown and request.POST.get("do") == "save" and not shown.reasons:
        try:
            table = form.save(shown, by=request.user)
        except NotAllowed as no:
            form.add_error(None, no.reasons)
        else:
            messages.success(request, f"{keys.label(table)}: {len(shown.lines)} värden är inlästa.")
            return redirect("funding:key-detail", table.pk)
    context = {
        "form": form,
        "preview": shown,
        "counts": [(words, shown.count(state)) for state, words in _STATES.items()] if shown else [],
        "sheet": form.sheet,
        "today": timezone.localdate(),
        "trail": trail_of(("Läs in", "")),
    }
    return page(request, "funding/key_import.html", context)


_STATES = {"new": "nya", "changed": "ändrade", "same": "oförändrade", "refused": "går inte att läsa in"}


@requires(Permission.FUNDING_EDIT)
@require_POST
def key_ship(request: Request) -> HttpResponse:
    """The figures that come with the system."""
    try:
        keys.take_in_shipped(by=request.user)
    except NotAllowed as no:
        messages.error(request, str(no))
    else:
        messages.success(request, "Folkmängden 2022 och 2023 är inläst.")
    return redirect("funding:key-list")
