"""The page where a party answers: by the letter's link without an account, logged in, or the office on its behalf.

A POST saves what was sent; "lamna-in" hands it in as well. A script sends single controls and asks for JSON; without
one the whole page is sent. A GET changes nothing, since mail filters open every link.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from secretariat.inquiries.actions import sharing, sheets
from secretariat.inquiries.actions.forms import questionnaire_of
from secretariat.inquiries.actions.locks import obstacles_to_changing
from secretariat.inquiries.actions.sheet_states import Step, obstacles_to, state_of
from secretariat.inquiries.forms.answering import (
    Problem,
    Sent,
    problems_met,
    problems_of,
    sections_of,
    sent_in,
)
from secretariat.inquiries.forms.rounds import ShareForm
from secretariat.inquiries.models import AnswerSheet, FormVersion, Inquiry, QuestionKind, Recipient
from secretariat.inquiries.purposes import purpose_of
from secretariat.inquiries.values import Questionnaire, mark_of, shown, typed_as, value_of
from secretariat.lib.access import Permission, requires
from secretariat.lib.dates import STOCKHOLM, clock, moment_in_words, weekday_and_day
from secretariat.lib.keys import opened_by_key
from secretariat.lib.pages import Request, page, wants_json
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import links
from secretariat.registry.models import PersonalLink, StoredFile, User


@dataclass(frozen=True)
class Voice:
    """Who answers for which party, and how."""

    row: Recipient
    who: str
    how: str
    by: User | None = None
    link: PersonalLink | None = None
    key: str = ""

    @property
    def is_public(self) -> bool:
        """Whether a link has opened the page, and nobody is logged in."""
        return self.how == sheets.LINK

    @property
    def told(self) -> dict[str, Any]:
        """What the actions want to know of the writer."""
        return {"who": self.who, "how": self.how, "by": self.by}


@opened_by_key
def answer(request: Request, key: str) -> HttpResponse:
    """Answer for a party by the link in a letter, one's own or one passed on."""
    opened, is_known = sharing.find(key)
    if opened is None:
        if wants_json(request):
            return JsonResponse({"message": "Länken gäller inte längre."}, status=410)
        status = 410 if is_known else 404
        return page(request, "inquiries/answer_gone.html", {"known": is_known}, status=status)
    voice = Voice(opened.recipient, who=opened.who, how=sheets.LINK, link=opened.link, key=key)
    return answer_page(request, voice, is_colleague=opened.is_colleague)


@opened_by_key
@require_GET
def answer_paper(request: Request, key: str, pk: int) -> HttpResponseBase:
    """A file that is to be read before one answers, for whoever has the link."""
    opened, is_known = sharing.find(key)
    if opened is None:
        return page(
            request, "inquiries/answer_gone.html", {"known": is_known}, status=410 if is_known else 404
        )
    return _paper(opened.recipient.inquiry, pk)


@requires(Permission.START_READ)
@require_GET
def answer_own_paper(request: Request, pk: int, file: int) -> HttpResponseBase:
    """The same for a handläggare with an account, who may have no other right than to answer."""
    return _paper(_own_row(request, pk).inquiry, file)


def _paper(inquiry: Inquiry, pk: int) -> HttpResponseBase:
    found = next((one for one in _papers(inquiry) if one.pk == pk), None)
    if found is None or inquiry.withdrawn_at:
        raise Http404
    try:
        return FileResponse(
            found.file.open("rb"), as_attachment=True, filename=found.name, content_type=found.content_type
        )
    except FileNotFoundError as missing:
        raise Http404 from missing


def _papers(inquiry: Inquiry) -> Sequence[StoredFile]:
    return purpose_of(inquiry.purpose).papers(inquiry)


@requires(Permission.START_READ)
def answer_own(request: Request, pk: int) -> HttpResponse:
    """The same page for a handläggare with an account, who needs no link."""
    row = _own_row(request, pk)
    return answer_page(request, Voice(row, who=request.user.name, how=sheets.LOGIN, by=request.user))


