"""What has changed since a kallelse: told by item and not by number, shown at once and sent when asked (A8, A10)."""

import datetime as dt
from typing import Any

import pytest

from meetings.actions import agenda, attachments, notices
from meetings.actions import meetings as meeting_actions
from meetings.documents import Attachment, Name
from meetings.models import Meeting, Notice
from meetings.notice_comparing import changes
from meetings.notice_documents import NoticeDocument, NoticeItem
from meetings.notice_paper import printed_changes
from secretariat.registry.models import User
from tests.meetings import notice_case as case


def item(key: int, title: str, **fields: Any) -> NoticeItem:
    return NoticeItem(key, str(key), title, **fields)


def document(*items: NoticeItem, **fields: Any) -> NoticeDocument:
    return NoticeDocument(**{"meeting": 1, "number": 1, "title": "Prov", "items": items, **fields})


A, B, C, D = item(1, "Öppnas"), item(2, "Budget"), item(3, "Årshjul"), item(4, "Avslutas")


def told(old: NoticeDocument, new: NoticeDocument) -> list[str]:
    return [one.sentence for one in printed_changes(changes(old, new))]


def test_the_same_agenda_has_no_changes() -> None:
    assert told(document(A, B, C), document(A, B, C)) == []


def test_greeting_last_day_to_answer_and_whom_to_ask_are_no_changes() -> None:
    assert told(document(A), document(A, message="Hej", reply_by="2026-03-10", number=2)) == []


def test_added_and_removed_points() -> None:
    late = item(9, "Sen fråga", presenters=(Name("Asta Ceder"),))
    assert told(document(A, B, D), document(A, late, D)) == [
        "Punkt 9 Sen fråga: Ny punkt. Föredragande: Asta Ceder.",
        "Punkt 2 Budget: Borttagen.",
    ]


def test_only_the_point_that_was_moved_is_told() -> None:
    assert told(document(A, B, C, D), document(A, C, D, B)) == [
        "Punkt 2 Budget: Flyttad, står nu efter punkt 4 Avslutas."
    ]
    assert told(document(A, B, C, D), document(D, A, B, C)) == ["Punkt 4 Avslutas: Flyttad, står nu först."]


def test_a_point_that_becomes_a_sub_point_is_moved() -> None:
    under = item(3, "Årshjul", children=(item(2, "Budget"),))
    assert told(document(A, B, C), document(A, under)) == [
        "Punkt 3 2 Budget: Flyttad, står nu under punkt 3 Årshjul."
    ]


def test_a_point_added_before_does_not_make_the_others_changed() -> None:
    """A8: an item is itself whatever its number."""
    assert told(document(B, C), document(A, B, C)) == ["Punkt 1 Öppnas: Ny punkt."]


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ({"title": "Budget"}, {"title": "Budget 2027"}, "Rubriken var ”Budget”."),
        ({}, {"subtitle": "Ramar"}, "Underrubriken är ändrad."),
        (
            {"presenters": (Name("Asta"),)},
            {"presenters": (Name("Birger"), Name("Cilla"))},
            "Föredragande: Birger och Cilla. Var Asta.",
        ),
        ({"purpose": "information"}, {"purpose": "decision"}, "Syfte: beslut. Var information."),
        ({}, {"proposal": "Anta."}, "Har fått ett förslag till beslut."),
        ({"proposal": "Anta."}, {"proposal": "Avslå."}, "Förslaget till beslut är ändrat."),
        ({"proposal": "Anta."}, {}, "Förslaget till beslut är borttaget."),
        ({}, {"attachments": (Attachment("link", "Film", "https://a.se"),)}, "Nytt underlag: Film."),
        (
            {"attachments": (Attachment("file", "PM", "", "aa", 1),)},
            {"attachments": (Attachment("file", "PM", "", "bb", 2),)},
            "Ny version av underlaget: PM.",
        ),
        ({"attachments": (Attachment("link", "Film", "https://a.se"),)}, {}, "Borttaget underlag: Film."),
        ({}, {"material_due": "2026-03-10"}, "Underlag kommer senast 10 mars 2026."),
        ({"start": "13:00"}, {"start": "13:30", "minutes": 20}, "Tid: kl. 13.30, 20 minuter. Var kl. 13.00."),
    ],
)
def test_what_is_changed_in_a_point(before: dict[str, Any], after: dict[str, Any], words: str) -> None:
    old, new = (item(2, **{"title": "Budget", **fields}) for fields in (before, after))
    assert [one.words for one in printed_changes(changes(document(old), document(new)))] == [words]


