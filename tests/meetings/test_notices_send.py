"""A kallelse sent: frozen, numbered, told to each, in the same few queries for two as for sixty (A10, A12, N1)."""

import datetime as dt

import pytest
from django.core.mail import EmailMessage
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from meetings.actions import agenda, invitees, notices
from meetings.actions.notice_trees import sent_tree
from meetings.documents import checksum
from meetings.models import CopyRecipient, Meeting, Notice
from meetings.notice_documents import canonical_bytes, from_bytes
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import mail
from secretariat.registry.models import LogEntry, MailChoice, OutgoingMail, PersonalLink, User
from tests import make
from tests.meetings import notice_case as case

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting() -> Meeting:
    return case.ready()


def send(meeting: Meeting, by: User, **more: object) -> Notice:
    return notices.send(meeting, by=by, **{"at": case.SENT, **more})  # type: ignore[arg-type]


# Frozen


def test_the_bytes_are_frozen_with_their_checksum(meeting: Meeting, secretary: User) -> None:
    """A10: a kallelse is a frozen, dated version."""
    notice = send(meeting, secretary, message="Välkomna!\r\n\r\nTa med lunch.")
    content = bytes(notice.content)
    assert checksum(content) == notice.sha256
    assert canonical_bytes(from_bytes(content)) == content
    tree = sent_tree(notice)
    assert (tree.number, tree.title, tree.date, tree.start, tree.place, tree.link) == (
        1, "Chefsgrupp prov", "2026-03-18", "13:00", "Regionhuset", "https://teams.exempel.se/m/1",
    )  # fmt: skip
    assert (tree.message, tree.reply_by) == ("Välkomna!\n\nTa med lunch.", "2026-03-13")
    assert [(one.number, one.title, one.start, one.minutes) for one in tree.items] == [
        ("1", "Mötet öppnas", "13:00", 5), ("2", "Budget", "13:05", 30), ("3", "Mötet avslutas", "", 0),
    ]  # fmt: skip
    assert (notice.number, notice.sent_at, notice.sent_by) == (1, case.SENT, secretary)
    assert LogEntry.objects.filter(verb="skickade kallelse").get().detail["recipients"] == 2


def test_what_is_sent_is_what_was_previewed(meeting: Meeting, secretary: User) -> None:
    before = notices.preview_of(meeting, by=secretary, message="Hej", reply_by=dt.date(2026, 3, 10))
    notice = send(meeting, secretary, message="Hej", reply_by=dt.date(2026, 3, 10))
    assert sent_tree(notice) == before


def test_a_sent_kallelse_can_neither_change_nor_go(meeting: Meeting, secretary: User) -> None:
    notice = send(meeting, secretary)
    for change in (
        "UPDATE meetings_notice SET message = 'annat'",
        "UPDATE meetings_notice SET pdf_id = NULL",
        "UPDATE meetings_noticerecipient SET name = 'någon annan'",
        "DELETE FROM meetings_noticerecipient",
        "DELETE FROM meetings_notice",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)
    notice.refresh_from_db()
    assert (notice.message, notice.pdf is not None, notice.recipients.count()) == ("", True, 2)


def test_a_letter_may_be_cleared_away_and_its_receiver_stays(meeting: Meeting, secretary: User) -> None:
    notice = send(meeting, secretary)
    OutgoingMail.objects.filter(purpose="kallelse").delete()
    assert list(notice.recipients.values_list("mail", flat=True)) == [None, None]


def test_an_unknown_format_is_not_read_as_if_it_were_known() -> None:
    with pytest.raises(ValueError, match="okänt format 9"):
        from_bytes(b'{"format": 9, "notice": {}}')


# Numbers


def test_numbers_are_automatic_until_the_kallelse_and_then_fixed(meeting: Meeting, secretary: User) -> None:
    """A8, N1: renumbering is automatic until the notice is sent, then never."""
    agenda.add_item(meeting, by=secretary, title="Först", after=case.point(meeting, "Mötet öppnas"))
    assert numbers(meeting) == ["1 Mötet öppnas", "2 Först", "3 Budget", "4 Mötet avslutas"]
    send(meeting, secretary)
    agenda.add_item(meeting, by=secretary, title="Sen fråga", after=case.point(meeting, "Mötet öppnas"))
    agenda.move_item(case.point(meeting, "Budget"), "up", by=secretary)
    agenda.remove_item(case.point(meeting, "Först"), by=secretary)
    assert numbers(meeting) == ["1 Mötet öppnas", "5 Sen fråga", "3 Budget", "4 Mötet avslutas"]


