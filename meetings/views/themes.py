"""Themes: their list, one theme's page with its decisions and matters in time, and keeping them."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from meetings.actions import theme_pages
from meetings.forms.matters import ThemeForm
from secretariat.lib.access import Permission, may, requires
from secretariat.lib.pages import Request, page, paged
from secretariat.registry.actions import log, themes
from secretariat.registry.models import Theme

from .decisions import PAGE_SIZE


def trail_of(*words: str) -> list[tuple[str, str]]:
    """The way to a page of themes."""
    return [("Teman", reverse("meetings:theme-list")), *((word, "") for word in words)]


@requires(Permission.MATTER_READ)
@require_GET
def theme_list(request: Request) -> HttpResponse:
    """Themes with how many matters are under way and how many decisions this user may read."""
    readable = Q(decisions__in=theme_pages.readable(request.user))
    shown = Theme.objects.annotate(
        open_matters=Count("matters", filter=Q(matters__state="open"), distinct=True),
        read_decisions=Count("decisions", filter=readable, distinct=True),
    )
    may_edit = may(request.user, Permission.REGISTRY_EDIT)
    shown = shown if may_edit else shown.filter(Q(ended_on=None) | Q(decisions__isnull=False)).distinct()
    context = {"themes": shown.order_by("sort_key"), "may_edit": may_edit, "trail": [("Teman", "")]}
    return page(request, "meetings/theme_list.html", context)


@requires(Permission.MATTER_READ)
@require_GET
def theme_detail(request: Request, slug: str) -> HttpResponse:
    """What has been decided in a theme and what is under way, latest first."""
    theme = get_object_or_404(Theme, slug=slug)
    today = timezone.localdate()
    listed = paged(request, theme_pages.decisions_of(theme, user=request.user), size=PAGE_SIZE)
    context = {
        "theme": theme,
        "listed": listed,
        "steps": theme_pages.steps(theme, listed, today=today),
        "matters": theme_pages.matters_of(theme, today=today),
        "may_edit": may(request.user, Permission.REGISTRY_EDIT),
        "trail": trail_of(theme.name),
    }
    return page(request, "meetings/theme_detail.html", context)


@requires(Permission.REGISTRY_EDIT)
def theme_edit(request: Request, slug: str = "") -> HttpResponse:
    """Add or change a theme."""
    theme = get_object_or_404(Theme, slug=slug) if slug else Theme()
    form = ThemeForm(request.POST or None, instance=theme)
    if request.method == "POST" and form.is_valid():
        themes.save(form.instance, by=request.user)
        messages.success(request, f"Temat {form.instance} är sparat.")
        return redirect("meetings:theme-list")
    context: dict[str, Any] = {
        "form": form,
        "theme": theme if slug else None,
        "used": slug and (theme.matters.exists() or theme.decisions.exists()),
        "trail": trail_of(f"Ändra {theme}" if slug else "Nytt tema"),
    }
    return page(request, "meetings/theme_form.html", context, status=422 if form.errors else 200)


@requires(Permission.REGISTRY_EDIT)
@require_POST
def theme_remove(request: Request, slug: str) -> HttpResponse:
    """Remove a theme that nothing has. One in use is ended instead, so that history stays."""
    theme = get_object_or_404(Theme, slug=slug)
    if theme.matters.exists() or theme.decisions.exists():
        messages.error(
            request, f"{theme} används. Skriv i stället från vilken dag temat inte används längre."
        )
        return redirect("meetings:theme-edit", slug)
    log.write("tog bort tema", by=request.user, about=theme)
    theme.delete()
    messages.success(request, f"Temat {theme} är borttaget.")
    return redirect("meetings:theme-list")
