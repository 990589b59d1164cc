"""Addresses of bodies, their seats and mandate periods."""

from django.urls import path

from meetings.views import (
    bodies,
    mandate_periods,
    rosters,
    seats,
    successions,
    wordings,
)

body_paths = [
    path("grupper/", bodies.body_list, name="body-list"),
    path("grupper/ny/", bodies.body_create, name="body-create"),
    path("grupper/<int:pk>/", bodies.body_detail, name="body-detail"),
    path("grupper/<int:pk>/redigera/", bodies.body_edit, name="body-edit"),
    path("grupper/<int:pk>/mall/", bodies.body_agenda, name="body-agenda"),
    path("grupper/mall/<int:pk>/", bodies.body_agenda_item, name="body-agenda-item"),
    path("grupper/mall/<int:pk>/upp/", bodies.body_agenda_move, {"direction": "up"}, name="body-agenda-up"),
    path(
        "grupper/mall/<int:pk>/ner/", bodies.body_agenda_move, {"direction": "down"}, name="body-agenda-down"
    ),
    path("grupper/mall/<int:pk>/ta-bort/", bodies.body_agenda_remove, name="body-agenda-remove"),
    path("grupper/<int:pk>/kopior/", bodies.body_copies, name="body-copies"),
    path("grupper/kopior/<int:pk>/ta-bort/", bodies.body_copies_remove, name="body-copies-remove"),
    path("grupper/ord/", bodies.body_words, name="body-words"),
    path("grupper/ord/typ/ny/", bodies.body_type_edit, name="body-type-create"),
    path("grupper/ord/typ/<int:pk>/", bodies.body_type_edit, name="body-type-edit"),
    path("grupper/ord/typ/<int:pk>/ta-bort/", bodies.body_type_remove, name="body-type-remove"),
    path("grupper/ord/formuleringar/", wordings.wording_list, name="body-wordings"),
    path("grupper/ord/formuleringar/ny/", wordings.wording_edit, name="body-wording-create"),
    path("grupper/ord/formuleringar/<int:pk>/", wordings.wording_edit, name="body-wording-edit"),
    path("grupper/ord/formuleringar/<int:pk>/ta-bort/", wordings.wording_remove, name="body-wording-remove"),
    path("grupper/<int:pk>/lamna-over/", successions.body_hand_over, name="body-hand-over"),
    path("grupper/ord/nytt/", bodies.body_word_edit, name="body-word-create"),
    path("grupper/ord/<int:pk>/", bodies.body_word_edit, name="body-word-edit"),
    path("grupper/ord/<int:pk>/ta-bort/", bodies.body_word_remove, name="body-word-remove"),
]

seat_paths = [
    path("grupper/<int:pk>/platser/", seats.body_seats, name="body-seats"),
    path("grupper/<int:pk>/avsluta-uppdrag/", seats.body_end_all, name="body-end-all"),
    path("grupper/<int:pk>/ny-mandatperiod/", seats.body_new_period, name="body-new-period"),
    path("grupper/platser/<int:pk>/", seats.body_seat_edit, name="body-seat-edit"),
    path("grupper/platser/<int:pk>/upp/", seats.body_seat_move, {"direction": "up"}, name="body-seat-up"),
    path("grupper/platser/<int:pk>/ner/", seats.body_seat_move, {"direction": "down"}, name="body-seat-down"),
    path("grupper/platser/<int:pk>/dra-in/", seats.body_seat_withdraw, name="body-seat-withdraw"),
    path("grupper/platser/<int:pk>/tillsatt/", seats.body_seat_appoint, name="body-seat-appoint"),
    path("grupper/uppdrag/<int:pk>/avsluta/", seats.body_membership_end, name="body-membership-end"),
]

period_paths = [
    path("grupper/mandatperioder/", mandate_periods.period_list, name="period-list"),
    path("grupper/mandatperioder/ny/", mandate_periods.period_create, name="period-create"),
    path("grupper/mandatperioder/<int:pk>/", mandate_periods.period_edit, name="period-edit"),
    path("grupper/mandatperioder/<int:pk>/avsluta/", mandate_periods.period_end, name="period-end"),
    path("grupper/mandatperioder/<int:pk>/namn/", rosters.roster_upload, name="roster-upload"),
    path("grupper/mandatperioder/<int:pk>/namn/mall.xlsx", rosters.roster_template, name="roster-template"),
    path("grupper/namnlistor/<int:pk>/", rosters.roster_preview, name="roster-preview"),
    path("grupper/namnlistor/<int:pk>/las-in/", rosters.roster_take_in, name="roster-take-in"),
    path("grupper/namnlistor/<int:pk>/kasta/", rosters.roster_throw_away, name="roster-throw-away"),
]
