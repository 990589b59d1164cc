"""Minutes from draft to justerat: sent, numbered, frozen, approved by all (B4, C1, C2, C5, N3)."""

import datetime as dt

import pytest
from django.db import connection

from meetings.actions import approvers
from meetings.actions import minutes as minutes_actions
from meetings.documents import checksum, from_bytes
from meetings.models import Decision, Meeting, Minutes, Reply
from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import LogEntry, OutgoingMail, User
from secretariat.registry.sign_ins import Proof, SignIn
from tests import make

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 3, 20, 9, 0, tzinfo=dt.UTC)
BY_CODE = SignIn("kod i e-post", (Proof("kod i e-post", 1, AT),), "192.0.2.7", "Provläsare 1.0")


@pytest.fixture
def chair() -> User:
    """The chair of the body below."""
    return make.approver_user(of=make.body(name="Provrådet", code="PR"), name="Asta Ordman")


@pytest.fixture
def meeting(chair: User) -> Meeting:
    """A meeting with two decisions, an elected approver and an ersättare on the list."""
    assert chair.person
    body = chair.person.memberships.get().seat.body
    made = make.meeting(bodies=[body], chair=chair.person)
    elected = make.approver_user(of=body, name="Birger Valdberg", kind="member").person
    reserve = make.approver_user(of=body, name="Cilla Reservin", kind="member").person
    assert elected
    assert reserve
    for person in (chair.person, elected, reserve):
        make.attendee(of=made, person=person, body=body)
    make.item(
        of=made, title="Val av justerare", role="approver_election",
        text="Till justerare valdes Birger Valdberg med Cilla Reservin som ersättare.",
    )  # fmt: skip
    make.decision(
        of=make.item(of=made, title="Plan", text="Planen gicks igenom."), text="Rådet antar planen."
    )
    make.decision(of=make.item(of=made, title="Budget"), text="Rådet tillstyrker budgeten.")
    return made


@pytest.fixture
def elected(meeting: Meeting) -> User:
    return User.objects.get(person__family_name="Valdberg")


@pytest.fixture
def sent(meeting: Meeting, secretary: User) -> Minutes:
    """Sent for approval to the chair and the elected."""
    minutes_actions.send_for_approval(meeting.minutes, by=secretary, at=AT)
    return fresh(meeting)


def fresh(meeting: Meeting) -> Minutes:
    return Minutes.objects.get(meeting=meeting)


def test_sending_numbers_freezes_and_asks(meeting: Meeting, sent: Minutes, secretary: User) -> None:
    """B4, C1, C3: the whole act."""
    version = sent.current_version
    assert version
    assert [one.number for one in Decision.objects.order_by("position")] == ["PR 2026-1", "PR 2026-2"]
    assert (sent.state, sent.frozen_at, sent.sent_at, sent.sent_by) == ("sent", AT, AT, secretary)
    assert sent.approval_deadline == dt.date(2026, 4, 1)
    assert version.sha256 == checksum(bytes(version.content))
    tree = from_bytes(bytes(version.content))
    runs = [run for item in tree.items for block in item.blocks for run in block.runs]  # type: ignore[union-attr]
    assert [record.number for run in runs for record in run.records] == ["PR 2026-1", "PR 2026-2"]
    letters = OutgoingMail.objects.order_by("to_name")
    assert [(one.to_name, one.subject) for one in letters] == [
        ("Asta Ordman", "Justera minnesanteckningarna: Provrådet, 18 mars 2026"),
        ("Birger Valdberg", "Justera minnesanteckningarna: Provrådet, 18 mars 2026"),
    ]
    assert letters[0].action_url == f"http://127.0.0.1:8000/moten/{meeting.pk}/justera/"
    assert letters[0].body == (
        "Hej Asta!\n\nMinnesanteckningarna från Provrådet 18 mars 2026 är klara att läsa.\n\n"
        "Du intygar att texten visar vad som sades och beslutades. Du behöver inte hålla med om besluten.\n\n"
        f"Svara senast onsdag 1 april 2026.\n\nOckså Birger Valdberg justerar.\n\n"
        f"Frågor? Hör av dig till {secretary.name}."
    )
    entry = LogEntry.objects.get(verb="skickade för justering")
    assert entry.detail == {
        "version": 1,
        "sha256": version.sha256,
        "deadline": "2026-04-01",
        "approvers": ["Asta Ordman", "Birger Valdberg"],
    }


