"""A call for everybody, and the application an applicant writes by the link in a letter, without account (G8).

A POST saves what was sent; "lamna-in" hands it in as well. A script sends single controls and asks for JSON; without
one the whole page is sent. A GET changes nothing, since mail filters open every link.
"""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from funding import call_letters
from funding.actions import applications, call_decisions, calls, printing
from funding.applying import FILE, Gap, economy_of, gaps_of
from funding.forms.applications import BeginForm
from funding.forms.applying import Problem, Sent, problems_met, problems_of, sent_in, sheet_of
from funding.models import Application, Call
from secretariat.lib import pdf
from secretariat.lib.dates import weekday_and_day
from secretariat.lib.keys import opened_by_key
from secretariat.lib.pages import Request, page, paged, wants_json
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import links

PAGE_SIZE = 25


def public_call(slug: str) -> Call:
    """The call at a public address; a draft is not there."""
    rows = Call.objects.exclude(state=Call.State.DRAFT).select_related(*calls.WITH)
    return get_object_or_404(rows, slug=slug)


@login_not_required
@require_GET
def call_public(request: Request, slug: str) -> HttpResponse:
    """What the call is about, and where one begins."""
    return _call_page(request, public_call(slug), BeginForm(auto_id="ansok_%s"))


def _call_page(request: Request, call: Call, form: BeginForm, *, refused: Sequence[str] = ()) -> HttpResponse:
    at = timezone.now()
    context = {
        "call": call,
        "form": form,
        "criteria": list(call.criteria.all()),
        "frame": calls.frame_of(call),
        "closed_words": calls.obstacles_to_applying(call, at=at),
        "refused": list(refused),
        "is_sent": "skickat" in request.GET,
        "closes": weekday_and_day(call.closes_on),
        "contact": call_letters.contact_of(call),
        "granted": call_decisions.granted_of(call) if call.published_at else [],
    }
    return page(request, "funding/call_public.html", context, status=429 if refused else 200)


@login_not_required
@require_GET
def call_public_list(request: Request) -> HttpResponse:
    """Calls that are open, come or have been, the nearest last day first."""
    rows = Call.objects.exclude(state__in=[Call.State.DRAFT, Call.State.CANCELLED]).select_related("pot")
    shown = paged(request, rows.order_by("-closes_on", "title"), size=PAGE_SIZE)
    context = {"listed": shown, "calls": list(shown.object_list), "today": timezone.localdate()}
    return page(request, "funding/call_public_list.html", context)


@login_not_required
@require_POST
def application_begin(request: Request, slug: str) -> HttpResponse:
    """Write a link to an address. The answer is the same whether it has begun one before or not."""
    call = public_call(slug)
    form = BeginForm(request.POST, auto_id="ansok_%s")
    if not form.is_valid():
        return _call_page(request, call, form)
    try:
        applications.begin(call, form.cleaned_data["email"])
    except NotAllowed as no:
        return _call_page(request, call, form, refused=no.reasons)
    address = redirect("funding:call-public", call.slug).url
    return redirect(f"{address}?skickat#ansok")


# Writing


def _opened(key: str) -> tuple[Application | None, bool]:
    application, link = applications.find(key)
    return application, link is not None


@opened_by_key
def application_write(request: Request, key: str) -> HttpResponse:
    """The application by its link: show, save, hand in, take back."""
    application, is_known = _opened(key)
    if application is None:
        status = 410 if is_known else 404
        if wants_json(request):
            return JsonResponse({"message": "Länken gäller inte längre."}, status=status)
        return page(request, "funding/application_gone.html", {"known": is_known}, status=status)
    if request.method != "POST":
        return _shown(request, application, key)
    if "ta-tillbaka" in request.POST:
        return _withdraw(request, application, key)
    return _save(request, application, key)


def _save(request: Request, application: Application, key: str) -> HttpResponse:
    call = application.call
    sent = sent_in(call, request.POST)
    problems = problems_of(sent)
    try:
        changes = [one.change for one in sent if one.field.name not in problems]
        saved = applications.save(application, changes)
        problems |= problems_met(saved)
        problems |= _files(request, application)
    except NotAllowed as no:
        if wants_json(request):
            return JsonResponse({"message": str(no)}, status=409)
        return _shown(request, application, key, refused=no.reasons, unsaved=_unsaved(sent))
    _note_use(key)
    application = _again(application)
    if wants_json(request):
        wrong = problems[FILE].words if FILE in problems else ""
        about_files = wrong if request.FILES or wrong else None
        return _as_json(application, sent, problems, about_files=about_files)
    if problems or "rader" in request.POST:
        return _shown(request, application, key, sent=sent, problems=problems)
    if "lamna-in" in request.POST:
        return _submit(request, application, key)
    return redirect(f"{request.path}?sparat")


def _note_use(key: str) -> None:
    _, link = applications.find(key)
    if link is not None:
        links.mark_used(link)


def _files(request: Request, application: Application) -> dict[str, Problem]:
    """Appendices that came with the page, and one that is to be taken away."""
    gone = str(request.POST.get("ta-bort-bilaga", ""))
    if gone.isdecimal():
        applications.detach(application, int(gone))
    for upload in request.FILES.getlist(FILE):
        try:
            applications.attach(application, upload)
        except NotAllowed as no:
            return {FILE: Problem(f"{upload.name}: {no}")}
    return {}


