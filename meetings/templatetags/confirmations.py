"""How the parties stand to a decision, for the decision's own page."""

from typing import Any

from django import template

from meetings import access
from meetings.actions import confirmation_tables, confirmations
from meetings.actions.decisions import address_of
from meetings.models import Decision
from secretariat.lib.access import Permission, may

register = template.Library()


@register.simple_tag(takes_context=True)
def confirmation_summary(context: dict[str, Any], decision: Decision) -> dict[str, Any]:
    """The sentence and where it leads; or whether this user may ask the parties."""
    user = context["request"].user
    slug = address_of(decision.number, decision.pk)
    nothing: dict[str, Any] = {"asked": False, "may_ask": False, "slug": slug}
    if not may(user, Permission.INQUIRY_READ):
        return nothing
    if found := confirmation_tables.summary_of(decision):
        return {"asked": True, "slug": slug, **found}
    may_ask = access.may_ask_parties(user, decision)
    return {**nothing, "may_ask": may_ask and not confirmations.obstacles_to_asking(decision)}
