"""Addresses of the registry, grouped by noun."""

from django.urls import URLPattern

app_name = "registry"
urlpatterns: list[URLPattern] = []
