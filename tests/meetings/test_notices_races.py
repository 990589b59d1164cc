"""Two at once while a meeting is called: one kallelse, and a change is either in it or told as changed since (A10)."""

from functools import partial

import pytest

from meetings.actions import agenda, notice_printing, notices
from meetings.actions.notice_trees import sent_tree
from meetings.models import Meeting, Notice
from secretariat.registry.models import OutgoingMail
from tests import make
from tests.meetings import notice_case as case
from tests.races import Orders, meet, rounds

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _without_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    """The paper is not what is raced for."""
    monkeypatch.setattr(notice_printing, "stored_pdf", lambda *_, **__: None)


def test_two_send_at_once() -> None:
    """One kallelse goes out, one letter to each; the other is told that nothing has changed."""
    seen, body = Orders(), case.body()
    first, second = (make.user(office_role="secretariat") for _ in "ab")
    for _, lead in rounds():
        meeting = case.ready(bodies=[body])
        met = meet(
            partial(_send, meeting, first.pk),
            partial(_send, meeting, second.pk),
            lead=lead,
        )
        notice = Notice.objects.get(meeting=meeting)
        assert met.refused == ["Inget är ändrat sedan kallelsen. Skriv en hälsning om du ändå vill skicka."]
        assert OutgoingMail.objects.filter(object_id=str(notice.pk), purpose="kallelse").count() == 2
        seen.won("a" if notice.sent_by_id == first.pk else "b", met)
    seen.assert_both()


def test_a_point_is_added_while_it_is_sent() -> None:
    """The point is in the kallelse, or it is told as new since; never neither, and numbers stand."""
    seen, body, by = Orders(), case.body(), make.user(office_role="secretariat")
    for _, lead in rounds():
        meeting = case.ready(bodies=[body])
        met = meet(
            partial(_send, meeting, by.pk),
            partial(agenda.add_item, meeting, by=by, title="Sen fråga"),
            lead=lead,
        )
        assert met.refused == []
        notice = Notice.objects.get(meeting=meeting)
        sent = {one.title: one.number for one in sent_tree(notice).items}
        now = {row.first_line: row.number for row in meeting.items.all()}
        since = [one.label for one in notices.changes_since_notice(Meeting.objects.get(pk=meeting.pk))]
        assert {title: now[title] for title in sent} == sent
        assert since == ([] if "Sen fråga" in sent else ["Punkt 4 Sen fråga"])
        seen.won("b" if "Sen fråga" in sent else "a", met)
    seen.assert_both()


def _send(meeting: Meeting, user: int) -> None:
    notices.send(meeting, by=make.User.objects.get(pk=user), at=case.SENT)
