"""School breaks: the list by läsår, one of them, and copying a läsår to the next."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from secretariat.lib.access import Permission, requires
from secretariat.lib.days import weeks_in_words
from secretariat.lib.pages import Request, page
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log
from secretariat.registry.actions import school_breaks as actions
from secretariat.registry.forms import SchoolBreakForm
from secretariat.registry.models import SchoolBreak

FIRST, LAST = 2000, 2100


def _year(asked: str) -> int:
    """The läsår asked for by the year it begins in; else the one that is now."""
    if asked.isdecimal() and FIRST <= int(asked[:5]) <= LAST:
        return int(asked)
    return actions.school_year_of(timezone.localdate())


def _list(year: int) -> str:
    return f"{reverse('registry:break-list')}?lasar={year}"


@requires(Permission.REGISTRY_EDIT)
@require_GET
def break_list(request: Request) -> HttpResponse:
    """The breaks of one läsår, in order."""
    year = _year(request.GET.get("lasar", ""))
    q = request.GET.get("q", "").strip()
    rows = SchoolBreak.objects.filter(starts_on__range=actions.days_of(year)).select_related("organisation")
    if q:
        rows = rows.filter(name__icontains=q) | rows.filter(organisation__short_name__icontains=q)
    context = {
        "breaks": [(one, weeks_in_words(one.starts_on, one.ends_on)) for one in rows],
        "year": year,
        "words": actions.school_year_in_words(year),
        "q": q,
        "years": [(one, actions.school_year_in_words(one)) for one in (year - 1, year + 1)],
        "next_words": actions.school_year_in_words(year + 1).lower(),
    }
    return page(request, "registry/break_list.html", context)


@requires(Permission.REGISTRY_EDIT)
def break_create(request: Request) -> HttpResponse:
    """Add a break."""
    return _form(request, SchoolBreak())


@requires(Permission.REGISTRY_EDIT)
def break_edit(request: Request, pk: int) -> HttpResponse:
    """Change a break."""
    return _form(request, get_object_or_404(SchoolBreak, pk=pk))


def _form(request: Request, school_break: SchoolBreak) -> HttpResponse:
    is_new = school_break.pk is None
    form = SchoolBreakForm(request.POST or None, instance=school_break)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            saved = form.save()
            log.write("lade till lov" if is_new else "ändrade lov", by=request.user, about=saved)
        messages.success(request, f"{saved.name.capitalize()} är sparat.")
        return redirect(_list(actions.school_year_of(saved.starts_on)))
    trail = [("Administration", reverse("registry:office")), ("Lov", reverse("registry:break-list"))]
    context = {
        "form": form,
        "break_": school_break,
        "is_new": is_new,
        "trail": [*trail, ("Nytt lov" if is_new else "Ändra", "")],
    }
    return page(request, "registry/break_form.html", context, status=422 if form.errors else 200)


@requires(Permission.REGISTRY_EDIT)
@require_POST
def break_remove(request: Request, pk: int) -> HttpResponse:
    """Take a break away."""
    one = get_object_or_404(SchoolBreak, pk=pk)
    year = actions.school_year_of(one.starts_on)
    actions.remove(one, by=request.user)
    messages.success(request, f"{one.name.capitalize()} är borttaget.")
    return redirect(_list(year))


@requires(Permission.REGISTRY_EDIT)
@require_POST
def break_copy(request: Request) -> HttpResponse:
    """Copy a läsår's breaks to the same weeks of the next."""
    year = _year(request.POST.get("lasar", ""))
    try:
        copied = actions.copy_to_next_year(year, by=request.user)
    except NotAllowed as no:
        messages.error(request, str(no))
        return redirect(_list(year))
    for words in copied.left:
        messages.warning(request, words)
    words = "1 lov är kopierat." if len(copied.made) == 1 else f"{len(copied.made)} lov är kopierade."
    messages.success(request, f"{words} Kontrollera veckorna: de kan skilja mellan kommuner och år.")
    return redirect(_list(year + 1))
