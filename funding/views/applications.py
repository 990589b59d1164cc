"""Applications in the office: the list, one, its check, complement and organisation (G8)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_POST

from funding import access
from funding.actions import applications, assessments, call_lists, calls, checks
from funding.applying import economy_of, gaps_of
from funding.call_files import APPLICATIONS, application_row
from funding.forms.applications import ConnectForm, RegisterForm, ReturnForm
from funding.models import Application, BudgetLine, Call
from meetings.views import facets
from meetings.views.facets import Facet
from secretariat.lib.access import Permission, requires
from secretariat.lib.downloads import download, fetched_in_words
from secretariat.lib.forms import carried_out
from secretariat.lib.pages import Request, page, paged
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log

from .applying import letter_response
from .calls import FILES, call_to_handle, call_trail

PAGE_SIZE = 50
STATE, SORT = "lage", "ordning"
SORTS = [
    ("nummer", "Nummer"),
    ("sokande", "Sökande"),
    ("belopp", "Sökt belopp"),
    ("inlamnad", "Senast inlämnad"),
]


def application_at(request: Request, pk: int) -> Application:
    """An application this user may read; what is only begun is nobody's but the applicant's."""
    rows = Application.objects.select_related("organisation", "account", "checked_by__person", "call")
    rows = rows.select_related(*(f"call__{one}" for one in calls.WITH))
    found = get_object_or_404(rows, pk=pk, number__isnull=False)
    if not access.may_read_application(request.user, found):
        raise PermissionDenied
    return found


def application_to_handle(request: Request, pk: int) -> Application:
    """An application, for whoever handles its call."""
    found = application_at(request, pk)
    if not access.may_handle(request.user, found.call):
        raise PermissionDenied
    return found


def _chosen(request: Request, call: Call) -> dict[str, Any]:
    q = request.GET.get("q", "").strip()[:100]
    sort = request.GET.get(SORT, "nummer")
    rows = list(call_lists.handed_in(call, q, sort=sort))
    states = [
        (str(value), str(words).capitalize())
        for value, words in Application.State.choices
        if value != "draft"
    ]
    offered = [Facet("Läge", STATE, states), Facet("Ordning", SORT, SORTS, default="nummer")]
    wanted = facets.chosen_values(request, offered)[STATE]
    shown = facets.shown(
        request,
        offered,
        lambda facet, value: sum(facet.key == SORT or not value or one.state == value for one in rows),
    )
    for facet in shown:
        if facet["title"] == "Ordning":  # an order has no "all"
            facet["choices"] = facet["choices"][: len(SORTS)]
    return {"q": q, "rows": [one for one in rows if not wanted or one.state == wanted], "facets": shown}


@requires(Permission.FUNDING_EDIT)
@require_GET
def application_list(request: Request, slug: str) -> HttpResponse:
    """What has been handed in. `?q= lage= ordning= sida=`"""
    call = call_to_handle(request, slug)
    chosen = _chosen(request, call)
    shown = paged(request, chosen["rows"], size=PAGE_SIZE)
    marks = call_lists.APPLICATION_MARKS
    context = {
        "call": call,
        "q": chosen["q"],
        "listed": shown,
        "applications": [(one, marks[one.state]) for one in shown.object_list],
        "facets": chosen["facets"],
        "counts": call_lists.counts_of(call),
        "trail": call_trail(call, ("Ansökningar", "")),
    }
    return page(request, "funding/application_list.html", context)


@requires(Permission.FUNDING_EDIT)
@require_GET
def application_export(request: Request, slug: str, kind: str) -> HttpResponse:
    """The list that is shown, as xlsx or csv."""
    if kind not in FILES:
        raise Http404
    call = call_to_handle(request, slug)
    rows: list[Application] = _chosen(request, call)["rows"]
    costs: dict[int, list[int]] = {}
    for line in BudgetLine.objects.filter(application__in=rows):
        costs.setdefault(line.application_id, []).append(line.amount)
    told = [application_row(one, economy_of(call, one, costs.get(one.pk, []))) for one in rows]
    log.write("exporterade ansökningar", by=request.user, about=call, antal=len(rows))
    return download(
        APPLICATIONS, told, kind=kind, name=f"ansokningar-{slug}", facts=[fetched_in_words(request)]
    )


# One application


@requires(Permission.FUNDING_READ)
@require_GET
def application_detail(request: Request, pk: int) -> HttpResponse:
    """One application: what was written, how it stands, how it is judged."""
    return application_page(request, application_at(request, pk))


def application_page(request: Request, application: Application, **more: Any) -> HttpResponse:
    """The application's page; `more` are forms as they were typed, and which of them is open."""
    call, user = application.call, request.user
    handles, lines = access.may_handle(user, call), applications.lines_of(application)
    money = economy_of(call, application, (one.amount for one in lines))
    before, after = checks.neighbours(application) if handles else (None, None)
    assessor = access.own_assessor(user, call)
    mine = assessments.own(application, assessor) if assessor else None
    context: dict[str, Any] = {
        "application": application,
        "call": call,
        "mark": call_lists.APPLICATION_MARKS[application.state],
        "copy": applications.answers_of(application),
        "lines": lines,
        "economy": money,
        "files": list(application.files.select_related("stored").order_by("pk")),
        "gaps": gaps_of(call, application, lines) if handles else [],
        "handles": handles,
        "may_check": handles
        and application.state in (Application.State.SUBMITTED, Application.State.RETURNED),
        "may_return": handles and not checks.obstacles_to_sending_back(application),
        "may_connect": handles and application.decided_at is None,
        "checklist": [(one, one in application.ticked) for one in call.checklist],
        "matching": checks.matching(application) if handles and application.organisation_id is None else [],
        "return_form": ReturnForm(auto_id="komplettera_%s"),
        "connect_form": ConnectForm(auto_id="koppla_%s"),
        "register_form": RegisterForm(auto_id="lagg_%s"),
        "assessor": assessor,
        "may_assess": assessor is not None and not assessments.obstacles_to_assessing(application, mine),
        "may_reopen": assessor is not None and not assessments.obstacles_to_reopening(application, mine),
        "judged": assessments.row_of(application, user),
        "before": before,
        "after": after,
        "open_form": "",
        "refused": [],
        "trail": trail_to(application, handles=handles),
    }
    return page(request, "funding/application_detail.html", context | more)


