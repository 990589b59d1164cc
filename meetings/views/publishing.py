"""Publishing minutes: what becomes public, the checklist, the act, its undoing, and the list of what is open (C10)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, F, Q
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from meetings import access
from meetings.actions import masks, publications, publishing, reading
from meetings.actions.decisions import body_names
from meetings.forms.publishing import PublishForm, UnpublishForm
from meetings.models import Body, Minutes
from secretariat.lib.access import Permission, requires
from secretariat.lib.pages import Request, page, paged
from secretariat.lib.rules import NotAllowed

from . import facets
from .approval import minutes_of
from .facets import BODY, Facet, Group

PAGE_SIZE = 25
STANDS = {
    publications.CLOSED: ("unknown", "Inte publicerat"),
    publications.OPEN: ("done", "Publicerat"),
    publications.HIDDEN: ("late", "Visas inte, nämner skyddad person"),
    publications.TAKEN_BACK: ("replaced", "Avpublicerat"),
}


def _minutes(request: Request, pk: int) -> Minutes:
    minutes = minutes_of(request, pk)
    if not access.may_publish(request.user, minutes.meeting):
        raise PermissionDenied
    return minutes


@requires(Permission.MINUTES_PUBLISH)
def minutes_publish(request: Request, pk: int) -> HttpResponse:
    """What becomes public and whom it names, the checklist, and the button; once published, how to take it back."""
    minutes = _minutes(request, pk)
    if not minutes.is_finished:
        return page(request, "meetings/minutes_publish.html", _context(minutes))
    openness = publishing.openness_of(minutes)
    initial = {"last_day": publishing.last_day_by_setting(minutes)}
    form = PublishForm(request.POST or None, files=openness.files, initial=initial)
    anew = "pa-nytt" in request.GET
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            publishing.publish(
                minutes,
                by=request.user,
                checked=form.checked(),
                files=told.get("files", ()),
                comment=told["comment"],
                last_day=told["last_day"],
                anew=anew,
            )
        except NotAllowed as no:
            form.add_error(None, no.reasons)
        else:
            messages.success(request, "Anteckningarna är publicerade. Alla kan läsa dem nu.")
            return redirect("meetings:minutes-publish", pk)
    return page(
        request,
        "meetings/minutes_publish.html",
        _context(minutes, form, openness, anew=anew),
        status=422 if form.errors else 200,
    )


@requires(Permission.MINUTES_PUBLISH)
@require_POST
def minutes_unpublish(request: Request, pk: int) -> HttpResponse:
    """Close what is open, with the reason."""
    minutes = _minutes(request, pk)
    form = UnpublishForm(request.POST)
    if form.is_valid():
        try:
            publishing.unpublish(minutes, by=request.user, why=form.cleaned_data["why"])
        except NotAllowed as no:
            messages.error(request, str(no))
        else:
            messages.success(
                request, "Anteckningarna är avpublicerade. Ingen utomstående kan läsa dem längre."
            )
        return redirect("meetings:minutes-publish", pk)
    return page(request, "meetings/minutes_publish.html", _context(minutes, unpublish=form), status=422)


def _context(
    minutes: Minutes,
    form: PublishForm | None = None,
    openness: publishing.Openness | None = None,
    unpublish: UnpublishForm | None = None,
    *,
    anew: bool = False,
) -> dict[str, Any]:
    history = list(
        minutes.publications.defer("content", "words")
        .select_related("published_by__person", "unpublished_by__person", "pdf")
        .prefetch_related("files")
    )
    version = minutes.current_version
    shown = reading.frozen(version.pk, version.sha256) if minutes.is_finished and version else None
    if openness and openness.masking:
        shown = reading.shown(openness.document)
    standing = next((one for one in history if one.unpublished_at is None), None)
    return {
        "minutes": minutes,
        "meeting": minutes.meeting,
        "standing": standing,
        "anew": anew and bool(standing),
        "is_past": bool(standing and standing.last_day and standing.last_day < timezone.localdate()),
        "is_changed": standing is not None and minutes.is_finished and masks.is_changed(minutes, standing),
        "is_shown": bool(standing) and publications.open_minutes().filter(pk=minutes.pk).exists(),
        "history": [one for one in history if one.unpublished_at],
        "openness": openness,
        "form": form,
        "unpublish": unpublish or UnpublishForm(),
        "text": shown.text if shown else "",
        "trail": [
            ("Publicering", reverse("meetings:publication-list")),
            (str(minutes.meeting), minutes.meeting.get_absolute_url()),
            ("Publicera", ""),
        ],
    }


@requires(Permission.MINUTES_PUBLISH)
@require_GET
def publication_list(request: Request) -> HttpResponse:
    """Finished minutes, what is open and what is not, latest first, with filters."""
    q = request.GET.get("q", "").strip()
    rows = publications.with_standing(Minutes.objects.finished().filter(access.publishable_by(request.user)))
    if q:
        rows = rows.filter(
            Q(meeting__title__icontains=q)
            | Q(
                meeting__in=Body.objects.filter(Q(name__icontains=q) | Q(short_name__icontains=q)).values(
                    "meetings"
                )
            )
        )
    groups, filters = _filters(rows)
    chosen = facets.chosen_values(request, filters)
    if chosen["visa"]:
        rows = rows.filter(stands=chosen["visa"])
    if chosen["ar"]:
        rows = rows.filter(meeting__date__year=int(chosen["ar"]))
    if chosen[BODY]:
        rows = rows.filter(meeting__meeting_bodies__body=int(chosen[BODY]))
    rows = rows.select_related("meeting").order_by(F("meeting__date").desc(nulls_last=True), "-meeting")
    listed = paged(request, rows, size=PAGE_SIZE, total=facets.count(groups, filters, chosen))
    names = body_names({one.meeting_id for one in listed})
    context = {
        "rows": [
            (one, one.meeting.title or " och ".join(names.get(one.meeting_id, ())), *STANDS[one.stands])
            for one in listed
        ],
        "listed": listed,
        "facets": facets.for_template(request, filters, groups),
        "q": q,
    }
    return page(request, "meetings/publication_list.html", context)


def _filters(rows: Any) -> tuple[list[Group], list[Facet]]:
    """One query for the counts of all filters, one for the names of bodies."""
    found = list(
        rows.order_by()
        .values_list(
            "meeting__meeting_bodies__body",
            "meeting__meeting_bodies__position",
            "meeting__date__year",
            "stands",
        )
        .annotate(count=Count("pk"))
    )
    names = Body.objects.filter(pk__in={row[0] for row in found if row[0]}).order_by("sort_key")
    groups = [
        Group({BODY: str(body or ""), "ar": str(year or ""), "visa": stands}, count, leads=not position)
        for body, position, year, stands, count in found
    ]
    years = sorted({group.values["ar"] for group in groups} - {""}, reverse=True)
    return groups, [
        Facet("Visa", "visa", [(key, words) for key, (_, words) in STANDS.items()]),
        Facet("Grupp", BODY, [(str(body.pk), body.list_name) for body in names]),
        Facet("År", "ar", [(year, year) for year in years]),
    ]
