"""Unlocking finished minutes for more than a rättelse: n named persons consent, the old version stays (C8)."""

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from meetings.actions import corrections, papers, printing, publications, superseded, unlocking, verifying
from meetings.actions import minutes as minutes_actions
from meetings.actions.publishing import CHECKS, publish
from meetings.actions.standing import check_code, standing_of
from meetings.models import Minutes, MinutesVersion, Unlocking
from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import LogEntry, OutgoingMail, User
from tests import make

from .approval_case import AT, Case, a_case, person_of

pytestmark = pytest.mark.django_db

REASON = "Punkten om budgeten återger inte vad som sades."
LATER = AT + dt.timedelta(days=5)


def proposed(case: Case, **changed: object) -> Unlocking:
    facts: dict[str, object] = {"by": case.secretary, "reason": REASON, "at": LATER} | changed
    return unlocking.propose(case.minutes, **facts)  # type: ignore[arg-type]


def opened(case: Case) -> Unlocking:
    made = proposed(case)
    unlocking.consent(made, by=case.chair, at=LATER)
    unlocking.consent(made, by=case.elected, at=LATER)
    return Unlocking.objects.get(pk=made.pk)


def login(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_nothing_is_changed_before_all_who_approved_have_consented() -> None:
    case = a_case()
    before = case.approve()
    made = proposed(case)
    assert made.needed == 2
    assert [(row.person, row.capacity) for row in made.answers.all()] == [
        (person_of(case.chair), "ordförande"),
        (person_of(case.elected), "vald justerare"),
    ]
    unlocking.consent(made, by=case.chair, at=LATER)
    now = case.minutes
    assert (now.state, now.current_version, now.unlocked_at) == ("approved", before.current_version, None)


def test_the_last_consent_makes_a_draft_and_the_old_version_stays_as_it_was() -> None:
    """Numbers of meeting, points and decisions stay; bytes, answers and PDF of the old version too."""
    case = a_case()
    before = case.approve()
    papers.store_pdf(before.pk)
    before = case.minutes
    numbers = list(case.meeting.decisions.order_by("position").values_list("number", flat=True))
    points = list(case.meeting.items.order_by("position").values_list("number", flat=True))
    made = opened(case)
    now = case.minutes
    assert (now.state, now.is_finished, now.is_reworked, now.pdf) == ("draft", False, True, None)
    assert (made.outcome, made.was_state, made.was_finished_at) == ("opened", "approved", before.finished_at)
    assert made.was_pdf == before.pdf
    assert superseded.words_of(made) == "En ny version är under arbete"
    item = case.item("Plan")
    make.block(of=item, html="Ett nytt stycke.")
    case.send()
    assert case.minutes.current_version is not None
    assert case.minutes.current_version.number == 2
    assert list(case.meeting.decisions.order_by("position").values_list("number", flat=True)) == numbers
    assert list(case.meeting.items.order_by("position").values_list("number", flat=True)) == points
    minutes_actions.approve(case.minutes, by=case.chair, at=LATER)
    minutes_actions.approve(case.minutes, by=case.elected, at=LATER)
    assert superseded.words_of(Unlocking.objects.get(pk=made.pk)) == "Ersatt av version 2"
    old = MinutesVersion.objects.get(minutes=case.minutes, number=1)
    assert before.current_version is not None
    assert (bytes(old.content), old.sha256) == (
        bytes(before.current_version.content),
        before.current_version.sha256,
    )
    assert old.replies.count() == 2
    assert minutes_actions.is_intact(case.minutes)


def test_as_many_as_the_body_says_are_enough() -> None:
    case = a_case(consents_to_unlock=1)
    case.approve()
    made = proposed(case)
    unlocking.refuse(made, by=case.elected, reason="Det räcker med en rättelse.", at=LATER)
    assert Unlocking.objects.get(pk=made.pk).is_pending
    unlocking.consent(made, by=case.chair, at=LATER)
    assert case.minutes.is_reworked


def test_one_no_ends_it_where_all_are_needed() -> None:
    case = a_case()
    case.approve()
    made = proposed(case)
    unlocking.refuse(made, by=case.elected, reason="Det räcker med en rättelse.", at=LATER)
    made.refresh_from_db()
    assert (made.outcome, made.ended_why) == ("refused", "Det räcker med en rättelse.")
    with pytest.raises(NotAllowed, match="redan avgjort: avböjt"):
        unlocking.consent(made, by=case.chair, at=LATER)
    told = OutgoingMail.objects.filter(subject__startswith="Låses inte upp").values_list("person", flat=True)
    assert set(told) == {person_of(case.chair).pk, person_of(case.elected).pk, person_of(case.secretary).pk}


def test_what_stands_in_the_way_is_told() -> None:
    case = a_case()
    sent = case.send()
    assert unlocking.obstacles_to_proposing(sent, by=case.secretary, reason=REASON) == [
        "Anteckningarna är inte färdiga. Ändra i texten i stället."
    ]
    minutes_actions.approve(sent, by=case.chair, at=AT)
    minutes_actions.approve(sent, by=case.elected, at=AT)
    with pytest.raises(NotAllowed, match="Skriv varför anteckningarna behöver låsas upp"):
        proposed(case, reason=" ")
    User.objects.filter(pk=case.elected.pk).update(is_active=False)
    with pytest.raises(NotAllowed, match="2 ska medge, men bara 1 av dem kan logga in"):
        proposed(case)
    User.objects.filter(pk=case.elected.pk).update(is_active=True)
    made = proposed(case)
    with pytest.raises(NotAllowed, match="Det finns redan ett förslag som väntar"):
        proposed(case)
    with pytest.raises(NotAllowed, match="Du är inte en av dem"):
        unlocking.consent(made, by=case.reserve, at=LATER)
    with pytest.raises(NotAllowed, match="Skriv varför du säger nej"):
        unlocking.refuse(made, by=case.chair, reason=" ", at=LATER)
    unlocking.consent(made, by=case.chair, at=LATER)
    with pytest.raises(NotAllowed, match="Du har redan svarat"):
        unlocking.consent(made, by=case.chair, at=LATER)


def test_a_proposal_can_be_withdrawn_until_it_is_decided() -> None:
    case = a_case()
    case.approve()
    made = proposed(case)
    unlocking.withdraw(made, by=case.secretary, reason="Det blev en rättelse i stället.", at=LATER)
    assert Unlocking.objects.get(pk=made.pk).outcome == "withdrawn"
    with pytest.raises(NotAllowed, match="redan avgjort: återtaget"):
        unlocking.withdraw(made, by=case.secretary, reason="Igen.", at=LATER)
    assert opened(case).outcome == "opened"


def test_the_night_ends_what_nobody_has_answered_in_time() -> None:
    case = a_case()
    case.approve()
    made = proposed(case)
    assert unlocking.expire_by_night(today=made.expires_on) == 0
    late = made.expires_on + dt.timedelta(days=1)
    at = dt.datetime.combine(late, dt.time(12), dt.UTC)
    with pytest.raises(NotAllowed, match="Tiden att svara har gått ut"):
        unlocking.consent(made, by=case.chair, at=at)
    assert (unlocking.expire_by_night(today=late), unlocking.expire_by_night(today=late)) == (1, 0)
    assert Unlocking.objects.get(pk=made.pk).outcome == "expired"


def test_a_body_without_justering_asks_the_chair_and_a_colleague() -> None:
    case = a_case(approval_policy="none")
    minutes_actions.finalise(case.minutes, by=case.secretary, at=AT)
    colleague = make.user(name="Tova Kollgren", office_role="administrator")
    assert [one.pk for one in unlocking.colleagues(case.secretary)] == [person_of(colleague).pk]
    with pytest.raises(NotAllowed, match="Välj en kollega på kansliet"):
        proposed(case)
    with pytest.raises(NotAllowed, match="Välj en kollega på kansliet"):
        proposed(case, colleague=person_of(case.secretary))
    made = proposed(case, colleague=person_of(colleague))
    for user in (case.chair, colleague):
        unlocking.consent(made, by=user, at=LATER)
    assert case.minutes.is_reworked


def test_the_database_opens_nothing_by_itself() -> None:
    """Raw SQL may not open finished minutes, nor decide without the consents, nor change what was decided."""
    case = a_case()
    minutes = case.approve()
    reset = (
        "UPDATE meetings_minutes SET state='draft', finished_at=NULL, finished_by_id=NULL, frozen_at=NULL,"
        " current_version_id=NULL, pdf_id=NULL, unlocked_at=now() WHERE id=%s"
    )
    made = proposed(case)
    for sql, key in (
        (reset, minutes.pk),
        ("UPDATE meetings_unlocking SET outcome='opened', ended_at=now() WHERE id=%s", made.pk),
        ("UPDATE meetings_unlocking SET needed=0 WHERE id=%s", made.pk),
        ("DELETE FROM meetings_unlocking WHERE id=%s", made.pk),
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, [key])
    opened_one = made
    unlocking.consent(made, by=case.chair, at=LATER)
    unlocking.consent(made, by=case.elected, at=LATER)
    for sql in (
        "UPDATE meetings_unlocking SET outcome='refused' WHERE id=%s",
        "UPDATE meetings_unlockinganswer SET answer='' WHERE unlocking_id=%s",
        "DELETE FROM meetings_unlockinganswer WHERE unlocking_id=%s",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, [opened_one.pk])
    with pytest.raises(DatabaseError), transaction.atomic():
        MinutesVersion.objects.filter(minutes=minutes).update(sha256="0" * 64)


def test_a_correction_of_the_old_version_does_not_follow_to_the_new() -> None:
    case = a_case()
    minutes = case.approve()
    plan = case.item("Plan")
    corrections.correct(
        minutes,
        by=case.secretary,
        item=plan,
        old_text="Nora avstår",
        new_text="Kumla avstår",
        reason="Fel namn",
    )
    made = proposed(case, at=None)
    unlocking.consent(made, by=case.chair)
    unlocking.consent(made, by=case.elected)
    made.refresh_from_db()
    assert case.minutes.corrections_that_hold == []
    assert standing_of(case.minutes).corrections == ()
    then = superseded.standing_then(made)
    assert [(one.old_text, one.new_text) for one in then.corrections] == [("Nora avstår", "Kumla avstår")]
    assert then.text.startswith("Asta Ordman och Birger Valdberg, ")


def test_files_of_the_old_version_are_verified_for_ever() -> None:
    """The stored PDF, and the one printed anew after a rättelse, are still known, and say that they are replaced."""
    case = a_case()
    minutes = case.approve()
    papers.store_pdf(minutes.pk)
    stored = printing.pdf_of(case.minutes.meeting)
    corrections.correct(
        case.minutes, by=case.secretary, item=case.item("Plan"), old_text="Nora avstår", new_text="Kumla avstår",
        reason="Fel namn",
    )  # fmt: skip
    corrected = printing.pdf_of(case.minutes.meeting)
    made = proposed(case, at=None)
    unlocking.consent(made, by=case.chair)
    unlocking.consent(made, by=case.elected)
    said = "Stämmer. Filen är den som systemet har lämnat ut. En ny version är under arbete."
    for content in (stored, corrected):
        assert verifying.verify(content) == verifying.Answer(True, said)
    assert verifying.verify(corrected + b" ").matches is False


def test_what_was_published_stands_aside_and_is_closed_when_the_new_is_finished() -> None:
    """No list shows the draft; the old copy and its code say that a new one is coming; that is published for itself."""
    case = a_case()
    minutes = case.approve()
    made_public = publish(minutes, by=case.secretary, checked=CHECKS, at=AT)
    assert publications.open_meetings().count() == 1
    assert minutes.current_version is not None
    code = check_code(minutes.current_version.sha256)
    opened(case)
    assert (publications.open_meetings().count(), publications.open_decisions().count()) == (0, 0)
    text = Client().get(reverse("meetings:verify-code", args=[code])).content.decode()
    assert "En ny version är under arbete" in text
    make.block(of=case.item("Plan"), html="Ord som ingen får se än.")
    address = reverse("meetings:public-meeting", args=[case.meeting.pk])
    old = Client().get(address)
    assert old.status_code == 200
    assert "Det här är version 1, så som den publicerades" in old.content.decode()
    assert "Nora avstår." in old.content.decode()
    assert "Ord som ingen får se än." not in old.content.decode()
    make.block(of=case.item("Plan"), html="Ett nytt stycke.")
    case.send()
    minutes_actions.approve(case.minutes, by=case.chair, at=LATER)
    minutes_actions.approve(case.minutes, by=case.elected, at=LATER)
    made_public.refresh_from_db()
    assert Client().get(address).status_code in (404, 410)
    assert made_public.unpublished_why == "Ersatt av version 2, som publiceras för sig."
    publish(case.minutes, by=case.secretary, checked=CHECKS)
    assert publications.open_meetings().count() == 1


def test_the_page_leads_the_secretary_the_named_and_nobody_else() -> None:
    case = a_case()
    case.approve()
    address = reverse("meetings:minutes-unlock", args=[case.meeting.pk])
    secretary, chair = login(case.secretary), login(case.chair)
    assert chair.get(address).status_code == 403
    refused = secretary.post(address, {"reason": ""}).content.decode()
    assert "Skriv varför anteckningarna behöver låsas upp." in refused
    assert secretary.post(address, {"reason": REASON}).status_code == 302
    made = Unlocking.objects.get()
    assert "Jag medger att texten låses upp" in chair.get(address).content.decode()
    assert login(case.reserve).get(address).status_code == 403
    start = chair.get(reverse("home:start")).content.decode()
    assert "Mikaela Forsell vill låsa upp färdiga anteckningar." in start
    consent = reverse("meetings:unlocking-consent", args=[made.pk])
    assert (login(case.reserve).post(consent).status_code, secretary.post(consent).status_code) == (403, 403)
    for user in (case.chair, case.elected):
        assert login(user).post(consent).status_code == 302
    assert case.minutes.is_reworked
    member = login(case.reserve)
    page = member.get(reverse("meetings:meeting-detail", args=[case.meeting.pk])).content.decode()
    assert "En ny version är under arbete." in page
    old = member.get(reverse("meetings:version-detail", args=[case.meeting.pk, 1])).content.decode()
    assert "Planen gicks igenom. Nora avstår." in old
    assert "En ny version är under arbete" in old


def test_the_old_pdf_is_fetched_as_it_was() -> None:
    case = a_case()
    minutes = case.approve()
    papers.store_pdf(minutes.pk)
    stored = printing.pdf_of(case.minutes.meeting)
    opened(case)
    answer = login(case.reserve).get(reverse("meetings:version-pdf", args=[case.meeting.pk, 1]))
    assert (answer.status_code, answer.content) == (200, stored)
    assert (
        login(case.reserve).get(reverse("meetings:version-pdf", args=[case.meeting.pk, 2])).status_code == 404
    )


def test_withdrawing_and_refusing_by_the_page() -> None:
    case = a_case()
    case.approve()
    made = proposed(case, at=None)
    withdraw = reverse("meetings:unlocking-withdraw", args=[made.pk])
    refuse = reverse("meetings:unlocking-refuse", args=[made.pk])
    assert login(case.chair).post(withdraw, {"reason": "Nej"}).status_code == 403
    assert "Skriv varför." in login(case.chair).post(refuse, {"reason": ""}).content.decode()
    assert login(case.chair).post(refuse, {"reason": "En rättelse räcker."}).status_code == 302
    assert Unlocking.objects.get(pk=made.pk).outcome == "refused"
    again = proposed(case, at=None)
    withdraw = reverse("meetings:unlocking-withdraw", args=[again.pk])
    assert "Skriv varför." in login(case.secretary).post(withdraw, {"reason": ""}).content.decode()
    assert login(case.secretary).post(withdraw, {"reason": "Det löste sig."}).status_code == 302
    assert Unlocking.objects.get(pk=again.pk).outcome == "withdrawn"
    page = (
        login(case.secretary).get(reverse("meetings:minutes-unlock", args=[case.meeting.pk])).content.decode()
    )
    assert "En rättelse räcker." in page
    assert "Det löste sig." in page


def test_every_step_is_logged_and_told() -> None:
    case = a_case()
    case.approve()
    opened(case)
    verbs = list(
        LogEntry.objects.filter(verb__contains="upplås").order_by("pk").values_list("verb", flat=True)
    )
    assert verbs == ["föreslog upplåsning", "medgav upplåsning", "medgav upplåsning"]
    assert LogEntry.objects.filter(verb="låste upp").count() == 1
    asked = OutgoingMail.objects.filter(subject__startswith="Får minnesanteckningarna låsas upp?")
    told = OutgoingMail.objects.filter(subject__startswith="Upplåst: ")
    assert (asked.count(), told.count()) == (2, 3)


def test_minutes_may_be_unlocked_twice() -> None:
    case = a_case()
    case.approve()
    first = opened(case)
    make.block(of=case.item("Plan"), html="Ett nytt stycke.")
    case.send()
    minutes_actions.approve(case.minutes, by=case.chair, at=LATER)
    minutes_actions.approve(case.minutes, by=case.elected, at=LATER)
    made = proposed(case, at=LATER + dt.timedelta(days=1))
    for user in (case.chair, case.elected):
        unlocking.consent(made, by=user, at=LATER + dt.timedelta(days=1))
    first = Unlocking.objects.get(pk=first.pk)
    assert superseded.words_of(first) == "Ersatt av version 2, som har låsts upp"
    assert Minutes.objects.get(pk=case.minutes.pk).versions.count() == 2
