"""Starting the follow-up of an agreement; the round itself has its own pages (F5)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from agreements import access
from agreements.actions import followups
from agreements.forms.followups import FollowUpForm
from secretariat.lib.access import Permission, requires
from secretariat.lib.pages import Request, page
from secretariat.lib.rules import NotAllowed

from .agreements import agreement_at, trail_of


@requires(Permission.AGREEMENT_EDIT)
def followup_start(request: Request, slug: str) -> HttpResponse:
    """Put a year's questions to the parties together; what stands in the way is said before anything is typed."""
    agreement = agreement_at(slug)
    if not access.may_edit(request.user, agreement):
        raise PermissionDenied
    today = timezone.localdate()
    form = FollowUpForm(request.POST or None, initial={"year": today.year - (today.month < 9)})
    if request.method == "POST" and form.is_valid():
        try:
            made = followups.start(agreement, by=request.user, today=today, **form.cleaned_data)
        except NotAllowed as no:
            for reason in no.reasons:
                form.add_error(None, reason)
        else:
            messages.success(request, "Uppföljningen är förberedd. Läs igenom och skicka den.")
            return redirect("inquiries:round-detail", made.inquiry_id)
    name = agreement.short_name or agreement.title
    context = {
        "form": form,
        "agreement": agreement,
        "trail": trail_of((name, agreement.get_absolute_url()), ("Följ upp ett år", "")),
    }
    return page(request, "agreements/followup_start.html", context)
