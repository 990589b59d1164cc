"""Addresses of agreements, under /overenskommelser/. No agreement has a word that stands first here (versions.py)."""

from django.urls import path

from .views import (
    agreements,
    answers,
    conference,
    documents,
    followups,
    parties,
    plans,
    version_steps,
    versions,
)

app_name = "agreements"
agreement_paths = [
    path("", agreements.agreement_list, name="agreement-list"),
    path("ny/", agreements.agreement_create, name="agreement-create"),
    path("hamta/<str:kind>/", agreements.agreement_export, name="agreement-export"),
    path("arende/<int:pk>/", agreements.matter_agreements, name="matter-agreements"),
    path("beslut/<uuid:pk>/", agreements.decision_agreements, name="decision-agreements"),
]
answer_paths = [
    path("svar/<str:key>/", answers.party_answer, name="party-answer"),
    path("svar/<str:key>/lamna-over/", answers.party_pass_on, name="party-pass-on"),
    path("svar/<str:key>/dokument/<int:pk>/", answers.party_document, name="party-document"),
]
party_paths = [
    path("parter/<int:pk>/", parties.party_detail, name="party-detail"),
    path("parter/<int:pk>/eget/", answers.party_own, name="party-own"),
    path(
        "parter/<int:pk>/eget/dokument/<int:document>/", answers.party_own_document, name="party-own-document"
    ),
    path("parter/<int:pk>/handlaggare/", parties.party_handler, name="party-handler"),
    path("parter/<int:pk>/avvikelse/", parties.party_accept, name="party-accept"),
    path("parter/<int:pk>/underskrift/", parties.party_sign, name="party-sign"),
    path("parter/<int:pk>/lage/", parties.party_override, name="party-override"),
    path("parter/<int:pk>/kommentar/", parties.party_comment, name="party-comment"),
    path("parter/<int:pk>/paminn/", parties.party_remind, name="party-remind"),
    path("parter/<int:pk>/ta-bort/", parties.party_remove, name="party-remove"),
]
plan_paths = [
    path("aktiviteter/<int:pk>/", plans.activity_edit, name="activity-edit"),
    path("aktiviteter/<int:pk>/avstamning/", plans.activity_note, name="activity-note"),
]
conference_paths = [
    path("konferens/", conference.conference_latest, name="conference-latest"),
    path("konferens/<int:year>/", conference.conference_table, name="conference"),
    path("konferens/<int:year>/visa/", conference.conference_screen, name="conference-screen"),
    path("konferens/<int:year>/hamta/<str:kind>/", conference.conference_export, name="conference-export"),
    path("konferens/<int:year>/pdf/", conference.conference_pdf, name="conference-pdf"),
]
document_paths = [
    path("dokument/", documents.document_list, name="document-list"),
    path("dokument/hamta/<str:kind>/", documents.document_export, name="document-export"),
    path("dokument/<int:pk>/", documents.document_edit, name="document-edit"),
]
version_paths = [
    path("dokument/<int:pk>/ta-bort/", versions.document_remove, name="document-remove"),
    path("<slug:slug>/", agreements.agreement_detail, name="agreement-detail"),
    path("<slug:slug>/andra/", agreements.agreement_edit, name="agreement-edit"),
    path("<slug:slug>/uppfoljning/", followups.followup_start, name="followup-start"),
    path("<slug:slug>/<int:number>/", versions.version_detail, name="version-detail"),
    path("<slug:slug>/<int:number>/andra/", versions.version_edit, name="version-edit"),
    path("<slug:slug>/<int:number>/hamta/<str:kind>/", versions.version_export, name="version-export"),
    path("<slug:slug>/<int:number>/pdf/", versions.version_pdf, name="version-pdf"),
    path("<slug:slug>/<int:number>/parter/", versions.party_add, name="party-add"),
    path("<slug:slug>/<int:number>/dokument/", versions.document_add, name="document-add"),
    path("<slug:slug>/<int:number>/aktivitet/", plans.activity_add, name="activity-add"),
    path("<slug:slug>/<int:number>/paminn/", version_steps.version_remind, name="version-remind"),
    path("<slug:slug>/<int:number>/steg/<slug:step>/", version_steps.version_step, name="version-step"),
]

urlpatterns = [
    *agreement_paths,
    *answer_paths,
    *party_paths,
    *plan_paths,
    *document_paths,
    *conference_paths,
    *version_paths,
]