def test_many_new_times_are_told_in_one_sentence() -> None:
    old = document(*(item(key, f"Punkten {key}", start=f"13:{key}0") for key in range(1, 5)))
    new = document(*(item(key, f"Punkten {key}", start=f"14:{key}0") for key in range(1, 5)))
    assert told(old, new) == ["Tiderna på dagordningen: 4 punkter har fått nya tider."]


def test_facts_of_the_meeting() -> None:
    old = document(A, date="2026-03-18", start="13:00", end="16:00", place="Regionhuset")
    new = document(
        A, date="2026-03-19", start="09:00", end="12:00", place="", link="https://teams.exempel.se/m"
    )
    assert told(old, new) == [
        "Dag: Torsdag 19 mars 2026. Var onsdag 18 mars 2026.",
        "Tid: Kl.\u00a09–12. Var kl.\u00a013–16.",
        "Plats: Gäller inte längre. Var Regionhuset.",
        "Möteslänk: https://teams.exempel.se/m.",
    ]


# Of a real meeting


@pytest.fixture
def called(secretary: User) -> Meeting:
    meeting = case.ready()
    notices.send(meeting, by=secretary, at=case.SENT)
    return Meeting.objects.get(pk=meeting.pk)


def since(meeting: Meeting) -> list[str]:
    fresh = Meeting.objects.get(pk=meeting.pk)
    return [one.sentence for one in printed_changes(notices.changes_since_notice(fresh))]


@pytest.mark.django_db
def test_nothing_is_changed_before_or_right_after_a_kallelse(called: Meeting) -> None:
    assert since(case.ready(bodies=[case.body(name="En annan grupp")])) == []
    assert since(called) == []


@pytest.mark.django_db
def test_later_changes_are_told_until_they_are_sent(called: Meeting, secretary: User) -> None:
    """A10: edit an item after sending; recipients see "ändrad sedan kallelsen"."""
    budget = case.point(called, "Budget")
    attachments.attach_link(budget, by=secretary, title="Sammanställning", url="https://exempel.se/s")
    agenda.add_item(called, by=secretary, title="Sen fråga", after=case.point(called, "Mötet öppnas"))
    meeting_actions.change(called, by=secretary, place="Rådhuset")
    expected = [
        "Plats: Rådhuset. Var Regionhuset.",
        "Punkt 4 Sen fråga: Ny punkt.",
        "Punkt 2 Budget: Nytt underlag: Sammanställning.",
    ]
    assert since(called) == expected
    second = notices.send(Meeting.objects.get(pk=called.pk), by=secretary, at=case.LATER)
    assert (second.number, second.kind_in_words) == (2, "Kompletterande kallelse 1")
    assert since(called) == []
    letter = second.recipients.first()
    assert letter
    assert letter.mail
    parts = letter.mail.body.split("\n\n")
    assert parts[1:3] == [
        "Kallelsen till Chefsgrupp prov är kompletterad. Det som är ändrat står först.",
        "\n".join(["Ändrat sedan kallelsen 2 mars 2026:", *(f"- {line}" for line in expected)]),
    ]
    assert letter.mail.subject == "Kompletterande kallelse 1: Chefsgrupp prov, 18 mars 2026"
    assert "2. Budget [Ändrad]" in letter.mail.body
    assert "4. Sen fråga [Ny punkt]" in letter.mail.body
    assert "3. Mötet avslutas" in letter.mail.body


@pytest.mark.django_db
def test_an_answer_given_is_told_in_the_next_letter(called: Meeting, secretary: User) -> None:
    row = called.invitees.order_by("position")[0]
    called.invitees.filter(pk=row.pk).update(answer="coming", answered_at=case.SENT)
    notices.send(called, by=secretary, message="Lunch ingår.", at=case.LATER)
    letter = Notice.objects.get(meeting=called, number=2).recipients.get(person=row.person).mail
    assert letter
    assert "Du har svarat: kommer. Vill du ändra dig trycker du på ett annat svar." in letter.body


@pytest.mark.django_db
def test_a_moved_meeting_is_told_with_its_new_day(called: Meeting, secretary: User) -> None:
    meeting_actions.move(
        called, by=secretary, date=dt.date(2026, 3, 25), start_time=dt.time(13), end_time=dt.time(16)
    )
    assert since(called) == ["Dag: Onsdag 25 mars 2026. Var onsdag 18 mars 2026."]
