"""A new mandate period's names are taken in from one workbook, whole or not at all (A2, M3)."""

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from meetings.actions import attendance, period_meetings, roster_plans, rosters
from meetings.models import Attendance, Meeting, Membership, Roster, Seat
from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import LogEntry, Person
from tests import make
from tests.meetings.roster_case import Turn, a_turn

pytestmark = pytest.mark.django_db


@pytest.fixture
def turn(db: None) -> Turn:
    return a_turn()


def names(meeting: Meeting) -> list[str]:
    return [row.name for row in Attendance.objects.filter(meeting=meeting).order_by("position")]


def said(plan: roster_plans.Plan) -> list[tuple[int, str, str, list[str]]]:
    return [(line.wanted.number, line.status, line.seat_words, line.words) for line in plan.lines]


def test_the_preview_says_row_by_row_what_will_happen(turn: Turn) -> None:
    plan = turn.plan(
        turn.row("Nora", "ordförande", "Asta Alm", inkallelseordning=1),
        turn.row(
            "Kumla", "ledamot", "Ebba Ek", inkallelseordning=2, e_post="ebba@exempel.se", partibeteckning="S"
        ),
        turn.row("Kumla", "ersättare", inkallelseordning=3, vakant="ja"),
        turn.row("Nora", "ersättare", inkallelseordning=4),
        turn.row("Nora", "ledamot", "Didrik Dal", inkallelseordning=5),
    )
    assert said(plan) == [
        (2, "oförändrad", "ordförande, Nora, nr 1", []),
        (3, "ny person", "ledamot, Kumla, nr 2",
         ["Birger Bo lämnar platsen 31 december 2026.", "Får platsen från 1 januari 2027."]),
        (4, "vakant", "ersättare, Kumla, nr 3", ["Cilla Ceder lämnar platsen 31 december 2026."]),
        (5, "orörd", "ersättare, Nora, nr 4", []),
        (6, "känd person", "ledamot, Nora, nr 5", ["Ny plats.", "Får platsen från 1 januari 2027."]),
    ]  # fmt: skip
    assert plan.kept == []
    assert Person.objects.count() == 4
    assert Seat.objects.count() == 4


def test_taking_in_writes_every_row_and_leaves_history(turn: Turn) -> None:
    turn.take_in(
        turn.row("Kumla", "ledamot", "Ebba Ek", inkallelseordning=2, e_post="Ebba@Exempel.se", telefon="019-1",
                 partibeteckning="S", till="2028-12-31"),
        turn.row("Kumla", "ersättare", inkallelseordning=3, vakant="ja"),
        turn.row("Nora", "ledamot", "Didrik Dal", från=dt.datetime(2027, 2, 1)),  # noqa: DTZ001
    )  # fmt: skip
    assert turn.held() == [
        ("ordförande, Nora", "Asta Alm", "2024-01-01", ""),
        ("ledamot, Kumla", "Birger Bo", "2024-01-01", "2026-12-31"),
        ("ledamot, Kumla", "Ebba Ek", "2027-01-01", "2028-12-31"),
        ("ersättare, Kumla", "Cilla Ceder", "2024-01-01", "2026-12-31"),
        ("ersättare, Nora", "Didrik Dal", "2024-01-01", ""),
        ("ledamot, Nora", "Didrik Dal", "2027-02-01", ""),
    ]
    ebba = Person.objects.get(family_name="Ek")
    assert (ebba.email, ebba.phone, ebba.organisation) == ("ebba@exempel.se", "019-1", turn.parties["Kumla"])
    assert Membership.objects.get(person=ebba).political_party == "S"
    assert LogEntry.objects.filter(verb="läste in namnlista").get().detail["rader"] == 3
    roster = Roster.objects.get()
    assert (roster.rows, roster.choices, roster.taken_in_at is not None) == ([], {}, True)


