"""What a matter's and a decision's page show of money; and saying that a decision concerns it (G9)."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from funding import access
from funding.actions import concerns, grants, lists
from funding.forms.concerns import ConcernForm
from funding.models import Allocation, Fund, GrantDecision
from meetings.access import words_readable_by
from meetings.models import Decision
from secretariat.lib.access import Permission, may, requires
from secretariat.lib.pages import Request, page
from secretariat.lib.rules import NotAllowed

from .funds import trail_of


@requires(Permission.FUNDING_READ)
@require_GET
def matter_funds(request: Request, pk: int) -> HttpResponse:
    """The funds of a matter."""
    rows = list(Fund.objects.filter(matter=pk).select_related(*lists.WITH).prefetch_related("themes"))
    years = lists.years_of(rows, today=timezone.localdate())
    context = {"funds": lists.listed(rows, years, user=request.user), "trail": trail_of()}
    return page(request, "funding/matter_funds.html", context, part="funds-here")


@requires(Permission.FUNDING_READ)
def decision_funds(request: Request, pk: UUID) -> HttpResponse:
    """The lines of money that a decision is behind. A post says that it concerns some."""
    decision = _decision(request, pk)
    may_edit = may(request.user, Permission.FUNDING_EDIT)
    if request.method == "POST" and not may_edit:
        raise PermissionDenied
    form = ConcernForm(request.POST or None, user=request.user) if may_edit else None
    if request.method == "POST" and form and form.is_valid() and _concern(request, form, decision):
        return redirect("funding:decision-funds", pk)
    context = {
        "decision": decision,
        "lines": concerns.lines_of(decision.pk),
        "form": form,
        "may_edit": may_edit,
        "trail": trail_of((f"Beslut {decision.number}", "")),
    }
    return page(request, "funding/decision_funds.html", context, part="funds-here")


def _decision(request: Request, key: UUID) -> Decision:
    return get_object_or_404(Decision.objects.filter(words_readable_by(request.user)).distinct(), pk=key)


def _concern(request: Request, form: ConcernForm, decision: Decision) -> bool:
    """Do what the form says; False where something stands in the way, said in the form."""
    found = form.chosen()
    grant = found.pot.grant if isinstance(found, Allocation) else found
    if not access.may_edit(request.user, grant.fund):
        form.add_error("money", f"Det är bara den som har hand om {grant.fund} som kan säga det.")
        return False
    try:
        if isinstance(found, Allocation):
            grants.allocation_rests_on(found, decision, by=request.user)
        else:
            grants.concern(found, decision, by=request.user)
    except NotAllowed as no:
        form.add_error("money", no.reasons)
        return False
    messages.success(request, f"Beslutet gäller {found}.")
    return True


@requires(Permission.FUNDING_EDIT)
@require_POST
def decision_release(request: Request, pk: UUID) -> HttpResponse:
    """Take back that a decision concerns some money."""
    decision = _decision(request, pk)
    key = request.POST.get("medel", "")
    concerned = GrantDecision.objects.filter(concerned_by=decision).select_related("fund")
    grant = get_object_or_404(concerned, pk=int(key) if key.isdecimal() else 0)
    if not access.may_edit(request.user, grant.fund):
        raise PermissionDenied
    grants.no_longer_concern(grant, decision, by=request.user)
    messages.success(request, f"Beslutet gäller inte längre {grant}.")
    return redirect("funding:decision-funds", pk)
