"""The product's addresses, and an empty view to compare with."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path

from secretariat.urls import handler403, handler404, handler500
from secretariat.urls import urlpatterns as product

__all__ = ["handler403", "handler404", "handler500", "urlpatterns"]


@login_not_required
def empty(request: HttpRequest) -> HttpResponse:
    """Nothing: what the server and the middleware cost by themselves."""
    return HttpResponse("")


urlpatterns: list[URLPattern | URLResolver] = [path("_bench/tom/", empty), *product]
