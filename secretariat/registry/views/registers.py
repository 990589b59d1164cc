"""Registers in and out: all of them, one fetched, one taken in after it has been looked at row by row (M3)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from secretariat.lib.access import Permission, may, requires
from secretariat.lib.pages import Request, file_once, page, paged, query_string
from secretariat.lib.register_rows import CHANGED, NEW, SAME, WRONG
from secretariat.lib.registers import Register, registers
from secretariat.lib.rules import NotAllowed
from secretariat.registry import access
from secretariat.registry.actions import register_exports, register_imports
from secretariat.registry.forms import RegisterFileForm
from secretariat.registry.models import RegisterExport, RegisterImport

_MARKS = {NEW: "info", CHANGED: "draft", SAME: "unknown", WRONG: "late"}
_STATES = {"reading": "pending", "shown": "planned", "taking": "pending", "failed": "late"}
_PAGE_SIZE = 100
State = RegisterImport.State


def _register(request: Request, key: str) -> type[Register]:
    register = registers().get(key)
    if register is None:
        raise Http404
    if not may(request.user, register.reading):
        raise PermissionDenied
    return register


def _trail(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [("Register in och ut", reverse("registry:register-list")), *more]


def _instead(request: Request, register: type[Register]) -> tuple[str, str] | None:
    """Words and address of a page that does more, for who may open it."""
    if register.instead is None or not may(request.user, register.instead[2]):
        return None
    return register.instead[0], reverse(register.instead[1])


@requires(Permission.REGISTRY_READ)
@require_GET
def register_list(request: Request) -> HttpResponse:
    """What each register holds, when it last went in and out, and files that wait."""
    taken = RegisterImport.objects.filter(state=State.TAKEN).select_related("taken_in_by__person")
    into = {one.register: one for one in taken.order_by("register", "-taken_in_at").distinct("register")}
    fetched = RegisterExport.objects.select_related("made_by__person")
    out = {one.register: one for one in fetched.order_by("register", "-made_at").distinct("register")}
    rows = [
        {
            "register": one,
            "count": one(request.user).count(),
            "into": into.get(one.key),
            "out": out.get(one.key),
            "may_take_in": not register_imports.obstacles_to_choosing(one, request.user),
            "instead": _instead(request, one),
        }
        for one in registers().values()
        if may(request.user, one.reading)
    ]
    context = {"rows": rows, "waiting": _waiting(request)}
    return page(request, "registry/register_list.html", context)


def _waiting(request: Request) -> list[dict[str, Any]]:
    """Files that are being looked through or wait for somebody to take them in."""
    told = RegisterImport.objects.exclude(state=State.TAKEN).select_related("uploaded_by__person")
    if not access.is_office(request.user):
        told = told.filter(uploaded_by=request.user)
    known = registers()
    return [
        {"made": one, "name": known[one.register].name, "mark": _STATES[one.state]}
        for one in told[:20]
        if one.register in known
    ]


# Out


@requires(Permission.REGISTRY_READ)
@require_POST
def register_export(request: Request, key: str) -> HttpResponseBase:
    """All of the register that the user may read, as Excel or CSV; a long one is made by the worker."""
    register = _register(request, key)
    if (kind := request.POST.get("kind", "")) not in RegisterExport.Kind.values:
        raise Http404
    made, path = register_exports.export(register, by=request.user, kind=kind)
    if path is None:
        return redirect(made)
    return file_once(path, name=register_exports.file_name(made), content_type=register_exports.TYPES[kind])


@requires(Permission.REGISTRY_READ)
@require_GET
def register_export_detail(request: Request, pk: int) -> HttpResponse:
    """A long file: how far it has come, and the file. For the one who asked."""
    told = RegisterExport.objects.select_related("file")
    made = get_object_or_404(told, pk=pk, made_by=request.user)
    register = _register(request, made.register)
    context = {
        "export": made, "register": register, "file_name": register_exports.file_name(made),
        "trail": _trail((f"{register.name} att hämta", "")),
    }  # fmt: skip
    return page(request, "registry/register_export_detail.html", context, part="progress")


# In


@requires(Permission.REGISTRY_READ)
def register_upload(request: Request, key: str) -> HttpResponse:
    """Choose a file, and what its columns are."""
    register = _register(request, key)
    if obstacles := register_imports.obstacles_to_choosing(register, request.user):
        if not register.closed:
            raise PermissionDenied
        messages.info(request, obstacles[0])
        return redirect("registry:register-list")
    form = RegisterFileForm(request.POST, request.FILES) if request.method == "POST" else RegisterFileForm()
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(register_imports.upload(register, form.cleaned_data["file"], by=request.user))
        except NotAllowed as no:
            form.add_error("file", no.reasons)
    context = {
        "register": register, "form": form, "columns": [column.in_sheet for column in register.columns()],
        "trail": _trail((register.name, "")),
        "instead": _instead(request, register),
    }  # fmt: skip
    return page(request, "registry/register_upload.html", context, status=422 if form.errors else 200)


def _import(request: Request, pk: int) -> tuple[RegisterImport, type[Register]]:
    """An uploaded file, for the one who chose it and for the office."""
    made = get_object_or_404(RegisterImport.objects.select_related("uploaded_by__person", "file"), pk=pk)
    if made.uploaded_by_id != request.user.pk and not access.is_office(request.user):
        raise Http404
    register = _register(request, made.register)
    if register_imports.obstacles_to_choosing(register, request.user):
        raise PermissionDenied
    return made, register


@requires(Permission.REGISTRY_READ)
@require_GET
def import_detail(request: Request, pk: int) -> HttpResponse:
    """How far it has come; then what would happen, row by row."""
    made, register = _import(request, pk)
    if register_imports.EXPIRED in register_imports.obstacles_to_showing(made):
        messages.info(request, register_imports.EXPIRED)
        return redirect("registry:register-list")
    return _preview(request, made, register, reasons=list(made.reasons) if made.state == State.SHOWN else [])


def _preview(
    request: Request, made: RegisterImport, register: type[Register], *, reasons: list[str]
) -> HttpResponse:
    counts = {NEW: made.new, CHANGED: made.changed, SAME: made.same, WRONG: made.wrong}
    words = {WRONG: "Fel", NEW: "Nya", CHANGED: "Ändrade", SAME: "Oförändrade"}
    shows = request.GET.get("visa", "")
    told = made.rows.filter(status=shows) if shows in words else made.rows.all()
    total = counts[shows] if shows in words else sum(counts.values())
    rows = paged(request, told, size=_PAGE_SIZE, total=total)
    choices = [("Alla rader", "", sum(counts.values()))] + [
        (label, status, counts[status]) for status, label in words.items()
    ]
    context = {
        "made": made, "register": register, "reasons": reasons, "rows": rows,
        "shown": [(row, _MARKS[row.status]) for row in rows] if made.state == State.SHOWN else [],
        "obstacles": register_imports.obstacles_to_taking_in(made),
        "facets": [{"title": "Visa", "choices": [
            {"words": label, "href": query_string(request, visa=status or None), "count": count,
             "chosen": shows == status or (not status and shows not in words)}
            for label, status, count in choices
        ]}],
        "trail": _trail((register.name, reverse("registry:register-upload", args=[register.key])), (made.name, "")),
    }  # fmt: skip
    status = 409 if reasons and request.method == "POST" else 200
    return page(request, "registry/import_detail.html", context, part="import-state", status=status)


@requires(Permission.REGISTRY_READ)
@require_POST
def import_take_in(request: Request, pk: int) -> HttpResponse:
    """Write all rows, or none."""
    made, register = _import(request, pk)
    try:
        made = register_imports.take_in(made, mark=request.POST.get("mark", ""), by=request.user)
    except NotAllowed as no:
        made.refresh_from_db()
        return _preview(request, made, register, reasons=no.reasons)
    if made.state == State.TAKEN:
        messages.success(
            request, f"{register.name}: {made.new} {'ny' if made.new == 1 else 'nya'} och {made.changed} "
            f"{'ändrad' if made.changed == 1 else 'ändrade'} är inlästa.",
        )  # fmt: skip
        return redirect("registry:register-list")
    return redirect(made)


@requires(Permission.REGISTRY_READ)
@require_POST
def import_throw_away(request: Request, pk: int) -> HttpResponse:
    """Forget an uploaded file."""
    made, _ = _import(request, pk)
    try:
        register_imports.throw_away(made, by=request.user)
        messages.success(request, "Filen är kastad. Ingenting har ändrats.")
    except NotAllowed as no:
        messages.error(request, str(no))
    return redirect("registry:register-list")
