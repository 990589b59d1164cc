"""The table of persons that a visitor of the demo may be."""

from typing import Any

from django import template
from django.conf import settings

register = template.Library()


@register.inclusion_tag("home/demo_persons.html", takes_context=True)
def demo_persons(context: dict[str, Any]) -> dict[str, Any]:
    """A table with one button per person; nothing where there are none."""
    return {"persons": settings.DEMO_PERSONS if settings.DEMO else [], "csrf_token": context["csrf_token"]}
