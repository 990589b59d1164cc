"""Addresses of meetings, grouped by noun."""

from django.urls import path

from .views import attendance, bodies, drafting, minutes, seats

app_name = "meetings"

meeting_paths = [
    path("moten/<int:pk>/", minutes.meeting_detail, name="meeting-detail"),
]

drafting_paths = [
    path("moten/<int:pk>/anteckna/", drafting.minutes_draft, name="minutes-draft"),
    path("moten/<int:pk>/anteckna/dagordning/", drafting.draft_agenda, name="draft-agenda"),
    path("moten/<int:pk>/anteckna/sidan/", drafting.draft_side, name="draft-side"),
    path("moten/<int:pk>/anteckna/kvar/", drafting.draft_gaps, name="draft-gaps"),
    path("moten/<int:pk>/nytt/", drafting.minutes_news, name="minutes-news"),
    path("moten/<int:pk>/salen/", drafting.minutes_hall, name="minutes-hall"),
    path("moten/punkter/<int:pk>/text/", drafting.item_save, name="item-save"),
    path("moten/punkter/<int:pk>/enkelt/", drafting.item_plain, name="item-plain"),
    path("moten/punkter/<int:pk>/lage/", drafting.item_progress, name="item-progress"),
    path("moten/punkter/<int:pk>/versioner/", drafting.item_revisions, name="item-revisions"),
    path("moten/versioner/<int:pk>/aterstall/", drafting.revision_restore, name="revision-restore"),
    path("moten/krockar/<uuid:pk>/", drafting.conflict_settle, name="conflict-settle"),
]

body_paths = [
    path("grupper/", bodies.body_list, name="body-list"),
    path("grupper/ny/", bodies.body_create, name="body-create"),
    path("grupper/<int:pk>/", bodies.body_detail, name="body-detail"),
    path("grupper/<int:pk>/redigera/", bodies.body_edit, name="body-edit"),
    path("grupper/<int:pk>/mall/", bodies.body_agenda, name="body-agenda"),
    path("grupper/mall/<int:pk>/", bodies.body_agenda_item, name="body-agenda-item"),
    path("grupper/mall/<int:pk>/upp/", bodies.body_agenda_move, {"direction": "up"}, name="body-agenda-up"),
    path("grupper/mall/<int:pk>/ner/", bodies.body_agenda_move, {"direction": "down"}, name="body-agenda-down"),
    path("grupper/mall/<int:pk>/ta-bort/", bodies.body_agenda_remove, name="body-agenda-remove"),
    path("grupper/<int:pk>/kopior/", bodies.body_copies, name="body-copies"),
    path("grupper/kopior/<int:pk>/ta-bort/", bodies.body_copies_remove, name="body-copies-remove"),
    path("grupper/ord/", bodies.body_words, name="body-words"),
    path("grupper/ord/typ/ny/", bodies.body_type_edit, name="body-type-create"),
    path("grupper/ord/typ/<int:pk>/", bodies.body_type_edit, name="body-type-edit"),
    path("grupper/ord/typ/<int:pk>/ta-bort/", bodies.body_type_remove, name="body-type-remove"),
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

attendance_paths = [
    path("moten/<int:pk>/narvaro/", attendance.attendance_edit, name="attendance-edit"),
    path("moten/<int:pk>/narvaro/alla/", attendance.attendance_all_present, name="attendance-all-present"),
    path("moten/<int:pk>/narvaro/platser/", attendance.attendance_fill, name="attendance-fill"),
    path("moten/narvaro/<int:pk>/", attendance.attendance_row, name="attendance-row"),
    path("moten/narvaro/<int:pk>/satt/", attendance.attendance_set, name="attendance-set"),
    path("moten/narvaro/<int:pk>/ta-bort/", attendance.attendance_remove, name="attendance-remove"),
]

urlpatterns = [*attendance_paths, *meeting_paths, *drafting_paths, *body_paths, *seat_paths]
