"""Mina utskick: what I have been sent, and how I want it (N5)."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET

from secretariat.lib.access import Permission, requires
from secretariat.lib.pages import Request, page, paged
from secretariat.registry.actions import mail as mail_actions
from secretariat.registry.actions import mail_choices
from secretariat.registry.forms import MailChoicesForm
from secretariat.registry.models import OutgoingMail


@requires(Permission.START_READ)
def choices(request: Request) -> HttpResponse:
    """Choose for each kind, and see what has come."""
    person = request.user.person
    if person is None:
        return page(request, "registry/mail_choices.html", {"person": None})
    form = MailChoicesForm(request.POST or None, chosen=mail_choices.chosen(person))
    if request.method == "POST" and form.is_valid():
        mail_choices.choose(person, form.ways(), by=request.user)
        messages.success(request, "Dina val är sparade.")
        return redirect("registry:mail-choices")
    context = {
        "person": person,
        "form": form,
        "always": [kind for kind in mail_actions.KINDS.values() if not kind.may_be_chosen and kind.is_told],
        "letters": paged(
            request, OutgoingMail.objects.filter(person=person).defer("body", "html", "calendar")
        ),
    }
    return page(request, "registry/mail_choices.html", context, status=422 if form.errors else 200)


@requires(Permission.START_READ)
@require_GET
def mine(request: Request, pk: int) -> HttpResponse:
    """One letter to myself."""
    if request.user.person_id is None:
        raise Http404
    letters = OutgoingMail.objects.filter(person=request.user.person_id).prefetch_related("attachments")
    letter = get_object_or_404(letters, pk=pk)
    context = {"letter": letter, **mail_actions.shown(letter, to_receiver=True)}
    return page(request, "registry/mail_mine.html", context)
