"""Schools, who takes part, answers week by week."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
