"""The demo's region: what is in it, that it is put in once, and that it keeps out of an office's database (M6)."""

import datetime as dt
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from agreements.models import AgreementParty, AgreementVersion
from meetings import start
from meetings.actions import confirmation_tables, handon_lists, notices
from meetings.actions import minutes as minutes_actions
from meetings.models import (
    Action,
    AgendaItem,
    Approver,
    Body,
    ConfirmationRequest,
    Correction,
    Decision,
    EarlyContribution,
    HandOn,
    InterestConflict,
    ItemAttachment,
    ItemBlock,
    Meeting,
    Membership,
    Minutes,
    Notice,
    Reply,
    Seat,
    Statement,
    TextConflict,
)
from meetings.models.records import SOURCES
from secretariat.home.demo import load, persons
from secretariat.inquiries.actions.compiling import compile_round
from secretariat.inquiries.models import AnswerSheet, Inquiry
from secretariat.lib.dates import STOCKHOLM
from secretariat.registry.models import OutgoingMail, Person, User
from secretariat.yearwheel.actions import collecting, proposals
from secretariat.yearwheel.choices import Choice, RingsBy
from secretariat.yearwheel.drawing import Look, svg_of
from secretariat.yearwheel.lettering import Letters
from secretariat.yearwheel.models import Activity
from tests.yearwheel.drawn import meetings, read

NOW = dt.datetime(2026, 11, 22, 15, 0, tzinfo=STOCKHOLM)
REAL = Path(__file__).parents[3] / "shared" / "minutes"
pytestmark = [pytest.mark.django_db, pytest.mark.setup]


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[None]:
    """The demo, made once for this file and taken away after it."""
    cheap = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    files = tmp_path_factory.mktemp("files")
    with (
        django_db_blocker.unblock(),
        override_settings(DEMO=True, PASSWORD_HASHERS=cheap, MEDIA_ROOT=files),
    ):
        around = transaction.atomic()
        around.__enter__()
        assert load.load(now=NOW)
        yield
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


def test_region_has_its_parties_bodies_and_persons(demo: None) -> None:
    assert Body.objects.count() == 16
    assert Body.objects.get(code="SRU").successor == Body.objects.get(code="BU")
    assert 85 <= Person.objects.count() <= 110
    vacant = Seat.objects.filter(body__code="SRF", kind="member", memberships=None)
    assert [str(seat) for seat in vacant] == ["ledamot, RF-SISU"]
    replaced = Membership.objects.filter(
        seat__body__code="SRF", seat__organisation__short_name="Nora", seat__kind="member"
    )
    assert [one.person.name for one in replaced.order_by("starts_on")] == ["Maj Sandler", "Olof Bergsfors"]
    assert (
        not Membership.objects.exclude(political_party="")
        .filter(seat__body__type__is_political=False)
        .exists()
    )


def test_minutes_stand_in_every_state_near_today(demo: None) -> None:
    states = Counter(Minutes.objects.values_list("state", flat=True))
    assert states["sent"] == 1
    assert states["partly_approved"] == 2
    assert states["approved"] > 20
    assert states["finalised"] > 20
    assert Meeting.objects.filter(state="cancelled").count() == 1
    assert Correction.objects.count() == 1
    assert Reply.objects.filter(answer="changes").count() == 1
    taken_back = Minutes.objects.get(state="draft", versions__isnull=False)
    assert taken_back.meeting.heading == "Styrgrupp psykisk hälsa"


def test_joint_meeting_has_three_approvers_who_all_approved(demo: None) -> None:
    joint = Minutes.objects.filter(meeting__bodies__code="SRF").get(meeting__bodies__code="SRV")
    assert joint.state == "approved"
    assert sorted(row.capacity for row in Approver.objects.filter(minutes=joint, is_reserve=False)) == [
        "chair", "chair", "elected",
    ]  # fmt: skip
    assert minutes_actions.is_intact(joint)


