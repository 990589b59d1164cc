"""Calls and applications as lists: each with what one wants to know of it, in few queries (G8)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum

from funding.access import may_edit
from funding.models import Application, Call, Pot
from secretariat.lib.access import Permission, may
from secretariat.registry.models import User

from . import calls

APPLICATION_MARKS = {
    "draft": "draft",
    "submitted": "pending",
    "returned": "late",
    "complete": "info",
    "withdrawn": "replaced",
    "granted": "done",
    "rejected": "deviation",
}


@dataclass(frozen=True)
class CallSums:
    """A call with how many have applied for how much, and what was granted. Whole kronor."""

    call: Call
    applications: int
    asked: int
    granted: int
    granted_sum: int

    @property
    def mark(self) -> str:
        return calls.MARKS[self.call.state]


def lines_of(rows: Sequence[Call]) -> list[CallSums]:
    """Calls with their sums, in the same order. One query."""
    in_ = Q(number__isnull=False) & ~Q(state=Application.State.WITHDRAWN)
    granted = Q(state=Application.State.GRANTED)
    found = (
        Application.objects.filter(call__in=[one.pk for one in rows])
        .order_by()
        .values_list("call")
        .annotate(
            handed_in=Count("pk", filter=in_),
            asked=Sum("amount", filter=in_),
            granted_count=Count("pk", filter=granted),
            granted=Sum("granted_amount"),
        )
    )
    sums = {
        call: (count, int(asked or 0), given, int(total or 0)) for call, count, asked, given, total in found
    }
    return [CallSums(one, *sums.get(one.pk, (0, 0, 0, 0))) for one in rows]


def visible_calls(user: User) -> QuerySet[Call]:
    """Calls this user may know of: drafts only those who may write funds."""
    rows = Call.objects.select_related("pot__grant__fund__responsible", "pot__grant__fund__body")
    return rows if may(user, Permission.FUNDING_EDIT) else rows.exclude(state=Call.State.DRAFT)


def pots_for(user: User, *, also: Pot | None = None) -> list[Pot]:
    """Pots that this user may call for: of decisions that are not closed."""
    rows = Pot.objects.filter(grant__closed_at=None).select_related("grant__fund")
    found = [one for one in rows if may_edit(user, one.grant.fund)]
    return [*found, also] if also is not None and also not in found else found


# Applications

SORTS = {
    "nummer": ("number",),
    "sokande": ("applicant", "number"),
    "belopp": ("-amount", "number"),
    "inlamnad": ("-submitted_at", "number"),
}


def handed_in(call: Call, q: str = "", *, sort: str = "nummer") -> QuerySet[Application]:
    """What has been handed in, with every word of `q` in it; never what is only begun."""
    rows = call.applications.filter(number__isnull=False)
    for word in q.split():
        rows = rows.filter(
            Q(applicant__icontains=word)
            | Q(title__icontains=word)
            | Q(summary__icontains=word)
            | Q(org_number__icontains=word)
        )
    return rows.order_by(*SORTS.get(sort, SORTS["nummer"]))


@dataclass(frozen=True)
class Counts:
    """How a call's applications stand, for whoever handles it."""

    begun: int
    to_check: int
    returned: int
    complete: int


def counts_of(call: Call) -> Counts:
    """One query."""
    state = Application.State
    rows = dict(call.applications.order_by().values_list("state").annotate(Count("pk")))
    return Counts(
        begun=rows.get(state.DRAFT, 0),
        to_check=rows.get(state.SUBMITTED, 0),
        returned=rows.get(state.RETURNED, 0),
        complete=rows.get(state.COMPLETE, 0),
    )
