"""Medskick: what was handed to which group, who has answered, and the answer (K6, A15)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from meetings import access
from meetings.actions import handon_lists as lists
from meetings.actions import handons
from meetings.forms.handons import AnswerForm, ExcuseForm
from meetings.models import Body, HandOn, HandOnAnswer
from meetings.resources import HandOnResource, download
from secretariat.lib.access import Permission, requires
from secretariat.lib.pages import Request, page
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log

from . import facets
from .decisions import FILES, page_of, with_hits
from .facets import Facet, Group

EVERYTHING = "alla"
_STAGES = [
    ("oppna", "Väntar på svar"),
    ("sena", "Sena"),
    ("besvarade", "Besvarade"),
    ("behovs-inte", "Behövs inte"),
]
_COVERS = {
    "oppna": lists.STILL_OPEN, "sena": (lists.LATE,), "besvarade": (lists.ANSWERED,), "behovs-inte": (lists.EXCUSED,)
}  # fmt: skip


@requires(Permission.DECISION_READ)
@require_GET
def handon_list(request: Request) -> HttpResponse:
    """Each group that was handed a medskick this user may read: `?q= lage= fran= till= sida=`.

    Without `lage` those that have not answered.
    """
    q = request.GET.get("q", "").strip()
    rows, filters, groups = _chosen(request, q)
    chosen = facets.chosen_values(request, filters)
    listed = page_of(request, rows, facets.count(groups, filters, chosen))
    found = lists.listed(listed.object_list, request.user)
    context = {
        "q": q,
        "receivers": [(one, with_hits(" ".join(one.words.split()), q)) for one in found],
        "listed": listed,
        "late": facets.count(groups, filters, {**chosen, "lage": "sena"}),
        "facets": facets.for_template(request, filters, groups),
    }
    return page(request, "meetings/handon_list.html", context)


@requires(Permission.DECISION_READ)
@require_GET
def handon_export(request: Request, kind: str) -> HttpResponse:
    """The list that is shown, all pages of it, as xlsx or csv."""
    if kind not in FILES:
        raise Http404
    rows, _, _ = _chosen(request, request.GET.get("q", "").strip())
    found = lists.listed(rows, request.user)
    log.write("exporterade medskick", by=request.user, antal=len(found), urval=request.GET.urlencode())
    return download(HandOnResource(), found, kind=kind, name="medskick")


def _chosen(request: Request, q: str) -> tuple[QuerySet[Any, Any], list[Facet], list[Group]]:
    """The rows that the address asks for, with the filters and what they count."""
    rows = lists.receivers(lists.readable(request.user, q), today=timezone.localdate())
    counted = rows.order_by().values_list("stage", "from_id", "body_id").annotate(count=Count("pk"))
    groups = [
        Group({"lage": stage, "fran": str(origin or ""), "till": str(body)}, count)
        for stage, origin, body, count in counted
    ]
    named = {key: {int(one.values[key]) for one in groups if one.values[key]} for key in ("fran", "till")}
    names = {
        str(one.pk): one.list_name
        for one in Body.objects.filter(pk__in=named["fran"] | named["till"]).order_by("sort_key")
    }
    filters = [
        Facet("Läge", "lage", _STAGES, default="oppna", everything=EVERYTHING, covers=_COVERS),
        *(
            Facet(title, key, [(pk, name) for pk, name in names.items() if int(pk) in named[key]])
            for title, key in (("Från", "fran"), ("Till", "till"))
        ),
    ]
    chosen = facets.chosen_values(request, filters)
    if chosen["lage"] != EVERYTHING:
        rows = rows.filter(stage__in=_COVERS[chosen["lage"]])
    if chosen["fran"]:
        rows = rows.filter(from_id=int(chosen["fran"]))
    if chosen["till"]:
        rows = rows.filter(body=int(chosen["till"]))
    return lists.in_order(rows).values_list(*lists.columns()), filters, groups


def _hand_on(request: Request, pk: UUID) -> HandOn:
    """A medskick whose words the user may read. Raises 404."""
    rows = lists.readable(request.user).select_related("block", "item__matter", "meeting__minutes")
    return get_object_or_404(rows.prefetch_related("meeting__meeting_bodies__body"), pk=pk)


@requires(Permission.DECISION_READ)
@require_GET
def handon_detail(request: Request, pk: UUID) -> HttpResponse:
    """One medskick: its words, how it stands in a sentence, and each group's way with it."""
    hand_on = _hand_on(request, pk)
    points = HandOn.objects.filter(pk=hand_on.pk)
    groups = lists.of_points(points, request.user, today=timezone.localdate()).get(hand_on.pk, [])
    bodies = {one.pk: one for one in hand_on.bodies.all()}
    may_excuse = access.may_follow_up(request.user, hand_on.meeting)
    context = {
        "hand_on": hand_on,
        "words": handons.words(hand_on),
        "sentence": lists.sentence(groups),
        "groups": [
            (one, may_excuse or access.may_answer_for(request.user, bodies[one.body])) for one in groups
        ],
        "may_excuse": may_excuse,
        "trail": [("Medskick", reverse("meetings:handon-list")), (str(hand_on.meeting), "")],
    }
    return page(request, "meetings/handon_detail.html", context)


