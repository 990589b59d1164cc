"""Pages for everybody: what is published, and nothing else. Whatever is not is 404, as if it did not exist (C10)."""

from typing import Any, cast

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from meetings.actions import decisions as decision_register
from meetings.actions import masked_copies, papers, printing, publications, reading
from meetings.models import Body, Decision, Meeting, Minutes
from secretariat.lib import pdf
from secretariat.lib.pages import Request, page, paged
from secretariat.registry.models import Theme

PAGE_SIZE = 25
SHOWN = 6


def _page(
    request: Request, template: str, context: dict[str, Any], *, trail: tuple[str, ...] = ()
) -> HttpResponse:
    """A public page, with its own whole address; one that only sorts or searches what others hold is not indexed."""
    steps = [("Öppna möten och beslut", reverse("meetings:public-start")), *((word, "") for word in trail)]
    own = {
        "canonical": settings.BASE_URL + request.path,
        "noindex": bool(request.GET),
        "trail": steps if trail else [],
    }
    return page(request, f"meetings/{template}.html", own | context)


@login_not_required
@require_GET
def public_start(request: Request) -> HttpResponse:
    """The latest that has been published, and the groups and themes to look under."""
    context = {
        "meetings": publications.headed(publications.open_meetings()[:SHOWN]),
        "decisions": publications.listed(publications.latest_first(publications.of_substance())[:SHOWN]),
        "bodies": publications.open_bodies(),
        "themes": publications.open_themes(),
    }
    return _page(request, "public_start", context)


@login_not_required
@require_GET
def public_meetings(request: Request) -> HttpResponse:
    """Every published meeting, latest first."""
    listed = paged(request, publications.open_meetings(), size=PAGE_SIZE)
    context = {
        "meetings": publications.headed(cast("QuerySet[Meeting]", listed.object_list)),
        "listed": listed,
    }
    return _page(request, "public_meetings", context, trail=("Möten",))


@login_not_required
@require_GET
def public_decisions(request: Request) -> HttpResponse:
    """Every published decision, latest first; `?q=` finds words and numbers."""
    q = request.GET.get("q", "").strip()[:200]
    rows = publications.open_decisions()
    if q:
        rows = rows.filter(publications.saying(q))
    return _page(request, "public_decisions", _decisions(request, rows) | {"q": q}, trail=("Beslut",))


def _decisions(request: Request, rows: QuerySet[Decision]) -> dict[str, Any]:
    listed = paged(request, publications.latest_first(rows), size=PAGE_SIZE)
    return {
        "decisions": publications.listed(cast("QuerySet[Decision]", listed.object_list)),
        "listed": listed,
    }


@login_not_required
@require_GET
def public_body(request: Request, pk: int) -> HttpResponse:
    """What a body has published, joint meetings too (N6)."""
    body = get_object_or_404(publications.open_bodies(), pk=pk)
    meetings = publications.open_meetings().filter(publications.of_body(body))
    decisions = publications.open_decisions().filter(decision_register.of_body(body.pk))
    context = {
        "body": body,
        "meetings": publications.headed(meetings[: 4 * SHOWN]),
        "feed": reverse("meetings:public-body-feed", args=[body.pk]),
    }
    return _page(request, "public_body", context | _decisions(request, decisions), trail=(body.list_name,))


@login_not_required
@require_GET
def public_theme(request: Request, slug: str) -> HttpResponse:
    """Published decisions within a theme."""
    theme: Theme = get_object_or_404(publications.open_themes(), slug=slug)
    context = {"theme": theme, "feed": reverse("meetings:public-theme-feed", args=[theme.slug])}
    rows = publications.open_decisions().filter(theme=theme)
    return _page(request, "public_theme", context | _decisions(request, rows), trail=(theme.name,))


def _minutes(pk: int) -> Minutes | None:
    """Open minutes; None where they have been open and are not any longer; else 404."""
    rows = publications.open_minutes().select_related("meeting", "word", "current_version", "pdf")
    minutes = rows.defer("current_version__content").filter(meeting=pk).first()
    if minutes is None and not publications.was_open(pk):
        raise Http404
    return minutes