def test_the_number_of_a_point_taken_off_is_not_given_to_another(meeting: Meeting, secretary: User) -> None:
    """N1: whoever reads the kallelse must not find another matter under the number."""
    send(meeting, secretary)
    agenda.remove_item(case.point(meeting, "Mötet avslutas"), by=secretary)
    agenda.add_item(meeting, by=secretary, title="Sen fråga")
    assert numbers(meeting) == ["1 Mötet öppnas", "2 Budget", "4 Sen fråga"]
    agenda.put_back_item(case.point(meeting, "Mötet avslutas"), by=secretary)
    assert "3 Mötet avslutas" in numbers(meeting)


def test_a_printed_number_cannot_be_changed_by_hand(meeting: Meeting, secretary: User) -> None:
    send(meeting, secretary)
    point = case.point(meeting, "Budget")
    with pytest.raises(NotAllowed) as refused:
        agenda.change_item(point, by=secretary, number="7")
    assert refused.value.reasons == ["Numret 2 står i kallelsen och kan inte ändras."]
    agenda.change_item(case.point(meeting, "Budget"), by=secretary, number="2", title="Budgeten")
    with pytest.raises(NotAllowed) as refused:
        agenda.move_item(case.point(meeting, "Budgeten"), "in", by=secretary)
    assert refused.value.reasons == ["Punkten har ett nummer i kallelsen och kan inte flyttas in eller ut."]
    late = agenda.add_item(meeting, by=secretary, title="Sen fråga")
    agenda.change_item(late, by=secretary, number="2 b")
    assert "2 b Sen fråga" in numbers(meeting)


def numbers(meeting: Meeting) -> list[str]:
    rows = meeting.items.filter(removed_at=None).order_by("position")
    return [f"{row.number} {row.first_line}" for row in rows]


# Letters


def test_everybody_gets_one_letter_with_the_kallelse_answers_file_and_calendar(
    meeting: Meeting, secretary: User
) -> None:
    """A12: one tap from the letter; N5: a kallelse goes directly whatever the person has chosen."""
    for row in notices.called(meeting, by=secretary):
        MailChoice.objects.create(person=row.person, purpose="kallelse", way="never")
    notice = send(meeting, secretary)
    assert [(row.name, bool(row.mail)) for row in notice.recipients.all()] == [
        (row.person.name, True) for row in invitees.standing(meeting)
    ]
    letters = OutgoingMail.objects.filter(purpose="kallelse")
    assert len(letters) == 2
    for letter in letters:
        assert (letter.way, letter.about, letter.subject) == (
            "direct", notice, "Kallelse: Chefsgrupp prov, 18 mars 2026",
        )  # fmt: skip
        assert list(letter.attachments.all()) == [notice.pdf]
        assert letter.calendar_method == "REQUEST"
        assert letter.to_email in letter.calendar.replace("\r\n ", "")
        assert letter.body.count("?svar=") == letter.html.count("?svar=") == 4


def test_what_leaves_has_text_page_calendar_and_paper(
    meeting: Meeting, secretary: User, mailoutbox: list[EmailMessage]
) -> None:
    send(meeting, secretary)
    mail.deliver_waiting()
    assert len(mailoutbox) == 2
    parts = {part.get_content_type(): part for part in mailoutbox[0].message().walk()}
    assert {"text/plain", "text/html", "text/calendar", "application/pdf"} <= set(parts)
    assert parts["application/pdf"].get_filename() == "kallelse-2026-03-18.pdf"
    assert "REQUEST" in parts["text/calendar"]["Content-Type"]


def test_each_has_a_link_of_ones_own(meeting: Meeting, secretary: User) -> None:
    notice = send(meeting, secretary)
    bodies = [row.mail.body for row in notice.recipients.all() if row.mail]
    links = [next(line for line in body.splitlines() if line.startswith("Jag kommer:")) for body in bodies]
    assert len(set(links)) == 2
    assert PersonalLink.objects.filter(purpose="reply").count() == 2


