"""Minutes, the drafting screen and the lists in a template: `{{ pieces|as_text }}`, `{% draft_items items %}` …"""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.safestring import SafeString

from meetings import approval_markup, list_markup, markup, screen_markup
from meetings.actions.attendance_lists import AttendanceGroup
from meetings.actions.screens import ScreenItem

register = template.Library()

register.filter("as_text", markup.pieces)
register.filter("as_people", markup.people)
register.filter("as_quiet_people", approval_markup.people)
register.filter("as_agenda", screen_markup.agenda_rows)
register.filter("meeting_rows", list_markup.meeting_rows)
register.filter("decision_hits", list_markup.decision_hits)
register.filter("action_hits", list_markup.action_hits)
register.filter("matter_hits", list_markup.matter_hits)
register.simple_tag(approval_markup.items, name="approval_items")


@register.simple_tag(takes_context=True)
def draft_items(context: dict[str, Any], items: Iterable[ScreenItem]) -> SafeString:
    """Items to write in."""
    is_frozen = context["minutes"].frozen_at is not None
    return screen_markup.items(items, token=str(context["csrf_token"]), is_frozen=is_frozen)


@register.simple_tag(takes_context=True)
def attendance_rows(context: dict[str, Any], group: AttendanceGroup, *, detailed: bool) -> SafeString:
    """Rows of an attendance list."""
    return screen_markup.attendance_rows(
        group, token=str(context["csrf_token"]), may_edit=context["may_edit"], detailed=detailed
    )