def _again(application: Application) -> Application:
    found = Application.objects.get(pk=application.pk)
    found.call = application.call
    return found


def _submit(request: Request, application: Application, key: str) -> HttpResponse:
    try:
        applications.submit(application)
    except NotAllowed as no:
        gaps = gaps_of(application.call, application, applications.lines_of(application))
        return _shown(request, application, key, refused=[] if gaps else no.reasons, shows_gaps=True)
    return redirect(f"{request.path}?tack")


def _withdraw(request: Request, application: Application, key: str) -> HttpResponse:
    try:
        applications.withdraw(application)
    except NotAllowed as no:
        return _shown(request, application, key, refused=no.reasons)
    return redirect(request.path)


def _unsaved(sent: Sequence[Sent]) -> list[tuple[str, str]]:
    """What was typed and cannot be saved any more, so that it can be copied."""
    return [(one.field.label, one.typed) for one in sent if one.typed and one.change.value is not None]


def _as_json(
    application: Application, sent: Sequence[Sent], problems: dict[str, Problem], *, about_files: str | None
) -> JsonResponse:
    """What became of each control, the sums anew, and when it was saved. `about_files`: where one was sent."""
    sheet = sheet_of(application.call, application)
    controls = [one for section in sheet.sections for one in section.controls]
    controls += [one for row in sheet.rows for one in row]
    by_name = {one.field.name: one for one in controls}
    fields: dict[str, Any] = {}
    for one in sent:
        control, problem = by_name.get(one.field.name), problems.get(one.field.name)
        fields[one.field.name] = {
            "mark": control.seen if control else "",
            "shown": control.value if control else "",
            "typed": [control.value] if control and control.value else [],
            "wrong": problem.words if problem else "",
            "choices": problem.choices if problem else [],
        }
    if about_files is not None:
        names = [one.stored.name for one in application.files.select_related("stored").order_by("pk")]
        fields[FILE] = {
            "mark": "",
            "shown": ", ".join(names),
            "typed": [],
            "wrong": about_files,
            "choices": [],
        }
    lines = applications.lines_of(application)
    money = economy_of(application.call, application, (one.amount for one in lines))
    return JsonResponse(
        {
            "fields": fields,
            "sums": {"own": money.sentence, "cost": printing.cost_in_words(money)},
            "saved": applications.saved_in_words(application),
            "left": len(gaps_of(application.call, application, lines)),
        }
    )


def _shown(
    request: Request,
    application: Application,
    key: str,
    *,
    sent: Sequence[Sent] = (),
    problems: dict[str, Problem] | None = None,
    refused: Sequence[str] = (),
    unsaved: Sequence[tuple[str, str]] = (),
    shows_gaps: bool = False,
) -> HttpResponse:
    call, at = application.call, timezone.now()
    obstacles = applications.obstacles_to_writing(application, at=at)
    lines = applications.lines_of(application)
    gaps: list[Gap] = gaps_of(call, application, lines)
    problem_of_files = (problems or {}).get(FILE)
    more = request.POST.get("rader") == "budget"
    money = economy_of(call, application, (one.amount for one in lines))
    context = {
        "call": call,
        "application": application,
        "key": key,
        "sheet": sheet_of(call, application, sent=sent, problems=problems, more_rows=more),
        "files": list(application.files.select_related("stored").order_by("pk")),
        "file_problem": problem_of_files.words if problem_of_files else "",
        "may_write": not obstacles,
        "obstacles": obstacles,
        "refused": [one for one in refused if one not in obstacles],
        "unsaved": list(unsaved),
        "gaps": gaps,
        "shows_gaps": shows_gaps and bool(gaps),
        "economy": money,
        "cost_words": printing.cost_in_words(money),
        "saved_words": applications.saved_in_words(application),
        "copy": applications.copy_of(application, lines),
        "closes": weekday_and_day(call.closes_on),
        "complement_by": weekday_and_day(application.complement_by) if application.complement_by else "",
        "may_withdraw": not applications.obstacles_to_withdrawing(application),
        "is_receipt": "tack" in request.GET and application.state == Application.State.SUBMITTED,
        "is_saved": "sparat" in request.GET and request.method == "GET",
        "is_decided": application.decided_at is not None,
        "contact": call_letters.contact_of(call),
    }
    return page(request, "funding/application_write.html", context)


@opened_by_key
@require_GET
def application_file(request: Request, key: str, pk: int) -> FileResponse:
    """One of the application's own appendices."""
    application, _ = _opened(key)
    found = application.files.select_related("stored").filter(pk=pk).first() if application else None
    if found is None:
        raise Http404
    stored = found.stored
    return FileResponse(
        stored.file.open("rb"), as_attachment=True, filename=stored.name, content_type=stored.content_type
    )


@opened_by_key
@require_GET
def application_decision(request: Request, key: str) -> HttpResponse:
    """The decision on paper, for the applicant."""
    application, _ = _opened(key)
    if application is None or application.decided_at is None:
        raise Http404
    return letter_response(application)


def letter_response(application: Application) -> HttpResponse:
    """The decision as a PDF, or words on why there is none."""
    try:
        content = printing.render_decision(application)
    except pdf.NotAvailable as missing:
        return HttpResponse(str(missing), content_type="text/plain; charset=utf-8", status=503)
    name = f"beslut-{application.call.slug}-{application.number}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
