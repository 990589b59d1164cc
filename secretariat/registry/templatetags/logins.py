"""Links to the providers one may log in by."""

from typing import Any

from allauth.socialaccount.adapter import get_adapter
from django import template
from django.urls import reverse

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


@register.inclusion_tag("mfa/webauthn/_passkey_form.html", takes_context=True)
def login_passkey(context: dict[str, Any]) -> dict[str, Any]:
    """The button that logs in by a passkey, and on to where one was going."""
    request = context["request"]
    return {
        "kind": "use",
        "action": reverse("mfa_login_webauthn"),
        "words": "Logga in med passnyckel",
        "look": "button",
        "after": request.GET.get("next", ""),
        "nonce": request.csp_nonce,
        "csrf_token": context["csrf_token"],
    }
