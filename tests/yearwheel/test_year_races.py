"""Two secretaries at once: a proposal is answered once, and a series is changed by one after the other."""

import datetime as dt
from functools import partial
from typing import Any

import pytest

from secretariat.registry.models import OutgoingMail, User
from secretariat.yearwheel.actions import activities, proposals
from secretariat.yearwheel.models import Activity
from secretariat.yearwheel.reading import Days
from tests import make
from tests.races import Orders, meet, rounds
from tests.yearwheel.year_case import activity, category

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
DAY = Days(dt.date(2027, 5, 8), dt.date(2027, 5, 8))


def _accept(proposal: proposals.Proposal, by: User) -> None:
    first = proposal.first
    proposals.accept(proposal, by=by, days=[DAY], title=first.title, category=first.category)


def _decline(proposal: proposals.Proposal, by: User) -> None:
    proposals.decline(proposal, by=by, reason="Bara för Kumla.")


def test_one_takes_a_proposal_in_while_another_says_no() -> None:
    member, keeper, other, seen = make.user(), make.user(), make.user(), Orders()
    kind = category("konferenser")
    for number, lead in rounds():
        rows = proposals.propose(by=member, days=[DAY], title=f"Datum {number}", category=kind)
        proposal = proposals.proposal_of(rows[0])
        met = meet(partial(_accept, proposal, keeper), partial(_decline, proposal, other), lead=lead)
        (reason,) = met.refused
        row = Activity.objects.get(title=f"Datum {number}")
        won = "a" if met.a.kind == "done" else "b"
        assert row.state == ("accepted" if won == "a" else "declined")
        assert reason.startswith(f"”Datum {number}” är redan besvarad: "), reason
        told = OutgoingMail.objects.filter(to_email=member.email, subject__endswith=f"Datum {number}")
        assert told.count() == 1
        seen.won(won, met)
    seen.assert_both()


def _retitle(row: Activity, by: User, title: str, kind: Any) -> str:
    days = Days(row.starts_on, row.ends_on)
    activities.change(row, by=by, days=days, with_siblings=True, title=title, category=kind)
    return title


def test_two_who_change_a_series_from_different_times_wait_in_turn_and_never_for_each_other() -> None:
    keeper, kind = make.user(), category("ok")
    for number, lead in rounds(20):
        name = f"Serie {number}"
        one, two = (activity(name, f"2026-{month:02}-03", category=kind) for month in (2, 6))
        met = meet(
            partial(_retitle, one, keeper, f"{name} a", kind),
            partial(_retitle, two, keeper, f"{name} b", kind),
            lead=lead,
        )
        assert met.refused == []
        titles = set(Activity.objects.filter(pk__in=[one.pk, two.pk]).values_list("title", flat=True))
        assert len(titles) == 1, titles
