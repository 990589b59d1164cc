"""What the addresses of the lists of requisitions and payments ask for, and the filters beside them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from funding.actions import payments
from funding.models import Requisition
from meetings.views import facets
from meetings.views.facets import Facet, Group
from secretariat.lib.dates import parse_day
from secretariat.lib.pages import Request

STATE, FUND, YEAR, PARTY = "lage", "medel", "ar", "part"
_FIELDS = {FUND: "account__grant__fund__slug", YEAR: "account__grant__year", PARTY: "account__party"}


@dataclass(frozen=True)
class Chosen:
    """The rows asked for, their sum in whole kronor, and the filters for components/filters.html."""

    q: str
    rows: QuerySet[Any]
    total: int
    facets: list[dict[str, Any]]
    first: dt.date | None = None
    last: dt.date | None = None


def chosen_requisitions(request: Request) -> Chosen:
    """Read the address. Two queries beside the page's own, however many rows."""
    q = request.GET.get("q", "").strip()[:100]
    rows = Requisition.objects.select_related("account__grant__fund", "account__party")
    if q:
        rows = rows.filter(
            Q(account__party__name__icontains=q) | Q(account__grant__fund__name__icontains=q)
            | Q(account__grant__case_number__icontains=q) | Q(reference__icontains=q) | Q(asked_by__icontains=q)
        )  # fmt: skip
    fields = {STATE: "state", **_FIELDS}
    states = [(str(value), str(words).capitalize()) for value, words in Requisition.State.choices]
    found = _chosen(request, q, rows, fields, [Facet("Läge", STATE, states)])
    order = ("-asked_on", "account__party__municipality_code", "account__party__sort_key", "-pk")
    return Chosen(q, found.rows.order_by(*order), found.total, found.facets)


def chosen_payments(request: Request) -> Chosen:
    """Everything paid that the address asks for. `?q= medel= ar= part= fran= till=`"""
    q = request.GET.get("q", "").strip()[:100]
    first, last = (parse_day(request.GET.get(name, "")) for name in ("fran", "till"))
    rows = payments.payments()
    if q:
        rows = rows.filter(
            Q(account__party__name__icontains=q) | Q(account__grant__fund__name__icontains=q)
            | Q(case_number__icontains=q) | Q(text__icontains=q)
        )  # fmt: skip
    if first:
        rows = rows.filter(on__gte=first)
    if last:
        rows = rows.filter(on__lte=last)
    found = _chosen(request, q, rows, _FIELDS, [])
    return Chosen(q, found.rows, found.total, found.facets, first, last)


def _chosen(
    request: Request, q: str, rows: QuerySet[Any], fields: dict[str, str], more: Sequence[Facet]
) -> Chosen:
    """Count what each filter leaves in one query, and narrow the rows down."""
    names = {"account__grant__fund__name", "account__party__short_name", *fields.values()}
    counted = list(rows.order_by().values(*sorted(names)).annotate(number=Count("pk"), total=Sum("amount")))
    funds = {one["account__grant__fund__slug"]: one["account__grant__fund__name"] for one in counted}
    years = sorted({one["account__grant__year"] for one in counted}, reverse=True)
    parties = {str(one["account__party"]): one["account__party__short_name"] for one in counted}
    offered = [
        *more,
        Facet("Medel", FUND, sorted(funds.items(), key=lambda pair: pair[1])),
        Facet("Bidragsår", YEAR, [(str(year), str(year)) for year in years]),
        Facet("Part", PARTY, sorted(parties.items(), key=lambda pair: pair[1])),
    ]
    values = facets.chosen_values(request, offered)
    groups = [
        (Group({key: str(one[field]) for key, field in fields.items()}, one["number"]), int(one["total"]))
        for one in counted
    ]
    shown = facets.for_template(request, offered, [group for group, _ in groups])
    total = sum(
        amount
        for group, amount in groups
        if all(not value or group.values[key] == value for key, value in values.items())
    )
    narrowed = {fields[key]: value for key, value in values.items() if value}
    return Chosen(q, rows.filter(**narrowed), total, shown)
