"""How decisions begin in each kind of body: the list, adding, changing, removing (B6)."""

from django.contrib import messages
from django.db.models import Max
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from meetings.actions import decision_words
from meetings.forms.wordings import WordingForm
from meetings.models import BodyType, DecisionWording
from secretariat.lib.access import Permission, requires
from secretariat.lib.pages import Request, page
from secretariat.registry.actions import log

from .bodies import trail_of


def _trail(*words: str) -> list[tuple[str, str]]:
    trail = [*trail_of(None), ("Typer och ord", reverse("meetings:body-words"))]
    if words:
        trail.append(("Hur beslut inleds", reverse("meetings:body-wordings")))
    return [*trail, (words[0] if words else "Hur beslut inleds", "")]


@requires(Permission.BODY_EDIT)
def wording_list(request: Request) -> HttpResponse:
    """Every kind of body with its beginnings, and whether it decides or recommends."""
    kinds = [
        (kind, list(kind.wordings.all()), decision_words.recommends(decision_words.own_words(kind)))
        for kind in BodyType.objects.prefetch_related("wordings")
    ]
    return page(request, "meetings/body_wordings.html", {"kinds": kinds, "trail": _trail()})


@requires(Permission.BODY_EDIT)
def wording_edit(request: Request, pk: int | None = None) -> HttpResponse:
    """Add or change a beginning; a new one stands last, of the kind that the address names (?typ=)."""
    row = get_object_or_404(DecisionWording, pk=pk) if pk else DecisionWording()
    form = WordingForm(request.POST or None, instance=row, initial={} if pk else _new(request))
    if request.method == "POST" and form.is_valid():
        log.write("ändrade hur beslut inleds", by=request.user, about=form.save())
        messages.success(request, f"”{form.instance}” är sparat.")
        return redirect("meetings:body-wordings")
    context = {"form": form, "row": row, "trail": _trail("Ändra" if pk else "Ny inledning")}
    return page(request, "meetings/body_wording_form.html", context, status=422 if form.errors else 200)


def _new(request: Request) -> dict[str, object]:
    typed = request.GET.get("typ", "")
    kind = (
        BodyType.objects.filter(pk=typed).first()
        if typed.isascii() and typed.isdecimal() and len(typed) < 9
        else None
    )
    last = kind.wordings.aggregate(last=Max("position"))["last"] if kind else None
    return {"body_type": kind, "position": 1 if last is None else last + 1}


@requires(Permission.BODY_EDIT)
@require_POST
def wording_remove(request: Request, pk: int) -> HttpResponse:
    """Remove a beginning. Decisions that were written with it keep their words."""
    row = get_object_or_404(DecisionWording, pk=pk)
    log.write("tog bort hur beslut inleds", by=request.user, about=row)
    row.delete()
    messages.success(request, f"”{row}” är borttaget.")
    return redirect("meetings:body-wordings")