def test_the_same_file_twice_changes_nothing_and_says_so(turn: Turn) -> None:
    rows = (
        turn.row(
            "Kumla", "ledamot", "Ebba Ek", inkallelseordning=2, e_post="ebba@exempel.se", partibeteckning="S"
        ),
        turn.row("Kumla", "ersättare", inkallelseordning=3, vakant="ja"),
        turn.row("Nora", "ledamot", "Ny Person"),
        turn.row("Nora", "ersättare", "Ebba Ek", inkallelseordning=4),
    )
    roster = turn.upload(*rows)
    rosters.choose(roster, {"5": "ny"})
    roster.refresh_from_db()
    rosters.take_in(roster, mark=roster_plans.plan(roster).mark, by=None)
    before = turn.held()
    again = turn.upload(*rows)
    plan = roster_plans.plan(again)
    assert [line.status for line in plan.lines] == ["oförändrad"] * 4
    assert rosters.obstacles_to_taking_in(plan) == [rosters.NOTHING_NEW]
    with pytest.raises(NotAllowed, match="Filen ger inga ändringar"):
        rosters.take_in(again, mark=plan.mark, by=None)
    assert turn.held() == before
    assert Person.objects.filter(family_name="Ek").count() == 2


def test_one_bad_row_stops_them_all(turn: Turn) -> None:
    before = turn.held()
    roster = turn.upload(
        turn.row("Kumla", "ledamot", "Ebba Ek", inkallelseordning=2), turn.row("Laxå", "ledamot", "Ny Person")
    )
    plan = roster_plans.plan(roster)
    with pytest.raises(NotAllowed) as refused:
        rosters.take_in(roster, mark=plan.mark, by=None)
    assert refused.value.reasons == ["1 rad har fel. Rätta filen och ladda upp den igen."]
    assert turn.held() == before
    assert Person.objects.count() == 4


def test_a_change_since_the_preview_is_told_and_nothing_is_written(turn: Turn) -> None:
    roster = turn.upload(turn.row("Kumla", "ledamot", "Ebba Ek", inkallelseordning=2))
    seen = roster_plans.plan(roster).mark
    Membership.objects.filter(person=turn.people["Birger Bo"]).update(ends_on=dt.date(2026, 6, 30))
    with pytest.raises(NotAllowed) as refused:
        rosters.take_in(roster, mark=seen, by=None)
    assert refused.value.reasons == [rosters.CHANGED]
    assert Person.objects.count() == 4


def test_one_seat_may_have_two_holders_after_one_another(turn: Turn) -> None:
    turn.take_in(
        turn.row("Kumla", "ledamot", "Ebba Ek", inkallelseordning=2, till="2028-12-31"),
        turn.row("Kumla", "ledamot", "Fabian Fors", inkallelseordning=2, från="2029-01-01"),
    )
    assert [row[1:] for row in turn.held() if row[0] == "ledamot, Kumla"] == [
        ("Birger Bo", "2024-01-01", "2026-12-31"),
        ("Ebba Ek", "2027-01-01", "2028-12-31"),
        ("Fabian Fors", "2029-01-01", ""),
    ]


def test_who_goes_on_and_changes_party_gets_a_new_membership(turn: Turn) -> None:
    turn.take_in(turn.row("Nora", "ordförande", "Asta Alm", inkallelseordning=1, partibeteckning="C"))
    held = Membership.objects.filter(person=turn.people["Asta Alm"]).order_by("starts_on")
    assert [(one.starts_on.isoformat(), one.political_party) for one in held] == [
        ("2024-01-01", ""), ("2027-01-01", "C"),
    ]  # fmt: skip


def test_a_new_order_is_taken_where_the_file_tells_of_all_seats(turn: Turn) -> None:
    turn.take_in(turn.row("Kumla", "ersättare", "Ebba Ek", inkallelseordning=9))
    assert turn.seats["Cilla Ceder"].__class__.objects.get(pk=turn.seats["Cilla Ceder"].pk).position == 9
    assert Seat.objects.count() == 4


