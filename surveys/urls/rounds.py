"""Surveys and their rounds."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
