"""Kinds of things in the year: the list, a new one, changed, removed."""

from django.contrib import messages
from django.db import transaction
from django.db.models import Max
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from secretariat.lib.access import Permission, requires
from secretariat.lib.pages import Request, page
from secretariat.lib.rules import NotAllowed
from secretariat.yearwheel.actions import categories
from secretariat.yearwheel.forms import CategoryForm
from secretariat.yearwheel.models import Category


def _trail(*words: str) -> list[tuple[str, str]]:
    trail = [("Årshjul", reverse("yearwheel:year-list"))]
    if words:
        trail.append(("Slag", reverse("yearwheel:category-list")))
    return [*trail, (words[0] if words else "Slag", "")]


@requires(Permission.YEAR_READ)
@require_GET
def category_list(request: Request) -> HttpResponse:
    """Every kind in its order, with letter, colour and what is of it."""
    return page(
        request, "yearwheel/category_list.html", {"categories": categories.listed(), "trail": _trail()}
    )


@requires(Permission.BODY_EDIT)
@transaction.atomic
def category_create(request: Request) -> HttpResponse:
    """A new kind, by default the innermost ring."""
    last = Category.objects.aggregate(last=Max("position"))["last"] or 0
    form = CategoryForm(
        request.POST if request.method == "POST" else None, initial={"position": min(last + 1, 32767)}
    )
    if request.method == "POST" and form.is_valid():
        category = categories.add(by=request.user, **form.cleaned_data)
        messages.success(request, f"{category.name} är tillagt.")
        return redirect("yearwheel:category-list")
    context = {"form": form, "category": None, "trail": _trail("Nytt slag")}
    return page(request, "yearwheel/category_form.html", context, status=422 if form.errors else 200)


@requires(Permission.BODY_EDIT)
@transaction.atomic
def category_edit(request: Request, pk: int) -> HttpResponse:
    """Change a kind. Two who do it at once are told of each other (L2)."""
    rows = Category.objects.select_for_update(of=("self",)) if request.method == "POST" else Category.objects
    category = get_object_or_404(rows, pk=pk)
    form = CategoryForm(request.POST if request.method == "POST" else None, instance=category)
    if request.method == "POST" and form.is_valid():
        categories.change(Category.objects.get(pk=pk), by=request.user, **form.cleaned_data)
        messages.success(request, "Sparat.")
        return redirect("yearwheel:category-list")
    context = {"form": form, "category": category, "trail": _trail("Ändra")}
    return page(request, "yearwheel/category_form.html", context, status=422 if form.errors else 200)


@requires(Permission.BODY_EDIT)
@require_POST
def category_remove(request: Request, pk: int) -> HttpResponse:
    """Remove a kind nothing is of."""
    category = get_object_or_404(Category, pk=pk)
    try:
        categories.remove(category, by=request.user)
        messages.success(request, f"{category.name} är borttaget.")
    except NotAllowed as no:
        messages.error(request, str(no))
        return redirect("yearwheel:category-edit", pk=pk)
    return redirect("yearwheel:category-list")
