"""Addresses of what leaves the house: archive packages, documents given out, open data."""

from django.urls import path

from meetings.views import archiving, disclosures, open_data

archive_paths = [
    path("arkiv/", archiving.archive_list, name="archive-list"),
    path("arkiv/mote/<int:pk>/", archiving.archive_meeting, name="archive-meeting"),
    path("arkiv/<int:pk>/", archiving.archive_detail, name="archive-detail"),
    path("arkiv/<int:pk>/fil/", archiving.archive_file, name="archive-file"),
]

disclosure_paths = [
    path("moten/<int:pk>/lamna-ut/", disclosures.disclosure_meeting, name="disclosure-meeting"),
    path("arenden/<str:slug>/lamna-ut/", disclosures.disclosure_matter, name="disclosure-matter"),
    path("utlamnande/<int:pk>/", disclosures.disclosure_detail, name="disclosure-detail"),
    path("utlamnande/<int:pk>/fil/", disclosures.disclosure_file, name="disclosure-file"),
]

open_data_paths = [
    path("oppna-data/", open_data.open_data, name="open-data"),
    path("oppna-data/system/", open_data.open_system, name="open-system"),
    path("oppna-data/moten.ics", open_data.open_calendar, name="open-calendar"),
    path("oppna-data/huvudman/", open_data.open_bodies, name="open-bodies"),
    path("oppna-data/huvudman/1/", open_data.open_body, name="open-body"),
    path("oppna-data/<slug:place>/", open_data.open_list, name="open-list"),
    path("oppna-data/<slug:place>/flode.atom", open_data.open_feed, name="open-feed"),
    path("oppna-data/<slug:place>/<str:key>/", open_data.open_thing, name="open-thing"),
]
