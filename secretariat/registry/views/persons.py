"""Persons: list, one person, add and change."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET

from secretariat.lib.access import Permission, requires
from secretariat.lib.pages import Request, page, paged, query_string
from secretariat.registry import access
from secretariat.registry.actions import log
from secretariat.registry.actions import persons as persons_actions
from secretariat.registry.forms import PersonForm
from secretariat.registry.models import Organisation, Person
from secretariat.registry.resources import PersonResource, xlsx


def _chosen(request: Request) -> QuerySet[Person]:
    """The persons that the address asks for: ?q= and ?organisation=."""
    persons = Person.objects.select_related("organisation", "unit").matching(request.GET.get("q", "").strip())
    organisation = request.GET.get("organisation", "")
    return persons.filter(organisation=int(organisation)) if organisation.isdecimal() else persons


@requires(Permission.REGISTRY_READ)
@require_GET
def person_list(request: Request) -> HttpResponse:
    """Persons by name, with search and organisation."""
    context = {
        "people": paged(request, _chosen(request)),
        "q": request.GET.get("q", "").strip(),
        "facets": [_organisations(request)],
    }
    return page(request, "registry/person_list.html", context, part="person-rows")


def _organisations(request: Request) -> dict[str, Any]:
    chosen = request.GET.get("organisation", "")
    rows = Organisation.objects.annotate(number=Count("persons")).filter(number__gt=0)
    choices = [
        {"words": "Alla", "href": query_string(request, organisation=None), "count": "", "chosen": not chosen}
    ]
    choices += [
        {
            "words": row.short_name,
            "href": query_string(request, organisation=row.pk),
            "count": row.number,
            "chosen": chosen == str(row.pk),
        }
        for row in rows
    ]
    return {"title": "Organisation", "choices": choices}


@requires(Permission.REGISTRY_READ)
@require_GET
def person_export(request: Request) -> HttpResponse:
    """The shown list as Excel."""
    rows = _chosen(request)
    log.write("exporterade personer", by=request.user, antal=rows.count(), urval=request.GET.urlencode())
    return xlsx(PersonResource(), rows, name="personer")


@requires(Permission.REGISTRY_READ)
@require_GET
def person_detail(request: Request, pk: int) -> HttpResponse:
    """One person."""
    person = get_object_or_404(Person.objects.select_related("organisation", "unit", "user"), pk=pk)
    context = {
        "person": person,
        "shows_contacts": access.may_see_contacts(request.user, is_protected=person.protected_identity),
        "account": getattr(person, "user", None),
    }
    return page(request, "registry/person_detail.html", context)


@requires(Permission.REGISTRY_EDIT)
def person_create(request: Request) -> HttpResponse:
    """Add a person."""
    return _form(request, Person())


@requires(Permission.REGISTRY_EDIT)
def person_edit(request: Request, pk: int) -> HttpResponse:
    """Change a person's facts."""
    return _form(request, get_object_or_404(Person, pk=pk))


def _form(request: Request, person: Person) -> HttpResponse:
    is_new = person.pk is None
    initial = {"organisation": request.GET.get("organisation")} if is_new else None
    form = PersonForm(request.POST or None, instance=person, initial=initial)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            saved = form.save()
            persons_actions.note_save(saved, is_new=is_new, changed=form.changed_data, by=request.user)
        messages.success(request, f"{saved} är sparad.")
        return redirect(saved)
    context = {"form": form, "person": person, "is_new": is_new}
    return page(request, "registry/person_form.html", context, status=422 if form.errors else 200)
