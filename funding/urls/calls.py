"""Calls, applications, assessments."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
