"""Addresses of funding, under /medel/. Those with a fund's own word come last, so that no page hides behind a fund."""

from . import allocations, calls, funds, reports

app_name = "funding"
urlpatterns = [
    *allocations.urlpatterns,
    *calls.urlpatterns,
    *reports.urlpatterns,
    *funds.urlpatterns,
]