def test_an_address_is_changed_and_an_empty_cell_is_not(turn: Turn) -> None:
    Person.objects.filter(pk=turn.people["Asta Alm"].pk).update(email="gammal@exempel.se", phone="019-2")
    rows = [turn.row("Nora", "ordförande", "Asta Alm", inkallelseordning=1, e_post="ny@exempel.se")]
    assert turn.plan(*rows).lines[0].words == ["E-post: gammal@exempel.se blir ny@exempel.se."]
    turn.take_in(*rows)
    asta = Person.objects.get(pk=turn.people["Asta Alm"].pk)
    assert (asta.email, asta.phone) == ("ny@exempel.se", "019-2")


def test_the_template_read_back_changes_nothing(turn: Turn) -> None:
    """The template names seats and holders, hides a protected person, and an unfilled one asks for nothing (D7)."""
    Person.objects.filter(pk=turn.people["Asta Alm"].pk).update(protected_identity=True)
    content = rosters.template(turn.period, [turn.body])
    book = load_workbook(io.BytesIO(content))
    rows = [[cell.value for cell in row] for row in book["Namn"].iter_rows(min_row=2)]
    assert [(*row[:4], row[-1]) for row in rows] == [
        ("Provrådet", "Nora", "ordförande", 1, "skyddade personuppgifter"),
        ("Provrådet", "Kumla", "ledamot", 2, "Birger Bo"),
        ("Provrådet", "Kumla", "ersättare", 3, "Cilla Ceder"),
        ("Provrådet", "Nora", "ersättare", 4, "Didrik Dal"),
    ]
    assert [row[0].value for row in book["Förklaring"].iter_rows(min_row=2, max_row=14)] == [
        cell.value for cell in book["Namn"][1]
    ]
    roster = rosters.upload(turn.period, SimpleUploadedFile("mall.xlsx", content), by=None)
    assert {line.status for line in roster_plans.plan(roster).lines} == {"orörd"}


def test_old_lists_are_forgotten_by_night(turn: Turn) -> None:
    roster = turn.upload(turn.row("Kumla", "ledamot", "Ebba Ek"))
    later = roster.uploaded_at + dt.timedelta(days=rosters.KEPT_DAYS)
    with pytest.raises(NotAllowed, match="för gammal"):
        rosters.take_in(roster, mark="", by=None, at=later)
    assert rosters.forget_old(later - dt.timedelta(seconds=1)) == 0
    assert rosters.forget_old(later) == 1


def test_the_plan_costs_the_same_for_one_row_and_for_many(turn: Turn, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    one = turn.upload(turn.row("Kumla", "ledamot", "Ebba Ek"))
    many = turn.upload(*(turn.row("Kumla", "ledamot", f"Person Ny{n}") for n in range(30)))
    for roster in (one, many):
        fresh = Roster.objects.select_related("period").get(pk=roster.pk)
        with django_assert_num_queries(9):
            roster_plans.plan(fresh)


def test_untouched_lists_of_coming_meetings_follow_and_touched_ones_stay(turn: Turn) -> None:
    """A meeting before the turn keeps its list (A2)."""
    before, untouched, touched = (
        make.meeting(bodies=[turn.body], date=dt.date(2026 + n, 12, 9)) for n in range(3)
    )
    for meeting in (before, untouched, touched):
        attendance.fill_from_seats(meeting)
    noted = touched.attendances.get(person=turn.people["Birger Bo"])
    attendance.set_state(noted, "apology", by=None)
    taken = turn.take_in(turn.row("Kumla", "ledamot", "Ebba Ek", inkallelseordning=2))
    assert taken.redrawn == [untouched]
    assert names(before) == ["Asta Alm", "Birger Bo", "Cilla Ceder", "Didrik Dal"]
    assert names(untouched) == ["Asta Alm", "Ebba Ek", "Cilla Ceder", "Didrik Dal"]
    assert names(touched) == names(before)
    assert [(one.meeting, one.listed, one.called) for one in period_meetings.to_look_at()] == [
        (touched, 1, 0)
    ]
