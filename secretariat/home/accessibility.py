"""The accessibility statement, open to all, and the way to tell of what does not work (E1)."""

import datetime as dt
from typing import Any

from allauth.core.internal import ratelimit
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from secretariat.lib.pages import Request, page
from secretariat.registry.actions import barriers
from secretariat.registry.models import Letterhead

TESTED_ON = dt.date(2026, 11, 22)
"""When the system was last held against the rules. Change it together with the words of the page."""
THANKS = "Tack. Vi har fått det du skrev och svarar så snart vi kan."
OFTEN = "Det har kommit många anmälningar på kort tid. Vänta en timme, eller mejla eller ring oss i stället."


class BarrierForm(forms.Form):
    """What does not work, and where. Nobody needs to say who they are."""

    sida = forms.CharField(
        label="Var är det svårt?",
        required=False,
        max_length=300,
        help_text="Sidans adress eller namn, eller vilket dokument det gäller.",
    )
    text = forms.CharField(
        label="Vad fungerar inte?",
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Berätta gärna om du använder skärmläsare, förstoring eller något annat hjälpmedel.",
        error_messages={"required": "Skriv vad som inte fungerar."},
    )
    epost = forms.EmailField(
        label="Din e-post",
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text="Bara om du vill ha svar.",
    )
    # Nobody sees it, so whoever fills it in is a program.
    mer = forms.CharField(
        label="Lämna tomt",
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def statement(request: Request) -> HttpResponse:
    """Read the statement, or tell of a barrier."""
    form = BarrierForm(request.POST or None, initial={"sida": request.GET.get("sida", "")[:300]})
    if request.method != "POST" or not form.is_valid():
        return _page(request, form)
    if ratelimit.consume(request, app="allauth.account", action="barrier") is None:
        return _page(request, form, often=OFTEN)
    said = form.cleaned_data
    if not said["mer"]:
        barriers.report(page=said["sida"], text=said["text"], email=said["epost"])
    messages.success(request, THANKS)
    return redirect("home:accessibility")


def _page(request: Request, form: BarrierForm, *, often: str = "") -> HttpResponse:
    heads = Letterhead.objects.filter(organisation__is_own=True).select_related("organisation")
    head = heads.exclude(email="", phone="").first() or heads.first()
    context: dict[str, Any] = {"form": form, "head": head, "tested_on": TESTED_ON, "often": often}
    return page(request, "home/accessibility.html", context, status=429 if often else 200)
