"""The page a letter leads a handläggare to, without account: the basis, what the party says, handing over (F2)."""

from typing import Any

from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_GET

from agreements.actions import lists, parties, rounds
from agreements.actions.steps import hold, parties_of
from agreements.forms.parties import AnswerForm, PassOnForm
from agreements.models import AgreementParty
from meetings.actions.confirmation_answers import LINK, LOGIN
from meetings.confirmation_words import with_sign
from secretariat.inquiries.actions import reply_links
from secretariat.inquiries.models import Recipient
from secretariat.lib.access import Permission, requires
from secretariat.lib.dates import day_in_words, weekday_and_day
from secretariat.lib.keys import opened_by_key
from secretariat.lib.pages import Request, page
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import links
from secretariat.registry.models import PersonalLink

_NOTHING_NEW = "Du har inte fyllt i något nytt. Skriv till exempel när ärendet ska upp."


def read_answer(request: Request, party: AgreementParty, **how: Any) -> tuple[bool, AnswerForm]:
    """Read the form against the locked row, and save what it says. Whether it was saved, and the form."""
    with transaction.atomic():
        version = hold(party.version_id) if request.method == "POST" else party.version
        row = parties_of(version).get(pk=party.pk)
        row.version = version
        data = (request.POST, request.FILES) if request.method == "POST" else (None, None)
        form = AnswerForm(*data, instance=row)
        if request.method != "POST" or not form.is_valid():
            return False, form
        try:
            is_new = parties.answer(row, form.said(), upload=form.upload_, **how)
        except NotAllowed as no:
            form.add_error(None, no.reasons)
            return False, form
        if not is_new:
            form.add_error(None, _NOTHING_NEW)
        return is_new, form


def saved_rows(one: AgreementParty) -> list[tuple[str, str]]:
    """What is saved of a party's answer, for the page that thanks."""
    planned = day_in_words(one.planned_on) if one.planned_on else ""
    if one.planned_on and one.first_planned_on and one.first_planned_on != one.planned_on:
        planned += f" (först planerat {day_in_words(one.first_planned_on)})"
    return [
        ("Diarienummer", one.case_number),
        ("Organ", one.organ),
        ("Ska upp", planned),
        ("Utfall", str(one.get_outcome_display()).capitalize()),
        ("Avvikelse", one.deviation),
        ("Beslutat", day_in_words(one.decided_on) if one.decided_on else ""),
        ("Paragraf", with_sign(one.paragraph)),
        ("Underlag", one.extract.name if one.extract else ""),
        ("Undertecknat", f"{day_in_words(one.signed_on)} av {one.signer}" if one.signed_on else ""),
        ("I kraft", f"från {day_in_words(one.in_force_on)}" if one.in_force_on else ""),
    ]


# By the link in the letter


def _found(key: str) -> tuple[AgreementParty | None, PersonalLink | None, Recipient | None]:
    """The party that a secret answers for, its link, and the recipient (also of a question that is withdrawn)."""
    row, link = reply_links.find(key)
    if row is None:
        return None, link, None
    party = (
        AgreementParty.objects.select_related(
            "version__agreement__responsible", "organisation__district", "handler", "extract"
        )
        .filter(recipient=row)
        .first()
    )
    return party, link, row


def _gone(request: Request, link: PersonalLink | None, row: Recipient | None) -> HttpResponse:
    context = {"known": link is not None, "inquiry": row.inquiry if row else None}
    return page(request, "agreements/party_gone.html", context, status=410 if link else 404)


@opened_by_key
def party_answer(request: Request, key: str) -> HttpResponse:
    """Read the basis and tell what the party does, by the letter's link. Reading changes nothing."""
    party, link, row = _found(key)
    if party is None or link is None:
        return _gone(request, link, row)
    who = party.handler.name if party.handler else ""
    saved, form = read_answer(request, party, how=LINK, who=who)
    if saved:
        links.mark_used(link)
        return redirect(f"{request.path}?tack")
    return page(request, "agreements/party_answer.html", _context(request, party, form, key=key))


