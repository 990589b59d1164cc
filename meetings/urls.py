"""Addresses of meetings, grouped by noun."""

from django.urls import URLPattern

app_name = "meetings"
urlpatterns: list[URLPattern] = []
