"""Fetching attendance to Excel: what is in it first, then the file; and every file that was fetched before (J1–J4)."""

from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from meetings.actions import attendance_checks, attendance_exports
from meetings.forms.attendance_exports import ExportSearch, SelectionForm
from meetings.models import AttendanceExport
from secretariat.lib import periods
from secretariat.lib.access import Permission, requires
from secretariat.lib.pages import Request, file_once, page, paged
from secretariat.lib.rules import NotAllowed

HOME = ("Närvaro", "meetings:statistics-list")


@requires(Permission.ATTENDANCE_EXPORT)
@require_GET
def attendance_export(request: Request) -> HttpResponse:
    """Choose period, groups and parties; see count, sample and what to look at. `?period=2026-h1` names a period."""
    return _choosing(request, SelectionForm(request.GET))


def _choosing(request: Request, form: SelectionForm, *, reasons: list[str] | None = None) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form, "reasons": reasons or [], "shortcuts": periods.shortcuts(timezone.localdate()), "checks": None,
        "trail": _trail("Hämta till Excel"),
    }  # fmt: skip
    if form.is_valid():
        selection = form.selection()
        checks = attendance_checks.checked(selection)
        context |= {
            "checks": checks,
            "selection": selection,
            "why_nothing": attendance_exports.obstacles_to_exporting(selection, checks),
            "asked": _asked(form),
            "only_news": f"?{urlencode([*_asked(form), ('andringar', 'on')])}",
        }
    status = 422 if form.errors or reasons else 200
    return page(request, "meetings/attendance_export.html", context, part="found", status=status)


def _asked(form: SelectionForm) -> list[tuple[str, str]]:
    """What was asked, as names and values of the address."""
    told = form.cleaned_data
    pairs = [("fran", told["fran"].isoformat()), ("till", told["till"].isoformat())]
    pairs += [("grupp", str(one.pk)) for one in told["grupp"]]
    pairs += [("part", str(one.pk)) for one in told["part"]]
    return pairs + [(name, "on") for name in ("ej_fardiga", "andringar") if told[name]]


@requires(Permission.ATTENDANCE_EXPORT)
@require_POST
def attendance_export_make(request: Request) -> HttpResponseBase:
    """The file at once; a large one on a page that shows how far it has come."""
    form = SelectionForm(request.POST)
    kind, seen = request.POST.get("format", ""), request.POST.get("sedda", "")
    if not form.is_valid():
        return _choosing(request, form)
    if kind not in AttendanceExport.Kind.values:
        return _choosing(request, form, reasons=["Välj Excel, CSV eller en fil per kommun."])
    number = int(seen) if seen.isdecimal() and len(seen) < 10 else None
    try:
        made, path = attendance_exports.export(form.selection(), by=request.user, kind=kind, seen=number)
    except NotAllowed as no:
        return _choosing(request, form, reasons=no.reasons)
    return _file(made, path) if path else redirect(made)


def _file(export: AttendanceExport, path: Path) -> FileResponse:
    return file_once(
        path, name=attendance_exports.file_name(export), content_type=attendance_exports.TYPES[export.kind]
    )


@requires(Permission.ATTENDANCE_EXPORT)
@require_GET
def attendance_export_list(request: Request) -> HttpResponse:
    """Every file that was fetched, latest first: `?q= fran= till= kind= sida=`."""
    form = ExportSearch(request.GET)
    form.is_valid()
    exports = _matching(form.cleaned_data)
    context = {"form": form, "exports": paged(request, exports), "trail": _trail("Hämtat förut")}
    status = 422 if form.errors else 200
    return page(request, "meetings/attendance_export_list.html", context, part="exports", status=status)


def _matching(asked: dict[str, Any]) -> QuerySet[AttendanceExport]:
    exports = AttendanceExport.objects.select_related("made_by__person").prefetch_related("bodies", "parties")
    for word in str(asked.get("q") or "").split():
        names = Q(made_by__person__given_name__icontains=word) | Q(
            made_by__person__family_name__icontains=word
        )
        exports = exports.filter(names | Q(made_by__email__icontains=word))
    if asked.get("fran"):
        exports = exports.filter(made_at__date__gte=asked["fran"])
    if asked.get("till"):
        exports = exports.filter(made_at__date__lte=asked["till"])
    return exports.filter(kind=asked["kind"]) if asked.get("kind") else exports


@requires(Permission.ATTENDANCE_EXPORT)
@require_GET
def attendance_export_detail(request: Request, pk: int) -> HttpResponse:
    """One fetched file: what was asked for, how far it has come, and the file again."""
    export = get_object_or_404(
        AttendanceExport.objects.select_related("made_by__person", "file").prefetch_related(
            "bodies", "parties"
        ),
        pk=pk,
    )
    pairs = [("fran", export.starts_on.isoformat()), ("till", export.ends_on.isoformat())]
    pairs += [("grupp", str(one.pk)) for one in export.bodies.all()]
    pairs += [("part", str(one.pk)) for one in export.parties.all()]
    pairs += [("ej_fardiga", "on")] if export.with_unfinished else []
    context = {
        "export": export,
        "period": periods.in_words(export.starts_on, export.ends_on),
        "same": f"?{urlencode(pairs)}",
        "news": f"?{urlencode([*pairs, ('andringar', 'on')])}",
        "file_name": attendance_exports.file_name(export),
        "trail": [*_trail("")[:1], ("Hämtat förut", reverse("meetings:attendance-export-list")), (str(export), "")],
    }  # fmt: skip
    return page(request, "meetings/attendance_export_detail.html", context, part="progress")


@requires(Permission.ATTENDANCE_EXPORT)
@require_GET
def attendance_export_file(request: Request, pk: int) -> HttpResponseBase:
    """The file that the worker made."""
    export = get_object_or_404(AttendanceExport.objects.select_related("file"), pk=pk)
    if export.file is None:
        messages.error(request, "Filen finns inte kvar. Tryck på Hämta igen, så görs den på nytt.")
        return redirect(export)
    return FileResponse(
        export.file.file.open("rb"),
        as_attachment=True,
        filename=attendance_exports.file_name(export),
        content_type=attendance_exports.TYPES[export.kind],
    )


@requires(Permission.ATTENDANCE_EXPORT)
@require_POST
def attendance_export_again(request: Request, pk: int) -> HttpResponseBase:
    """The same rows once more, without marking anything."""
    export = get_object_or_404(AttendanceExport, pk=pk)
    if export.file_id:
        return redirect("meetings:attendance-export-file", pk)
    if export.state != AttendanceExport.State.MADE:
        messages.error(request, "Filen blev aldrig klar. Hämta samma urval på nytt i stället.")
        return redirect(export)
    path = attendance_exports.export_again(export, by=request.user)
    return _file(export, path) if path else redirect(export)


def _trail(words: str) -> list[tuple[str, str]]:
    return [(HOME[0], reverse(HOME[1])), (words, "")]
