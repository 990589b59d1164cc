"""Addresses of the year, under /arshjul/."""

from django.urls import path

from .views import activities, categories, clashes, copying, feeds, proposals, wheel, year, year_files

app_name = "yearwheel"
urlpatterns = [
    path("", wheel.year_wheel, name="year-wheel"),
    path("hjul.svg", wheel.wheel_svg, name="wheel-svg"),
    path("hjul.pdf", wheel.wheel_pdf, name="wheel-pdf"),
    path("hjul.png", wheel.wheel_png, name="wheel-png"),
    path("lista/", year.year_list, name="year-list"),
    path("tabell/", year.year_table, name="year-table"),
    path("tidslinje/", year.year_timeline, name="year-timeline"),
    path("remsa/", year.year_strip, name="year-strip"),
    path("kalender/", year.year_calendar, name="year-calendar"),
    path("arshjul.ics", feeds.year_ics, name="year-ics"),
    path("kalender/ny/", feeds.feed_renew, name="feed-renew"),
    path("kalender/<int:pk>/sluta/", feeds.feed_end, name="feed-end"),
    path("kalender/<str:key>.ics", feeds.year_feed, name="year-feed"),
    path("krockar/", clashes.clash_list, name="clash-list"),
    path("krockar/avsiktlig/", clashes.clash_accept, name="clash-accept"),
    path("krockar/<int:pk>/visa-igen/", clashes.clash_forget, name="clash-forget"),
    path("kopiera/", copying.year_copy, name="year-copy"),
    path("kopiera/<int:pk>/", copying.copy_detail, name="copy-detail"),
    path("kopiera/<int:pk>/genomgangen/", copying.copy_review, name="copy-review"),
    path("kopiera/<int:pk>/angra/", copying.copy_undo, name="copy-undo"),
    path("lista.pdf", year_files.year_list_pdf, name="year-list-pdf"),
    path("lista.xlsx", year_files.year_list_xlsx, name="year-list-xlsx"),
    path("ny/", activities.activity_create, name="activity-create"),
    path("aktivitet/<int:pk>/", activities.activity_detail, name="activity-detail"),
    path("aktivitet/<int:pk>/andra/", activities.activity_edit, name="activity-edit"),
    path("aktivitet/<int:pk>/ta-bort/", activities.activity_remove, name="activity-remove"),
    path("anmal/", proposals.activity_propose, name="activity-propose"),
    path("punkt/<int:pk>/", proposals.item_dates, name="item-dates"),
    path("mina-anmalda/", proposals.activity_own, name="activity-own"),
    path("anmalda/", proposals.activity_proposals, name="activity-proposals"),
    path("aktivitet/<int:pk>/svara/", proposals.activity_answer, name="activity-answer"),
    path("aktivitet/<int:pk>/avboj/", proposals.activity_decline, name="activity-decline"),
    path("aktivitet/<int:pk>/ta-tillbaka/", proposals.activity_withdraw, name="activity-withdraw"),
    path("kategorier/", categories.category_list, name="category-list"),
    path("kategorier/ny/", categories.category_create, name="category-create"),
    path("kategorier/<int:pk>/", categories.category_edit, name="category-edit"),
    path("kategorier/<int:pk>/ta-bort/", categories.category_remove, name="category-remove"),
]
