"""What a program asks of the system: is it well (`/halsa/`), and its figures (`/matvarden/`). No login (E7)."""

import datetime as dt
import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.models import Count, Min
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from django_tasks_db.models import DBTaskResult
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

from secretariat.registry.models import OutgoingMail

LEAST_FREE = 100 * 1024 * 1024  # bytes on the disk of the files; the largest upload is half of it


@login_not_required
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """200 while the database answers and files can be written, else 503. What waits is told and does not decide."""
    told: dict[str, object] = {"database": _database_answers(), "files": _files_can_be_written()}
    is_well = all(told.values())
    if told["database"]:
        told |= {name: round(value) for name, _, value in _waiting()}
    told = {"status": "ok" if is_well else "fel", "read_only": settings.READ_ONLY} | told
    answer = JsonResponse(told, status=200 if is_well else 503)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@login_not_required
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus' text, for whoever sends METRICS_TOKEN as bearer. Without a token in the settings it is not there."""
    expected = f"Bearer {settings.METRICS_TOKEN}"
    if not settings.METRICS_TOKEN:
        raise Http404
    if not secrets.compare_digest(request.headers.get("Authorization", "").encode(), expected.encode()):
        return HttpResponse("Fel eller ingen nyckel.\n", content_type="text/plain; charset=utf-8", status=401)
    shared = REGISTRY
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):  # several processes of the web server, summed
        shared = CollectorRegistry()
        MultiProcessCollector(shared)
    waiting = CollectorRegistry()
    waiting.register(_Waiting())
    return HttpResponse(generate_latest(shared) + generate_latest(waiting), content_type=CONTENT_TYPE_LATEST)


class _Waiting:
    """What waits, asked when the figures are fetched."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """One gauge for each sort."""
        for name, words, value in _waiting():
            yield GaugeMetricFamily(f"sekretariatet_{name}", words, value=value)


def _waiting() -> list[tuple[str, str, float]]:
    now = timezone.now()
    tasks = DBTaskResult.objects.ready().aggregate(number=Count("pk"), first=Min("enqueued_at"))
    letters = OutgoingMail.objects.due(now).aggregate(number=Count("pk"), first=Min("written_at"))
    return [
        ("tasks_waiting", "Uppgifter som väntar på arbetaren", tasks["number"]),
        ("oldest_task_seconds", "Hur länge den äldsta har väntat", _age(tasks["first"], now)),
        ("letters_waiting", "Brev som väntar på att skickas", letters["number"]),
        ("oldest_letter_seconds", "Hur länge det äldsta har väntat", _age(letters["first"], now)),
    ]


def _age(first: dt.datetime | None, now: dt.datetime) -> float:
    return max(0.0, (now - first).total_seconds()) if first else 0.0


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        connection.close()
        return False
    return True


def _files_can_be_written() -> bool:
    media = Path(settings.MEDIA_ROOT)
    nearest = next(folder for folder in (media, *media.parents) if folder.exists())
    return os.access(nearest, os.W_OK) and shutil.disk_usage(nearest).free >= LEAST_FREE
