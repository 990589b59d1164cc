"""How the parties stand, where people look: in the register, on the decision's way and on the matter's (K3)."""

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from meetings.actions import confirmation_answers, confirmation_states, confirmations
from meetings.confirmation_words import Stand, short_sentence
from meetings.timelines import Step
from secretariat.inquiries.actions import recipients
from secretariat.lib import access
from secretariat.lib.access import TABLE, Permission, Role
from secretariat.registry.models import User
from tests import make

from .confirmation_case import DUE, NOW, TODAY, Asking, an_asking

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("decided_beforehand")]
Login = Callable[[User], Client]
AFTER = DUE + dt.timedelta(days=9)


@pytest.fixture
def asking() -> Asking:
    return an_asking()


@pytest.fixture
def reader() -> User:
    return make.user(office_role="reader")


def state(of: Asking, user: User, *, today: dt.date = TODAY) -> confirmation_states.PartyState | None:
    return confirmation_states.states_of([of.decision.pk], user=user, today=today).get(of.decision.pk)


def words(of: Asking, user: User, *, today: dt.date = TODAY) -> tuple[str, str]:
    found = state(of, user, today=today)
    assert found
    return found.mark, found.words


def decided(asking: Asking, *names: str) -> Asking:
    for name in names:
        asking.decides(name)
    return asking


@pytest.mark.parametrize(
    ("stands", "said"),
    [
        ([Stand("Nora"), Stand("Kumla")], "Ingen av 2 har beslutat."),
        ([Stand("Nora"), Stand("Kumla", "assent")], "1 av 2 har beslutat. Kvar: Nora."),
        ([Stand("Nora", is_excused=True), Stand("Kumla", "assent")], "1 av 2 har beslutat."),
        ([Stand("Nora", "refused")], "Nora har beslutat. Beslutet avviker."),
        (
            [*map(Stand, "ABCD"), *(Stand(name, "refused") for name in "EFGH")],
            "4 av 8 har beslutat. Kvar: 4 parter. Avviker: 4 parter.",
        ),
    ],
)
def test_the_short_sentence_names_three_at_most(stands: list[Stand], said: str) -> None:
    assert short_sentence(stands) == said


def test_it_is_pending_then_late_then_done(asking: Asking, reader: User) -> None:
    assert words(asking, reader) == ("pending", "Ingen av 3 har beslutat. Senast 30 september 2026.")
    decided(asking, "Kumla", "Laxå")
    assert words(asking, reader) == (
        "pending",
        "2 av 3 har beslutat. Kvar: Nora. Senast 30 september 2026.",
    )
    assert words(asking, reader, today=AFTER) == (
        "late",
        "2 av 3 har beslutat. Kvar: Nora. Sista dag var 30 september 2026.",
    )
    decided(asking, "Nora")
    assert words(asking, reader, today=AFTER) == ("done", "Alla 3 har beslutat.")


def test_a_deviation_marks_it_until_it_is_handled_and_is_named_also_afterwards(
    asking: Asking, reader: User
) -> None:
    decided(asking, "Nora", "Kumla").decides("Laxå", "refused")
    said = "Alla 3 har beslutat. Avviker: Laxå."
    assert words(asking, reader) == ("deviation", said)
    confirmation_answers.handle_deviation(asking.confirmation("Laxå"), how="Godtas.", by=asking.by)
    assert words(asking, reader) == ("done", said)


def test_a_closed_one_is_never_late(asking: Asking, reader: User) -> None:
    decided(asking, "Nora", "Kumla")
    recipients.excuse(asking.row("Laxå"), why="Berörs inte.", by=asking.by)
    confirmations.close(asking.request, by=asking.by)
    assert words(asking, reader, today=AFTER) == ("done", "2 av 3 har beslutat.")