def test_ersattare_guests_and_copies_are_told_what_they_are(meeting: Meeting, secretary: User) -> None:
    body = meeting.leading_body
    assert body
    substitute = make.member(of=body, kind="substitute").person
    guest, copy = make.person(name="Gäst Ganter"), make.person(name="Kopia Karm")
    for one in (substitute, guest, copy):
        one.email = f"p{one.pk}@exempel.se"
        one.save()
    invitees.add_guest(meeting, person=guest, by=secretary)
    CopyRecipient.objects.create(body=body, person=copy)
    CopyRecipient.objects.create(body=body, name="Registrator", email="registrator@exempel.se")
    notice = send(meeting, secretary)
    told = {row.name: row.mail for row in notice.recipients.all()}
    openings = {name: mail.body.split("\n\n")[1] for name, mail in told.items() if mail}
    assert openings[substitute.name] == (
        "Du är ersättare i Chefsgrupp prov. Du får ett nytt brev om du ska tjänstgöra."
    )
    assert openings["Gäst Ganter"] == "Du är inbjuden till Chefsgrupp prov."
    assert (
        openings["Kopia Karm"] == openings["Registrator"] == "För kännedom: kallelsen till Chefsgrupp prov."
    )
    assert "Jag kan komma om jag behövs" in told[substitute.name].body  # type: ignore[union-attr]
    assert "?svar=" not in told["Registrator"].body  # type: ignore[union-attr]
    assert {name: bool(mail.calendar) for name, mail in told.items() if mail and mail.to_name != ""} | {
        "Registrator": False
    } == {
        **{row.person.name: True for row in invitees.standing(meeting) if row.capacity in ("member", "guest")},
        substitute.name: False, "Kopia Karm": False, "Registrator": False,
    }  # fmt: skip


def test_who_has_no_address_is_noted_and_gets_it_later(meeting: Meeting, secretary: User) -> None:
    """Nothing is lost: the list tells who was not reached, and one press sends it when there is an address."""
    assert meeting.leading_body
    person = make.member(of=meeting.leading_body).person
    notice = send(meeting, secretary)
    row = notice.recipients.get(person=person)
    assert (row.email, row.mail) == ("", None)
    assert notices.left_to_tell(notice, by=secretary) == []
    person.email = "ny@exempel.se"
    person.save()
    left = notices.left_to_tell(notice, by=secretary)
    assert [one.person for one in left] == [person]
    told = notices.send_to(left, by=secretary, at=case.LATER)
    assert [(one.name, one.email, one.mail is not None) for one in told] == [
        (person.name, "ny@exempel.se", True)
    ]
    assert notices.left_to_tell(notice, by=secretary) == []
    assert notice.recipients.filter(person=person).count() == 2


def test_who_has_an_account_is_reached_there(meeting: Meeting, secretary: User) -> None:
    assert meeting.leading_body
    person = make.member(of=meeting.leading_body).person
    make.user(person=person, email="konto@exempel.se")
    notice = send(meeting, secretary)
    assert notice.recipients.get(person=person).email == "konto@exempel.se"


def test_sixty_are_called_in_as_many_queries_as_two(secretary: User) -> None:
    counts = {}
    for members in (2, 60):
        made = case.ready(bodies=[case.body(members=members, name=f"Grupp med {members}")])
        with CaptureQueriesContext(
            connection,
        ) as queries:
            notice = send(made, secretary)
        assert notice.recipients.count() == members
        counts[members] = len(queries)
    assert counts[2] == counts[60]


def test_a_joint_part_has_its_own_time(secretary: User) -> None:
    """A1: bodies of the joint part alone see their time, and both stand in the heading."""
    council, chiefs = case.body(name="Samverkansråd prov"), case.body(name="Chefsgrupp prov")
    meeting = case.ready(bodies=[council, chiefs], joint_start=dt.time(15), joint_end=dt.time(16))
    meeting.meeting_bodies.filter(body=chiefs).update(joint_part_only=True)
    notice = send(Meeting.objects.get(pk=meeting.pk), secretary)
    assert [(one.name.text, one.joint_part_only) for one in sent_tree(notice).bodies] == [
        ("Samverkansråd prov", False), ("Chefsgrupp prov", True),
    ]  # fmt: skip
    files = {row.for_body: row.mail.calendar for row in notice.recipients.select_related("mail") if row.mail}
    assert "DTSTART;TZID=Europe/Stockholm:20260318T130000" in files["Samverkansråd prov"]
    assert "DTSTART;TZID=Europe/Stockholm:20260318T150000" in files["Chefsgrupp prov"]
    assert "DTEND;TZID=Europe/Stockholm:20260318T160000" in files["Chefsgrupp prov"]
    texts = {row.for_body: row.mail.body for row in notice.recipients.select_related("mail") if row.mail}
    assert (
        "När: onsdag 18 mars 2026 kl.\u00a013–16\nGemensam del: kl.\u00a015–16 med Chefsgrupp prov"
        in (texts["Samverkansråd prov"])
    )
    assert (
        "När: onsdag 18 mars 2026 kl.\u00a015–16, den gemensamma delen\n"
        "Hela mötet: onsdag 18 mars 2026 kl.\u00a013–16" in texts["Chefsgrupp prov"]
    )
