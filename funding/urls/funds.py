"""Funds, decisions, accounts, the overview. No fund has a word that stands first here (actions/grants.py)."""

from django.urls import path

from funding.views import accounts, amounts, concerns, funds, grants, overview

fund_paths = [
    path("", funds.fund_list, name="fund-list"),
    path("nya/", funds.fund_create, name="fund-create"),
    path("hamta/<str:kind>/", funds.fund_export, name="fund-export"),
    path("belopp/", amounts.amount_read, name="amount-read"),
    path("oversikt/", overview.overview, name="overview"),
    path("oversikt/hamta/", overview.overview_export, name="overview-export"),
    path("arende/<int:pk>/", concerns.matter_funds, name="matter-funds"),
    path("beslut/<uuid:pk>/", concerns.decision_funds, name="decision-funds"),
    path("beslut/<uuid:pk>/losgor/", concerns.decision_release, name="decision-release"),
]
account_paths = [
    path("konton/<int:pk>/", accounts.account_detail, name="account-detail"),
    path("konton/<int:pk>/bokfor/<slug:step>/", accounts.entry_add, name="entry-add"),
    path("konton/<int:pk>/hamta/<str:kind>/", accounts.account_export, name="account-export"),
    path("poster/<int:pk>/ratta/", accounts.entry_correct, name="entry-correct"),
]
grant_paths = [
    path("potter/<int:pk>/andra/", grants.pot_edit, name="pot-edit"),
    path("potter/<int:pk>/ta-bort/", grants.pot_remove, name="pot-remove"),
    path("handlingar/<int:pk>/ta-bort/", grants.grant_document_remove, name="grant-document-remove"),
    path("<slug:slug>/", funds.fund_detail, name="fund-detail"),
    path("<slug:slug>/andra/", funds.fund_edit, name="fund-edit"),
    path("<slug:slug>/nytt-beslut/", grants.grant_create, name="grant-create"),
    path("<slug:slug>/<int:pk>/", grants.grant_detail, name="grant-detail"),
    path("<slug:slug>/<int:pk>/andra/", grants.grant_edit, name="grant-edit"),
    path("<slug:slug>/<int:pk>/hamta/<str:kind>/", grants.grant_export, name="grant-export"),
    path("<slug:slug>/<int:pk>/pott/", grants.pot_add, name="pot-add"),
    path("<slug:slug>/<int:pk>/handling/", grants.grant_document_add, name="grant-document-add"),
    path("<slug:slug>/<int:pk>/avsluta/", grants.grant_close, name="grant-close"),
    path("<slug:slug>/<int:pk>/oppna/", grants.grant_reopen, name="grant-reopen"),
]

urlpatterns = [*fund_paths, *account_paths, *grant_paths]
