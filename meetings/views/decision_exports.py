"""The list of decisions as a file: at once, or on a page that shows how far a long one has come (B5)."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from meetings.actions import decision_exports
from meetings.models import DecisionExport
from secretariat.lib.access import Permission, requires
from secretariat.lib.pages import Request, file_once, page

from . import decision_filters


@requires(Permission.DECISION_READ)
@require_GET
def decision_export(request: Request, kind: str) -> HttpResponseBase:
    """The list that is shown, all pages of it, as xlsx or csv."""
    if kind not in DecisionExport.Kind.values:
        raise Http404
    chosen = decision_filters.chosen(request, request.GET.get("q", "").strip())
    made, path = decision_exports.export(
        chosen.choice, by=request.user, kind=kind, rows=chosen.total, query=request.GET.urlencode()
    )
    if path is None:
        return redirect(made)  # type: ignore[arg-type]
    name = f"beslut-{timezone.localdate():%Y-%m-%d}.{kind}"
    return file_once(path, name=name, content_type=decision_exports.TYPES[kind])


def _own(request: Request, pk: int) -> DecisionExport:
    """What somebody asked for is what they may read, and for nobody else."""
    return get_object_or_404(DecisionExport.objects.select_related("file"), pk=pk, made_by=request.user)


@requires(Permission.DECISION_READ)
@require_GET
def decision_export_detail(request: Request, pk: int) -> HttpResponse:
    """A long file: how far it has come, and the file."""
    made = _own(request, pk)
    again = f"{reverse('meetings:decision-export', args=[made.kind])}?{made.query}"
    trail = [("Beslut", reverse("meetings:decision-list")), ("Fil att hämta", "")]
    context = {"export": made, "file_name": decision_exports.file_name(made), "again": again, "trail": trail}
    return page(request, "meetings/decision_export_detail.html", context, part="progress")


@requires(Permission.DECISION_READ)
@require_GET
def decision_export_file(request: Request, pk: int) -> HttpResponseBase:
    """The file that the worker wrote."""
    made = _own(request, pk)
    if made.file is None:
        messages.error(request, "Filen finns inte kvar. Hämta den på nytt.")
        return redirect(made)
    return FileResponse(
        made.file.file.open("rb"),
        as_attachment=True,
        filename=decision_exports.file_name(made),
        content_type=decision_exports.TYPES[made.kind],
    )
