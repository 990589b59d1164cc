"""Utskick: what has been sent, as it was sent."""

from django.conf import settings
from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_POST

from secretariat.lib.access import Permission, requires
from secretariat.lib.pages import Request, page, paged, query_string
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import mail as mail_actions
from secretariat.registry.models import OutgoingMail

STATES = {
    "skickat": Q(delivered_at__isnull=False),
    "vantar": Q(delivered_at=None, given_up_at=None),
    "misslyckat": Q(given_up_at__isnull=False, delivered_at=None),
}
STATE_WORDS = {"skickat": "Skickat", "vantar": "Väntar", "misslyckat": "Kunde inte skickas"}


@requires(Permission.MAIL_READ)
@require_GET
def mail_list(request: Request) -> HttpResponse:
    """Letters, latest first, with search, purpose and state."""
    q, purpose, state = (request.GET.get(key, "").strip() for key in ("q", "arende", "lage"))
    letters = OutgoingMail.objects.defer("body")
    for word in q.split():
        letters = letters.filter(
            Q(to_email__icontains=word) | Q(to_name__icontains=word) | Q(subject__icontains=word)
        )
    if purpose:
        letters = letters.filter(purpose=purpose)
    if state in STATES:
        letters = letters.filter(STATES[state])
    context = {"letters": paged(request, letters), "q": q, "facets": _facets(request, purpose, state)}
    return page(request, "registry/mail_list.html", context, part="mail-rows")


def _facets(request: Request, purpose: str, state: str) -> list[dict[str, object]]:
    purposes = OutgoingMail.objects.order_by("purpose").values_list("purpose").annotate(Count("pk"))
    counts = OutgoingMail.objects.aggregate(**{key: Count("pk", filter=rule) for key, rule in STATES.items()})
    return [
        {
            "title": "Läge",
            "choices": [
                {
                    "words": "Alla",
                    "href": query_string(request, lage=None),
                    "count": "",
                    "chosen": state not in STATES,
                },
                *(
                    {
                        "words": words,
                        "href": query_string(request, lage=key),
                        "count": counts[key],
                        "chosen": state == key,
                    }
                    for key, words in STATE_WORDS.items()
                ),
            ],
        },
        {
            "title": "Ärende",
            "choices": [
                {
                    "words": "Alla",
                    "href": query_string(request, arende=None),
                    "count": "",
                    "chosen": not purpose,
                },
                *(
                    {
                        "words": words.capitalize(),
                        "href": query_string(request, arende=words),
                        "count": count,
                        "chosen": purpose == words,
                    }
                    for words, count in purposes
                ),
            ],
        },
    ]


@requires(Permission.MAIL_READ)
@require_GET
def mail_detail(request: Request, pk: int) -> HttpResponse:
    """One letter as it was sent. Letters that open a login are masked: who reads one could log in as its addressee."""
    letter = get_object_or_404(OutgoingMail.objects.prefetch_related("attachments"), pk=pk)
    is_masked = letter.purpose == mail_actions.LOGIN and not settings.DEMO
    return page(request, "registry/mail_detail.html", {"letter": letter, "is_masked": is_masked})


@requires(Permission.MAIL_READ)
@require_POST
def mail_retry(request: Request, pk: int) -> HttpResponse:
    """Try once more to send a letter that could not be sent."""
    letter = get_object_or_404(OutgoingMail, pk=pk)
    try:
        mail_actions.retry(letter, by=request.user)
    except NotAllowed as no:
        messages.error(request, str(no))
    else:
        messages.success(request, "Brevet skickas igen inom kort.")
    return redirect("registry:mail-detail", pk)
