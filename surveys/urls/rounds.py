"""Surveys and their rounds. No survey has a word that stands first here (actions/rounds.py)."""

from django.urls import path

from surveys.views import planning, rounds, surveys

survey_paths = [
    path("", surveys.survey_list, name="survey-list"),
    path("ny/", surveys.survey_create, name="survey-create"),
    path("arende/<int:pk>/", surveys.matter_surveys, name="matter-surveys"),
    path("tidsseriebrott/<int:pk>/", surveys.break_edit, name="break-edit"),
    path("tidsseriebrott/<int:pk>/ta-bort/", surveys.break_remove, name="break-remove"),
]
round_paths = [
    path("omgangar/<int:pk>/andra/", rounds.round_edit, name="round-edit"),
    path("omgangar/<int:pk>/steg/<slug:step>/", rounds.round_step, name="round-step"),
    path("omgangar/<int:pk>/kopiera/", rounds.round_copy, name="round-copy"),
    path("omgangar/<int:pk>/enkat/", rounds.questionnaire_start, name="questionnaire-start"),
    path("omgangar/<int:pk>/milstolpe/", planning.milestone_add, name="milestone-add"),
    path("omgangar/<int:pk>/urval/", planning.target_edit, name="target-edit"),
    path("omgangar/<int:pk>/urval/hamta/<str:kind>/", planning.target_export, name="target-export"),
    path("omgangar/<int:pk>/information/", planning.notice_add, name="notice-add"),
    path("omgangar/<int:pk>/handling/", planning.round_file_add, name="round-file-add"),
    path("milstolpar/<int:pk>/", planning.milestone_edit, name="milestone-edit"),
    path("milstolpar/<int:pk>/klart/", planning.milestone_done, name="milestone-done"),
    path("milstolpar/<int:pk>/ta-bort/", planning.milestone_remove, name="milestone-remove"),
    path("information/<int:pk>/ta-bort/", planning.notice_remove, name="notice-remove"),
    path("handlingar/<int:pk>/ta-bort/", planning.round_file_remove, name="round-file-remove"),
]
named_paths = [
    path("<slug:slug>/", surveys.survey_detail, name="survey-detail"),
    path("<slug:slug>/andra/", surveys.survey_edit, name="survey-edit"),
    path("<slug:slug>/ny-omgang/", rounds.round_create, name="round-create"),
    path("<slug:slug>/tidsseriebrott/", surveys.break_add, name="break-add"),
    path("<slug:slug>/<int:pk>/", rounds.round_detail, name="round-detail"),
]

urlpatterns = [*survey_paths, *round_paths, *named_paths]
