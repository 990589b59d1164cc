"""Utlämnande: all that is allmänt of a meeting or a matter as a ZIP, from its page in two clicks (D2)."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from meetings.actions import disclosure_files
from meetings.forms.disclosures import DisclosureForm
from meetings.models import Disclosure, Matter, Meeting
from secretariat.lib.access import Permission, requires
from secretariat.lib.pages import Request, file_once, page
from secretariat.lib.rules import NotAllowed

from .matters import matter_at


@requires(Permission.RECORDS_RELEASE)
def disclosure_meeting(request: Request, pk: int) -> HttpResponseBase:
    """What of a meeting may be given out, and the button that does."""
    rows = Meeting.objects.select_related("minutes").prefetch_related("meeting_bodies__body")
    return _disclose(request, get_object_or_404(rows, pk=pk), ("Möten", reverse("meetings:meeting-list")))


@requires(Permission.RECORDS_RELEASE)
def disclosure_matter(request: Request, slug: str) -> HttpResponseBase:
    """The same of a matter."""
    return _disclose(request, matter_at(slug), ("Ärenden", reverse("meetings:matter-list")))


def _disclose(request: Request, about: Meeting | Matter, above: tuple[str, str]) -> HttpResponseBase:
    found = disclosure_files.found_for(about)
    form = DisclosureForm(request.POST if request.method == "POST" else None, withheld=found.withheld)
    reasons: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            made, path = disclosure_files.disclose(about, by=request.user, **form.asked())
        except NotAllowed as no:
            reasons = no.reasons
        else:
            name = disclosure_files.file_name(made)
            return file_once(path, name=name, content_type=disclosure_files.ZIP) if path else redirect(made)
    trail = [above, (str(about), about.get_absolute_url()), ("Lämna ut handlingar", "")]
    context = {"about": about, "found": found, "form": form, "reasons": reasons, "trail": trail}
    status = 422 if form.errors or reasons else 200
    return page(request, "meetings/disclosure_form.html", context, status=status)


def _own(pk: int) -> Disclosure:
    rows = Disclosure.objects.select_related("meeting", "matter", "file", "made_by__person")
    return get_object_or_404(rows.prefetch_related("meeting__meeting_bodies__body"), pk=pk)


@requires(Permission.RECORDS_RELEASE)
@require_GET
def disclosure_detail(request: Request, pk: int) -> HttpResponse:
    """How far a large one has come, and the file."""
    made = _own(pk)
    about = made.meeting or made.matter
    if about is None:
        raise Http404
    again = (
        reverse("meetings:disclosure-meeting", args=[about.pk])
        if isinstance(about, Meeting)
        else f"{about.get_absolute_url()}lamna-ut/"
    )
    trail = [(str(about), about.get_absolute_url()), ("Handlingar att hämta", "")]
    context = {"made": made, "again": again, "file_name": disclosure_files.file_name(made), "trail": trail}
    return page(request, "meetings/disclosure_detail.html", context, part="progress")


@requires(Permission.RECORDS_RELEASE)
@require_GET
def disclosure_file(request: Request, pk: int) -> HttpResponseBase:
    """The ZIP that the worker made."""
    made = _own(pk)
    if made.file is None:
        messages.error(request, "Filen finns inte kvar. Lämna ut handlingarna på nytt.")
        return redirect(made)
    name = disclosure_files.file_name(made)
    return FileResponse(
        made.file.file.open("rb"), as_attachment=True, filename=name, content_type=disclosure_files.ZIP
    )
