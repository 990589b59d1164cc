"""Addresses of meetings, grouped by noun. The order is that of asking: what stands first is tried first."""

from . import attendance, bodies, decisions, meetings, minutes, records

app_name = "meetings"

urlpatterns = [
    *meetings.agenda_paths,
    *meetings.backlog_paths,
    *attendance.attendance_paths,
    *attendance.attendance_export_paths,
    *meetings.invitee_paths,
    *meetings.calendar_paths,
    *meetings.notice_paths,
    *meetings.meeting_paths,
    *meetings.plan_paths,
    *meetings.date_option_paths,
    *minutes.import_paths,
    *minutes.drafting_paths,
    *bodies.body_paths,
    *bodies.seat_paths,
    *bodies.period_paths,
    *minutes.approval_paths,
    *minutes.printing_paths,
    *minutes.publishing_paths,
    *minutes.public_paths,
    *records.archive_paths,
    *records.disclosure_paths,
    *records.open_data_paths,
    *decisions.confirmation_paths,
    *decisions.interest_paths,
    *decisions.decision_paths,
    *decisions.matter_paths,
    *decisions.theme_paths,
    *decisions.action_paths,
    *decisions.handon_paths,
    *decisions.contribution_paths,
]
