"""What the year tells the start page: dates that members have proposed and nobody has answered."""

from typing import TYPE_CHECKING

from django.urls import reverse

from meetings.access import bodies_of, is_office
from secretariat.lib.access import Permission, Role, may
from secretariat.lib.statements import Things
from secretariat.lib.waiting import Waiting

from .actions import proposals
from .actions.proposals import Proposal
from .models import Activity

if TYPE_CHECKING:
    from secretariat.registry.models import User

SHOWN = 3


_ALL = Things(lambda: proposals.ordered(Activity.objects.proposed()), takes=())
_OWN = Things(
    lambda bodies: proposals.ordered(Activity.objects.proposed().filter(body__in=bodies)), takes=(list[int],)
)


def waiting(user: "User") -> list[Waiting]:
    """For those who answer: the oldest proposals, and how many more there are. One query."""
    if not may(user, Permission.YEAR_EDIT):
        return []
    proposed = _ALL.of() if is_office(user) else _OWN.of(sorted(bodies_of(user)[Role.SECRETARY]))
    found = proposals.grouped(proposed)
    rows = [_row(proposal) for proposal in found[:SHOWN]]
    if len(found) > SHOWN:
        more, page = len(found) - SHOWN, reverse("yearwheel:activity-proposals")
        rows.append(Waiting(kind="Årshjul", title=f"{more} anmälda datum till", url=page, mark="pending"))
    return rows


def _row(proposal: Proposal) -> Waiting:
    first = proposal.first
    by = first.proposed_by.name if first.proposed_by else "Någon"
    return Waiting(
        kind="Årshjul",
        title=first.title,
        url=reverse("yearwheel:activity-answer", args=[first.pk]),
        reason=f"{by} har anmält {proposal.days}.",
        status="Väntar på svar",
        mark="pending",
    )
