"""Rättelse: the page where it is made, and the page of one that has been made (C7)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from meetings import access
from meetings.actions import corrections
from meetings.forms.approval import CorrectionForm
from meetings.models import Correction
from secretariat.lib.access import Permission, requires
from secretariat.lib.pages import Request, page
from secretariat.lib.rules import NotAllowed

from .approval import minutes_of


@requires(Permission.MINUTES_CORRECT)
def minutes_correct(request: Request, pk: int) -> HttpResponse:
    """Make a rättelse in finished minutes. `?punkt=` chooses the item."""
    minutes = minutes_of(request, pk)
    if not access.may_correct(request.user, minutes):
        raise PermissionDenied
    if not minutes.is_finished:
        messages.error(request, "Anteckningarna är inte färdiga. Ändra i texten i stället.")
        return redirect(minutes)
    form = CorrectionForm(
        request.POST or None, minutes=minutes, initial={"item": request.GET.get("punkt", "")}
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = corrections.correct(minutes, by=request.user, **form.cleaned_data)
        except NotAllowed as no:
            for reason in no.reasons:
                form.add_error(None, reason)
        else:
            messages.success(request, "Rättelsen är gjord. Den gamla texten går fortfarande att läsa.")
            return redirect("meetings:minutes-correction", pk, made.pk)
    earlier = minutes.corrections.order_by("corrected_at")
    context = {"minutes": minutes, "meeting": minutes.meeting, "form": form, "corrections": earlier}
    return page(request, "meetings/minutes_correct.html", context)


@requires(Permission.MEETING_READ)
def minutes_correction(request: Request, pk: int, correction: int) -> HttpResponse:
    """One rättelse: what stood, what should stand, when, by whom and why."""
    minutes = minutes_of(request, pk)
    if not access.may_read_text(request.user, minutes):
        raise Http404
    made = get_object_or_404(Correction, minutes=minutes, pk=correction)
    context = {"minutes": minutes, "meeting": minutes.meeting, "correction": made}
    return page(request, "meetings/minutes_correction.html", context)
