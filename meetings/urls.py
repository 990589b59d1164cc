"""Addresses of meetings, grouped by noun."""

from django.urls import path

from .views import (
    action_returns,
    actions,
    agenda,
    agenda_items,
    approval,
    attendance,
    attendance_exports,
    attendance_statistics,
    backlog,
    bodies,
    calendars,
    certificates,
    confirmation_parties,
    confirmations,
    contributions,
    corrections,
    date_options,
    decisions,
    distribution,
    drafting,
    handons,
    interest_parties,
    interests,
    invitees,
    mandate_periods,
    matter_links,
    matter_stops,
    matters,
    meetings,
    minutes,
    notices,
    plans,
    printing,
    public,
    public_feeds,
    publishing,
    replies,
    reports,
    rosters,
    seats,
    sharing,
    successions,
    themes,
    wordings,
)

app_name = "meetings"

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

drafting_paths = [
    path("moten/<int:pk>/anteckna/", drafting.minutes_draft, name="minutes-draft"),
    path("moten/<int:pk>/anteckna/dagordning/", drafting.draft_agenda, name="draft-agenda"),
    path("moten/<int:pk>/anteckna/sidan/", drafting.draft_side, name="draft-side"),
    path("moten/<int:pk>/anteckna/kvar/", drafting.draft_gaps, name="draft-gaps"),
    path("moten/<int:pk>/nytt/", drafting.minutes_news, name="minutes-news"),
    path("moten/<int:pk>/salen/", drafting.minutes_hall, name="minutes-hall"),
    path("moten/punkter/<int:pk>/text/", drafting.item_save, name="item-save"),
    path("moten/punkter/<int:pk>/enkelt/", drafting.item_plain, name="item-plain"),
    path("moten/punkter/<int:pk>/rapport/", reports.item_report, name="item-report"),
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

attendance_paths = [
    path("moten/<int:pk>/narvaro/", attendance.attendance_edit, name="attendance-edit"),
    path("moten/<int:pk>/narvaro/alla/", attendance.attendance_all_present, name="attendance-all-present"),
    path("moten/<int:pk>/narvaro/platser/", attendance.attendance_fill, name="attendance-fill"),
    path("moten/<int:pk>/narvaro/svar/", attendance.attendance_replies_fetch, name="attendance-replies"),
    path("moten/narvaro/<int:pk>/", attendance.attendance_row, name="attendance-row"),
    path("moten/narvaro/<int:pk>/satt/", attendance.attendance_set, name="attendance-set"),
    path("moten/narvaro/<int:pk>/ta-bort/", attendance.attendance_remove, name="attendance-remove"),
]

attendance_export_paths = [
    path("narvaro/", attendance_statistics.statistics_list, name="statistics-list"),
    path("narvaro/statistik/<str:kind>/", attendance_statistics.statistics_export, name="statistics-export"),
    path("narvaro/export/", attendance_exports.attendance_export, name="attendance-export"),
    path("narvaro/export/hamta/", attendance_exports.attendance_export_make, name="attendance-export-make"),
    path("narvaro/export/forut/", attendance_exports.attendance_export_list, name="attendance-export-list"),
    path(
        "narvaro/export/<int:pk>/",
        attendance_exports.attendance_export_detail,
        name="attendance-export-detail",
    ),
    path(
        "narvaro/export/<int:pk>/fil/",
        attendance_exports.attendance_export_file,
        name="attendance-export-file",
    ),
    path(
        "narvaro/export/<int:pk>/igen/",
        attendance_exports.attendance_export_again,
        name="attendance-export-again",
    ),
    path("narvaro/intyg/", certificates.certificate_list, name="certificate-list"),
    path("narvaro/intyg/<int:pk>/", certificates.certificate_detail, name="certificate-detail"),
    path("narvaro/intyg/<int:pk>/intyg.pdf", certificates.certificate_pdf, name="certificate-pdf"),
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
    path("moten/<int:pk>/kallelse/<int:number>/kallelse.json", notices.notice_json, name="notice-json"),
]

approval_paths = [
    path("moten/<int:pk>/skicka/", approval.minutes_send, name="minutes-send"),
    path("moten/<int:pk>/justerare/", approval.approver_add, name="approver-add"),
    path("moten/<int:pk>/justerare/<int:person>/stryk/", approval.approver_remove, name="approver-remove"),
    path("moten/<int:pk>/justering/", approval.minutes_approval, name="minutes-approval"),
    path("moten/<int:pk>/justering/aterta/", approval.minutes_take_back, name="minutes-take-back"),
    path(
        "moten/<int:pk>/justering/<int:approver>/kalla-in/",
        approval.approver_replace,
        name="approver-replace",
    ),
    path("moten/<int:pk>/justering/<int:approver>/utan/", approval.approver_release, name="approver-release"),
    path("moten/<int:pk>/onskemal/<int:wish>/", approval.request_answer, name="request-answer"),
    path("moten/<int:pk>/justera/", replies.minutes_approve, name="minutes-approve"),
    path("moten/<int:pk>/justera/begar-andring/", replies.minutes_change, name="minutes-change"),
    path("moten/<int:pk>/justera/avsta/", replies.minutes_abstain, name="minutes-abstain"),
    path("moten/<int:pk>/justera/kvitto/", replies.minutes_receipt, name="minutes-receipt"),
    path("moten/<int:pk>/ratta/", corrections.minutes_correct, name="minutes-correct"),
    path(
        "moten/<int:pk>/rattelser/<int:correction>/",
        corrections.minutes_correction,
        name="minutes-correction",
    ),
    path("moten/<int:pk>/dela-utkast/", sharing.minutes_share, name="minutes-share"),
    path("moten/<int:pk>/sammanfattning/", distribution.minutes_summary, name="minutes-summary"),
    path("moten/<int:pk>/skicka-ut/", distribution.minutes_distribute, name="minutes-distribute"),
    path("moten/<int:pk>/version/<int:number>/", distribution.version_detail, name="version-detail"),
    path("beslut/<uuid:pk>/expediering/", distribution.decision_dispatches, name="decision-dispatches"),
    path("beslut/expediering/<int:pk>/", distribution.dispatch_tick, name="dispatch-tick"),
]

printing_paths = [
    path("moten/<int:pk>/anteckningar.pdf", printing.minutes_pdf, name="minutes-pdf"),
    path("moten/<int:pk>/anteckningar-ursprungliga.pdf", printing.minutes_original, name="minutes-original"),
    path("moten/<int:pk>/beslutssammanfattning.pdf", printing.summary_pdf, name="summary-pdf"),
]

# Before the decisions' own: a decision's address is any one word.
confirmation_paths = [
    path("parternas-beslut/<str:key>/", confirmation_parties.confirmation_answer, name="confirmation-answer"),
    path("beslut/parterna/", confirmations.confirmation_list, name="confirmation-list"),
    path("beslut/parterna/<int:pk>/", confirmation_parties.confirmation_party, name="confirmation-party"),
    path(
        "beslut/parterna/<int:pk>/handlaggare/",
        confirmation_parties.confirmation_handler,
        name="confirmation-handler",
    ),
    path(
        "beslut/parterna/<int:pk>/avvikelse/",
        confirmation_parties.confirmation_handle,
        name="confirmation-handle",
    ),
    path(
        "beslut/parterna/<int:pk>/svarar-inte/",
        confirmation_parties.confirmation_excuse,
        name="confirmation-excuse",
    ),
    path(
        "beslut/parterna/<int:pk>/paminn/",
        confirmation_parties.confirmation_party_remind,
        name="confirmation-party-remind",
    ),
    path(
        "beslut/parterna/<int:pk>/ta-bort/",
        confirmation_parties.confirmation_remove,
        name="confirmation-remove",
    ),
    path("beslut/parterna/<int:pk>/eget/", confirmation_parties.confirmation_own, name="confirmation-own"),
    path("beslut/<str:slug>/parterna/", confirmations.confirmation_detail, name="confirmation-detail"),
    path("beslut/<str:slug>/parterna/be/", confirmations.confirmation_ask, name="confirmation-ask"),
    path("beslut/<str:slug>/parterna/skicka/", confirmations.confirmation_send, name="confirmation-send"),
    path("beslut/<str:slug>/parterna/paminn/", confirmations.confirmation_remind, name="confirmation-remind"),
    path("beslut/<str:slug>/parterna/avsluta/", confirmations.confirmation_close, name="confirmation-close"),
    path(
        "beslut/<str:slug>/parterna/aterkalla/",
        confirmations.confirmation_withdraw,
        name="confirmation-withdraw",
    ),
    path("beslut/<str:slug>/parterna/lagg-till/", confirmations.confirmation_add, name="confirmation-add"),
    path("beslut/<str:slug>/parterna/andra/", confirmations.confirmation_change, name="confirmation-change"),
    path(
        "beslut/<str:slug>/parterna/hamta/<str:kind>/",
        confirmations.confirmation_export,
        name="confirmation-export",
    ),
    path(
        "beslut/<str:slug>/parterna/parternas-beslut.pdf",
        confirmations.confirmation_pdf,
        name="confirmation-pdf",
    ),
]

interest_paths = [
    path("vill-ni-vara-med/<str:key>/", interest_parties.interest_answer, name="interest-answer"),
    path("moten/punkter/<int:pk>/intresse/", interests.interest_ask_item, name="interest-ask-item"),
    path("arenden/<str:slug>/intresse/", interests.interest_ask_matter, name="interest-ask-matter"),
    path("intresse/", interests.interest_list, name="interest-list"),
    path("intresse/<int:pk>/", interests.interest_detail, name="interest-detail"),
    path("intresse/<int:pk>/skicka/", interests.interest_send, name="interest-send"),
    path("intresse/<int:pk>/paminn/", interests.interest_remind, name="interest-remind"),
    path("intresse/<int:pk>/avsluta/", interests.interest_close, name="interest-close"),
    path("intresse/<int:pk>/aterkalla/", interests.interest_withdraw, name="interest-withdraw"),
    path("intresse/<int:pk>/lagg-till/", interests.interest_add, name="interest-add"),
    path("intresse/<int:pk>/andra/", interests.interest_change, name="interest-change"),
    path("intresse/<int:pk>/hamta/<str:kind>/", interests.interest_export, name="interest-export"),
    path("intresse/parter/<int:pk>/", interest_parties.interest_party, name="interest-party"),
    path("intresse/parter/<int:pk>/eget/", interest_parties.interest_own, name="interest-own"),
    path("intresse/parter/<int:pk>/handlaggare/", interest_parties.interest_handler, name="interest-handler"),
    path(
        "intresse/parter/<int:pk>/paminn/",
        interest_parties.interest_party_remind,
        name="interest-party-remind",
    ),
    path("intresse/parter/<int:pk>/svarar-inte/", interest_parties.interest_excuse, name="interest-excuse"),
    path("intresse/parter/<int:pk>/ta-bort/", interest_parties.interest_remove, name="interest-remove"),
]

publishing_paths = [
    path("publicering/", publishing.publication_list, name="publication-list"),
    path("moten/<int:pk>/publicera/", publishing.minutes_publish, name="minutes-publish"),
    path("moten/<int:pk>/avpublicera/", publishing.minutes_unpublish, name="minutes-unpublish"),
]

public_paths = [
    path("offentligt/", public.public_start, name="public-start"),
    path("offentligt/flode.atom", public_feeds.public_feed, name="public-feed"),
    path("offentligt/moten/", public.public_meetings, name="public-meetings"),
    path("offentligt/moten/<int:pk>/", public.public_meeting, name="public-meeting"),
    path("offentligt/moten/<int:pk>/anteckningar.pdf", public.public_pdf, name="public-pdf"),
    path("offentligt/moten/<int:pk>/bilagor/<int:file>/", public.public_file, name="public-file"),
    path("offentligt/beslut/", public.public_decisions, name="public-decisions"),
    path("offentligt/beslut/<str:slug>/", public.public_decision, name="public-decision"),
    path("offentligt/grupper/<int:pk>/", public.public_body, name="public-body"),
    path("offentligt/grupper/<int:pk>/flode.atom", public_feeds.public_body_feed, name="public-body-feed"),
    path("offentligt/teman/<slug:slug>/", public.public_theme, name="public-theme"),
    path("offentligt/teman/<slug:slug>/flode.atom", public_feeds.public_theme_feed, name="public-theme-feed"),
]

decision_paths = [
    path("beslut/", decisions.decision_list, name="decision-list"),
    path("beslut/hamta/<str:kind>/", decisions.decision_export, name="decision-export"),
    path("beslut/<uuid:pk>/kopplingar/", decisions.decision_edit, name="decision-edit"),
    path("beslut/<str:slug>/", decisions.decision_detail, name="decision-detail"),
]

matter_paths = [
    path("arenden/", matters.matter_list, name="matter-list"),
    path("arenden/nytt/", matters.matter_create, name="matter-create"),
    path("arenden/hamta/<str:kind>/", matters.matter_export, name="matter-export"),
    path("arenden/steg/<int:pk>/", matter_stops.stop_edit, name="matter-stop"),
    path("arenden/<str:slug>/", matters.matter_detail, name="matter-detail"),
    path("arenden/<str:slug>/andra/", matters.matter_edit, name="matter-edit"),
    path("arenden/<str:slug>/avsluta/", matters.matter_close, name="matter-close"),
    path("arenden/<str:slug>/oppna/", matters.matter_reopen, name="matter-reopen"),
    path("arenden/<str:slug>/for-ihop/", matters.matter_merge, name="matter-merge"),
    path("arenden/<str:slug>/steg/", matter_stops.stop_create, name="matter-stop-create"),
    path("arenden/<str:slug>/koppla/", matter_links.matter_attach, name="matter-attach"),
    path("arenden/<str:slug>/dokument/", matter_links.matter_file, name="matter-file"),
    path("moten/punkter/<int:pk>/arende/", matter_links.item_matter, name="item-matter"),
    path("uppdrag/<uuid:pk>/arende/", matter_links.action_matter, name="action-matter"),
]

theme_paths = [
    path("teman/", themes.theme_list, name="theme-list"),
    path("teman/nytt/", themes.theme_edit, name="theme-create"),
    path("teman/<slug:slug>/", themes.theme_detail, name="theme-detail"),
    path("teman/<slug:slug>/andra/", themes.theme_edit, name="theme-edit"),
    path("teman/<slug:slug>/ta-bort/", themes.theme_remove, name="theme-remove"),
]

action_paths = [
    path("uppdrag/", actions.action_list, name="action-list"),
    path("uppdrag/hamta/<str:kind>/", actions.action_export, name="action-export"),
    path("uppdrag/<uuid:pk>/", actions.action_detail, name="action-detail"),
    path("uppdrag/<uuid:pk>/aterkommer/", action_returns.action_return, name="action-return"),
    path("uppdrag/<uuid:pk>/folj-upp/", actions.action_settle, name="action-settle"),
]

contribution_paths = [
    path("moten/<int:pk>/inlagg/", contributions.contribution_own, name="contribution-own"),
    path("inlagg/<str:key>/", contributions.contribution_link, name="contribution-link"),
    path("moten/punkter/<int:pk>/inlagg/", contributions.item_contributions, name="item-contributions"),
    path("parter/<int:pk>/laget-runt/", contributions.contribution_history, name="contribution-history"),
]

handon_paths = [
    path("medskick/", handons.handon_list, name="handon-list"),
    path("medskick/hamta/<str:kind>/", handons.handon_export, name="handon-export"),
    path("medskick/<uuid:pk>/", handons.handon_detail, name="handon-detail"),
    path("medskick/<uuid:pk>/<int:body>/", handons.handon_answer, name="handon-answer"),
    path("medskick/<uuid:pk>/<int:body>/behovs/", handons.handon_ask_again, name="handon-ask-again"),
]

urlpatterns = [
    *agenda_paths,
    *backlog_paths,
    *attendance_paths,
    *attendance_export_paths,
    *invitee_paths,
    *calendar_paths,
    *notice_paths,
    *meeting_paths,
    *plan_paths,
    *date_option_paths,
    *drafting_paths,
    *body_paths,
    *seat_paths,
    *period_paths,
    *approval_paths,
    *printing_paths,
    *publishing_paths,
    *public_paths,
    *confirmation_paths,
    *interest_paths,
    *decision_paths,
    *matter_paths,
    *theme_paths,
    *action_paths,
    *handon_paths,
    *contribution_paths,
]
