"""Synonyms of the search: the list, one of them, taking one away."""

from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from secretariat.lib.access import Permission, requires
from secretariat.lib.pages import Request, page, paged
from secretariat.registry.actions import log
from secretariat.registry.actions import synonyms as actions
from secretariat.registry.forms import SynonymForm
from secretariat.registry.models import Synonym


@requires(Permission.REGISTRY_EDIT)
@require_GET
def synonym_list(request: Request) -> HttpResponse:
    """All synonyms. `?q= sida=`."""
    q = request.GET.get("q", "").strip()
    rows = Synonym.objects.all()
    if q:
        rows = rows.filter(Q(short__icontains=q) | Q(words__icontains=q) | Q(note__icontains=q))
    context = {"q": q, "listed": paged(request, rows), "trail": _trail()}
    return page(request, "registry/synonym_list.html", context)


@requires(Permission.REGISTRY_EDIT)
def synonym_create(request: Request) -> HttpResponse:
    """Add a synonym."""
    return _form(request, Synonym())


@requires(Permission.REGISTRY_EDIT)
def synonym_edit(request: Request, pk: int) -> HttpResponse:
    """Change a synonym."""
    return _form(request, get_object_or_404(Synonym, pk=pk))


def _form(request: Request, synonym: Synonym) -> HttpResponse:
    is_new = synonym.pk is None
    form = SynonymForm(request.POST or None, instance=synonym)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            saved = form.save()
            log.write("lade till synonym" if is_new else "ändrade synonym", by=request.user, about=saved)
        messages.success(request, f"{saved.short} är sparat och gäller från nästa sökning.")
        return redirect("registry:synonym-list")
    here = "Ny synonym" if is_new else "Ändra synonym"
    context = {
        "form": form,
        "synonym": synonym,
        "is_new": is_new,
        "heading": here,
        "trail": [*_trail(), (here, "")],
    }
    return page(request, "registry/synonym_form.html", context, status=422 if form.errors else 200)


@requires(Permission.REGISTRY_EDIT)
@require_POST
def synonym_remove(request: Request, pk: int) -> HttpResponse:
    """Take a synonym away."""
    synonym = get_object_or_404(Synonym, pk=pk)
    actions.remove(synonym, by=request.user)
    messages.success(request, f"{synonym.short} är borttaget.")
    return redirect("registry:synonym-list")


def _trail() -> list[tuple[str, str]]:
    return [("Administration", reverse("registry:office")), ("Synonymer", reverse("registry:synonym-list"))]
