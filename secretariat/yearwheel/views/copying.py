"""Copying a year to the next: proposed, changed in place, copied in one act, gone through row by row (I6)."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from secretariat.lib.access import Permission, requires
from secretariat.lib.dates import weekday_and_day
from secretariat.lib.events import Precision
from secretariat.lib.pages import Request, page
from secretariat.lib.rules import NotAllowed
from secretariat.yearwheel import access
from secretariat.yearwheel.actions import collecting, copying
from secretariat.yearwheel.actions.collecting import Registers
from secretariat.yearwheel.actions.copying import Preview
from secretariat.yearwheel.choices import LAST_YEAR, Choice, from_query
from secretariat.yearwheel.copy_forms import CopyForm, CopyFormSet, initial_of
from secretariat.yearwheel.models import Activity, YearCopy
from secretariat.yearwheel.reading import Days
from secretariat.yearwheel.wording import span_in_words


@dataclass
class Shown:
    """A row of the page: the activity, when it is this year, its form, and what is said of the new days."""

    activity: Activity
    when: str
    form: CopyForm
    how: str
    new: str
    missing: str
    warnings: tuple[str, ...]


def _when(activity: Activity) -> str:
    return span_in_words(activity.starts_on, activity.ends_on, Precision(activity.precision))


def _in_full(days: Days) -> str:
    """With the weekday, where it is a single day."""
    if days.precision == Precision.DAY and days.first == days.last:
        return weekday_and_day(days.first)
    return span_in_words(days.first, days.last, days.precision)


def _choice(request: Request) -> Choice:
    """The year to copy from; the last one that can be copied where the address says a later."""
    choice = from_query(request.GET, today=timezone.localdate())
    return Choice(LAST_YEAR - 1, choice.start) if choice.year >= LAST_YEAR else choice


@requires(Permission.YEAR_EDIT)
def year_copy(request: Request) -> HttpResponse:
    """Propose the next year by each activity's rule; look again after changes; copy what is ticked."""
    choice = _choice(request)
    to = copying.the_year_after(choice)
    found = copying.preview(choice, request.user)
    if request.method != "POST":
        initial = [initial_of(row) for row in found.rows]
        rows = CopyFormSet(initial=initial, prefix="rad", form_kwargs={"since": to.first})
        return _page(request, choice, found, rows)
    sent: Any = CopyFormSet(request.POST, prefix="rad", form_kwargs={"since": to.first})
    sent.is_valid()
    reasons: list[str] = []
    if "kopiera" in request.POST and not sent.has_wrong_ones_taken():
        try:
            made = copying.copy(sent.taken(), to=to, by=request.user)
        except NotAllowed as no:
            reasons = no.reasons
        else:
            count = made.activities.count()
            words = "1 aktivitet är kopierad" if count == 1 else f"{count} aktiviteter är kopierade"
            messages.success(request, f"{words} till {to.name}. Gå igenom dem här.")
            return redirect("yearwheel:copy-detail", pk=made.pk)
    return _page(request, choice, found, sent, reasons)


def _page(
    request: Request, choice: Choice, found: Preview, rows: Any, reasons: list[str] | None = None
) -> HttpResponse:
    shown, registers = _shown(choice, found, rows), Registers()
    wrong = bool(reasons) or (rows.is_bound and rows.has_wrong_ones_taken())
    context = {
        "choice": choice,
        "to": copying.the_year_after(choice),
        "query": choice.query(),
        "chosen": collecting.in_words(collecting.known(choice, registers), registers),
        "everything": choice.unfiltered().query(),
        "before": choice.query(year=choice.year - 1),
        "after": choice.query(year=choice.year + 1) if choice.year + 1 < LAST_YEAR else "",
        "before_name": Choice(choice.year - 1, choice.start).name,
        "after_name": copying.the_year_after(choice).name,
        "rows": rows,
        "shown": shown,
        "once": [(one, _when(one)) for one in found.once],
        "copied": found.copied,
        "warned": sum(bool(one.warnings or one.missing) for one in shown),
        "reasons": reasons or [],
        "reviews": copying.copies_to_review(request.user),
        "trail": [("Årshjul", reverse("yearwheel:year-list") + choice.query()), ("Kopiera", "")],
    }
    return page(request, "yearwheel/year_copy.html", context, status=422 if wrong else 200)


