"""Two secretaries at once: what is reported, and what the parties wrote, is taken in once (K8, K10)."""

import datetime as dt
from functools import partial

import pytest

from meetings.actions import contributions, reports
from meetings.models import AgendaItem, Decision, EarlyContribution, ItemBlock
from secretariat.registry.models import User
from tests import make
from tests.meetings.backlog_case import finish
from tests.races import meet, rounds

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def test_two_take_in_the_same_report_at_once() -> None:
    by = make.user(office_role="secretariat")
    chiefs, council = make.body(approval_policy="none"), make.body()
    origin = make.meeting(bodies=[chiefs], date=dt.date(2026, 3, 10))
    made = make.decision(of=make.item(of=origin), text="Anta planen.")
    finish(origin, by=by)
    for number, lead in rounds(10):
        meeting = make.meeting(bodies=[council], date=dt.date(2026, 3, 11))
        item = make.item(of=meeting, title=f"Rapport {number}", role="report", reports_from=chiefs)
        met = meet(*[partial(_take_report, item, f"beslut-{made.pk}", by)] * 2, lead=lead)
        assert sorted(one.text for one in met.both) == ["0", "1"], met
        assert Decision.objects.filter(item=item).count() == 1
        AgendaItem.objects.filter(pk=item.pk).update(removed_at=dt.datetime.now(dt.UTC))


def _take_report(item: AgendaItem, key: str, by: User) -> str:
    return str(reports.take_in(item, keys=[key], by=by))


def test_two_take_in_the_same_contributions_at_once() -> None:
    by, body, party = make.user(office_role="secretariat"), make.body(), make.organisation(name="Nora")
    for _, lead in rounds(10):
        item = make.item(of=make.meeting(bodies=[body]), title="Laget runt", role="round_table")
        EarlyContribution.objects.create(item=item, organisation=party, text="Nytt badhus.")
        met = meet(*[partial(_take_contributions, item, by)] * 2, lead=lead)
        assert met.refused == ["Inga inlägg väntar på att tas in."]
        assert ItemBlock.objects.filter(item=item, kind="contribution").count() == 1


def _take_contributions(item: AgendaItem, by: User) -> str:
    return str(contributions.take_in(item, by=by))
