"""Addresses of surveys, under /undersokningar/. Those with a survey's own word come last."""

from . import reading, results, rounds, schools

app_name = "surveys"
urlpatterns = [*results.urlpatterns, *reading.urlpatterns, *schools.urlpatterns, *rounds.urlpatterns]
