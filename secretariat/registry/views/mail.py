"""Utskick: what has been sent, to whom, how it went, and what to do where it did not."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_POST

from secretariat.lib.access import Permission, requires
from secretariat.lib.pages import Request, page, paged, query_string
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log
from secretariat.registry.actions import mail as mail_actions
from secretariat.registry.actions import mail_mending as mending
from secretariat.registry.forms import MailAddressForm
from secretariat.registry.models import OutgoingMail, Person
from secretariat.registry.resources import MailResource, csv, xlsx

_WAITS = Q(delivered_at=None, given_up_at=None)
STATES = {
    "skickat": ("Skickat", Q(delivered_at__isnull=False)),
    "vantar": ("Väntar", _WAITS & Q(way=OutgoingMail.Way.DIRECT)),
    "misslyckat": (
        "Kunde inte skickas",
        Q(delivered_at=None, given_up_at__isnull=False, handed_over_at=None),
    ),
    "osakert": (
        "Osäkert om det gick fram",
        Q(delivered_at=None, given_up_at__isnull=False, handed_over_at__isnull=False),
    ),
    "samlas": ("Samlas i ett brev om dagen", _WAITS & Q(way=OutgoingMail.Way.DAILY)),
    "bortvalt": ("Bortvalt av mottagaren", _WAITS & Q(way=OutgoingMail.Way.NEVER)),
}


def _chosen(request: Request) -> tuple[QuerySet[OutgoingMail], dict[str, str]]:
    """The letters the address asks for (?q= ?arende= ?lage= ?person= ?om=), and what it asks."""
    asked = {key: request.GET.get(key, "").strip() for key in ("q", "arende", "lage", "person", "om")}
    letters = OutgoingMail.objects.defer("body", "html", "calendar")
    for word in asked["q"].split():
        letters = letters.filter(
            Q(to_email__icontains=word) | Q(to_name__icontains=word) | Q(subject__icontains=word)
        )
    if asked["arende"]:
        letters = letters.filter(purpose=asked["arende"])
    if asked["lage"] in STATES:
        letters = letters.filter(STATES[asked["lage"]][1])
    if asked["person"].isdecimal():
        letters = letters.filter(person=int(asked["person"]))
    if asked["om"]:
        letters = letters.filter(_about(asked["om"]))
    return letters, asked


def _about(text: str) -> Q:
    """?om=meetings.minutes-12,meetings.meeting-7: letters about any of these; what cannot be read matches nothing."""
    found = Q(pk=None)
    for one in text.split(","):
        label, _, key = one.partition("-")
        app, _, model = label.partition(".")
        kind = ContentType.objects.filter(app_label=app, model=model).first()
        if kind and key.isdecimal():
            found |= Q(content_type=kind, object_id=key)
    return found


@requires(Permission.MAIL_READ)
@require_GET
def mail_list(request: Request) -> HttpResponse:
    """Letters, latest first, with search, purpose, state, person and what they are about."""
    letters, asked = _chosen(request)
    counts = OutgoingMail.objects.aggregate(
        **{key: Count("pk", filter=rule) for key, (_, rule) in STATES.items()}
    )
    context = {
        "letters": paged(request, letters),
        "q": asked["q"],
        "facets": _facets(request, asked, counts),
        "person": Person.objects.filter(pk=int(asked["person"])).first()
        if asked["person"].isdecimal()
        else None,
        "about": asked["om"],
        "everything": query_string(request, person=None, om=None),
        "retries_all": counts["misslyckat"] if asked["lage"] == "misslyckat" else 0,
        "query": request.GET.urlencode(),
    }
    return page(request, "registry/mail_list.html", context, part="mail-rows")


def _facets(request: Request, asked: dict[str, str], counts: dict[str, int]) -> list[dict[str, object]]:
    purposes = OutgoingMail.objects.order_by("purpose").values_list("purpose").annotate(Count("pk"))
    states = [(key, words, counts[key]) for key, (words, _) in STATES.items() if counts[key]]
    return [
        _facet(request, "Läge", "lage", asked["lage"], states),
        _facet(
            request, "Ärende", "arende", asked["arende"], [(key, key.capitalize(), n) for key, n in purposes]
        ),
    ]


def _facet(
    request: Request, title: str, name: str, chosen: str, rows: list[tuple[str, str, int]]
) -> dict[str, object]:
    every: dict[str, Any] = {
        "words": "Alla",
        "href": query_string(request, **{name: None}),
        "count": "",
        "chosen": not chosen,
    }
    choices = [
        {
            "words": words,
            "href": query_string(request, **{name: key}),
            "count": count,
            "chosen": key == chosen,
        }
        for key, words, count in rows
    ]
    return {"title": title, "choices": [every, *choices]}


@requires(Permission.MAIL_READ)
@require_GET
def mail_export(request: Request, form: str) -> HttpResponse:
    """The shown list as Excel or CSV: who was told what, when, and how it went. Texts are left out."""
    letters, _ = _chosen(request)
    log.write("exporterade utskick", by=request.user, antal=letters.count(), urval=request.GET.urlencode())
    return (xlsx if form == "excel" else csv)(MailResource(), letters, name="utskick")


@requires(Permission.MAIL_READ)
@require_GET
def mail_detail(request: Request, pk: int) -> HttpResponse:
    """One letter as it was sent. Letters that open a login are masked: who reads one could log in as its addressee."""
    letter = get_object_or_404(
        OutgoingMail.objects.select_related("person", "written_by__person", "digest").prefetch_related(
            "attachments"
        ),
        pk=pk,
    )
    return _detail(request, letter, MailAddressForm(initial={"to_email": _proposed_address(letter)}))


def _detail(
    request: Request, letter: OutgoingMail, form: MailAddressForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "letter": letter,
        "form": form,
        **mail_actions.shown(letter, to_receiver=settings.DEMO),
        "may_retry": not mending.obstacles_to_retrying(letter),
        "may_confirm": not mending.obstacles_to_confirming(letter),
        "may_note_bounce": not mending.obstacles_to_noting_bounce(letter),
    }
    return page(request, "registry/mail_detail.html", context, status=status)


def _proposed_address(letter: OutgoingMail) -> str:
    """The person's address of today, which may have been mended already."""
    return letter.person.email if letter.person and letter.person.email else letter.to_email