def test_the_deadline_leaves_three_days_to_read(meeting: Meeting, secretary: User) -> None:
    """C3: a late sending still gives time."""
    minutes_actions.send_for_approval(
        meeting.minutes, by=secretary, at=dt.datetime(2026, 4, 10, 9, tzinfo=dt.UTC)
    )
    assert fresh(meeting).approval_deadline == dt.date(2026, 4, 13)


def test_all_have_to_approve(sent: Minutes, chair: User, elected: User) -> None:
    """C1, C5: partly approved between, then approved, with the evidence of each."""
    first = minutes_actions.approve(sent, by=chair, at=AT, sign_in=BY_CODE, version=1)
    now = fresh(sent.meeting)
    assert (now.state, now.finished_at) == ("partly_approved", None)
    version = now.current_version
    assert version
    assert (first.sha256, first.local_time, first.method, first.assurance, first.ip) == (
        version.sha256, "20 mars 2026 kl.\xa010.00", "kod i e-post", "1", "192.0.2.7",
    )  # fmt: skip
    membership = chair.person.memberships.get()  # type: ignore[union-attr]
    assert first.evidence == {
        "person": "Asta Ordman",
        "account": chair.email,
        "capacity": "chair",
        "memberships": [{"id": membership.pk, "body": "Provrådet", "seat": str(membership.seat)}],
        "version": 1,
        "format": 1,
        "statement": "Texten visar vad som sades och beslutades.",
        "shown": [{"what": "kod i e-post", "level": 1, "utc": "2026-03-20T09:00:00+00:00"}],
        "utc": "2026-03-20T09:00:00+00:00",
        "local": "2026-03-20T10:00:00+01:00",
    }
    minutes_actions.approve(sent, by=elected, at=AT)
    now = fresh(sent.meeting)
    assert (now.state, now.finished_at, now.finished_by) == ("approved", AT, elected)
    assert minutes_actions.is_intact(now)


def test_refusals_to_approve(sent: Minutes, chair: User, elected: User, secretary: User) -> None:
    """N3: nobody for another, once per version, and only what one has read."""

    def refusal(by: User, **how: int) -> list[str]:
        with pytest.raises(NotAllowed) as no:
            minutes_actions.approve(sent, by=by, **how)  # type: ignore[arg-type]
        return no.value.reasons

    reserve = User.objects.get(person__family_name="Reservin")
    assert refusal(secretary) == ["Du står inte på listan över justerare."]
    assert refusal(reserve) == ["Du står inte på listan över justerare."]
    assert refusal(chair, version=7) == [
        "Texten har ändrats sedan du öppnade sidan. Läs den nya texten innan du svarar."
    ]
    minutes_actions.approve(sent, by=chair)
    assert refusal(chair) == ["Du har redan justerat. Tack!"]
    assert Reply.objects.count() == 1
    minutes_actions.abstain(sent, by=elected, reason="Jag är sjuk.")
    assert refusal(elected) == ["Du har avstått. Ring sekreteraren om du vill ändra dig."]
    minutes_actions.take_back(sent, by=secretary, reason="Skrivfel")
    assert refusal(chair) == [
        "Texten har tagits tillbaka för att ändras. Du får ett brev när den skickas igen."
    ]


def test_refusals_to_send(meeting: Meeting, secretary: User) -> None:
    """L5: each hinder in a sentence that names the place."""
    Meeting.objects.filter(pk=meeting.pk).update(date=None)
    make.item(of=meeting, title="")
    make.item(of=meeting, title="Ärende", text="Sökande 19811218-9876 hördes.")
    make.decision(of=make.item(of=meeting, title="Tomt"), text="")
    assert minutes_actions.obstacles_to_sending(fresh(meeting)) == [
        "Mötet saknar datum.",
        "Punkt 4: rubrik och text saknas. Skriv något eller ta bort punkten.",
        "Punkt 5: texten innehåller något som ser ut som ett personnummer. Ta bort det.",
        "Punkt 6: ett beslut saknar ord.",
    ]
    with pytest.raises(NotAllowed):
        minutes_actions.send_for_approval(meeting.minutes, by=secretary)
    assert Decision.objects.exclude(number="").count() == 0
    assert OutgoingMail.objects.count() == 0


