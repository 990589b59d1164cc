"""Funds, decisions, accounts, the ledger, the overview."""

from django.urls import path

from funding.views import amounts

urlpatterns = [
    path("belopp/", amounts.amount_read, name="amount-read"),
]
