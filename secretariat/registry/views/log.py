"""The log: who did what, when, from where (D8)."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Page
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from secretariat.lib.access import Permission, requires
from secretariat.lib.downloads import download, fetched_in_words
from secretariat.lib.pages import Request, page, paged
from secretariat.lib.sheets import Value
from secretariat.registry import seen
from secretariat.registry.actions import log
from secretariat.registry.forms import LogSearch
from secretariat.registry.log_columns import LOG
from secretariat.registry.models import LogEntry

COUNTED = 10_000  # further than that nobody leafs; more are told as "mer än"
MOST_FETCHED = 500_000


@requires(Permission.LOG_READ)
@require_GET
def log_list(request: Request) -> HttpResponse:
    """Acts, latest first."""
    form = LogSearch(request.GET)
    form.is_valid()
    entries = _matching(form.cleaned_data, request)
    number = entries.order_by()[: COUNTED + 1].count()
    shown: Page[Any] = paged(request, entries, total=min(number, COUNTED))
    query = request.GET.copy()
    query.pop("sida", None)
    context = {
        "form": form, "entries": shown, "is_more": number > COUNTED, "about": _about(request),
        "om": request.GET.get("om", ""), "query": query.urlencode(),
    }  # fmt: skip
    answer = page(
        request, "registry/log_list.html", context, part="log-rows", status=422 if form.errors else 200
    )
    seen.note(
        request, "läste loggen", urval=request.GET.urlencode()
    )  # afterwards: it is not what was asked for
    return answer


@requires(Permission.LOG_READ)
@require_GET
def log_download(request: Request, kind: str) -> HttpResponse:
    """What the list shows, all pages of it, as Excel or CSV. That it was fetched is logged too."""
    if kind not in {"xlsx", "csv"}:
        raise Http404
    form = LogSearch(request.GET)
    if not form.is_valid():
        raise Http404
    entries = _matching(form.cleaned_data, request)[:MOST_FETCHED]
    log.write("hämtade loggen", by=request.user, urval=request.GET.urlencode(), slag=kind)
    return download(LOG, _rows(entries), kind=kind, name="logg", facts=[fetched_in_words(request)])


def _rows(entries: QuerySet[LogEntry]) -> Iterator[list[Value]]:
    kinds = {one.pk: _kind(one) for one in ContentType.objects.all()}
    for entry in entries.iterator(chunk_size=2000):
        at = timezone.localtime(entry.at)
        detail = "; ".join(f"{name}: {value}" for name, value in entry.detail.items())
        kind = kinds.get(entry.content_type_id or 0, "")
        yield [at.date(), at.time().replace(microsecond=0), entry.user_name or "Systemet", entry.verb, kind,
               entry.label, detail, entry.ip or ""]  # fmt: skip


def _kind(content_type: ContentType) -> str:
    model = content_type.model_class()
    return str(model._meta.verbose_name) if model else content_type.model


def _object(request: Request) -> tuple[ContentType, str] | None:
    """The one thing that ?om=meetings.meeting:12 asks for."""
    label, _, key = request.GET.get("om", "").partition(":")
    try:
        model = apps.get_model(label)
    except (LookupError, ValueError):
        return None
    return (ContentType.objects.get_for_model(model), key) if key else None


def _about(request: Request) -> str:
    """The thing whose log is shown, in words; nothing where all is shown."""
    found = _object(request)
    if found is None:
        return ""
    rows = LogEntry.objects.filter(content_type=found[0], object_id=found[1]).order_by("-pk")
    last = rows.exclude(label="").first()
    return f"{_kind(found[0]).capitalize()}: {last.label if last else found[1]}"


def _matching(asked: dict[str, object], request: Request) -> QuerySet[LogEntry]:
    entries = LogEntry.objects.order_by("-pk")  # as they were written, also where the clock was set back
    if found := _object(request):
        entries = entries.filter(content_type=found[0], object_id=found[1])
    for word in str(asked.get("q") or "").split():
        entries = entries.filter(Q(verb__icontains=word) | Q(label__icontains=word))
    for word in str(asked.get("vem") or "").split():
        entries = entries.filter(user_name__icontains=word)
    if address := asked.get("adress"):
        entries = entries.filter(ip=address)
    if isinstance(first := asked.get("fran"), dt.date):
        entries = entries.filter(at__gte=_midnight(first))
    if isinstance(last := asked.get("till"), dt.date):
        entries = entries.filter(at__lt=_midnight(last + dt.timedelta(days=1)))
    return entries


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))
