"""Addresses of the year, under /arshjul/."""

from django.urls import path

from .views import activities, feeds, year

app_name = "yearwheel"
urlpatterns = [
    path("", year.year_wheel, name="year-wheel"),
    path("lista/", year.year_list, name="year-list"),
    path("tabell/", year.year_table, name="year-table"),
    path("tidslinje/", year.year_timeline, name="year-timeline"),
    path("kalender/", year.year_calendar, name="year-calendar"),
    path("arshjul.ics", feeds.year_ics, name="year-ics"),
    path("kalender/ny/", feeds.feed_renew, name="feed-renew"),
    path("kalender/<int:pk>/sluta/", feeds.feed_end, name="feed-end"),
    path("kalender/<str:key>.ics", feeds.year_feed, name="year-feed"),
    path("aktivitet/<int:pk>/", activities.activity_detail, name="activity-detail"),
]
