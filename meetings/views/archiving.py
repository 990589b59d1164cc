"""Archive packages: ordered for a year or one meeting, made by the worker, fetched when they are there (D3)."""

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from meetings.actions.archiving import packages
from meetings.forms.archiving import ArchiveForm
from meetings.models import ArchivePackage, Meeting
from secretariat.lib.access import Permission, requires
from secretariat.lib.pages import Request, page, paged
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log


@requires(Permission.RECORDS_RELEASE)
def archive_list(request: Request) -> HttpResponse:
    """Order a year's package; those that are made or being made, latest first."""
    form = ArchiveForm(request.POST if request.method == "POST" else None)
    reasons: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(packages.order(by=request.user, **form.asked()))
        except NotAllowed as no:
            reasons = no.reasons
    made = ArchivePackage.objects.select_related("body", "meeting", "file", "made_by__person")
    listed = paged(request, made.prefetch_related("meeting__meeting_bodies__body"), size=25)
    trail = [("Administration", reverse("registry:office")), ("Arkivpaket", "")]
    context = {"form": form, "reasons": reasons, "listed": listed, "trail": trail}
    status = 422 if form.errors or reasons else 200
    return page(request, "meetings/archive_list.html", context, status=status)


@requires(Permission.RECORDS_RELEASE)
@require_POST
def archive_meeting(request: Request, pk: int) -> HttpResponse:
    """Order a package of one meeting."""
    meeting = get_object_or_404(Meeting, pk=pk)
    try:
        return redirect(packages.order(by=request.user, meeting=meeting))
    except NotAllowed as no:
        messages.error(request, str(no))
        return redirect(meeting)


@requires(Permission.RECORDS_RELEASE)
@require_GET
def archive_detail(request: Request, pk: int) -> HttpResponse:
    """How far a package has come, what is not as it should be, and the file."""
    made = get_object_or_404(
        ArchivePackage.objects.select_related("body", "meeting", "file", "made_by__person"), pk=pk
    )
    trail = [
        ("Administration", reverse("registry:office")),
        ("Arkivpaket", reverse("meetings:archive-list")),
        (str(made), ""),
    ]
    context = {"made": made, "file_name": packages.file_name(made), "trail": trail}
    return page(request, "meetings/archive_detail.html", context, part="progress")


@requires(Permission.RECORDS_RELEASE)
@require_GET
def archive_file(request: Request, pk: int) -> HttpResponseBase:
    """The package that the worker made."""
    made = get_object_or_404(ArchivePackage.objects.select_related("body", "meeting", "file"), pk=pk)
    if made.file is None:
        messages.error(request, "Paketet finns inte kvar. Gör det på nytt.")
        return redirect("meetings:archive-list")
    log.write("hämtade arkivpaket", by=request.user, about=made.meeting or made.body, år=made.year)
    return FileResponse(
        made.file.file.open("rb"),
        as_attachment=True,
        filename=packages.file_name(made),
        content_type=packages.ZIP,
    )
