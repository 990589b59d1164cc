"""Answers week by week: the table with its plots, the supplier's file taken in (H3)."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from secretariat.lib.access import Permission, requires
from secretariat.lib.downloads import download, fetched_in_words
from secretariat.lib.pages import Request, page
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log
from surveys import access
from surveys.actions import response_tables, responses
from surveys.actions.response_tables import Series, Table
from surveys.forms.responses import ResponseForm
from surveys.models import Participation, SurveyRound
from surveys.response_lists import CHANGED, NEW, REFUSED, SAME

from .participation import round_at, round_to_edit, round_trail
from .schools import FILES, STATES

_SHOWN = {"": "Alla", "inte-borjat": "Har inte börjat", "borjat": "Har börjat"}


def _schools_for(request: Request, of: SurveyRound, table: Table) -> list[Series]:
    """Single schools are for those who follow them, and a kommun's own people see their own."""
    if access.may_edit(request.user, of.survey):
        return table.schools
    party = access.reader_of(request.user).party
    if party is None:
        return []
    own = set(Participation.objects.filter(round=of, school__party=party).values_list("pk", flat=True))
    return [one for one in table.schools if one.key in own]


@requires(Permission.SURVEY_READ)
@require_GET
def response_table(request: Request, pk: int) -> HttpResponse:
    """Per kommun and school, week by week. `?kommun= visa=`"""
    of = round_at(pk)
    table = response_tables.table_of(of)
    schools = _schools_for(request, of, table)
    kommun, which = request.GET.get("kommun", ""), request.GET.get("visa", "")
    chosen = [
        one
        for one in schools
        if (not kommun or one.kommun == kommun)
        and (which not in ("inte-borjat", "borjat") or one.has_started == (which == "borjat"))
    ]
    edits = access.may_edit(request.user, of.survey)
    context = {
        "round": of,
        "table": table,
        "behind": [one.name for one in table.lines if one.is_behind],
        "silent": sum(not one.has_started for one in schools),
        "schools": [(one, table.cells(one)) for one in chosen],
        "has_schools": bool(schools),
        "kommun": kommun,
        "kommuner": sorted({one.kommun for one in schools}),
        "which": which,
        "choices": list(_SHOWN.items()),
        "week_plot": response_tables.week_plot(table),
        "kommun_plot": response_tables.kommun_plot(table),
        "may_edit": edits,
        "may_take_in": edits and not responses.obstacles_to_taking_in(of),
        "trail": round_trail(of, ("Svar", "")),
    }
    return page(request, "surveys/response_table.html", context)


@requires(Permission.SURVEY_READ)
@require_GET
def response_export(request: Request, pk: int, kind: str) -> HttpResponse:
    """The same numbers as xlsx or csv."""
    if kind not in FILES:
        raise Http404
    of = round_at(pk)
    table = response_tables.table_of(of)
    rows = response_tables.file_rows(table, _schools_for(request, of, table))
    log.write("exporterade inkomna svar", by=request.user, about=of, antal=len(rows))
    facts = [f"{of}. {fetched_in_words(request)}"]
    return download(response_tables.COLUMNS, rows, kind=kind, name="inkomna-svar", facts=facts)


@requires(Permission.SURVEY_EDIT)
def response_import(request: Request, pk: int) -> HttpResponse:
    """The supplier's file shown row by row, then taken in whole."""
    of = round_to_edit(request, pk)
    week = responses.next_week(of, today=timezone.localdate()).isocalendar()
    initial = {"week": f"{week.year} v. {week.week}"}
    form = ResponseForm(
        request.POST or None, request.FILES or None, year=responses.year_of(of), initial=initial
    )
    shown = None
    if request.method == "POST" and form.is_valid() and form.told:
        shown = responses.previewed(of, form.told, week=form.cleaned_data["week"])
        if request.POST.get("do") == "save":
            said = {name: form.cleaned_data[name] for name in ("week", "why")}
            try:
                shown = responses.take_in(of, form.told, by=request.user, **said)
            except NotAllowed as no:
                form.add_error(None, no.reasons)
            else:
                words = f"{shown.count(NEW)} nya och {shown.count(CHANGED)} ändrade rader är inlästa."
                messages.success(request, words)
                return redirect("surveys:response-table", of.pk)
    table = reverse("surveys:response-table", args=[of.pk])
    context = {
        "round": of,
        "form": form,
        "preview": shown,
        "closed": responses.obstacles_to_taking_in(of),
        "counts": [(STATES[one], shown.count(one)) for one in (NEW, CHANGED, SAME, REFUSED)] if shown else [],
        "trail": round_trail(of, ("Svar", table), ("Läs in", "")),
    }
    return page(request, "surveys/response_import.html", context)
