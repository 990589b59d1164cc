"""Organisations: list, one organisation, add and change with its units."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from secretariat.lib.access import Permission, requires
from secretariat.lib.pages import Request, page, paged, query_string
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log
from secretariat.registry.actions import organisations as organisations_actions
from secretariat.registry.forms import OrganisationForm, UnitFormSet
from secretariat.registry.models import District, Organisation
from secretariat.registry.resources import OrganisationResource, xlsx


def _chosen(request: Request) -> QuerySet[Organisation]:
    """The organisations that the address asks for: ?q=, ?slag=, ?lansdel=, ?alla=1 with those that have ended."""
    rows = Organisation.objects.select_related("district")
    if text := request.GET.get("q", "").strip():
        rows = rows.matching(text)
    if (kind := request.GET.get("slag", "")) in Organisation.Kind.values:
        rows = rows.filter(kind=kind)
    if (district := request.GET.get("lansdel", "")).isdecimal():
        rows = rows.filter(district=int(district))
    return rows if request.GET.get("alla") else rows.existing_on(timezone.localdate())


@requires(Permission.REGISTRY_READ)
@require_GET
def organisation_list(request: Request) -> HttpResponse:
    """Organisations by name, with search, kind and länsdel."""
    context = {
        "organisations": paged(request, _chosen(request)),
        "q": request.GET.get("q", "").strip(),
        "facets": _facets(request),
    }
    return page(request, "registry/organisation_list.html", context, part="organisation-rows")


def _facets(request: Request) -> list[dict[str, Any]]:
    kinds = dict(Organisation.objects.order_by().values_list("kind").annotate(Count("pk")))
    districts = District.objects.annotate(number=Count("organisations"))
    return [
        _facet(
            request,
            "Slag",
            "slag",
            [(kind.value, kind.label, kinds[kind]) for kind in Organisation.Kind if kind in kinds],
        ),
        _facet(request, "Länsdel", "lansdel", [(str(row.pk), row.name, row.number) for row in districts]),
        _facet(request, "Visa", "alla", [("1", "Också de som upphört", "")], none="De som finns nu"),
    ]


def _facet(
    request: Request, title: str, key: str, rows: list[tuple[str, str, Any]], *, none: str = "Alla"
) -> dict[str, Any]:
    chosen = request.GET.get(key, "")
    choices = [
        {"words": none, "href": query_string(request, **{key: None}), "count": "", "chosen": not chosen}
    ]
    choices += [
        {
            "words": words,
            "href": query_string(request, **{key: value}),
            "count": count,
            "chosen": chosen == value,
        }
        for value, words, count in rows
    ]
    return {"title": title, "choices": choices}


@requires(Permission.REGISTRY_READ)
@require_GET
def organisation_export(request: Request) -> HttpResponse:
    """The shown list as Excel."""
    rows = _chosen(request)
    log.write(
        "exporterade organisationer", by=request.user, antal=rows.count(), urval=request.GET.urlencode()
    )
    return xlsx(OrganisationResource(), rows, name="organisationer")


@requires(Permission.REGISTRY_READ)
@require_GET
def organisation_detail(request: Request, pk: int) -> HttpResponse:
    """One organisation with its units and persons. Its seats in bodies are on the meetings' own page."""
    organisation = get_object_or_404(Organisation.objects.select_related("district"), pk=pk)
    context = {
        "organisation": organisation,
        "units": organisation.units.annotate(number=Count("persons")),
        "seats_url": reverse(settings.SEATS_PAGE),
        "contributions_url": reverse(settings.CONTRIBUTIONS_PAGE, args=[pk]),
        "people": paged(request, organisation.persons.select_related("unit")),
    }
    return page(request, "registry/organisation_detail.html", context)


@requires(Permission.REGISTRY_EDIT)
def organisation_create(request: Request) -> HttpResponse:
    """Add an organisation."""
    return _form(request, Organisation())


@requires(Permission.REGISTRY_EDIT)
def organisation_edit(request: Request, pk: int) -> HttpResponse:
    """Change an organisation and its units."""
    return _form(request, get_object_or_404(Organisation, pk=pk))


def _form(request: Request, organisation: Organisation) -> HttpResponse:
    is_new = organisation.pk is None
    form = OrganisationForm(request.POST or None, instance=organisation)
    units = UnitFormSet(request.POST or None, instance=organisation, prefix="enhet")
    if request.method == "POST" and form.is_valid() and units.is_valid():
        try:
            saved = _save(request, form, units, is_new)
        except NotAllowed as no:
            form.add_error(None, str(no))
        else:
            messages.success(request, f"{saved} är sparad.")
            return redirect(saved)
    has_errors = bool(form.errors or units.total_error_count()) if form.is_bound else False
    context = {"form": form, "units": units, "organisation": organisation, "is_new": is_new}
    return page(request, "registry/organisation_form.html", context, status=422 if has_errors else 200)


def _save(request: Request, form: OrganisationForm, units: Any, is_new: bool) -> Organisation:
    changed = units.save(commit=False)
    return organisations_actions.save(
        form.save(commit=False), units=changed, removed=units.deleted_objects, is_new=is_new, by=request.user
    )
