"""Which parties want to join in, for the pages of points and matters."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils import timezone

from meetings import access
from meetings.actions import interest_tables, interests
from meetings.actions.matters import slug_of
from meetings.models import AgendaItem, ItemRole, Matter

register = template.Library()


@register.simple_tag(takes_context=True)
def interest_summary(context: dict[str, Any], about: AgendaItem | Matter) -> dict[str, Any]:
    """The sentence and where it leads; or whether this user may ask. Two queries at most.

    Nobody wants to join in the opening of a meeting: points with a role of their own do not offer it.
    """
    user = context["request"].user
    is_matter = isinstance(about, Matter)
    rows = interest_tables.readable(user).filter(inquiry__withdrawn_at=None)
    rows = rows.filter(matter=about.pk) if is_matter else rows.filter(item=about.pk)
    found = interest_tables.listed(rows[:1], today=timezone.localdate())
    if found:
        (one,) = found
        href = reverse("meetings:interest-detail", args=[one.call.pk])
        return {"asked": True, "may_ask": False, "href": href, "words": str(one.summary), "one": one}
    is_ordinary = isinstance(about, Matter) or about.role == ItemRole.NONE
    may_ask = (
        is_ordinary and access.may_ask_who_joins(user, about) and not interests.obstacles_to_asking(about)
    )
    href = (
        reverse("meetings:interest-ask-matter", args=[slug_of(about.number)])
        if is_matter
        else reverse("meetings:interest-ask-item", args=[about.pk])
    )
    return {"asked": False, "may_ask": may_ask, "href": href}
