"""What minutes, pages and papers say of points that were approved at once (C12). One query for each page."""

import datetime as dt
from typing import Any, NamedTuple

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import F, Func, QuerySet, TextField, Value

from meetings.models import ImmediateApproval
from secretariat.lib.dates import and_list, local_day, moment_in_words
from secretariat.lib.statements import Statement


class Bound(NamedTuple):
    """A point that is bound, and since when it is approved; None while somebody is left."""

    pk: int
    item_id: int
    number: str
    approved_at: dt.datetime | None
    names: list[str]

    @property
    def label(self) -> str:
        """Punkt 5."""
        return f"Punkt {self.number}"

    @property
    def words(self) -> str:
        """What stands at the point where it is written."""
        if self.approved_at:
            return f"Punkten är omedelbart justerad {local_day(self.approved_at):%Y-%m-%d}."
        return "Punkten är uppläst för omedelbar justering. Den kan inte ändras."

    @property
    def sentence(self) -> str:
        """What the minutes say of it: when it was approved, and by whom."""
        when = moment_in_words(self.approved_at) if self.approved_at else ""
        return f"{self.label} är omedelbart justerad {when} av {and_list(self.names)}." if when else ""


def in_force(meeting: Any) -> QuerySet[ImmediateApproval]:
    """Those of a meeting that have not been taken back."""
    return ImmediateApproval.objects.filter(meeting=meeting, withdrawn_at=None)


_BOUND = Statement(
    Bound,
    lambda meeting: (
        in_force(meeting)
        .annotate(
            names=ArrayAgg(
                Func(
                    F("answers__person__given_name"),
                    Value(" "),
                    F("answers__person__family_name"),
                    function="CONCAT",
                    output_field=TextField(),
                ),
                order_by="answers__pk",
            )
        )
        .order_by("number")
    ),
    number="item__number",
)


def bound_in(meeting: int) -> list[Bound]:
    """The points of a meeting that are read aloud or approved at once, in order. One query."""
    return _BOUND.of(meeting)


def sentences_of(meeting: int) -> tuple[str, ...]:
    """What the minutes say of those that all have approved."""
    return tuple(one.sentence for one in bound_in(meeting) if one.sentence)