@requires(Permission.MAIL_READ)
@require_POST
def mail_retry(request: Request, pk: int) -> HttpResponse:
    """Send once more a letter that could not be sent."""
    letter = get_object_or_404(OutgoingMail, pk=pk)
    try:
        mending.retry(letter, by=request.user)
    except NotAllowed as no:
        messages.error(request, str(no))
    else:
        messages.success(request, "Brevet skickas igen inom kort.")
    return redirect("registry:mail-detail", pk)


@requires(Permission.MAIL_READ)
@require_POST
def mail_retry_all(request: Request) -> HttpResponse:
    """Send once more all letters that could not be sent."""
    number = mending.retry_all(by=request.user)
    if number:
        messages.success(request, f"{number} brev skickas igen inom kort.")
    else:
        messages.info(request, "Det finns inga brev att skicka igen.")
    return redirect("registry:mail-list")


@requires(Permission.MAIL_READ)
@require_POST
def mail_correct(request: Request, pk: int) -> HttpResponse:
    """Send to another address."""
    letter = get_object_or_404(OutgoingMail.objects.select_related("person", "digest"), pk=pk)
    form = MailAddressForm(request.POST)
    if not form.is_valid():
        return _detail(request, letter, form, status=422)
    to = form.cleaned_data["to_email"]
    try:
        number = mending.correct_address(letter, to_email=to, by=request.user)
    except NotAllowed as no:
        messages.error(request, str(no))
    else:
        words = "Brevet" if number == 1 else f"{number} brev"
        messages.success(request, f"{words} skickas till {to} inom kort.")
    return redirect("registry:mail-detail", pk)


@requires(Permission.MAIL_READ)
@require_POST
def mail_confirm(request: Request, pk: int) -> HttpResponse:
    """Note that an unsure letter got through."""
    letter = get_object_or_404(OutgoingMail, pk=pk)
    try:
        mending.confirm(letter, by=request.user)
    except NotAllowed as no:
        messages.error(request, str(no))
    else:
        messages.success(request, "Nu står det att brevet gick fram.")
    return redirect("registry:mail-detail", pk)


@requires(Permission.MAIL_READ)
@require_POST
def mail_bounce(request: Request, pk: int) -> HttpResponse:
    """Note that a letter came back."""
    letter = get_object_or_404(OutgoingMail, pk=pk)
    try:
        mending.note_bounce(letter, by=request.user)
    except NotAllowed as no:
        messages.error(request, str(no))
    else:
        messages.success(request, "Nu står det att brevet kom tillbaka. Rätta adressen och skicka igen.")
    return redirect("registry:mail-detail", pk)
