"""The button to follow something: `{% follow_button "grupp" body %}`, `{% follow_search %}`."""

from typing import Any

from django import template
from django.db import models

from secretariat.lib.following import SEARCH, kinds
from secretariat.registry.actions.follows import query_of
from secretariat.registry.models import Follow

register = template.Library()
_BUTTON = "registry/_follow_button.html"


@register.inclusion_tag(_BUTTON, takes_context=True)
def follow_button(context: dict[str, Any], kind: str, thing: models.Model) -> dict[str, Any]:
    """Follow the thing, or stop doing so."""
    app, _, model = kinds()[kind].model.partition(".")
    rows = Follow.objects.filter(
        content_type__app_label=app, content_type__model=model, object_id=str(thing.pk)
    )
    return _button(context, rows, kind, str(thing.pk), f"Bevaka {thing}")


@register.inclusion_tag(_BUTTON, takes_context=True)
def follow_search(context: dict[str, Any]) -> dict[str, Any]:
    """Follow the search that the page's address asks."""
    asked = context["request"].GET
    query = query_of(asked)
    return _button(
        context, Follow.objects.filter(query=query), SEARCH, query, f"Sökning: {asked.get('q', '')[:180]}"
    )


def _button(context: dict[str, Any], rows: Any, kind: str, key: str, title: str) -> dict[str, Any]:
    request = context["request"]
    return {
        "row": rows.filter(user=request.user.pk).first(),
        "kind": kind,
        "key": key,
        "title": title,
        "label": title if kind != SEARCH else "Bevaka sökningen",
        "words": "Bevaka" if kind != SEARCH else "Bevaka sökningen",
        "back": request.get_full_path(),
        "csrf_token": context.get("csrf_token", ""),
    }
