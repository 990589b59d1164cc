"""Figures for those who watch the system: how many requests each page had, how they ended, how long they took.

Nothing of persons: the name of the page, never its address. Counted only where METRICS_TOKEN is set.
"""

import time
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from prometheus_client import Counter, Histogram

REQUESTS = Counter("sekretariatet_requests", "Svar per sida, metod och utfall", ["page", "method", "status"])
SECONDS = Histogram(
    "sekretariatet_request_seconds",
    "Sekunder från fråga till svar",
    ["page"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)
_METHODS = {"GET", "HEAD", "POST", "OPTIONS"}


class MetricsMiddleware:
    """Counts and times each answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if not settings.METRICS_TOKEN:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        response = self.get_response(request)
        match = request.resolver_match
        page = (match.view_name if match else "") or "okänd"
        method = request.method if request.method in _METHODS else "annan"
        REQUESTS.labels(page, method, f"{response.status_code // 100}xx").inc()
        SECONDS.labels(page).observe(time.perf_counter() - began)
        return response