def test_nothing_is_said_of_what_is_not_sent_or_withdrawn(reader: User) -> None:
    prepared = an_asking(send=False)
    assert state(prepared, reader) is None
    confirmations.send(prepared.request, by=prepared.by, at=NOW)
    assert state(prepared, reader)
    confirmations.withdraw(prepared.request, why="Fel beslut.", by=prepared.by, at=NOW)
    assert state(prepared, reader) is None


def test_who_may_not_see_what_parties_decide_is_told_nothing(
    asking: Asking, reader: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(TABLE, Role.READER, TABLE[Role.READER] - {Permission.INQUIRY_READ})
    access._carrying.cache_clear()
    try:
        assert state(asking, reader) is None
    finally:
        monkeypatch.undo()
        access._carrying.cache_clear()


def test_the_register_tells_it_and_leads_to_the_parties(asking: Asking, reader: User, as_user: Login) -> None:
    decided(asking, "Kumla", "Laxå")
    page = as_user(reader).get("/beslut/").content.decode()
    found = state(asking, reader, today=timezone.localdate())
    assert found
    assert found.words in page
    assert f'href="{found.href}">Parternas beslut' in page
    assert 'href="/beslut/parterna/">Parternas beslut</a>' in page


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_file_has_it_in_its_last_column(kind: str, asking: Asking, reader: User, as_user: Login) -> None:
    decided(asking, "Nora", "Kumla", "Laxå")
    content = b"".join(as_user(reader).get(f"/beslut/hamta/{kind}/"))
    if kind == "csv":
        headings, row, *_ = (line.split(";") for line in content.decode("utf-8-sig").splitlines())
    else:
        rows = load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)
        headings, row, *_ = (list(one) for one in rows)
    assert (headings[-1], row[-1]) == ("parternas beslut", "Alla 3 har beslutat.")


def confirming(steps: list[Step]) -> list[tuple[str, str, dt.date | None, str]]:
    found = [one for one in steps if one.title == "Parterna bekräftar"]
    return [(one.kind, one.text, one.day, one.words) for one in found]


def test_it_is_a_stop_on_the_decisions_way_and_the_matters(
    asking: Asking, reader: User, as_user: Login
) -> None:
    """B5, K1: on its last day while one waits, on the day of the last decision when all have decided."""
    matter = make.matter(by=asking.by)
    type(asking.decision).objects.filter(pk=asking.decision.pk).update(matter=matter)
    soon = timezone.localdate() + dt.timedelta(days=5)
    confirmations.change(asking.request, due_on=soon, text="", by=asking.by)
    client, number = as_user(reader), asking.decision.number
    decided(asking, "Kumla", "Laxå")
    found = state(asking, reader, today=timezone.localdate())
    assert found
    way = client.get(f"/beslut/{found.address}/").context["steps"]
    assert confirming(way) == [("planned", found.words, soon, "Pågår")]
    told = [("planned", f"{number}: {found.words}", soon, "Pågår")]
    assert confirming(client.get(matter.get_absolute_url()).context["shown"].steps) == told
    decided(asking, "Nora")
    told = [("done", f"{number}: Alla 3 har beslutat.", TODAY, "Alla har beslutat")]
    assert confirming(client.get(matter.get_absolute_url()).context["shown"].steps) == told


def test_the_stop_is_late_when_the_last_day_has_gone_by(asking: Asking, reader: User) -> None:
    found = state(asking, reader, today=AFTER)
    assert found
    step = found.step()
    assert (step.kind, step.day, step.words) == ("late", DUE, "Sent, 9 dagar")


@pytest.mark.parametrize("rows", [1, 3])
def test_two_questions_to_the_database_however_many_decisions(
    rows: int, reader: User, django_assert_num_queries: Any
) -> None:
    keys = [an_asking().decision.pk for _ in range(rows)]
    assert confirmation_states.states_of([], user=reader, today=TODAY) == {}
    with django_assert_num_queries(2):
        found = confirmation_states.states_of(keys, user=reader, today=TODAY)
    assert set(found) == set(keys)