def _own_row(request: Request, pk: int) -> Recipient:
    if request.user.person_id is None:
        raise Http404
    rows = Recipient.objects.filter(inquiry__form_version__isnull=False, inquiry__sent_at__isnull=False)
    return get_object_or_404(
        rows.select_related(
            "inquiry__form_version__form", "inquiry__created_by__person", "organisation", "handler"
        ),
        pk=pk,
        handler=request.user.person_id,
    )


def answer_page(request: Request, voice: Voice, *, is_colleague: bool = False) -> HttpResponse:
    """Show, save, hand in, take back, or pass on, as the button says."""
    context: dict[str, Any] = {"is_colleague": is_colleague}
    if request.method != "POST":
        return _shown(request, voice, **context)
    if "dela" in request.POST:
        return _share(request, voice, context)
    if "ta-tillbaka" in request.POST:
        return _take_back(request, voice)
    return _save(request, voice, context)


# Saving


def _save(request: Request, voice: Voice, context: dict[str, Any]) -> HttpResponse:
    questionnaire = _questionnaire(voice.row)
    before = sheets.answers_of(sheets.sheet_of(voice.row))
    sent = sent_in(questionnaire, request.POST, request.FILES, before)
    problems = problems_of(sent)
    changes = [one.change for one in sent if one.field.name not in problems]
    try:
        saved = sheets.save(voice.row, changes, **voice.told)
    except NotAllowed as no:
        if wants_json(request):
            return JsonResponse({"message": str(no)}, status=409)
        return _shown(request, voice, refused=no.reasons, unsaved=_unsaved(sent), **context)
    problems |= problems_met(saved)
    if voice.link and saved.changed:
        links.mark_used(voice.link)
    if wants_json(request):
        return _as_json(questionnaire, voice.row, sent, problems)
    if problems or "rader" in request.POST:
        return _shown(request, voice, sent=sent, problems=problems, **context)
    if "lamna-in" in request.POST:
        return _submit(request, voice, context)
    return redirect(f"{request.path}?sparat")


def _submit(request: Request, voice: Voice, context: dict[str, Any]) -> HttpResponse:
    try:
        sheets.submit(voice.row, **voice.told)
    except NotAllowed as no:
        sheet = sheets.sheet_of(voice.row)
        left = sheets.missing(_questionnaire(voice.row), sheets.answers_of(sheet))
        return _shown(request, voice, refused=[] if left else no.reasons, missing=left, **context)
    return redirect(f"{request.path}?tack")


def _take_back(request: Request, voice: Voice) -> HttpResponse:
    try:
        sheets.take_back(voice.row, **voice.told)
    except NotAllowed as no:
        messages.error(request, str(no))
    return redirect(request.path)


def _share(request: Request, voice: Voice, context: dict[str, Any]) -> HttpResponse:
    form = ShareForm(request.POST, auto_id="kollega_%s")
    if context["is_colleague"] or voice.how == sheets.OFFICE:
        raise Http404
    if form.is_valid():
        try:
            sharing.share(voice.row, from_name=voice.who, **form.cleaned_data)
        except NotAllowed as no:
            form.add_error("email", no.reasons)
        else:
            return redirect(f"{request.path}?skickad#dela")
    return _shown(request, voice, share=form, **context)


def _unsaved(sent: Sequence[Sent]) -> list[tuple[str, str]]:
    """What was typed and cannot be saved any more, so that it can be copied."""
    found = []
    for one in sent:
        kind, question = one.field.kind, one.field.question
        if kind == QuestionKind.FILE or mark_of(kind, one.read.value) == one.seen:
            continue
        found.append((one.field.label, shown(question, kind, one.read.value) or ", ".join(one.typed)))
    return [(label, words) for label, words in found if words]


