"""Requisitions and reports."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
