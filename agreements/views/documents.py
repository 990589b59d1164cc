"""The documents of all agreements as public records: the list, its files, and saying what each is (D1)."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET

from agreements import access, documents
from agreements.forms.documents import DocumentRecordForm
from agreements.models import AgreementDocument
from agreements.resources import DOCUMENTS, document_row
from meetings.views import facets
from meetings.views.facets import Facet
from secretariat.lib.access import Permission, requires
from secretariat.lib.downloads import download, fetched_in_words
from secretariat.lib.pages import Request, page, paged
from secretariat.registry.actions import log
from secretariat.registry.models import StoredFile

from .agreements import FILES, trail_of
from .versions import version_trail

STATUS, KIND, SECRECY, KEEPING, OWNER = "status", "handlingstyp", "sekretess", "bevaras", "ansvarig"
_NONE = "saknas"
_TESTS: dict[str, Callable[[StoredFile, str], bool]] = {
    STATUS: lambda one, value: (one.record_status or _NONE) == value,
    KIND: lambda one, value: one.record_kind == value,
    SECRECY: lambda one, value: bool(one.secrecy) == (value == "ja"),
    KEEPING: lambda one, value: (one.keeping or _NONE) == value,
    OWNER: lambda one, value: str(one.owner_id or _NONE) == value,
}


def _chosen(request: Request) -> tuple[str, list[AgreementDocument], list[dict[str, Any]]]:
    """What the address asks for, and the filters beside the list. One query."""
    q = request.GET.get("q", "").strip()[:100]
    rows = list(documents.matching(request.user, q))
    offered = _offered([one.stored for one in rows])
    values = facets.chosen_values(request, offered)
    shown = facets.shown(
        request, offered, lambda facet, value: len(_left(rows, {**values, facet.key: value}))
    )
    return q, _left(rows, values), shown


def _left(rows: Sequence[AgreementDocument], values: dict[str, str]) -> list[AgreementDocument]:
    return [
        one
        for one in rows
        if all(not value or _TESTS[key](one.stored, value) for key, value in values.items())
    ]


def _offered(rows: Sequence[StoredFile]) -> list[Facet]:
    kinds = sorted({one.record_kind for one in rows if one.record_kind})
    owners = {str(one.owner_id): one.owner.short_name for one in rows if one.owner}
    missing = (_NONE, "Inte sagt")
    return [
        Facet("Status", STATUS, [*_labels(StoredFile.Status.choices), missing]),
        Facet("Handlingstyp", KIND, [(one, one.capitalize()) for one in kinds]),
        Facet("Sekretess", SECRECY, [("ja", "Sekretess"), ("nej", "Ingen")]),
        Facet("Bevaras", KEEPING, [*_labels(StoredFile.Keeping.choices), missing]),
        Facet("Ansvarig", OWNER, sorted(owners.items(), key=lambda pair: pair[1])),
    ]


def _labels(choices: Sequence[tuple[Any, Any]]) -> list[tuple[str, str]]:
    return [(str(value), str(words).capitalize()) for value, words in choices]


@requires(Permission.AGREEMENT_READ)
@require_GET
def document_list(request: Request) -> HttpResponse:
    """All documents of agreements. `?q= status= handlingstyp= sekretess= bevaras= ansvarig= sida=`"""
    q, rows, shown = _chosen(request)
    context = {
        "q": q,
        "listed": paged(request, rows),
        "facets": shown,
        "trail": trail_of(("Dokument", "")),
    }
    return page(request, "agreements/document_list.html", context)


@requires(Permission.AGREEMENT_READ)
@require_GET
def document_export(request: Request, kind: str) -> HttpResponse:
    """The list that is shown, all pages of it, as xlsx or csv."""
    if kind not in FILES:
        raise Http404
    _, rows, _ = _chosen(request)
    log.write("exporterade dokumentlista", by=request.user, antal=len(rows), urval=request.GET.urlencode())
    return download(
        DOCUMENTS,
        [document_row(one) for one in rows],
        kind=kind,
        name="dokument",
        facts=[fetched_in_words(request)],
    )


@requires(Permission.AGREEMENT_EDIT)
@transaction.atomic
def document_edit(request: Request, pk: int) -> HttpResponse:
    """Say what a document is as a public record."""
    document = get_object_or_404(documents.readable_by(request.user), pk=pk)
    version = document.version
    if not access.may_edit(request.user, version.agreement):
        raise PermissionDenied
    stored = document.stored
    if request.method == "POST":
        stored = StoredFile.objects.select_for_update(of=("self",)).get(pk=document.stored_id)
    form = DocumentRecordForm(request.POST or None, instance=stored)
    if request.method == "POST" and form.is_valid():
        form.save()
        log.write("ändrade handlings uppgifter", by=request.user, about=stored, fält=form.changed_data)
        messages.success(request, "Sparat.")
        return redirect(version)
    context = {"form": form, "stored": stored, "trail": version_trail(version, (str(stored), ""))}
    return page(request, "agreements/document_form.html", context)
