"""Addresses of attendance and what is fetched of it."""

from django.urls import path

from meetings.views import (
    attendance,
    attendance_exports,
    attendance_statistics,
    certificates,
)

attendance_paths = [
    path("moten/<int:pk>/narvaro/", attendance.attendance_edit, name="attendance-edit"),
    path("moten/<int:pk>/narvaro/alla/", attendance.attendance_all_present, name="attendance-all-present"),
    path("moten/<int:pk>/narvaro/platser/", attendance.attendance_fill, name="attendance-fill"),
    path("moten/<int:pk>/narvaro/svar/", attendance.attendance_replies_fetch, name="attendance-replies"),
    path("moten/narvaro/<int:pk>/", attendance.attendance_row, name="attendance-row"),
    path("moten/narvaro/<int:pk>/satt/", attendance.attendance_set, name="attendance-set"),
    path("moten/narvaro/<int:pk>/ta-bort/", attendance.attendance_remove, name="attendance-remove"),
]

attendance_export_paths = [
    path("narvaro/", attendance_statistics.statistics_list, name="statistics-list"),
    path("narvaro/statistik/<str:kind>/", attendance_statistics.statistics_export, name="statistics-export"),
    path("narvaro/export/", attendance_exports.attendance_export, name="attendance-export"),
    path("narvaro/export/hamta/", attendance_exports.attendance_export_make, name="attendance-export-make"),
    path("narvaro/export/forut/", attendance_exports.attendance_export_list, name="attendance-export-list"),
    path(
        "narvaro/export/<int:pk>/",
        attendance_exports.attendance_export_detail,
        name="attendance-export-detail",
    ),
    path(
        "narvaro/export/<int:pk>/fil/",
        attendance_exports.attendance_export_file,
        name="attendance-export-file",
    ),
    path(
        "narvaro/export/<int:pk>/igen/",
        attendance_exports.attendance_export_again,
        name="attendance-export-again",
    ),
    path("narvaro/intyg/", certificates.certificate_list, name="certificate-list"),
    path("narvaro/intyg/<int:pk>/", certificates.certificate_detail, name="certificate-detail"),
    path("narvaro/intyg/<int:pk>/intyg.pdf", certificates.certificate_pdf, name="certificate-pdf"),
]