@requires(Permission.DECISION_FOLLOW)
def handon_answer(request: Request, pk: UUID, body: int) -> HttpResponse:
    """Write what one group answers, or say that no answer is wanted."""
    hand_on = _hand_on(request, pk)
    group = get_object_or_404(hand_on.bodies, pk=body)
    may_answer = access.may_answer_for(request.user, group)
    may_excuse = access.may_follow_up(request.user, hand_on.meeting)
    if not (may_answer or may_excuse):
        raise PermissionDenied
    is_excuse = request.POST.get("do") == "excuse"
    if request.method == "POST" and not (may_excuse if is_excuse else may_answer):
        raise PermissionDenied
    standing = HandOnAnswer.objects.filter(hand_on=hand_on, body=group).first()
    said = standing.text if standing and not standing.is_excused else ""
    drawn, item = lists.suggested(hand_on, group)
    typed = request.POST if request.method == "POST" else None
    form = AnswerForm(
        typed if typed and not is_excuse else None, initial={"text": said or drawn, "was": said},
        is_suggested=bool(drawn and not said),
    )  # fmt: skip
    excuse_form = ExcuseForm(typed if is_excuse else None)
    if typed and _keep(request, hand_on, group, excuse_form if is_excuse else form):
        return redirect("meetings:handon-detail", pk)
    context = {
        "hand_on": hand_on,
        "group": group,
        "words": handons.words(hand_on),
        "item": item,
        "form": form if may_answer else None,
        "excuse_form": excuse_form if may_excuse and not said else None,
        "is_changed": bool(said),
        "trail": [
            ("Medskick", reverse("meetings:handon-list")), ("Medskicket", reverse("meetings:handon-detail", args=[pk])),
            (group.list_name, ""),
        ],
    }  # fmt: skip
    return page(request, "meetings/handon_answer.html", context, status=422 if typed else 200)


def _keep(request: Request, hand_on: HandOn, group: Body, form: AnswerForm | ExcuseForm) -> bool:
    """Store what was typed. False where it is refused; the form then says why."""
    if not form.is_valid():
        return False
    said = form.cleaned_data
    try:
        if isinstance(form, ExcuseForm):
            handons.excuse(hand_on, group, by=request.user, reason=said["reason"])
            messages.success(request, f"{group.list_name} behöver inte svara.")
        else:
            handons.answer(
                hand_on, group, by=request.user, text=said["text"], was=said["was"].replace("\r\n", "\n")
            )
            messages.success(request, f"Svaret från {group.list_name} är sparat.")
    except NotAllowed as no:
        form.add_error(None, no.reasons)
        if isinstance(form, AnswerForm):
            now = HandOnAnswer.objects.filter(hand_on=hand_on, body=group).first()
            form.data = form.data.copy()  # type: ignore[attr-defined]
            form.data["was"] = now.text if now and not now.is_excused else ""  # type: ignore[index]
        return False
    return True


@requires(Permission.DECISION_FOLLOW)
@require_POST
def handon_ask_again(request: Request, pk: UUID, body: int) -> HttpResponse:
    """Want an answer after all."""
    hand_on = _hand_on(request, pk)
    group = get_object_or_404(hand_on.bodies, pk=body)
    if not access.may_follow_up(request.user, hand_on.meeting):
        raise PermissionDenied
    handons.ask_again(hand_on, group, by=request.user)
    messages.success(request, f"{group.list_name} ska svara.")
    return redirect("meetings:handon-detail", pk)
