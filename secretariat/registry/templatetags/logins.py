"""Links to the providers one may log in by."""

from typing import Any

from allauth.socialaccount.adapter import get_adapter
from django import template

register = template.Library()


@register.inclusion_tag("account/_providers.html", takes_context=True)
def login_providers(context: dict[str, Any]) -> dict[str, Any]:
    """One link for each provider in the environment; nothing where there are none."""
    request = context["request"]
    apps = get_adapter().list_apps(request)
    return {
        "providers": [(app.provider_id, app.name) for app in apps],
        "next": request.GET.get("next", ""),
    }
