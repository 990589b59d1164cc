"""Calls, applications, assessments."""

from django.urls import path
from django.urls.resolvers import URLPattern

from funding.views import applications, applying, assessments, call_steps, calls

public_paths = [
    path("sok/", applying.call_public_list, name="call-public-list"),
    path("sok/<slug:slug>/", applying.call_public, name="call-public"),
    path("sok/<slug:slug>/borja/", applying.application_begin, name="application-begin"),
    path("ansok/<str:key>/", applying.application_write, name="application-write"),
    path("ansok/<str:key>/beslut/", applying.application_decision, name="application-decision"),
    path("ansok/<str:key>/bilaga/<int:pk>/", applying.application_file, name="application-file"),
]
application_paths = [
    path("ansokningar/<int:pk>/", applications.application_detail, name="application-detail"),
    path("ansokningar/<int:pk>/kontroll/", applications.application_check, name="application-check"),
    path("ansokningar/<int:pk>/komplettering/", applications.application_return, name="application-return"),
    path("ansokningar/<int:pk>/organisation/", applications.application_connect, name="application-connect"),
    path("ansokningar/<int:pk>/beslut/", applications.application_letter, name="application-letter"),
    path("ansokningar/<int:pk>/bedom/", assessments.assessment_edit, name="assessment-edit"),
    path("ansokningar/<int:pk>/jav/", assessments.assessment_declare, name="assessment-declare"),
    path("ansokningar/<int:pk>/oppna-bedomning/", assessments.assessment_reopen, name="assessment-reopen"),
]
call_paths = [
    path("utlysningar/", calls.call_list, name="call-list"),
    path("utlysningar/ny/", calls.call_create, name="call-create"),
    path("utlysningar/hamta/<str:kind>/", calls.call_export, name="call-export"),
    path("utlysningar/grund/<int:pk>/ta-bort/", call_steps.criterion_remove, name="criterion-remove"),
    path("utlysningar/bedomare/<int:pk>/ta-bort/", call_steps.assessor_remove, name="assessor-remove"),
    path("utlysningar/<slug:slug>/", calls.call_detail, name="call-detail"),
    path("utlysningar/<slug:slug>/andra/", calls.call_edit, name="call-edit"),
    path("utlysningar/<slug:slug>/steg/<str:step>/", call_steps.call_step, name="call-step"),
    path("utlysningar/<slug:slug>/grund/", call_steps.criterion_add, name="criterion-add"),
    path("utlysningar/<slug:slug>/bedomare/", call_steps.assessor_add, name="assessor-add"),
    path("utlysningar/<slug:slug>/forslag/", call_steps.proposal_edit, name="proposal-edit"),
    path("utlysningar/<slug:slug>/beslut/", call_steps.call_decide, name="call-decide"),
    path("utlysningar/<slug:slug>/ansokningar/", applications.application_list, name="application-list"),
    path(
        "utlysningar/<slug:slug>/ansokningar/hamta/<str:kind>/",
        applications.application_export,
        name="application-export",
    ),
    path("utlysningar/<slug:slug>/bedomning/", assessments.assessment_list, name="assessment-list"),
    path(
        "utlysningar/<slug:slug>/bedomning/protokoll/",
        assessments.assessment_protocol,
        name="assessment-protocol",
    ),
    path(
        "utlysningar/<slug:slug>/bedomning/protokoll/pdf/",
        assessments.assessment_protocol_pdf,
        name="assessment-protocol-pdf",
    ),
    path(
        "utlysningar/<slug:slug>/bedomning/hamta/<str:kind>/",
        assessments.assessment_export,
        name="assessment-export",
    ),
]
urlpatterns: list[URLPattern] = [*public_paths, *application_paths, *call_paths]
