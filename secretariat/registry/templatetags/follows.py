"""The button to follow something: `{% follow_button "grupp" body %}`, `{% follow_search %}`."""

from typing import Any, NamedTuple

from django import template
from django.db import models

from secretariat.lib.following import SEARCH, kinds
from secretariat.lib.statements import Statement
from secretariat.registry.actions.follows import query_of
from secretariat.registry.models import Follow

register = template.Library()
_BUTTON = "registry/_follow_button.html"


class _Followed(NamedTuple):
    pk: int
    title: str


# Asked for at every search.
_SEARCH = Statement(
    _Followed, lambda user, query: Follow.objects.filter(user=user, query=query).order_by(), takes=(int, str)
)


@register.inclusion_tag(_BUTTON, takes_context=True)
def follow_button(context: dict[str, Any], kind: str, thing: models.Model) -> dict[str, Any]:
    """Follow the thing, or stop doing so."""
    app, _, model = kinds()[kind].model.partition(".")
    rows = Follow.objects.filter(
        content_type__app_label=app, content_type__model=model, object_id=str(thing.pk)
    )
    row = rows.filter(user=context["request"].user.pk).first()
    return _button(context, row, kind, str(thing.pk), f"Bevaka {thing}")


@register.inclusion_tag(_BUTTON, takes_context=True)
def follow_search(context: dict[str, Any]) -> dict[str, Any]:
    """Follow the search that the page's address asks."""
    request = context["request"]
    query = query_of(request.GET)
    found = _SEARCH.of(request.user.pk, query) if query and request.user.pk else []
    title = f"Sökning: {request.GET.get('q', '')[:180]}"
    return _button(context, found[0] if found else None, SEARCH, query, title)


def _button(
    context: dict[str, Any], row: Follow | _Followed | None, kind: str, key: str, title: str
) -> dict[str, Any]:
    return {
        "row": row,
        "kind": kind,
        "key": key,
        "title": title,
        "label": title if kind != SEARCH else "Bevaka sökningen",
        "words": "Bevaka" if kind != SEARCH else "Bevaka sökningen",
        "back": context["request"].get_full_path(),
        "csrf_token": context.get("csrf_token", ""),
    }