def test_an_empty_meeting_says_all_that_is_missing() -> None:
    meeting = make.meeting(bodies=[], date=None)
    assert minutes_actions.obstacles_to_sending(meeting.minutes) == [
        "Mötet saknar datum.",
        "Mötet saknar grupp.",
        "Mötet har inga punkter.",
        "Ingen justerare är vald. Lägg till minst en.",
    ]


def test_a_body_with_approval_needs_an_approver() -> None:
    meeting = make.meeting()
    make.item(of=meeting, title="Öppnande")
    assert minutes_actions.obstacles_to_sending(meeting.minutes) == [
        "Ingen justerare är vald. Lägg till minst en."
    ]


def test_sending_twice_is_refused(sent: Minutes, secretary: User) -> None:
    with pytest.raises(NotAllowed) as no:
        minutes_actions.send_for_approval(sent, by=secretary)
    assert no.value.reasons == ["Anteckningarna är redan utsända."]


def test_a_deadline_that_has_been_is_refused(meeting: Meeting, secretary: User) -> None:
    with pytest.raises(NotAllowed) as no:
        minutes_actions.send_for_approval(meeting.minutes, by=secretary, deadline=dt.date(2026, 3, 19), at=AT)
    assert no.value.reasons == ["Sista dag för justering har redan varit."]


def test_numbers_go_on_and_are_never_used_again(meeting: Meeting, sent: Minutes, secretary: User) -> None:
    """B4: a decision taken out after a taking back leaves a hole."""
    minutes_actions.take_back(sent, by=secretary, reason="Ett beslut för mycket")
    Decision.objects.get(number="PR 2026-2").delete()
    make.decision(of=meeting.items.get(title="Budget"), text="Rådet avslår budgeten.")
    make.decision(of=meeting.items.get(title="Budget"), text="Styrelsen beslutade.", is_own=False)
    minutes_actions.send_for_approval(fresh(meeting), by=secretary, at=AT)
    assert [one.number for one in Decision.objects.order_by("number")] == ["", "PR 2026-1", "PR 2026-3"]
    assert fresh(meeting).versions.count() == 2


def test_taking_back_withdraws_approvals_visibly(
    meeting: Meeting, sent: Minutes, chair: User, elected: User, secretary: User
) -> None:
    """C1: approvals stay on the old version and no longer hold; everybody is told."""
    minutes_actions.approve(sent, by=chair, at=AT)
    OutgoingMail.objects.all().delete()
    minutes_actions.take_back(sent, by=secretary, reason="Fel namn i punkt 2")
    now = fresh(meeting)
    assert (now.state, now.frozen_at, now.current_version, now.sent_at) == ("draft", None, None, None)
    assert [one.to_name for one in OutgoingMail.objects.order_by("to_name")] == [
        "Asta Ordman",
        "Birger Valdberg",
    ]
    assert LogEntry.objects.get(verb="tog tillbaka").detail == {
        "version": 1, "reason": "Fel namn i punkt 2", "withdrawn": ["Asta Ordman"],
    }  # fmt: skip
    minutes_actions.send_for_approval(now, by=secretary, at=AT)
    now = fresh(meeting)
    assert now.state == "sent"
    standing = {one.approver.person.name: one for one in approvers.overview(now)}
    assert standing["Asta Ordman"].words == "Har inte svarat än"
    assert standing["Asta Ordman"].earlier is not None
    minutes_actions.approve(now, by=chair)
    minutes_actions.approve(now, by=elected)
    with pytest.raises(NotAllowed) as no:
        minutes_actions.take_back(now, by=secretary, reason="Ångrar mig")
    assert no.value.reasons == ["Anteckningarna är färdiga. Gör en rättelse i stället."]


def test_taking_back_needs_a_reason_and_something_sent(meeting: Meeting, sent: Minutes) -> None:
    assert minutes_actions.obstacles_to_taking_back(sent, reason=" ") == ["Skriv varför texten tas tillbaka."]
    draft = make.meeting().minutes
    assert minutes_actions.obstacles_to_taking_back(draft, reason="Fel") == [
        "Anteckningarna är inte utsända."
    ]


