"""Loading minutes: what becomes of words, records, people and seats (A1–A7, C2, K5, K14)."""

import datetime as dt
from collections.abc import Iterator
from copy import deepcopy
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command

from meetings.actions.loading import read, write
from meetings.actions.trees import document_of
from meetings.documents import Contribution, Item
from meetings.models import (
    Action,
    Approver,
    Attendance,
    Decision,
    ForNextMeeting,
    HandOn,
    Input,
    ItemBlock,
    Meeting,
    Membership,
    Minutes,
    NotedDate,
    Revision,
    Seat,
)
from secretariat.lib.text import plain
from tests import make
from tests.minutes.words import expected_words, words_of

pytestmark = pytest.mark.django_db

SETS = Path(__file__).parents[1] / "minutes"


def load(name: str) -> write.Loaded:
    return write.load(*read.read_file(SETS / f"{name}.json"))


@pytest.fixture(scope="module", autouse=True)
def loaded_set(request: pytest.FixtureRequest, module_rows: None) -> Iterator[write.Loaded | None]:
    """One set into an empty register, once for all tests that ask for it by `of`; nothing for the others."""
    with make.undone_afterwards():
        yield load(request.param) if hasattr(request, "param") else None


@pytest.fixture
def loaded(loaded_set: write.Loaded) -> write.Loaded:
    return deepcopy(loaded_set)


