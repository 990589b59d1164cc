"""Addresses of planning, calling and holding a meeting."""

from django.urls import path

from meetings.views import (
    agenda,
    agenda_items,
    backlog,
    calendars,
    date_options,
    invitees,
    meetings,
    minutes,
    notices,
    plans,
)

meeting_paths = [
    path("moten/<int:pk>/", minutes.meeting_detail, name="meeting-detail"),
    path("moten/", meetings.meeting_list, name="meeting-list"),
    path("moten/nytt/", meetings.meeting_create, name="meeting-create"),
    path("moten/<int:pk>/andra/", meetings.meeting_edit, name="meeting-edit"),
    path("moten/<int:pk>/flytta/", meetings.meeting_move, name="meeting-move"),
    path("moten/<int:pk>/stall-in/", meetings.meeting_cancel, name="meeting-cancel"),
    path("moten/<int:pk>/ta-tillbaka/", meetings.meeting_restore, name="meeting-restore"),
]

plan_paths = [
    path("moten/plan/", plans.plan_list, name="plan-list"),
    path("moten/plan/foresla/", plans.plan_propose, name="plan-propose"),
    path("moten/plan/boka/", plans.plan_book, name="plan-book"),
    path("moten/plan/excel/", plans.plan_export, {"kind": "xlsx"}, name="plan-export"),
    path("moten/plan/csv/", plans.plan_export, {"kind": "csv"}, name="plan-export-csv"),
]

date_option_paths = [
    path("moten/<int:pk>/datum/", date_options.meeting_dates, name="meeting-dates"),
    path("moten/<int:pk>/datum/lagg-till/", date_options.option_add, name="date-option-add"),
    path("moten/<int:pk>/datum/bestam/", date_options.meeting_settle, name="meeting-settle"),
    path("moten/<int:pk>/datum/veckor/", date_options.window_set, name="meeting-window"),
    path("moten/<int:pk>/datum/kontakter/", date_options.contacts_set, name="meeting-contacts"),
    path("moten/datum/<int:pk>/valj/", date_options.option_choose, name="date-option-choose"),
    path("moten/datum/<int:pk>/ta-bort/", date_options.option_remove, name="date-option-remove"),
]

agenda_paths = [
    path("moten/<int:pk>/dagordning/", agenda.agenda_edit, name="agenda-edit"),
    path("moten/<int:pk>/dagordning/ta-upp/", agenda.agenda_take, name="agenda-take"),
    path("moten/<int:pk>/dagordning/till-listan/", agenda.agenda_keep, name="agenda-keep"),
    path("moten/<int:pk>/dagordning/staende/", agenda.agenda_standing, name="agenda-standing"),
    path("moten/<int:pk>/dagordning/uppfoljning/", agenda.agenda_follow_up, name="agenda-follow-up"),
    path("moten/punkter/<int:pk>/", agenda_items.agenda_item, name="agenda-item"),
    path("moten/punkter/<int:pk>/plats/", agenda.agenda_place, name="agenda-place"),
    path("moten/punkter/<int:pk>/nummer/", agenda.agenda_number, name="agenda-number"),
    path("moten/punkter/<int:pk>/till-listan/", agenda.agenda_give_back, name="agenda-give-back"),
    path("moten/punkter/<int:pk>/flytta/<str:direction>/", agenda.agenda_move, name="agenda-move"),
    path("moten/punkter/<int:pk>/tillbaka/", agenda.agenda_put_back, name="agenda-put-back"),
]

backlog_paths = [
    path("anmal-fraga/", backlog.backlog_propose, name="backlog-propose"),
    path("mina-fragor/", backlog.backlog_own, name="backlog-own"),
    path("grupper/<int:pk>/kommande/", backlog.backlog_list, name="backlog-list"),
    path("grupper/<int:pk>/kommande/ny/", backlog.backlog_add, name="backlog-add"),
    path("grupper/<int:pk>/kommande/excel/", backlog.backlog_export, {"kind": "xlsx"}, name="backlog-export"),
    path(
        "grupper/<int:pk>/kommande/csv/", backlog.backlog_export, {"kind": "csv"}, name="backlog-export-csv"
    ),
    path("grupper/kommande/<int:pk>/", backlog.backlog_edit, name="backlog-edit"),
    path("grupper/kommande/<int:pk>/svara/", backlog.backlog_answer, name="backlog-answer"),
    path("grupper/kommande/<int:pk>/ta-upp/", backlog.backlog_take, name="backlog-take"),
    path("grupper/kommande/<int:pk>/avsluta/", backlog.backlog_close, name="backlog-close"),
    path("grupper/kommande/<int:pk>/oppna/", backlog.backlog_reopen, name="backlog-reopen"),
]

invitee_paths = [
    path("svar/<str:key>/", invitees.invitee_reply, name="invitee-reply"),
    path("svar/<str:key>/mote.ics", invitees.invitee_calendar, name="invitee-calendar"),
    path("moten/<int:pk>/svara/", invitees.invitee_own, name="invitee-own"),
    path("moten/<int:pk>/svar/", invitees.invitee_list, name="invitee-list"),
    path("moten/<int:pk>/svar/gast/", invitees.invitee_add, name="invitee-add"),
    path("moten/<int:pk>/svar/paminn/", invitees.invitee_remind, name="invitee-remind"),
    path("moten/kallade/<int:pk>/", invitees.invitee_edit, name="invitee-edit"),
    path("moten/kallade/<int:pk>/kalla-in/", invitees.invitee_call, name="invitee-call"),
    path("moten/kallade/<int:pk>/stryk/", invitees.invitee_strike, name="invitee-strike"),
]

calendar_paths = [
    path("kalender/", calendars.calendar_own, name="calendar-own"),
    path("kalender/ny/", calendars.calendar_renew, name="calendar-renew"),
    path("kalender/mote/<int:pk>.ics", calendars.meeting_calendar, name="meeting-calendar"),
    path("kalender/<str:key>.ics", calendars.calendar_feed, name="calendar-feed"),
]

notice_paths = [
    path("moten/<int:pk>/kallelse/", notices.notice_send, name="notice-send"),
    path("moten/<int:pk>/kallelse/brev/", notices.notice_letter, name="notice-letter"),
    path("moten/<int:pk>/kallelse/utkast.pdf", notices.notice_draft, name="notice-draft"),
    path("moten/<int:pk>/kallelse/<int:number>/", notices.notice_detail, name="notice-detail"),
    path("moten/<int:pk>/kallelse/<int:number>/fler/", notices.notice_send_more, name="notice-send-more"),
    path("moten/<int:pk>/kallelse/<int:number>/kallelse.pdf", notices.notice_pdf, name="notice-pdf"),
    path("moten/<int:pk>/kallelse/<int:number>/kallelse.docx", notices.notice_docx, name="notice-word"),
    path("moten/<int:pk>/kallelse/<int:number>/kallelse.json", notices.notice_json, name="notice-json"),
]
