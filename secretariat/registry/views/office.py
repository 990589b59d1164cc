"""Administration: the page with its links, letterheads and länsdelar."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET

from secretariat.lib.access import Permission, requires
from secretariat.lib.pages import Request, page
from secretariat.registry.actions import log
from secretariat.registry.forms import DistrictFormSet, LetterheadForm
from secretariat.registry.models import District, Letterhead


@requires(Permission.REGISTRY_EDIT)
@require_GET
def office(request: Request) -> HttpResponse:
    """Where the office looks after its own things."""
    return page(request, "registry/office.html", {})


@requires(Permission.REGISTRY_EDIT)
@require_GET
def letterhead_list(request: Request) -> HttpResponse:
    """All letterheads; an office has a handful."""
    rows = Letterhead.objects.select_related("organisation")
    return page(request, "registry/letterhead_list.html", {"letterheads": rows})


@requires(Permission.REGISTRY_EDIT)
def letterhead_create(request: Request) -> HttpResponse:
    """Add a letterhead."""
    return _letterhead_form(request, Letterhead())


@requires(Permission.REGISTRY_EDIT)
def letterhead_edit(request: Request, pk: int) -> HttpResponse:
    """Change a letterhead. Finished minutes keep the one they had."""
    return _letterhead_form(request, get_object_or_404(Letterhead, pk=pk))


def _letterhead_form(request: Request, letterhead: Letterhead) -> HttpResponse:
    is_new = letterhead.pk is None
    form = LetterheadForm(request.POST or None, instance=letterhead)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            saved = form.save()
            log.write("lade till brevhuvud" if is_new else "ändrade brevhuvud", by=request.user, about=saved)
        messages.success(request, f"Brevhuvudet {saved} är sparat.")
        return redirect("registry:letterhead-list")
    context = {"form": form, "letterhead": letterhead, "is_new": is_new}
    return page(request, "registry/letterhead_form.html", context, status=422 if form.errors else 200)


@requires(Permission.REGISTRY_EDIT)
def district_list(request: Request) -> HttpResponse:
    """All länsdelar as rows that can be changed."""
    districts = DistrictFormSet(request.POST or None, queryset=District.objects.all(), prefix="lansdel")
    if request.method == "POST" and districts.is_valid():
        with transaction.atomic():
            for district in districts.save():
                log.write("sparade länsdel", by=request.user, about=district)
        messages.success(request, "Länsdelarna är sparade.")
        return redirect("registry:district-list")
    has_errors = districts.is_bound and bool(districts.total_error_count())
    return page(
        request, "registry/district_list.html", {"districts": districts}, status=422 if has_errors else 200
    )
