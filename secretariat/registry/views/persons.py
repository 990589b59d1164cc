"""Persons: list, one person, add and change."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET

from secretariat.lib.access import Permission, requires
from secretariat.lib.pages import Request, page, paged, query_string
from secretariat.lib.rules import NotAllowed
from secretariat.registry import access, protected
from secretariat.registry.actions import log, protected_openings
from secretariat.registry.actions import persons as persons_actions
from secretariat.registry.forms import PersonForm, ReasonForm
from secretariat.registry.models import Organisation, Person
from secretariat.registry.resources import PersonResource, xlsx


def _chosen(request: Request) -> QuerySet[Person]:
    """The persons that the address asks for: ?q= and ?organisation=."""
    q = request.GET.get("q", "").strip()
    persons = Person.objects.select_related("organisation", "unit").matching(q)
    if q and protected.everybody().names and (seen := protected.may_see(request.user)) is not None:
        persons = persons.exclude(
            Q(protected_identity=True) & ~Q(pk__in=seen)
        )  # a search would tell the name
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
        "is_hidden": not protected.sees(request.user, person),
        "may_open": person.protected_identity and access.is_office(request.user),
        "minutes": settings.PROTECTED_MINUTES,
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
    person = get_object_or_404(Person, pk=pk)
    if not protected.sees(request.user, person):
        messages.error(request, "Skriv först varför du behöver se uppgifterna. Sedan kan du ändra dem.")
        return redirect(person)
    return _form(request, person)


@requires(Permission.REGISTRY_EDIT)
def person_open(request: Request, pk: int) -> HttpResponse:
    """Let the user see a person with protected data for a while, after saying why (D7)."""
    person = get_object_or_404(Person, pk=pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            protected_openings.open_to(person, by=request.user, reason=form.cleaned_data["why"])
        except NotAllowed as no:
            messages.error(request, " ".join(no.reasons))
        return redirect(person)
    context = {"person": person, "form": form, "minutes": settings.PROTECTED_MINUTES}
    return page(request, "registry/person_open.html", context, status=422 if form.errors else 200)


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
