"""Requisitions, payments and reports."""

from django.urls import path

from funding.views import payments, reports, requisitions

requisition_paths = [
    path("rekvisitioner/", requisitions.requisition_list, name="requisition-list"),
    path("rekvisitioner/hamta/<str:kind>/", requisitions.requisition_export, name="requisition-export"),
    path("rekvisitioner/ny/<int:pk>/", requisitions.requisition_create, name="requisition-create"),
    path("rekvisitioner/fraga/<int:pk>/", requisitions.requisition_ask, name="requisition-ask"),
    path("rekvisitioner/<int:pk>/", requisitions.requisition_detail, name="requisition-detail"),
    path("rekvisitioner/<int:pk>/godkann/", requisitions.requisition_accept, name="requisition-accept"),
    path("rekvisitioner/<int:pk>/avsla/", requisitions.requisition_refuse, name="requisition-refuse"),
    path("rekvisitioner/<int:pk>/aterta/", requisitions.requisition_withdraw, name="requisition-withdraw"),
    path("rekvisitioner/<int:pk>/betala/", requisitions.requisition_pay, name="requisition-pay"),
]
payment_paths = [
    path("utbetalningar/", payments.payment_list, name="payment-list"),
    path("utbetalningar/hamta/<str:kind>/", payments.payment_export, name="payment-export"),
    path("utbetalningar/betala/", payments.payment_pay, name="payment-pay"),
    path("utbetalningar/plan/<int:pk>/", payments.payment_plan, name="payment-plan"),
    path("utbetalningar/plan/<int:pk>/ta-bort/", payments.payment_unplan, name="payment-unplan"),
]
report_paths = [
    path("redovisningar/", reports.report_list, name="report-list"),
    path("redovisningar/ny/<int:pk>/", reports.report_start, name="report-start"),
    path("redovisningar/<int:pk>/", reports.report_detail, name="report-detail"),
    path("redovisningar/<int:pk>/excel/", reports.report_export, name="report-export"),
    path("redovisningar/<int:pk>/pdf/", reports.report_pdf, name="report-pdf"),
    path(
        "redovisningar/<int:pk>/<int:recipient>/intyg/", reports.report_certificate, name="report-certificate"
    ),
    path("redovisningar/<int:pk>/<int:recipient>/bokfor/", reports.report_settle, name="report-settle"),
]

urlpatterns = [*requisition_paths, *payment_paths, *report_paths]