@opened_by_key
def party_pass_on(request: Request, key: str) -> HttpResponse:
    """Hand over to a colleague: this link opens nothing afterwards, and the colleague gets one."""
    party, link, row = _found(key)
    if party is None or link is None or party.recipient is None or not party.recipient.inquiry.is_open:
        return _gone(request, link, row)
    who = party.handler.name if party.handler else ""
    form = PassOnForm(request.POST if request.method == "POST" else None, party=party)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            person = rounds.pass_on(party, name=said["name"], email=said["email"], who=who)
        except NotAllowed as no:
            form.add_error(None, no.reasons)
        else:
            links.mark_used(link)
            return page(request, "agreements/party_passed_on.html", {"party": party, "name": person.name})
    context = {"party": party, "form": form, "key": key}
    return page(request, "agreements/party_pass_on.html", context)


@opened_by_key
@require_GET
def party_document(request: Request, key: str, pk: int) -> HttpResponseBase:
    """A file of the basis, for whoever has the link."""
    party, link, row = _found(key)
    if party is None or link is None:
        return _gone(request, link, row)
    return _document(party, pk)


@requires(Permission.START_READ)
@require_GET
def party_own_document(request: Request, pk: int, document: int) -> HttpResponseBase:
    """The same for a handläggare with an account, who may have no other right than to answer."""
    return _document(_own_party(request, pk), document)


def _document(party: AgreementParty, pk: int) -> HttpResponseBase:
    """A file of the basis that the parties may read."""
    stored = get_object_or_404(parties.documents_for(party), pk=pk).stored
    try:
        return FileResponse(
            stored.file.open("rb"), as_attachment=True, filename=stored.name, content_type=stored.content_type
        )
    except FileNotFoundError as missing:
        raise Http404 from missing


# With an account


@requires(Permission.START_READ)
def party_own(request: Request, pk: int) -> HttpResponse:
    """The same page for a handläggare with an account, who needs no link."""
    party = _own_party(request, pk)
    saved, form = read_answer(request, party, how=LOGIN, who=request.user.name, by=request.user)
    if saved:
        return redirect(f"{request.path}?tack")
    return page(request, "agreements/party_answer.html", _context(request, party, form))


def _own_party(request: Request, pk: int) -> AgreementParty:
    if request.user.person_id is None:
        raise Http404
    rows = AgreementParty.objects.select_related(
        "version__agreement__responsible",
        "organisation__district",
        "handler",
        "extract",
        "recipient__inquiry",
    )
    return get_object_or_404(rows.exclude(recipient=None), pk=pk, handler=request.user.person_id)


def _context(request: Request, party: AgreementParty, form: AnswerForm, *, key: str = "") -> dict[str, Any]:
    version = party.version
    stored = AgreementParty.objects.select_related("extract", "recipient__inquiry", "organisation").get(
        pk=party.pk
    )
    stored.version = version
    inquiry = stored.recipient.inquiry if stored.recipient else None
    told = parties.history(stored)
    documents = list(parties.documents_for(stored))
    due_on = inquiry.due_on if inquiry else None
    return {
        "party": party,
        "version": version,
        "agreement": version.agreement,
        "inquiry": inquiry,
        "period": lists.period_in_words(version),
        "documents": documents,
        "form": form,
        "stored": stored,
        "saved": saved_rows(stored),
        "history": told,
        "obstacles": parties.obstacles_to_answering(stored),
        "is_receipt": "tack" in request.GET and bool(told) and not form.is_bound,
        "key": key,
        "is_public": bool(key),
        "due": weekday_and_day(due_on) if due_on else "",
        "is_late": bool(due_on and due_on < timezone.localdate()),
        "contact": _contact(version.agreement.responsible),
    }


def _contact(person: Any) -> Any:
    return None if person is None or person.protected_identity else person
