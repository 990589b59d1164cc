"""Schools, who takes part, answers week by week."""

from django.urls import path
from django.urls.resolvers import URLPattern

from surveys.views import participation, responses, school_reply, schools

school_paths = [
    path("skolor/", schools.school_list, name="school-list"),
    path("skolor/ny/", schools.school_create, name="school-create"),
    path("skolor/las-in/", schools.school_import, name="school-import"),
    path("skolor/hamta/<str:kind>/", schools.school_export, name="school-export"),
    path("skolor/<int:pk>/", schools.school_detail, name="school-detail"),
    path("skolor/<int:pk>/andra/", schools.school_edit, name="school-edit"),
    path("skola/<str:key>/", school_reply.school_reply, name="school-reply"),
]
participation_paths = [
    path("omgangar/<int:pk>/skolor/", participation.participation_list, name="participation-list"),
    path(
        "omgangar/<int:pk>/skolor/hamta/<str:kind>/",
        participation.participation_export,
        name="participation-export",
    ),
    path("omgangar/<int:pk>/skolor/lagg-till/", participation.participation_add, name="participation-add"),
    path("omgangar/<int:pk>/skolor/fran-forra/", participation.participation_copy, name="participation-copy"),
    path("omgangar/<int:pk>/skolor/ring/", participation.participation_calls, name="participation-calls"),
    path(
        "omgangar/<int:pk>/skolor/brev/<slug:kind>/",
        participation.participation_letters,
        name="participation-letters",
    ),
    path("deltagande/<int:pk>/", participation.participation_detail, name="participation-detail"),
    path(
        "deltagande/<int:pk>/steg/<slug:step>/", participation.participation_step, name="participation-step"
    ),
    path("deltagande/<int:pk>/kontakt/", participation.participation_note, name="participation-note"),
    path("deltagande/<int:pk>/lank/", participation.participation_link, name="participation-link"),
    path("deltagande/<int:pk>/ta-bort/", participation.participation_remove, name="participation-remove"),
]
response_paths = [
    path("omgangar/<int:pk>/svar/", responses.response_table, name="response-table"),
    path("omgangar/<int:pk>/svar/las-in/", responses.response_import, name="response-import"),
    path("omgangar/<int:pk>/svar/hamta/<str:kind>/", responses.response_export, name="response-export"),
]
urlpatterns: list[URLPattern] = [*school_paths, *participation_paths, *response_paths]
