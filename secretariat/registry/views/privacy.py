"""Privacy: where a person is found, registerutdrag, gallring, and help when something has gone wrong (D4, D5, E8)."""

import io
import zipfile
from collections.abc import Iterator

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from secretariat.lib import pdf
from secretariat.lib.access import Permission, requires
from secretariat.lib.downloads import download, fetched_in_words
from secretariat.lib.pages import Request, page
from secretariat.lib.rules import NotAllowed
from secretariat.lib.sheets import Column, Kind, Value
from secretariat.registry import incidents, protected
from secretariat.registry.actions import log, person_extracts, removals
from secretariat.registry.forms import ReasonForm
from secretariat.registry.incident_form import IncidentForm
from secretariat.registry.models import Person, Removal


def _person(request: Request, pk: int) -> Person:
    person = get_object_or_404(Person, pk=pk)
    if not protected.sees(request.user, person):
        raise PermissionDenied
    return person


@requires(Permission.REGISTRY_EDIT)
@require_GET
def person_places(request: Request, pk: int) -> HttpResponse:
    """Every table where the person stands, and every text that names the person (D5)."""
    person = _person(request, pk)
    log.write("sökte var person finns", by=request.user, about=person)
    extract = person_extracts.extract_of(person)
    parts = [("Kopplat till personen", extract.by_key), ("Namnet står i text", extract.in_texts)]
    context = {"person": person, "parts": parts}
    return page(request, "registry/person_places.html", context)


@requires(Permission.REGISTRY_EDIT)
@require_GET
def person_extract(request: Request, pk: int) -> HttpResponse:
    """Registerutdrag as PDF and JSON in one package (GDPR art. 15). Logged."""
    person = _person(request, pk)
    extract = person_extracts.extract_of(person)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("registerutdrag.json", person_extracts.as_json(extract))
        try:
            package.writestr("registerutdrag.pdf", person_extracts.as_pdf(extract))
        except pdf.NotAvailable as no:
            package.writestr("pdf-saknas.txt", str(no))
    rows = sum(one.number for one in (*extract.by_key, *extract.in_texts))
    log.write("gjorde registerutdrag", by=request.user, about=person, rader=rows)
    name = f"registerutdrag-{person.pk}-{timezone.localdate():%Y-%m-%d}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content.getvalue(), content_type="application/zip", headers=headers)


@requires(Permission.RECORDS_RELEASE)
@require_GET
def removal_list(request: Request) -> HttpResponse:
    """What the rules take now, what is proposed, and what has been removed (D4)."""
    rows = Removal.objects.select_related("proposed_by__person", "answered_by__person")[:100]
    context = {
        "rules": [
            (rule, removals.due(rule), removals.obstacles_to_proposing(rule))
            for rule in removals.rules().values()
        ],
        "removals": [
            (one, removals.rules().get(one.rule), removals.obstacles_to_approving(one, by=request.user))
            for one in rows
        ],
    }
    return page(request, "registry/removal_list.html", context)


@requires(Permission.RECORDS_RELEASE)
@require_POST
def removal_propose(request: Request, slug: str) -> HttpResponse:
    """Propose to remove what a rule takes now."""
    rule = removals.rules().get(slug)
    if rule is None:
        raise Http404
    return _answered(
        request, lambda: removals.propose(rule, by=request.user), "Förslaget väntar på någon annan."
    )


@requires(Permission.RECORDS_RELEASE)
@require_POST
def removal_approve(request: Request, pk: int) -> HttpResponse:
    """Approve what somebody else has proposed."""
    removal = get_object_or_404(Removal, pk=pk)
    return _answered(
        request, lambda: removals.approve(removal, by=request.user), "Gallringen är godkänd och görs nu."
    )


@requires(Permission.RECORDS_RELEASE)
def removal_withdraw(request: Request, pk: int) -> HttpResponse:
    """Take back a proposal, or say no to it, with the reason."""
    removal, form = get_object_or_404(Removal, pk=pk), ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        why = form.cleaned_data["why"]
        done = "Förslaget är återtaget. Inget har gallrats."
        return _answered(request, lambda: removals.withdraw(removal, by=request.user, reason=why), done)
    context = {"removal": removal, "rule": removals.rules().get(removal.rule), "form": form}
    return page(request, "registry/removal_withdraw.html", context, status=422 if form.errors else 200)


def _answered(request: Request, act: object, words: str) -> HttpResponse:
    try:
        act()  # type: ignore[operator]
    except NotAllowed as no:
        messages.error(request, " ".join(no.reasons))
    else:
        messages.success(request, words)
    return redirect("registry:removal-list")


_COLUMNS = (
    Column("del", "Person eller handling."),
    Column("slag", "Vad för slags sak.", width=24),
    Column("vad", "Namnet när det hände.", width=50),
    Column("gånger", "Antal rader i loggen.", Kind.NUMBER),
    Column("första dag", "Första gången.", Kind.DAY),
    Column("sista dag", "Senaste gången.", Kind.DAY),
    Column("hur", "Vad som gjordes.", width=50),
    Column("av", "Vem eller vilka.", width=40),
)


@requires(Permission.USERS_EDIT)
@require_GET
def incident(request: Request) -> HttpResponse:
    """Persons and documents that were seen or fetched in a time, and until when an incident is reported (E8)."""
    form = IncidentForm(request.GET or None)
    context: dict[str, object] = {"form": form, "query": request.GET.urlencode(), "limits": [], "parts": []}
    if form.is_valid():
        rows = incidents.entries(
            form.start, form.end, who=form.cleaned_data["vem"], address=form.cleaned_data["adress"]
        )
        persons, documents = incidents.persons(rows), incidents.documents(rows)
        if (kind := request.GET.get("fil", "")) in ("xlsx", "csv"):
            log.write("exporterade incident", by=request.user, urval=request.GET.urlencode())
            told = _rows(persons, documents)
            return download(_COLUMNS, told, kind=kind, name="incident", facts=[fetched_in_words(request)])
        log.write("tog fram incident", by=request.user, urval=request.GET.urlencode())
        parts = [("Personer", persons), ("Handlingar och listor", documents)]
        context |= {"parts": parts, "limits": incidents.limits(form.found_at)}
    return page(request, "registry/incident.html", context, status=422 if form.errors else 200)


def _rows(persons: list[incidents.Touched], documents: list[incidents.Touched]) -> Iterator[list[Value]]:
    for part, rows in (("person", persons), ("handling", documents)):
        for one in rows:
            first, last = timezone.localtime(one.first).date(), timezone.localtime(one.last).date()
            yield [part, one.kind, one.label, one.times, first, last, one.verbs, one.by]
