"""Addresses of what leaves the house: archive packages, documents given out, open data."""

from django.urls import path

from meetings.views import archiving

archive_paths = [
    path("arkiv/", archiving.archive_list, name="archive-list"),
    path("arkiv/mote/<int:pk>/", archiving.archive_meeting, name="archive-meeting"),
    path("arkiv/<int:pk>/", archiving.archive_detail, name="archive-detail"),
    path("arkiv/<int:pk>/fil/", archiving.archive_file, name="archive-file"),
]