def _shown(choice: Choice, found: Preview, rows: Any) -> list[Shown]:
    """Each row that can still be copied, with what is against the days that stand in it now."""
    known = {row.activity.pk: row for row in found.rows}
    against = copying.days_behind(choice)
    shown = []
    for form in rows.forms:
        pk = form["pk"].value()
        row = known.get(int(pk)) if str(pk).isdecimal() else None
        if row is None:
            continue
        days = form.days() if rows.is_bound else row.moved.days
        warnings = copying.warnings_of(row.activity, days, against) if days else ()
        shown.append(
            Shown(
                row.activity, _when(row.activity), form, row.moved.how,
                _in_full(days) if days else "",
                row.moved.missing if not days else "", warnings,
            )
        )  # fmt: skip
    return shown


# Gone through


def _copy(request: Request, pk: int) -> YearCopy:
    made = get_object_or_404(YearCopy.objects.select_related("made_by"), pk=pk)
    if not access.may_review(request.user, made):
        raise PermissionDenied
    return made


@requires(Permission.YEAR_EDIT)
@require_GET
def copy_detail(request: Request, pk: int) -> HttpResponse:
    """What was copied, to be gone through row by row: from which days to which, and what is against them."""
    made = _copy(request, pk)
    activities = list(
        made.activities.select_related("body", "copied_from").order_by("starts_on", "title", "pk")
    )
    against = copying.days_behind_all(activities)
    rows = [
        {
            "activity": one,
            "was": _when(one.copied_from) if one.copied_from else "",
            "when": _in_full(copying.days_of(one)),
            "warnings": copying.warnings_of(one, copying.days_of(one), against),
        }
        for one in activities
    ]
    left = [row for row in rows if row["activity"].reviewed_at is None]  # type: ignore[attr-defined]
    context = {
        "made": made,
        "left": left,
        "done": [row for row in rows if row not in left],
        "obstacles": copying.obstacles_to_undoing(made),
        "trail": [
            ("Årshjul", reverse("yearwheel:year-list") + Choice(made.year).query()),
            ("Kopiera", reverse("yearwheel:year-copy")),
            (str(made.year), ""),
        ],
    }
    return page(request, "yearwheel/copy_detail.html", context)


@requires(Permission.YEAR_EDIT)
@require_POST
def copy_review(request: Request, pk: int) -> HttpResponse:
    """Note that one row, those with a tick, or all have been gone through."""
    made = _copy(request, pk)
    chosen = [int(one) for one in request.POST.getlist("aktivitet") if one.isdecimal() and len(one) < 19]
    if not chosen and "alla" not in request.POST:
        messages.warning(request, "Kryssa för det du har gått igenom.")
        return redirect("yearwheel:copy-detail", pk=pk)
    count = copying.review(made, by=request.user, pks=None if "alla" in request.POST else chosen)
    if count:
        messages.success(request, f"{count} genomgångna." if count > 1 else "En genomgången.")
    return redirect("yearwheel:copy-detail", pk=pk)


@requires(Permission.YEAR_EDIT)
@require_POST
def copy_undo(request: Request, pk: int) -> HttpResponse:
    """Take away all that the copy made."""
    made = _copy(request, pk)
    try:
        count = copying.undo(made, by=request.user)
    except NotAllowed as no:
        messages.error(request, str(no))
        return redirect("yearwheel:copy-detail", pk=pk)
    words = "En aktivitet är borttagen" if count == 1 else f"{count} aktiviteter är borttagna"
    messages.success(request, f"Kopieringen är ångrad. {words}.")
    return redirect(reverse("yearwheel:year-copy") + Choice(made.year - 1).query())
