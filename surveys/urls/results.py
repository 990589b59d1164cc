"""Datasets, indicators, results."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