def _as_json(
    questionnaire: Questionnaire, row: Recipient, sent: Sequence[Sent], problems: dict[str, Problem]
) -> JsonResponse:
    """What became of each control, the sums anew, and when it was saved."""
    sheet = sheets.sheet_of(row)
    answers = sheets.answers_of(sheet)
    fields = {}
    for one in sent:
        value = value_of(answers.get(one.field.place))
        problem = problems.get(one.field.name)
        fields[one.field.name] = {
            "mark": mark_of(one.field.kind, value),
            "shown": shown(one.field.question, one.field.kind, value),
            "typed": typed_as(one.field.kind, value),
            "wrong": problem.words if problem else "",
            "choices": problem.choices if problem else [],
        }
    at = max((one.saved_at for one in answers.values()), default=None)
    return JsonResponse(
        {
            "fields": fields,
            "sums": sheets.sums_in_words(questionnaire, answers),
            "said": sheets.obstacles_in(row, sheets.said_in(questionnaire, answers)),
            "saved": f"Sparat {_when(at)}" if at else "",
            "left": len(sheets.missing(questionnaire, answers)),
        }
    )


def _when(moment: dt.datetime) -> str:
    """When something was saved: the time, and another day than today with its date."""
    local = moment.astimezone(STOCKHOLM)
    is_today = local.date() == timezone.localdate()
    return clock(local.time()) if is_today else moment_in_words(moment)


# Showing


def _version(row: Recipient) -> FormVersion:
    sheet = AnswerSheet.objects.filter(recipient=row).select_related("version").first()
    version = sheet.version if sheet else row.inquiry.form_version
    if version is None:
        raise Http404
    return version


def _questionnaire(row: Recipient) -> Questionnaire:
    return questionnaire_of(_version(row))


def _shown(
    request: Request,
    voice: Voice,
    *,
    sent: Sequence[Sent] = (),
    problems: dict[str, Problem] | None = None,
    missing: Sequence[Any] = (),
    refused: Sequence[str] = (),
    unsaved: Sequence[tuple[str, str]] = (),
    share: ShareForm | None = None,
    is_colleague: bool = False,
) -> HttpResponse:
    row, inquiry = voice.row, voice.row.inquiry
    sheet = sheets.sheet_of(row)
    questionnaire = _questionnaire(row)
    answers = sheets.answers_of(sheet)
    obstacles = obstacles_to(Step.SAVE, sheet, inquiry)
    sections = sections_of(
        questionnaire,
        answers,
        sent=sent,
        problems=problems,
        missing=missing,
        more_rows=request.POST.get("rader", ""),
    )
    last = max(answers.values(), key=lambda one: one.revision, default=None)
    context = {
        "recipient": row,
        "inquiry": inquiry,
        "form_": inquiry.form_version.form if inquiry.form_version else None,
        "sheet": sheet,
        "state": state_of(sheet).value,
        "sections": sections,
        "may_write": not obstacles,
        "over": obstacles_to_changing(inquiry),
        "refused": [one for one in refused if one not in obstacles] if obstacles else list(refused),
        "unsaved": list(unsaved),
        "wrong": [(one, words) for section in sections for one in section.asked for words in one.problems],
        "missing": list(missing),
        "left": len(sheets.missing(questionnaire, answers)),
        "facts": purpose_of(inquiry.purpose).facts(row),
        "said": []
        if obstacles or refused
        else sheets.obstacles_in(row, sheets.said_in(questionnaire, answers)),
        "papers": _papers(inquiry),
        "key": voice.key,
        "last": last,
        "saved_at": _when(last.saved_at) if last else "",
        "due": weekday_and_day(inquiry.due_on) if inquiry.due_on else "",
        "voice": voice,
        "contact": inquiry.created_by.person if inquiry.created_by else None,
        "is_public": voice.is_public,
        "is_office": voice.how == sheets.OFFICE,
        "is_colleague": is_colleague,
        "is_receipt": "tack" in request.GET and sheet is not None and sheet.is_handed_in,
        "is_saved": "sparat" in request.GET and request.method == "GET",
        "is_shared": "skickad" in request.GET and request.method == "GET",
        "may_take_back": not obstacles_to(Step.TAKE_BACK, sheet, inquiry),
        "may_share": not obstacles and not is_colleague and voice.how != sheets.OFFICE,
        "share": share or ShareForm(auto_id="kollega_%s"),
        "colleagues": sharing.colleagues_of(row) if not is_colleague else [],
        "back": reverse("inquiries:party-detail", args=[row.pk]) if voice.how == sheets.OFFICE else "",
    }
    return page(request, "inquiries/answer.html", context)
