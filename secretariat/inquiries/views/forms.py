"""Formulär: the list, writing one, and how a party will see it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Max, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from secretariat.inquiries import access
from secretariat.inquiries.actions import forms as form_actions
from secretariat.inquiries.forms.answering import sections_of
from secretariat.inquiries.forms.editing import NewFormForm, QuestionForm, RenameForm
from secretariat.inquiries.models import Form, Question
from secretariat.inquiries.purposes import purpose_of
from secretariat.lib.access import Permission, requires
from secretariat.lib.pages import Request, page, paged
from secretariat.lib.rules import NotAllowed

PAGE_SIZE = 25


def trail(*more: tuple[str, str]) -> list[tuple[str, str]]:
    """Breadcrumbs of a page about a form."""
    start = [("Frågor till parterna", reverse("inquiries:round-list"))]
    return [*start, ("Formulär", reverse("inquiries:form-list")), *more]


def _form(request: Request, pk: int, *, to_change: bool = False) -> Form:
    form = get_object_or_404(Form, pk=pk)
    if to_change and not access.may_change_form(request.user, form):
        raise PermissionDenied
    return form


def _question(request: Request, pk: int) -> Question:
    question = get_object_or_404(Question.objects.select_related("version__form"), pk=pk)
    if not access.may_change_form(request.user, question.version.form):
        raise PermissionDenied
    return question


@requires(Permission.INQUIRY_SEND)
@require_GET
def form_list(request: Request) -> HttpResponse:
    """All forms, with how many questions and rounds. `?q= sida=`"""
    q = request.GET.get("q", "").strip()[:100]
    rows = Form.objects.filter(Q(name__icontains=q) | Q(text__icontains=q)) if q else Form.objects.all()
    rows = rows.annotate(
        version=Max("versions__number"),
        rounds=Count("versions__inquiries", distinct=True),
        last_sent=Max("versions__inquiries__sent_at"),
    ).order_by("name")
    listed = paged(request, rows, size=PAGE_SIZE)
    context = {
        "q": q,
        "listed": listed,
        "forms": [(one, purpose_of(one.purpose)) for one in listed.object_list],
        "trail": [("Frågor till parterna", reverse("inquiries:round-list")), ("Formulär", "")],
    }
    return page(request, "inquiries/form_list.html", context)


@requires(Permission.INQUIRY_SEND)
def form_create(request: Request) -> HttpResponse:
    """A new, empty form."""
    form = NewFormForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = form_actions.create(by=request.user, **form.cleaned_data)
        except NotAllowed as no:
            form.add_error("name", no.reasons)
        else:
            return redirect("inquiries:form-detail", made.pk)
    return page(request, "inquiries/form_create.html", {"form": form, "trail": trail(("Nytt", ""))})


@requires(Permission.INQUIRY_SEND)
@require_GET
def form_detail(request: Request, pk: int) -> HttpResponse:
    """The questions, with buttons to change them as long as they have not been sent."""
    return _detail(request, _form(request, pk))


def _detail(request: Request, form: Form, **more: Any) -> HttpResponse:
    version = form_actions.latest(form)
    may_change = access.may_change_form(request.user, form)
    obstacles = form_actions.obstacles_to_changing(version)
    questions = form_actions.questionnaire_of(version)
    context: dict[str, Any] = {
        "form_": form,
        "version": version,
        "purpose": purpose_of(form.purpose),
        "sections": sections_of(questions, {}),
        "count": len(questions.questions),
        "may_change": may_change,
        "may_edit": may_change and not obstacles,
        "obstacles": obstacles,
        "rounds": form.versions.filter(inquiries__isnull=False).values_list(
            "inquiries__pk", "inquiries__title", "number"
        ),
        "rename": RenameForm(form=form, auto_id="namn_%s"),
        "add": QuestionForm(version=version, auto_id="ny_%s"),
        "trail": trail((form.name, "")),
    }
    return page(request, "inquiries/form_detail.html", context | more)


@requires(Permission.INQUIRY_SEND)
@require_POST
def form_change(request: Request, pk: int) -> HttpResponse:
    """Another name or text."""
    form = _form(request, pk, to_change=True)
    typed = RenameForm(request.POST, form=form, auto_id="namn_%s")
    if typed.is_valid():
        try:
            form_actions.change(form, by=request.user, **typed.cleaned_data)
        except NotAllowed as no:
            typed.add_error("name", no.reasons)
        else:
            messages.success(request, "Sparat.")
            return redirect("inquiries:form-detail", pk)
    return _detail(request, form, rename=typed)


@requires(Permission.INQUIRY_SEND)
@require_POST
def form_new_version(request: Request, pk: int) -> HttpResponse:
    """A copy of the questions that can be changed."""
    made = form_actions.new_version(_form(request, pk, to_change=True), by=request.user)
    messages.success(request, f"Version {made.number} är en kopia. Omgångar som är ute behåller sina frågor.")
    return redirect("inquiries:form-detail", pk)


@requires(Permission.INQUIRY_SEND)
@require_GET
def form_preview(request: Request, pk: int) -> HttpResponse:
    """As a party will see it. Nothing is saved."""
    form = _form(request, pk)
    version = form_actions.latest(form)
    context = {
        "form_": form,
        "sections": sections_of(form_actions.questionnaire_of(version), {}),
        "may_write": True,
        "trail": trail((form.name, reverse("inquiries:form-detail", args=[pk])), ("Så ser parten det", "")),
    }
    return page(request, "inquiries/form_preview.html", context)


@requires(Permission.INQUIRY_SEND)
@require_POST
def question_add(request: Request, pk: int) -> HttpResponse:
    """Add a question last."""
    form = _form(request, pk, to_change=True)
    version = form_actions.latest(form)
    typed = QuestionForm(request.POST, version=version, auto_id="ny_%s")
    if typed.is_valid():
        try:
            form_actions.add_question(version, typed.asked(), by=request.user)
        except NotAllowed as no:
            typed.add_error(None, no.reasons)
        else:
            messages.success(request, "Frågan är tillagd.")
            return redirect(f"{reverse('inquiries:form-detail', args=[pk])}#ny-fraga")
    return _detail(request, form, add=typed)


@requires(Permission.INQUIRY_SEND)
def question_edit(request: Request, pk: int) -> HttpResponse:
    """Write a question anew."""
    question = _question(request, pk)
    version, form = question.version, question.version.form
    obstacles = form_actions.obstacles_to_changing(version)
    typed = QuestionForm(
        request.POST if request.method == "POST" else None, version=version, question=question
    )
    if request.method == "POST" and typed.is_valid():
        try:
            form_actions.change_question(question, typed.asked(), by=request.user)
        except NotAllowed as no:
            typed.add_error(None, no.reasons)
        else:
            messages.success(request, "Sparat.")
            return redirect("inquiries:form-detail", form.pk)
    context = {
        "question": question,
        "form": typed,
        "form_": form,
        "obstacles": obstacles,
        "trail": trail((form.name, reverse("inquiries:form-detail", args=[form.pk])), ("Ändra fråga", "")),
    }
    return page(request, "inquiries/question_edit.html", context)


def _step(request: Request, question: Question, act: Any, done: str) -> HttpResponse:
    form = question.version.form
    try:
        act()
    except NotAllowed as no:
        messages.error(request, str(no))
    else:
        if done:
            messages.success(request, done)
    return redirect(f"{reverse('inquiries:form-detail', args=[form.pk])}#fragor")


@requires(Permission.INQUIRY_SEND)
@require_POST
def question_move(request: Request, pk: int) -> HttpResponse:
    """Up or down, as the button says."""
    question, up = _question(request, pk), "upp" in request.POST
    return _step(request, question, lambda: form_actions.move_question(question, up=up, by=request.user), "")


@requires(Permission.INQUIRY_SEND)
@require_POST
def question_remove(request: Request, pk: int) -> HttpResponse:
    """Take it out."""
    question = _question(request, pk)
    done = f"”{question.text}” är borttagen."
    return _step(request, question, lambda: form_actions.remove_question(question, by=request.user), done)