def of(*names: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("loaded_set", names, indirect=True, scope="module")


def command(path: Path) -> list[str]:
    out = StringIO()
    call_command("load_minutes", str(path), stdout=out)
    return out.getvalue().splitlines()


def rows() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


def test_the_last_line_is_the_number_of_the_meeting() -> None:
    lines = command(SETS / "officials.json")
    assert lines[-1] == str(Meeting.objects.get().pk)
    assert lines[0].startswith("Inläst: 13 punkter, 5 delpunkter, ")
    assert "Har ingen plats ännu:" in lines


def test_the_same_file_twice_changes_nothing_and_says_so() -> None:
    first = command(SETS / "joint_councils.json")
    before = rows()
    assert command(SETS / "joint_councils.json") == ["Filen är redan inläst; inget ändrades.", first[-1]]
    assert rows() == before


def test_nothing_is_left_of_a_load_that_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    before = rows()
    monkeypatch.setattr(write, "_missing", lambda *args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        load("officials")
    assert rows() == before


@of("officials")
def test_loaded_minutes_are_a_draft_with_a_first_version_of_every_block(loaded: write.Loaded) -> None:
    meeting = loaded.meeting
    assert meeting.minutes.state == Minutes.State.DRAFT
    assert (meeting.state, meeting.text_revision) == (Meeting.State.HELD, 1)
    loaded = Revision.objects.filter(meeting=meeting, origin=Revision.Origin.LOADED)
    assert loaded.count() == ItemBlock.objects.filter(meeting=meeting).count()


@of("number_column", "joint_councils", "officials", "bare")
def test_the_document_tree_has_every_word_in_reading_order(
    request: pytest.FixtureRequest, loaded: write.Loaded
) -> None:
    said = [word for item in document_of(loaded.meeting).items for word in tree_words(item)]
    truth = read.read_file(SETS / f"{request.node.callspec.params['loaded_set']}.json")[0]
    assert said == expected_words({"items": [as_truth(point) for point in truth.items]})


def as_truth(point: read.Point) -> dict[str, object]:
    return {
        "number": point.number, "title": point.title, "presenters": point.presenters, "text": point.text,
        "children": [as_truth(child) for child in point.children],
    }  # fmt: skip


def tree_words(item: Item) -> list[str]:
    texts = [item.number, item.title, item.subtitle, *(name.text for name in item.presenters)]
    for block in item.blocks:
        if isinstance(block, Contribution):
            texts += [block.label, *(plain(run.html) for part in block.blocks for run in part.runs)]
        else:
            texts += [plain(run.html) for run in block.runs]
    numbers = 0
    words: list[str] = []
    for text in texts:
        words += words_of(text)
    for block in item.blocks:
        numbers += getattr(block, "kind", "") == "numbered"
    words = _with_list_numbers(words, item, numbers)
    return words + [word for child in item.children for word in tree_words(child)]


def _with_list_numbers(words: list[str], item: Item, numbers: int) -> list[str]:
    """The tree does not hold the numbers of a numbered list; the page writes them."""
    if not numbers:
        return words
    said: list[str] = [*words_of(item.number), *words_of(item.title)]
    count = 0
    for block in item.blocks:
        assert not isinstance(block, Contribution)
        count = count + 1 if block.kind == "numbered" else 0
        said += [str(count)] if count else []
        said += [word for run in block.runs for word in words_of(plain(run.html))]
    return said


@of("officials")
def test_a_decision_of_two_sentences_that_are_two_actions_is_two_runs(loaded: write.Loaded) -> None:
    """Evidence 10: four decisions share their words with actions."""
    meeting = loaded.meeting
    decision = Decision.objects.get(meeting=meeting, item__number="4")
    actions = list(Action.objects.filter(meeting=meeting, item__number="4").order_by("position"))[1:]
    assert decision.last_block is not None
    assert [one.block_id for one in actions] == [decision.block_id, decision.last_block_id]
    assert [one.who for one in actions] == ["Deidre", "Alla"]
    assert [str(one.person or "") for one in actions] == ["Deidre Månsdotter", ""]
    paragraph = ItemBlock.objects.filter(item=decision.item, position__gte=decision.block.position - 10)[:4]
    assert [(plain(one.html), one.runs_on) for one in paragraph] == [
        ("Beslut:", False),
        ("Deidre fortsätter och återkommer med förslag på en arbetsgrupp.", True),
        ("Alla tänker över gruppens uppdrag.", True),
        ("Frågan tas om igen.", True),
    ]


@of("officials")
def test_an_action_inside_a_contribution_is_a_run_of_it() -> None:
    action = Action.objects.get(due="före sommaren")
    assert action.block.runs_on
    assert action.block.parent is not None
    assert (action.block.parent.label, str(action.person)) == ("Väster", "Kajsa Strömvik")


@of("officials")
def test_contributions_keep_label_break_and_party() -> None:
    """Labelled, on a line of its own, and with the party named inside the sentence."""
    said = ItemBlock.objects.filter(kind="contribution", item__number__in=["6", "9"]).order_by(
        "item", "position"
    )
    assert [(one.label, one.label_break, one.party_name) for one in said] == [
        ("", False, "Karlskoga"),
        ("Örebro", False, "Örebro"),
        ("", False, "Lindesberg"),
        ("Länsstyrelsen", True, "Länsstyrelsen"),
        ("ÖLBF", True, "ÖLBF"),
        ("Norr", False, "Norr"),
        ("RF/SISU", True, "RF/SISU"),
        ("Regionen/HUT", True, "Regionen/HUT"),
        ("Regionen/VoF", True, "Regionen/VoF"),
    ]


def test_contributors_are_found_in_the_registers() -> None:
    south, north = make.district(name="Söder"), make.district(name="Norr")
    region = make.organisation(name="Region Örebro län", kind="region")
    unit = region.units.create(name="Staben för hållbar utveckling", short_name="HUT")
    load("officials")
    known = {
        one.party_name: one for one in ItemBlock.objects.filter(kind="contribution").order_by("item__number")
    }
    assert (known["Söder"].district, known["Norr"].district) == (south, north)
    assert (known["Regionen/HUT"].unit, known["Regionen/VoF"].organisation) == (unit, region)
    assert str(known["RF/SISU"].organisation) == "RF SISU Örebro län"
    assert str(known["Örebro"].organisation) == "Örebro kommun"


@of("officials")
def test_a_date_is_a_row_and_a_mark_around_its_words() -> None:
    date = NotedDate.objects.get(what="kunskapsdag")
    assert date.date == "2026-03-28"
    assert date.block.html == f'<time data-date="{date.pk}">28/3 kunskapsdag om nya lagen</time>.'
    odd = NotedDate.objects.get(what="insamling")
    assert "37- 38 &amp; v 48-49, &lt;preliminärt&gt; efter" in odd.block.html


@of("officials")
def test_links_are_unwrapped_and_words_escaped() -> None:
    """A Safe Link becomes the address behind it (K14, B10)."""
    linked = [one.html for one in ItemBlock.objects.filter(html__contains="<a ").order_by("item__position")]
    assert '<a href="https://exempel.se/spridning">https://exempel.se/spridning</a>' in "".join(linked)
    assert '<a href="mailto:anders.a@exempel.se">anders.a@exempel</a>' in "".join(linked)


@of("officials")
def test_a_table_in_an_item_is_a_table() -> None:
    table = ItemBlock.objects.get(kind="table")
    assert table.html.startswith('<table><thead><tr><th scope="col">Undersökning</th>')
    assert plain(table.html).split("\n")[1] == "Ung 2026\t5-7\t79"


def test_inputs_topics_and_hand_ons_point_at_their_words() -> None:
    groups = [make.body(name=f"Länsdelsgrupp {name}") for name in ("Norr", "Söder")]
    load("officials")
    assert [plain(one.block.html) for one in Input.objects.all()] == [
        "Skicka tidigare på terminen. Korta brev.", "Bra med en egen sida.", "Samla allt i ett brev.",
    ]  # fmt: skip
    topics = ForNextMeeting.objects.filter(when="next")
    assert [plain(one.block.html) for one in topics] == ["Fördela arbetet", "Utse personer/arbetsgrupper"]
    assert ForNextMeeting.objects.filter(when="coming").count() == 5
    handed = HandOn.objects.filter(to="Länsdelsgrupperna")
    assert [(one.block.kind, list(one.bodies.all())) for one in handed] == [("bullet", groups)] * 2


@of("joint_councils")
def test_reported_decisions_are_told_apart() -> None:
    """Whose decision it is (K5)."""
    reported = Decision.objects.filter(is_own=False).order_by("position")
    assert [one.taken_by for one in reported] == [
        "", "chefsgrupp för samverkan social välfärd samt vård och omsorg",
    ]  # fmt: skip
    kinds = Decision.objects.own().order_by("position").values_list("kind", flat=True)
    assert list(kinds) == ["", "election", "filed", ""]


@of("number_column")
def test_attendance_keeps_what_stands_in_the_list(loaded: write.Loaded) -> None:
    """Unmarked is unknown, never absent; a vacant seat is a row without a person (A3, A4)."""
    rows = Attendance.objects.filter(meeting=loaded.meeting)
    assert rows.filter(state="present").count() == 6
    assert rows.filter(state="unknown", person__isnull=False).count() == 4
    assert [(one.role, one.affiliation, one.seat is not None) for one in rows.filter(name="")] == [
        ("member", "RF-SISU", True), ("substitute", "RF-SISU", True),
    ]  # fmt: skip
    assert loaded.meeting.attendances.filter(body__isnull=True).count() == 0


@of("officials")
def test_guests_are_noted_at_their_points() -> None:
    guests = Attendance.objects.filter(role="guest").order_by("position")
    assert [[one.number for one in guest.items.order_by("position")] for guest in guests] == [
        [], [], ["4", "a"], ["4"],
    ]  # fmt: skip
    assert [one.mode for one in guests] == ["", "", "", "digital"]
    assert [one.seat for one in guests] == [None] * 4


@of("number_column")
def test_a_meeting_can_change_chair_and_belong_to_a_second_body_in_part(loaded: write.Loaded) -> None:
    """A6; the second body's part is the joint one (A1)."""
    meeting = loaded.meeting
    item = meeting.items.get(number="8")
    assert (item.chair_name, str(item.chair)) == ("Maj-Liss Örnkvist", "Maj-Lis Örnkvist")
    assert "Maj-Liss Örnkvist togs som Maj-Lis Örnkvist (stavat på ett annat sätt)." in loaded.report.unsure
    assert [row.joint_part_only for row in meeting.meeting_bodies_in_order] == [False, True]
    assert (meeting.joint_start, meeting.joint_end) == (dt.time(11), dt.time(12))
    assert "Ordföranden Torborg Ahlqvist står inte i någon närvarolista." in loaded.report.unsure


@of("joint_councils")
def test_approvers_in_the_text_become_the_list(loaded: write.Loaded) -> None:
    """One elected and the chairs of both bodies; the second chair is a guess that is told (C2)."""
    approvers = Approver.objects.filter(minutes=loaded.meeting.minutes)
    assert [(str(one.person), one.capacity) for one in approvers] == [
        ("Gunhild Rask", "elected"), ("Torborg Ahlqvist", "chair"), ("Ingegärd Sahl", "chair"),
    ]  # fmt: skip
    assert loaded.meeting.minutes.noted_approval_date == dt.date(2026, 9, 25)
    assert any(
        one.startswith("Ingegärd Sahl har justerat utan att vara vald") for one in loaded.report.unsure
    )


@of("number_column")
def test_without_approvers_in_the_text_the_list_is_only_proposed(loaded: write.Loaded) -> None:
    assert not Approver.objects.exists()
    told = next(one for one in loaded.report.matched if one.startswith("förslag till justerare"))
    assert [name in told for name in ("Torborg Ahlqvist", "Maj-Lis Örnkvist", "Ellert Quist")] == [True] * 3


@of("joint_councils")
def test_somebody_in_both_lists_is_one_person_and_a_contradiction_is_told(loaded: write.Loaded) -> None:
    """Evidence 12: present in one council, replaced in the other."""
    rows = Attendance.objects.filter(name="Nils-Erik Lax")
    assert len({row.person_id for row in rows}) == 1
    assert len({row.body_id for row in rows}) == 2
    assert str(rows.get(substitute__isnull=False).substitute) == "Barbro Åsling"
    assert any(one.startswith("Nils-Erik Lax står som närvarande i en lista") for one in loaded.report.unsure)


@of("joint_councils")
def test_a_party_with_two_members_gets_two_seats_and_it_is_told(loaded: write.Loaded) -> None:
    seats = Seat.objects.filter(organisation__short_name="Lekeberg", kind="member")
    assert [str(one.memberships.get().person) for one in seats] == ["Doris Åkerblad", "Ture Vång"]
    assert any("Lekebergs kommun har redan någon på sin plats" in one for one in loaded.report.unsure)


def test_no_membership_is_ended_by_loading() -> None:
    """Somebody else holds the seat that day: another seat is made, the holder keeps theirs (A2)."""
    body = make.body(name="Specifika samverkansrådet folkhälsa")
    party = make.organisation(name="Laxå kommun", short_name="Laxå")
    holder = make.membership(seat=make.seat(of=body, organisation=party), person=make.person(name="Ada Holm"))
    load("joint_councils")
    holder.refresh_from_db()
    assert holder.ends_on is None
    held = Membership.objects.filter(seat__organisation=party, seat__body=body).order_by("pk")
    assert [(str(one.person), one.starts_on) for one in held] == [
        ("Ada Holm", dt.date(2024, 1, 1)), ("Nils-Erik Lax", dt.date(2026, 9, 18)),
    ]  # fmt: skip


def test_older_minutes_loaded_later_do_not_disturb_younger_ones() -> None:
    load("joint_councils")
    load("number_column")
    gunhild = Membership.objects.filter(
        person__family_name="Rask", seat__body__name__contains="folkhälsa"
    ).order_by("starts_on")
    assert [(one.starts_on, one.ends_on) for one in gunhild] == [
        (dt.date(2025, 9, 12), dt.date(2026, 9, 17)), (dt.date(2026, 9, 18), None),
    ]  # fmt: skip
    assert len({one.seat_id for one in gunhild}) == 1
    assert len({one.seat.body_id for one in gunhild}) == 1


@of("bare")
def test_a_file_without_date_or_people_leaves_a_draft_that_says_what_is_missing(loaded: write.Loaded) -> None:
    assert loaded.report.missing == [
        "datum: filen saknar mötets datum (filen gissar 2025-12), så inga platser eller uppdrag gjordes",
        "ordförande (filen gissar Alfhild Mork)",
        "sekreterare",
        "närvarolista",
    ]
    assert (loaded.meeting.date, loaded.meeting.chair) == (None, None)
    assert not Seat.objects.exists()


def test_a_second_meeting_of_the_body_that_day_is_pointed_out() -> None:
    body = make.body(name="Chefsgrupp folkhälsa")
    booked = make.meeting(bodies=[body], date=dt.date(2026, 1, 21))
    loaded = load("officials")
    assert any(f"har redan möte nr {booked.pk} den dagen" in one for one in loaded.report.unsure)


def test_a_name_that_may_be_two_persons_is_tied_to_neither() -> None:
    """Nothing is merged silently, and no third namesake is made (K14)."""
    for _ in range(2):
        make.person(name="Gunhild Rask")
    loaded = load("joint_councils")
    rows = Attendance.objects.filter(name="Gunhild Rask")
    assert [(row.person, row.seat) for row in rows] == [(None, None), (None, None)]
    assert "Gunhild Rask kan vara flera i registret och kopplades inte till någon." in loaded.report.unsure
    assert [str(one.person) for one in Approver.objects.all()] == ["Torborg Ahlqvist", "Ingegärd Sahl"]