def _gone(request: Request) -> HttpResponse:
    """What was open here is not any longer. Neither what it was nor why is told."""
    response = _page(request, "public_gone", {"noindex": True})
    response.status_code = 410
    return response


@login_not_required
@require_GET
def public_meeting(request: Request, pk: int) -> HttpResponse:
    """Published minutes as a page, from the frozen version (C16), with rättelser and the files that were cleared."""
    minutes = _minutes(pk)
    if minutes is None:
        return _gone(request)
    publication = publications.standing_publication(minutes)
    document = reading.published(publication, minutes)
    if document is None:
        raise Http404
    context = {
        "meeting": minutes.meeting,
        "minutes": minutes,
        "publication": publication,
        "paper": publication.pdf if publication.is_masked else minutes.pdf,
        "document": document,
        "status": reading.status_of(minutes, document.word, has_approval=document.has_approval),
        "corrections": publications.open_corrections(minutes, publication),
        "files": publications.open_files(pk),
        "bodies": Body.objects.filter(meeting_bodies__meeting=pk).order_by("meeting_bodies__position"),
        "canonical": settings.BASE_URL + request.path,
        "trail": [
            ("Öppna möten och beslut", reverse("meetings:public-start")),
            ("Möten", reverse("meetings:public-meetings")),
            (document.title, ""),
        ],
    }
    return _page(request, "public_meeting", context)


@login_not_required
@require_GET
def public_pdf(request: Request, pk: int) -> HttpResponseBase:
    """The stored PDF, of the masked copy where there is one; after a rättelse the same with its note.

    The page is what search engines are led to.
    """
    minutes = _minutes(pk)
    if minutes is None:
        return _gone(request)
    publication = publications.standing_publication(minutes)
    here = reverse("meetings:public-meeting", args=[pk])
    is_masked = publication.is_masked
    try:
        content = (
            masked_copies.pdf_in(publication, minutes) if is_masked else printing.pdf_of(minutes.meeting)
        )
    except pdf.NotAvailable:
        return redirect(here)
    name = masked_copies.file_name(minutes) if is_masked else papers.file_name(minutes)
    headers = {
        "Content-Disposition": content_disposition_header(False, name) or "",
        "Link": f'<{settings.BASE_URL}{here}>; rel="canonical"',
    }
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@login_not_required
@require_GET
def public_file(request: Request, pk: int, file: int) -> HttpResponseBase:
    """A file that was cleared when its meeting was published."""
    if publications.had_file(pk, file) and publications.was_open(pk):
        return _gone(request)
    stored = get_object_or_404(publications.open_files(pk).distinct(), pk=file)
    try:
        content = stored.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    headers = {"X-Content-Type-Options": "nosniff"}
    return FileResponse(
        content, as_attachment=True, filename=stored.name, content_type=stored.content_type, headers=headers
    )


@login_not_required
@require_GET
def public_decision(request: Request, slug: str) -> HttpResponse:
    """One published decision at its permanent address: /offentligt/beslut/cf-2025-14/."""
    decision = publications.found_decision(slug)
    if decision is None:
        if publications.closed_meeting_of(slug):
            return _gone(request)
        raise Http404
    address = decision_register.slug_of(decision.number) or str(decision.pk)
    if slug != address:
        return redirect("meetings:public-decision", address)
    (shown,) = publications.listed(publications.open_decisions().filter(pk=decision.pk))
    minutes = get_object_or_404(publications.open_minutes(), meeting=decision.meeting_id)
    publication = publications.standing_publication(minutes)
    corrections = publications.open_corrections(minutes, publication)
    context = {
        "decision": decision,
        "shown": shown,
        "publication": publication,
        "corrections": [one for one in corrections if one.item_id == decision.item_id],
        **publications.related(decision),
        "bodies": Body.objects.filter(meeting_bodies__meeting=decision.meeting_id).order_by(
            "meeting_bodies__position"
        ),
        "trail": [
            ("Öppna möten och beslut", reverse("meetings:public-start")),
            ("Beslut", reverse("meetings:public-decisions")),
            (decision.number or "Utan nummer", ""),
        ],
    }
    return _page(request, "public_decision", context)
