"""The office's page about one party in a version, and what it does there (F2, F3, F4)."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from agreements import access
from agreements.actions import matrices, overriding, parties, rounds, versions
from agreements.actions.steps import parties_of
from agreements.forms.parties import AnswerForm, CommentForm, PartyOverrideForm, SignForm
from agreements.models import AgreementParty
from meetings.actions.confirmation_answers import OFFICE
from meetings.forms.confirmations import HandledForm, HandlerForm
from secretariat.lib.access import Permission, requires
from secretariat.lib.pages import Request, page
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log

from .answers import read_answer, saved_rows
from .versions import version_trail


def _party(request: Request, pk: int) -> AgreementParty:
    party = get_object_or_404(
        AgreementParty.objects.select_related("version__agreement__body", "version__agreement__responsible"),
        pk=pk,
    )
    version = party.version
    if not access.may_edit(request.user, version.agreement):
        raise PermissionDenied
    found = parties_of(version).get(pk=pk)
    found.version = version
    return found


@requires(Permission.AGREEMENT_EDIT)
def party_detail(request: Request, pk: int) -> HttpResponse:
    """One party: what it has told, who answers for it. A POST fills in for the party."""
    party = _party(request, pk)
    saved, form = read_answer(request, party, how=OFFICE, who=request.user.name, by=request.user)
    if saved:
        messages.success(request, f"Sparat för {party.organisation.short_name}.")
        return redirect("agreements:party-detail", pk)
    return _page(request, party, form=form)


def _page(request: Request, party: AgreementParty, **typed: Any) -> HttpResponse:
    today, version = timezone.localdate(), party.version
    inquiry = rounds.inquiry_of(version)
    line = matrices.line_of(party, inquiry=inquiry, today=today)
    open_ = inquiry is not None and inquiry.is_open
    over = parties.obstacles_to_answering(party)
    context: dict[str, Any] = {
        "party": party,
        "version": version,
        "agreement": version.agreement,
        "line": line,
        "inquiry": inquiry,
        "is_asked": open_,
        "saved": saved_rows(party),
        "history": parties.history(party),
        "steps": list(party.steps.order_by("-at", "-pk")),
        "over": over,
        "may_sign": not parties.obstacles_to_signing_for(party, signer="x", signed_on=today, today=today),
        "sign_reasons": parties.obstacles_to_signing_for(party, signer="x", signed_on=today, today=today),
        "may_remove": not versions.obstacles_to_removing(party),
        "may_override": access.may_override(request.user, version.agreement),
        "handler": HandlerForm(recipient=rounds.recipient_of(party), auto_id="vem_%s"),
        "handled": HandledForm(initial={"how": party.deviation_handled_how}, auto_id="avvikelse_%s"),
        "sign": SignForm(auto_id="skriver_%s"),
        "override": PartyOverrideForm(initial={"seen": overriding.mark_of(party)}, auto_id="lage_%s"),
        "comment": CommentForm(instance=party, auto_id="not_%s"),
        "trail": version_trail(version, (party.organisation.short_name, "")),
    }
    if "form" not in typed:
        context["form"] = AnswerForm(instance=party)
    return page(request, "agreements/party_detail.html", context | typed)


def _step(
    request: Request,
    pk: int,
    name: str,
    make: Callable[[AgreementParty], Any],
    act: Callable[[AgreementParty, Any], str],
) -> HttpResponse:
    """Do it and lead back to the party; or show the page again, with what was typed and what is wrong."""
    party = _party(request, pk)
    form = make(party)
    if form.is_valid():
        try:
            messages.success(request, act(party, form))
            return redirect("agreements:party-detail", pk)
        except NotAllowed as no:
            form.add_error(None, no.reasons)
    return _page(request, _party(request, pk), **{name: form})


@requires(Permission.AGREEMENT_EDIT)
@require_POST
def party_handler(request: Request, pk: int) -> HttpResponse:
    """Say who answers for the party; a new person may be put in the register at once."""

    def act(party: AgreementParty, form: HandlerForm) -> str:
        said = form.cleaned_data
        if form.is_new:
            person = rounds.name_new_handler(party, name=said["name"], email=said["email"], by=request.user)
        else:
            person = said["person"]
            rounds.name_handler(party, person, by=request.user)
        name = party.organisation.short_name
        if person is None:
            return f"{name} har ingen handläggare nu."
        told = " Brevet är skickat." if party.recipient and person != party.handler else ""
        return f"{person.name} är handläggare för {name}.{told}"

    return _step(
        request, pk, "handler",
        lambda party: HandlerForm(request.POST, recipient=rounds.recipient_of(party), auto_id="vem_%s"), act,
    )  # fmt: skip


@requires(Permission.AGREEMENT_EDIT)
@require_POST
def party_accept(request: Request, pk: int) -> HttpResponse:
    """Say how a deviation is accepted."""

    def act(party: AgreementParty, form: HandledForm) -> str:
        parties.accept_deviation(party, how=form.cleaned_data["how"], by=request.user)
        return "Avvikelsen är godtagen, och hur står i tabellen."

    return _step(request, pk, "handled", lambda _: HandledForm(request.POST, auto_id="avvikelse_%s"), act)


@requires(Permission.AGREEMENT_EDIT)
@require_POST
def party_sign(request: Request, pk: int) -> HttpResponse:
    """Note a signature."""

    def act(party: AgreementParty, form: SignForm) -> str:
        parties.sign(party, **form.cleaned_data, by=request.user)
        party.version.refresh_from_db()
        if party.version.is_binding:
            return "Underskriften är noterad. Alla har undertecknat, och versionen gäller."
        return "Underskriften är noterad."

    return _step(request, pk, "sign", lambda _: SignForm(request.POST, auto_id="skriver_%s"), act)


@requires(Permission.AGREEMENT_EDIT)
@require_POST
def party_override(request: Request, pk: int) -> HttpResponse:
    """Set the state by hand, with a reason."""

    def act(party: AgreementParty, form: PartyOverrideForm) -> str:
        if not access.may_override(request.user, party.version.agreement):
            raise PermissionDenied
        try:
            overriding.override(party, by=request.user, **form.cleaned_data)
        except NotAllowed:
            form.now_shows(_party(request, pk))
            raise
        return "Läget är omställt, och partens förfrågan med det."

    return _step(request, pk, "override", lambda _: PartyOverrideForm(request.POST, auto_id="lage_%s"), act)


@requires(Permission.AGREEMENT_EDIT)
@require_POST
def party_comment(request: Request, pk: int) -> HttpResponse:
    """The office's own note."""

    def act(party: AgreementParty, form: CommentForm) -> str:
        form.save()
        log.write("antecknade om part", by=request.user, about=party, text=party.comment)
        return "Sparat."

    return _step(
        request, pk, "comment", lambda party: CommentForm(request.POST, instance=party, auto_id="not_%s"), act
    )


@requires(Permission.AGREEMENT_EDIT)
@require_POST
def party_remind(request: Request, pk: int) -> HttpResponse:
    """Remind this party alone. `till=alla` leads back to the table."""
    party = _party(request, pk)
    try:
        rounds.remind(party.version, by=request.user, only=party)
        messages.success(request, f"{party.organisation.short_name} är påmind.")
    except NotAllowed as no:
        messages.error(request, str(no))
    if request.POST.get("till") == "alla":
        return redirect(party.version)
    return redirect("agreements:party-detail", pk)


@requires(Permission.AGREEMENT_EDIT)
@require_POST
def party_remove(request: Request, pk: int) -> HttpResponse:
    """Take the party out."""
    party = _party(request, pk)
    try:
        versions.remove_party(party, by=request.user)
    except NotAllowed as no:
        messages.error(request, str(no))
        return redirect("agreements:party-detail", pk)
    messages.success(request, f"{party.organisation.short_name} är inte längre med.")
    return redirect(party.version)