def trail_to(application: Application, *more: tuple[str, str], handles: bool) -> list[tuple[str, str]]:
    """Breadcrumbs of a page about an application."""
    call = application.call
    name = "application-list" if handles else "assessment-list"
    words = "Ansökningar" if handles else "Bedömning"
    address = redirect(f"funding:{name}", call.slug).url
    here = (f"Ansökan {application.number}", application.get_absolute_url() if more else "")
    return call_trail(call, (words, address), here, *more)


@requires(Permission.FUNDING_EDIT)
@require_POST
def application_check(request: Request, pk: int) -> HttpResponse:
    """Keep what is ticked; with the button Komplett it is complete."""
    application = application_to_handle(request, pk)
    try:
        application_ = checks.tick(application, request.POST.getlist("avbockat"), by=request.user)
        if "komplett" in request.POST:
            checks.complete(application_, by=request.user)
    except NotAllowed as no:
        return application_page(request, application_at(request, pk), refused=no.reasons)
    messages.success(request, "Ansökan är komplett." if "komplett" in request.POST else "Sparat.")
    return redirect(application)


@requires(Permission.FUNDING_EDIT)
@require_POST
def application_return(request: Request, pk: int) -> HttpResponse:
    """Ask the applicant to complement it."""
    application = application_to_handle(request, pk)
    form = ReturnForm(request.POST, auto_id="komplettera_%s")
    if carried_out(form, lambda said: checks.send_back(application, by=request.user, **said)):
        messages.success(request, "Sökanden har fått brev om kompletteringen.")
        return redirect(application)
    return application_page(request, application, return_form=form, open_form="komplettera")


@requires(Permission.FUNDING_EDIT)
@require_POST
def application_connect(request: Request, pk: int) -> HttpResponse:
    """Say which organisation of the register it is, or put it in the register."""
    application = application_to_handle(request, pk)
    is_new = "ny" in request.POST
    form = (
        RegisterForm(request.POST, auto_id="lagg_%s")
        if is_new
        else ConnectForm(request.POST, auto_id="koppla_%s")
    )
    act = checks.register if is_new else checks.connect
    if carried_out(form, lambda said: act(application, by=request.user, **said)):
        messages.success(request, "Sökanden är kopplad till registret.")
        return redirect(application)
    name = "register_form" if is_new else "connect_form"
    return application_page(request, application, **{name: form, "open_form": "koppla"})


@requires(Permission.FUNDING_EDIT)
@require_GET
def application_letter(request: Request, pk: int) -> HttpResponse:
    """The decision on paper."""
    application = application_to_handle(request, pk)
    if application.decided_at is None:
        raise Http404
    return letter_response(application)