def test_wishes_for_changes_go_to_the_secretary(
    meeting: Meeting, sent: Minutes, chair: User, elected: User
) -> None:
    """C4, N3: per item; others' approvals stand; the person may approve later; the answer is told."""
    minutes_actions.approve(sent, by=elected)
    OutgoingMail.objects.all().delete()
    item = meeting.items.get(title="Plan")
    reply = minutes_actions.request_changes(
        sent, by=chair, comments={item: "Skriv vem som talade.", None: " "}
    )
    assert [(one.item, one.item_label, one.text) for one in reply.requests.all()] == [
        (item, "Punkt 2", "Skriv vem som talade.")
    ]
    letter = OutgoingMail.objects.get()
    assert letter.to_name == sent.sent_by.name  # type: ignore[union-attr]
    assert "Punkt 2: Skriv vem som talade." in letter.body
    assert fresh(meeting).state == "partly_approved"
    minutes_actions.answer_request(reply.requests.get(), by=sent.sent_by, answer="Nu står det Maja.")  # type: ignore[arg-type]
    told = OutgoingMail.objects.filter(to_name="Asta Ordman").get()
    assert "Sekreteraren svarar: Nu står det Maja." in told.body
    minutes_actions.approve(sent, by=chair)
    assert fresh(meeting).state == "approved"


def test_an_empty_wish_is_refused(sent: Minutes, chair: User) -> None:
    with pytest.raises(NotAllowed) as no:
        minutes_actions.request_changes(sent, by=chair, comments={None: ""})
    assert no.value.reasons == ["Skriv vad som ska ändras."]


def test_finalising_a_body_without_approval(secretary: User) -> None:
    """C1: 003 is finished with the same numbers, freeze, checksum and lock."""
    body = make.body(approval_policy="none", code="CF")
    meeting = make.meeting(bodies=[body])
    make.decision(of=make.item(of=meeting, title="Medel"), text="Chefsgruppen fördelar medlen.")
    assert minutes_actions.obstacles_to_sending(meeting.minutes) == [
        "Gruppen har ingen justering. Fastställ anteckningarna i stället."
    ]
    minutes_actions.finalise(meeting.minutes, by=secretary, at=AT)
    now = fresh(meeting)
    assert (now.state, now.finished_at, now.finished_by, now.frozen_at) == ("finalised", AT, secretary, AT)
    assert Decision.objects.get().number == "CF 2026-1"
    assert minutes_actions.is_intact(now)
    with pytest.raises(NotAllowed) as no:
        minutes_actions.finalise(now, by=secretary)
    assert no.value.reasons == ["Anteckningarna är redan utsända eller färdiga."]


def test_a_body_with_approval_is_not_finalised(meeting: Meeting) -> None:
    assert minutes_actions.obstacles_to_finalising(meeting.minutes) == [
        "Gruppen har justering. Skicka anteckningarna för justering i stället."
    ]


def test_a_changed_byte_is_found(sent: Minutes) -> None:
    """C5: the checksum is of the stored bytes."""
    assert minutes_actions.is_intact(sent)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "UPDATE meetings_minutesversion SET content = set_byte(content, 20, get_byte(content, 20) # 1)"
            " WHERE id = %s",
            [sent.current_version_id],
        )
        cursor.execute("SET LOCAL session_replication_role = origin")
    assert not minutes_actions.is_intact(fresh(sent.meeting))


def test_filing_links_two_meetings(secretary: User) -> None:
    """C1: the item of a later meeting files the minutes; they tell which."""
    body = make.body(approval_policy="none")
    first = make.meeting(bodies=[body])
    later = make.meeting(bodies=[body], date=dt.date(2026, 5, 6))
    make.item(of=first, title="Öppnande")
    item = make.item(of=later, title="Föregående minnesanteckningar", role="previous_minutes")
    assert minutes_actions.obstacles_to_filing(first.minutes, item=item) == [
        "Bara färdiga anteckningar kan läggas till handlingarna."
    ]
    minutes_actions.finalise(first.minutes, by=secretary)
    minutes_actions.finalise(later.minutes, by=secretary)
    minutes_actions.file(fresh(first), item=item, by=secretary)
    assert [one.meeting for one in fresh(first).filed_by.all()] == [later]
    other = make.item(of=make.meeting(date=dt.date(2026, 1, 1)), title="Föregående")
    assert minutes_actions.obstacles_to_filing(fresh(first), item=other) == [
        "Anteckningarna hör till en annan grupp.",
        "Anteckningarna kan bara läggas till handlingarna av ett senare möte.",
        f"Anteckningarna är redan lagda till handlingarna: {later}.",
    ]