def test_there_is_something_of_every_kind_to_try(demo: None) -> None:
    assert set(Decision.objects.values_list("kind", flat=True)) == set(Decision.Kind.values)
    assert [model.__name__ for model, _ in SOURCES.values() if not model._default_manager.exists()] == [
        "NotedDate"
    ]
    assert [(one.kind, one.person.name) for one in Statement.objects.all() if one.person] == [
        ("reservation", "Cornelia Hagdal")
    ]
    assert [one.person.name for one in InterestConflict.objects.all() if one.person] == ["Gideon Sunnerby"]
    assert HandOn.objects.exclude(bodies=None).exists()
    assert Action.objects.filter(state="open", due_on__lt=NOW.date()).exists()
    assert [item.title for item in AgendaItem.objects.filter(progress="moved")] == ["Ledsagning på kvällar"]


def test_files_can_be_fetched_and_links_lead_to_nobody(demo: None) -> None:
    kept = ItemAttachment.objects.filter(kind="file").select_related("file")
    assert sorted(one.file.name for one in kept if one.file) == [
        "fem-andringar.docx", "rakneexempel.pdf", "rakneexempel.pdf",
    ]  # fmt: skip
    assert all(one.file and one.file.size and one.file.uploaded_by for one in kept)
    links = ItemAttachment.objects.filter(kind="link").values_list("url", flat=True)
    assert len(links) == 4
    assert [url for url in links if not url.endswith(".exempel.se/")] == []


def test_two_texts_wait_for_a_choice_in_the_meeting_of_today(demo: None) -> None:
    conflict = TextConflict.objects.get()
    assert (conflict.settled_at, conflict.meeting.minutes.state) == (None, "draft")
    assert (str(conflict.block.saved_by), str(conflict.arrived_from)) == (
        persons.SECRETARY,
        persons.ADMINISTRATOR,
    )
    assert conflict.html != conflict.block.html


def test_the_coming_meeting_is_called_and_something_has_changed_since(demo: None) -> None:
    notice = Notice.objects.get()
    assert notice.recipients.exclude(mail=None).count() == notice.recipients.count() > 5
    assert [one.words for one in notices.changes_since_notice(notice.meeting)] == [
        ("Nytt underlag: Film: en dag på mötesplatsen.",)
    ]


def test_something_waits_for_each_of_the_demos_persons(demo: None) -> None:
    waiting = {
        row["name"]: len(start.waiting(User.objects.get(email=row["email"]))) for row in persons.DEMO_PERSONS
    }
    assert [name for name, count in waiting.items() if not count] == []


def test_letters_lie_delivered_and_are_not_of_today_alone(demo: None) -> None:
    assert not OutgoingMail.objects.waiting().exists()
    assert OutgoingMail.objects.filter(written_at__lt=NOW - dt.timedelta(days=200)).exists()


def test_the_year_has_more_than_a_hundred_things_in_six_rings_and_some_wait(demo: None) -> None:
    user = User.objects.get(email=persons.address(persons.SECRETARY))
    year = collecting.collect(Choice(NOW.year), user, today=NOW.date())
    assert [ring.letter for ring in year.rings] == list("LCMUER")
    assert 100 <= len(year.entries) <= 160
    assert min(len(list(ring.entries)) for ring in year.rings) >= 8
    waiting = proposals.together(Activity.objects.proposed())
    assert [(one.first.title, one.first.from_item is not None) for one in waiting] == [
        ("Enkät till föreningarna i Sydnärke", False),
        ("Nätverksträff om psykisk hälsa", True),
        ("Kumlas familjedag", False),
    ]


@pytest.mark.parametrize("choice", [Choice(2026), Choice(2026, 8), Choice(2026, rings=RingsBy.BODY)])
def test_nothing_covers_anything_in_the_years_wheel(demo: None, choice: Choice) -> None:
    user = User.objects.filter(office_role="secretariat").first()
    assert user
    year = collecting.collect(choice, user, today=NOW.date())
    assert meetings(read(svg_of(year, Look(links=False, letters=Letters.OUTLINES)))) == []


def test_second_time_nothing_is_made(demo: None) -> None:
    before = (Meeting.objects.count(), User.objects.count(), Decision.objects.count())
    assert load.load(now=NOW) is False
    assert (Meeting.objects.count(), User.objects.count(), Decision.objects.count()) == before


