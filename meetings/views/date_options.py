"""Settling when a planned meeting is: days it may get, weeks it is to be within, and whom to settle it with (K12)."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from meetings import access
from meetings.actions import date_options, plans
from meetings.forms.date_options import ContactsForm, OptionForm, SettleForm, WindowForm, window_in_words
from meetings.models import DateOption, Meeting
from secretariat.lib.access import Permission, requires
from secretariat.lib.pages import Request, page
from secretariat.lib.rules import NotAllowed


def _meeting(request: Request, pk: int) -> Meeting:
    meeting = get_object_or_404(
        Meeting.objects.prefetch_related("meeting_bodies__body", "date_options", "contacts__person"), pk=pk
    )
    if not access.may_edit_meeting(request.user, meeting):
        raise PermissionDenied
    return meeting


@requires(Permission.MEETING_EDIT)
@require_GET
def meeting_dates(request: Request, pk: int) -> HttpResponse:
    """Days the meeting may get, weeks, contact persons, and the day it gets."""
    return _page(request, _meeting(request, pk))


def _page(request: Request, meeting: Meeting, **forms_: forms.BaseForm) -> HttpResponse:
    hours = {"start_time": meeting.start_time, "end_time": meeting.end_time}
    context: dict[str, Any] = {
        "meeting": meeting,
        "options": [
            (option, plans.clashes_of_day(meeting, option.date)) for option in meeting.date_options.all()
        ],
        "clashes": plans.clashes_of(meeting),
        "window": window_in_words(meeting),
        "obstacles": date_options.obstacles_to_settling(meeting),
        "add": OptionForm(auto_id="nytt_%s"),
        "settle": SettleForm(initial=hours, auto_id="dag_%s"),
        "weeks": WindowForm(initial={"weeks": window_in_words(meeting)}, auto_id="veckor_%s"),
        "contacts": forms_.get("contacts") or ContactsForm(meeting=meeting, auto_id="kontakt_%s"),
        "trail": [
            ("Mötesplan", reverse("meetings:plan-list")),
            (str(meeting), meeting.get_absolute_url()),
            ("Datum", ""),
        ],
    }
    return page(request, "meetings/date_options.html", context | forms_)


def _try(
    request: Request, meeting: Meeting, name: str, form: forms.Form, act: Callable[[], object], done: str
) -> HttpResponse:
    """Do it and lead back to the meeting's dates; or show the page again, with what was typed and what is wrong."""
    if form.is_valid():
        try:
            act()
            messages.success(request, done)
            return redirect("meetings:meeting-dates", pk=meeting.pk)
        except NotAllowed as no:
            form.add_error(None, no.reasons)
    return _page(request, _meeting(request, meeting.pk), **{name: form})


@requires(Permission.MEETING_EDIT)
@require_POST
def option_add(request: Request, pk: int) -> HttpResponse:
    """Add a day it may get."""
    meeting, form = _meeting(request, pk), OptionForm(request.POST, auto_id="nytt_%s")
    return _try(
        request, meeting, "add", form, lambda: date_options.add(meeting, by=request.user, **form.cleaned_data),
        "Datumet är ett av förslagen.",
    )  # fmt: skip


@requires(Permission.MEETING_EDIT)
@require_POST
def meeting_settle(request: Request, pk: int) -> HttpResponse:
    """Give it a day and book it."""
    meeting, form = _meeting(request, pk), SettleForm(request.POST, auto_id="dag_%s")
    return _try(
        request, meeting, "settle", form,
        lambda: date_options.settle(meeting, by=request.user, **form.cleaned_data), "Mötet är bokat.",
    )  # fmt: skip


@requires(Permission.MEETING_EDIT)
@require_POST
def window_set(request: Request, pk: int) -> HttpResponse:
    """Say within which weeks."""
    meeting, form = _meeting(request, pk), WindowForm(request.POST, auto_id="veckor_%s")
    return _try(
        request, meeting, "weeks", form,
        lambda: date_options.set_window(meeting, by=request.user, window=form.cleaned_data["weeks"]),
        "Veckorna är sparade.",
    )  # fmt: skip


@requires(Permission.MEETING_EDIT)
@require_POST
def contacts_set(request: Request, pk: int) -> HttpResponse:
    """Say whom to settle it with."""
    meeting = _meeting(request, pk)
    form = ContactsForm(request.POST, meeting=meeting, auto_id="kontakt_%s")
    return _try(
        request, meeting, "contacts", form,
        lambda: date_options.set_contacts(meeting, by=request.user, contacts=form.contacts()),
        "Kontaktpersonerna är sparade.",
    )  # fmt: skip


def _option(request: Request, pk: int) -> DateOption:
    option = get_object_or_404(
        DateOption.objects.select_related("meeting").prefetch_related("meeting__meeting_bodies"), pk=pk
    )
    if not access.may_edit_meeting(request.user, option.meeting):
        raise PermissionDenied
    return option


@requires(Permission.MEETING_EDIT)
@require_POST
def option_choose(request: Request, pk: int) -> HttpResponse:
    """This day it is."""
    option = _option(request, pk)
    try:
        date_options.choose(option, by=request.user)
        messages.success(request, "Mötet är bokat, och de andra datumen är släppta.")
    except NotAllowed as no:
        messages.error(request, str(no))
    return redirect("meetings:meeting-dates", pk=option.meeting_id)


@requires(Permission.MEETING_EDIT)
@require_POST
def option_remove(request: Request, pk: int) -> HttpResponse:
    """Not that day."""
    option = _option(request, pk)
    try:
        date_options.remove(option, by=request.user)
        messages.success(request, "Datumet är inte längre ett av förslagen.")
    except NotAllowed as no:
        messages.error(request, str(no))
    return redirect("meetings:meeting-dates", pk=option.meeting_id)
