"""How often people are there, per person, part, group and half-year (J3, N4)."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from meetings.actions import attendance_statistics
from meetings.actions.attendance_statistics import PER_WORDS, Per, Statistics
from meetings.forms.attendance_exports import SelectionForm
from secretariat.lib import periods, sheets
from secretariat.lib.access import Permission, requires
from secretariat.lib.dates import and_list, moment_in_words
from secretariat.lib.pages import Request, file_once, page
from secretariat.registry.actions import fetching, log

TYPES = {"xlsx": sheets.XLSX, "csv": sheets.CSV}
SHOWN_OUTSIDE = 50


def _per(request: Request) -> Per:
    """What each row is about: `?per=person|part|grupp|halvar`."""
    asked = request.GET.get("per", "")
    return Per(asked) if asked in Per._value2member_map_ else Per.BODY


@requires(Permission.ATTENDANCE_EXPORT)
@require_GET
def statistics_list(request: Request) -> HttpResponse:
    """Shares with their base; who is outside the base listed apart."""
    form, per = SelectionForm(request.GET), _per(request)
    context: dict[str, Any] = {
        "form": form, "per": per, "shortcuts": periods.shortcuts(timezone.localdate()), "statistics": None,
    }  # fmt: skip
    if form.is_valid():
        statistics = attendance_statistics.statistics_of(form.selection(), per)
        context |= {
            "statistics": statistics,
            "ways": _ways(request, per),
            "outside": statistics.outside[:SHOWN_OUTSIDE],
            "more": max(0, len(statistics.outside) - SHOWN_OUTSIDE),
            "files": f"?{request.GET.urlencode()}",
            "period": urlencode({name: form.cleaned_data[name].isoformat() for name in ("fran", "till")}),
        }
    status = 422 if form.errors else 200
    return page(request, "meetings/statistics_list.html", context, status=status)


def _ways(request: Request, chosen: Per) -> list[dict[str, Any]]:
    """Links to the same selection by person, part, group and half-year."""
    found = []
    for per, words in PER_WORDS.items():
        asked = request.GET.copy()
        asked["per"] = per.value
        found.append({"words": words, "href": f"?{asked.urlencode()}", "chosen": per == chosen})
    return found


@requires(Permission.ATTENDANCE_EXPORT)
@require_GET
def statistics_export(request: Request, kind: str) -> HttpResponseBase:
    """The same as a file: xlsx or csv."""
    if kind not in TYPES:
        raise Http404
    form, per = SelectionForm(request.GET), _per(request)
    if not form.is_valid():
        return redirect(f"{reverse('meetings:statistics-list')}?{request.GET.urlencode()}")
    statistics = attendance_statistics.statistics_of(form.selection(), per)
    path = fetching.temporary()
    attendance_statistics.write(statistics, path, kind=kind, facts=_facts(request, form, statistics))
    log.write("hämtade närvarostatistik", by=request.user, urval=request.GET.urlencode())
    told = form.cleaned_data
    name = f"narvarostatistik-{per}-{told['fran'].isoformat()}--{told['till'].isoformat()}.{kind}"
    return file_once(path, name=name, content_type=TYPES[kind])


def _facts(request: Request, form: SelectionForm, statistics: Statistics) -> list[tuple[str, str]]:
    told = form.cleaned_data
    return [
        ("Hämtad", f"{moment_in_words(timezone.now())} av {request.user.name}"),
        ("Period", form.words),
        ("Grupper", and_list([body.list_name for body in told["grupp"]]) or "alla"),
        ("Parter", and_list([party.short_name for party in told["part"]]) or "alla"),
        ("Möten", str(statistics.meetings)),
        ("Utelämnade", f"{statistics.unfinished} möten utan färdiga anteckningar"),
        ("Så räknas andelen", "Närvarande delat med tillfällen. Ett tillfälle är ett möte som hölls medan personen "
         "hade platsen och där närvaron registrerades. Resten står på bladet Utanför basen."),
    ]  # fmt: skip