def test_no_name_or_sentence_of_the_real_minutes_occurs(demo: None) -> None:
    if not REAL.exists():
        pytest.skip(f"de verkliga anteckningarna finns inte i {REAL.parent.name}/{REAL.name}")
    sets = [json.loads(path.read_text("utf-8")) for path in sorted(REAL.glob("*.json"))]
    names = {row["name"] for one in sets for row in one["attendance"] if row["name"]}
    ours = {person.name for person in Person.objects.all()}
    assert ours & names == set()
    said = {
        _even(sentence)
        for html in ItemBlock.objects.values_list("html", flat=True)
        for sentence in _sentences(html)
    }
    real = {_even(sentence) for text in _texts(sets) for sentence in _sentences(text)}
    assert {one for one in said & real if len(one.split()) > 4} == set()


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)


def _sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.!?])\s+|\n+|<br>", text)


def _even(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def test_all_but_nora_and_two_boards(demo: None) -> None:
    """All but Nora, one with an addition; and two nämnder (K3)."""
    found = ConfirmationRequest.objects.select_related("inquiry", "decision__block").order_by("pk")
    told = [(one.words, str(one.headline)) for one in confirmation_tables.listed(found, today=NOW.date())]
    assert told == [
        (
            "Avvikelse att hantera",
            "11 av 12 har beslutat. Kvar: Nora. "
            "Ett av besluten avviker: Lekeberg har beslutat bifall med ändring.",
        ),
        (
            "Sent",
            "1 av 2 har beslutat. Kvar: Örebro (Vård- och omsorgsnämnden).",
        ),
    ]
    nora = next(
        line
        for line in confirmation_tables.matrix_of(found[0].inquiry, user=None, today=NOW.date()).lines
        if line.party.short_name == "Nora"
    )
    assert (nora.mark, nora.reminders) == ("late", 1)
    assert not OutgoingMail.objects.filter(purpose__contains="part", delivered_at=None).exists()


def test_some_groups_have_answered_and_some_are_left(demo: None) -> None:
    """Medskick on their way, and words for the next laget runt (K6, K10)."""
    secretary = User.objects.get(email=persons.address(persons.SECRETARY))
    found = handon_lists.of_points(HandOn.objects.all(), secretary, today=NOW.date())
    stages = {one.stage for groups in found.values() for one in groups}
    assert {handon_lists.ANSWERED} < stages
    assert EarlyContribution.objects.filter(taken_at=None).count() == 3


def test_the_yearly_follow_up_stands_in_every_state_and_can_be_compared(demo: None) -> None:
    """One round is ended with all approved, the next is under way; the sums are of invented figures (F5)."""
    first, second = Inquiry.objects.filter(purpose="followup").order_by("pk")
    assert first.closed_at
    assert AnswerSheet.objects.filter(recipient__inquiry=first, state="approved").count() == 15
    states = Counter(AnswerSheet.objects.filter(recipient__inquiry=second).values_list("state", flat=True))
    assert states == {"approved": 8, "submitted": 2, "started": 2, "returned": 1}
    compiled = {one.question.key: one for one in compile_round(second).questions}
    assert len(compiled["saldo"].told) == 10
    comparison = compiled["saldo"].comparison
    assert comparison
    assert comparison.periods == [str(NOW.year - 2), str(NOW.year - 1)]


def test_agreements_stand_in_force_with_the_parties_and_under_revision(demo: None) -> None:
    """Part 5: fifteen parties and one that cooperates, all but Nora, two under revision, one plan."""
    rows = AgreementVersion.objects.select_related("agreement").order_by("agreement__short_name", "number")
    assert [(one.agreement.short_name, one.number, one.state) for one in rows] == [
        ("Handlingsplan suicidprevention", 1, "in_force"),
        ("ÖK familjecentraler", 1, "deviating"),
        ("ÖK folkhälsa", 1, "in_force"),
        ("ÖK handrehabilitering", 1, "revising"),
        ("ÖK handrehabilitering", 2, "consultation"),
        ("ÖK samsjuklighet", 1, "revising"),
        ("ÖK samsjuklighet", 2, "preparing"),
    ]
    health = AgreementParty.objects.filter(version__agreement__short_name="ÖK folkhälsa")
    assert health.filter(role="party", state="in_force").count() == 15
    assert health.get(role="cooperating").organisation.short_name == "Länsstyrelsen"
    centres = AgreementParty.objects.filter(version__agreement__short_name="ÖK familjecentraler")
    assert [one.organisation.short_name for one in centres.undecided()] == ["Nora"]
