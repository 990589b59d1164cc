"""Keys and allocations."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
