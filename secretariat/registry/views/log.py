"""The log: who did what, when, from where (D8)."""

import datetime as dt

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from secretariat.lib.access import Permission, requires
from secretariat.lib.pages import Request, page, paged
from secretariat.registry.forms import LogSearch
from secretariat.registry.models import LogEntry


@requires(Permission.LOG_READ)
@require_GET
def log_list(request: Request) -> HttpResponse:
    """Acts, latest first."""
    form = LogSearch(request.GET)
    form.is_valid()
    entries = _matching(form.cleaned_data)
    context = {"form": form, "entries": paged(request, entries)}
    return page(
        request, "registry/log_list.html", context, part="log-rows", status=422 if form.errors else 200
    )


def _matching(asked: dict[str, object]) -> QuerySet[LogEntry]:
    entries = LogEntry.objects.all()
    for word in str(asked.get("q") or "").split():
        entries = entries.filter(Q(verb__icontains=word) | Q(label__icontains=word))
    for word in str(asked.get("vem") or "").split():
        entries = entries.filter(user_name__icontains=word)
    if isinstance(first := asked.get("fran"), dt.date):
        entries = entries.filter(at__gte=_midnight(first))
    if isinstance(last := asked.get("till"), dt.date):
        entries = entries.filter(at__lt=_midnight(last + dt.timedelta(days=1)))
    return entries


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))
