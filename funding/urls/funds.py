"""Funds, decisions, accounts, the ledger, the overview."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
