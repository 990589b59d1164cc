"""Addresses of questions to the parties, grouped by noun."""

from django.urls import path

from .views import answers, forms, parties, reviewing, rounds

app_name = "inquiries"
urlpatterns = [
    path("", rounds.round_list, name="round-list"),
    path("omgangar/<int:pk>/", rounds.round_detail, name="round-detail"),
    path("omgangar/<int:pk>/sammanstallning/", rounds.round_compiled, name="round-compiled"),
    path("omgangar/<int:pk>/sammanstallning/pdf/", rounds.round_pdf, name="round-pdf"),
    path("omgangar/<int:pk>/hamta/<str:kind>/", rounds.round_export, name="round-export"),
    path("omgangar/<int:pk>/skicka/", rounds.round_send, name="round-send"),
    path("omgangar/<int:pk>/paminn/", rounds.round_remind, name="round-remind"),
    path("omgangar/<int:pk>/avsluta/", rounds.round_close, name="round-close"),
    path("omgangar/<int:pk>/godkann/", reviewing.round_approve, name="round-approve"),
    path("omgangar/<int:pk>/komplettering/", reviewing.round_return, name="round-return"),
    path("omgangar/<int:pk>/lagg-till/", rounds.round_add, name="round-add"),
    path("omgangar/<int:pk>/andra/", rounds.round_change, name="round-change"),
    path("omgangar/<int:pk>/aterkalla/", rounds.round_withdraw, name="round-withdraw"),
    path("parter/<int:pk>/", parties.party_detail, name="party-detail"),
    path("parter/<int:pk>/fyll-i/", parties.party_fill, name="party-fill"),
    path("parter/<int:pk>/godkann/", parties.party_approve, name="party-approve"),
    path("parter/<int:pk>/komplettering/", parties.party_return, name="party-return"),
    path("parter/<int:pk>/angra-godkannande/", parties.party_reopen, name="party-reopen"),
    path("parter/<int:pk>/handlaggare/", parties.party_handler, name="party-handler"),
    path("parter/<int:pk>/svarar-inte/", parties.party_excuse, name="party-excuse"),
    path("parter/<int:pk>/paminn/", parties.party_remind, name="party-remind"),
    path("parter/<int:pk>/ta-bort/", parties.party_remove, name="party-remove"),
    path("formular/", forms.form_list, name="form-list"),
    path("formular/nytt/", forms.form_create, name="form-create"),
    path("formular/<int:pk>/", forms.form_detail, name="form-detail"),
    path("formular/<int:pk>/andra/", forms.form_change, name="form-change"),
    path("formular/<int:pk>/ny-version/", forms.form_new_version, name="form-new-version"),
    path("formular/<int:pk>/visa/", forms.form_preview, name="form-preview"),
    path("formular/<int:pk>/ny-fraga/", forms.question_add, name="question-add"),
    path("formular/<int:pk>/fraga-parterna/", rounds.round_create, name="round-create"),
    path("formular/fraga/<int:pk>/", forms.question_edit, name="question-edit"),
    path("formular/fraga/<int:pk>/flytta/", forms.question_move, name="question-move"),
    path("formular/fraga/<int:pk>/ta-bort/", forms.question_remove, name="question-remove"),
    path("svar/<str:key>/", answers.answer, name="answer"),
    path("svar/<str:key>/underlag/<int:pk>/", answers.answer_paper, name="answer-paper"),
    path("egna/<int:pk>/", answers.answer_own, name="answer-own"),
    path("egna/<int:pk>/underlag/<int:file>/", answers.answer_own_paper, name="answer-own-paper"),
]
