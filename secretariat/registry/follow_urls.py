"""Addresses of what one follows: short, since they stand in letters and in feed readers."""

from django.urls import path

from .views import follows

app_name = "follows"
urlpatterns = [
    path("", follows.follow_list, name="follow-list"),
    path("borja/", follows.follow_begin, name="follow-begin"),
    path("<int:pk>/sluta/", follows.follow_end, name="follow-end"),
    path("adress/", follows.feed_renew, name="feed-renew"),
    path("adress/ta-bort/", follows.feed_end, name="feed-end"),
    path("flode/<str:key>.atom", follows.follow_feed, name="follow-feed"),
]
