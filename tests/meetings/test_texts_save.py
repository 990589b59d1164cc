"""Saving blocks: what is typed is kept, also when two write the same paragraph (L1–L3)."""

import json
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meetings.actions import conflicts, drafts, texts
from meetings.actions import minutes as minutes_actions
from meetings.models import Action, AgendaItem, Decision, ItemBlock, Revision, TextConflict
from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import User
from tests import make

pytestmark = pytest.mark.django_db


def change(html: str, **fields: object) -> texts.Change:
    return texts.Change(**{"key": uuid4(), "html": html, **fields})  # type: ignore[arg-type]


def words(item: AgendaItem) -> list[str]:
    return [block.html for block in ItemBlock.objects.standing().filter(item=item).order_by("position")]


@pytest.fixture
def item() -> AgendaItem:
    return make.item(of=make.meeting())


def test_blocks_stand_in_the_order_they_name(item: AgendaItem, secretary: User) -> None:
    first, second = change("ett"), change("tre")
    texts.save(item, [first], by=secretary)
    texts.save(item, [texts.Change(key=second.key, html="tre", after=first.key)], by=secretary)
    texts.save(item, [change("två", after=first.key)], by=secretary)
    assert words(item) == ["ett", "två", "tre"]


def test_two_writers_of_different_paragraphs_merge(item: AgendaItem, secretary: User) -> None:
    """L2, first half."""
    other = make.user(office_role="secretariat")
    one, two = change("ett"), change("två")
    texts.save(item, [one, texts.Change(key=two.key, html="två", after=one.key)], by=secretary, tab=uuid4())
    base = ItemBlock.objects.get(pk=one.key).revision
    texts.save(item, [texts.Change(key=one.key, html="ETT", base=base)], by=secretary, tab=uuid4())
    texts.save(item, [texts.Change(key=two.key, html="TVÅ", base=base, after=one.key)], by=other, tab=uuid4())
    assert words(item) == ["ETT", "TVÅ"]
    assert not TextConflict.objects.exists()


def test_two_texts_of_one_paragraph_are_both_kept(item: AgendaItem, secretary: User) -> None:
    """L2, second half: the earlier stands, the later waits beside it, both are in the history."""
    other = make.user(office_role="secretariat")
    block = change("nio på kvällstid")
    texts.save(item, [block], by=secretary, tab=uuid4())
    base = ItemBlock.objects.get(pk=block.key).revision
    texts.save(
        item, [texts.Change(key=block.key, html="elva på kvällstid", base=base)], by=other, tab=uuid4()
    )
    outcome = texts.save(
        item, [texts.Change(key=block.key, html="bara nio", base=base)], by=secretary, tab=uuid4()
    )
    assert [saved.state for saved in outcome.blocks] == ["conflict"]
    assert words(item) == ["elva på kvällstid"]
    assert TextConflict.objects.get().html == "bara nio"
    assert set(Revision.objects.values_list("html", flat=True)) == {
        "nio på kvällstid", "elva på kvällstid", "bara nio",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("choice", "left"),
    [("both", ["elva", "nio"]), ("mine", ["nio"]), ("theirs", ["elva"])],
)
def test_a_choice_between_two_texts_loses_neither(
    item: AgendaItem, secretary: User, choice: str, left: list[str]
) -> None:
    block = change("tolv")
    texts.save(item, [block], by=secretary, tab=uuid4())
    texts.save(item, [texts.Change(key=block.key, html="elva", base=1)], by=secretary, tab=uuid4())
    texts.save(item, [texts.Change(key=block.key, html="nio", base=1)], by=secretary, tab=uuid4())
    conflicts.settle(TextConflict.objects.get(), choice=choice, by=secretary)
    assert words(item) == left
    assert {"elva", "nio"} <= set(Revision.objects.values_list("html", flat=True))


def test_a_tab_never_collides_with_itself(item: AgendaItem, secretary: User) -> None:
    """An answer that never came back leaves the tab with an old base."""
    tab, block = uuid4(), change("a")
    texts.save(item, [block], by=secretary, tab=tab)
    texts.save(item, [texts.Change(key=block.key, html="ab", base=1)], by=secretary, tab=tab)
    outcome = texts.save(item, [texts.Change(key=block.key, html="abc", base=1)], by=secretary, tab=tab)
    assert [saved.state for saved in outcome.blocks] == ["saved"]
    assert words(item) == ["abc"]


def test_what_one_removed_and_another_writes_in_comes_back(item: AgendaItem, secretary: User) -> None:
    block = change("kvar")
    texts.save(item, [block], by=secretary, tab=uuid4())
    texts.save(item, [texts.Change(key=block.key, html="", base=1, removed=True)], by=secretary, tab=uuid4())
    texts.save(item, [texts.Change(key=block.key, html="kvar ändå", base=1)], by=secretary, tab=uuid4())
    assert words(item) == ["kvar ändå"]


def test_what_one_changed_and_another_removes_stays(item: AgendaItem, secretary: User) -> None:
    block = change("a")
    texts.save(item, [block], by=secretary, tab=uuid4())
    texts.save(item, [texts.Change(key=block.key, html="ab", base=1)], by=secretary, tab=uuid4())
    outcome = texts.save(
        item, [texts.Change(key=block.key, html="", base=1, removed=True)], by=secretary, tab=uuid4()
    )
    assert [saved.state for saved in outcome.blocks] == ["conflict"]
    assert words(item) == ["ab"]


def test_records_follow_the_block(item: AgendaItem, secretary: User) -> None:
    """B3, B4: a decision and an action may share their words."""
    decision, action = str(uuid4()), str(uuid4())
    records = [
        {"id": decision, "type": "decision", "fields": {"kind": "assignment"}},
        {"id": action, "type": "action", "fields": {"who": "Asta Almgren", "due": "17 april 2026"}},
    ]
    block = change("Asta tar fram ett förslag.", records=records)
    texts.save(item, [block], by=secretary)
    made = Action.objects.get()
    assert (made.block_id, made.who, str(made.due_on)) == (block.key, "Asta Almgren", "2026-04-17")
    assert Decision.objects.get().kind == "assignment"
    texts.save(
        item, [texts.Change(key=block.key, html="Asta tar fram.", base=1, records=records[:1])], by=secretary
    )
    assert (Decision.objects.count(), Action.objects.count()) == (1, 0)


def test_a_restored_version_brings_its_records_back(item: AgendaItem, secretary: User) -> None:
    """L3."""
    records = [{"id": str(uuid4()), "type": "decision", "fields": {}}]
    block = change("Beslutet.", records=records)
    texts.save(item, [block], by=secretary)
    texts.save(item, [texts.Change(key=block.key, html="", base=1, removed=True)], by=secretary)
    assert (words(item), Decision.objects.count()) == ([], 0)
    drafts.restore(Revision.objects.get(number=1), by=secretary)
    assert (words(item), Decision.objects.count()) == (["Beslutet."], 1)


def test_text_in_an_item_taken_off_the_agenda_puts_it_back(item: AgendaItem, secretary: User) -> None:
    """L1: the agenda changed meanwhile."""
    item.removed_at = item.meeting.created_at
    item.save()
    texts.save(item, [change("skrivet ändå")], by=secretary)
    item.refresh_from_db()
    assert item.removed_at is None


def test_a_script_a_nul_byte_and_a_picture_do_not_get_in(item: AgendaItem, secretary: User) -> None:
    texts.save(item, [change('Hej\x00 <script>x()</script><img src="x"><b>du</b> 🎉')], by=secretary)
    assert words(item) == ["Hej <strong>du</strong> 🎉"]


def test_a_personnummer_is_flagged_but_saved(item: AgendaItem, secretary: User) -> None:
    """B11."""
    outcome = texts.save(item, [change("Ring 811228-9874 i morgon.")], by=secretary)
    assert outcome.blocks[0].warnings == [
        "Texten innehåller något som ser ut som ett personnummer (811228-9874). Ta bort det före utskick."
    ]
    assert words(item) == ["Ring 811228-9874 i morgon."]


def test_too_long_a_paragraph_is_refused_in_words(item: AgendaItem, secretary: User) -> None:
    with pytest.raises(NotAllowed, match="längre än 400 000 tecken"):
        texts.save(item, [change("x" * 3_000_000)], by=secretary)


def test_frozen_minutes_take_no_text(secretary: User) -> None:
    body = make.body(approval_policy="none")
    item = make.item(of=make.meeting(bodies=[body]))
    texts.save(item, [change("klart")], by=secretary)
    minutes_actions.finalise(item.meeting.minutes, by=secretary)
    with pytest.raises(NotAllowed, match="låsta"):
        texts.save(item, [change("mer")], by=secretary)


def post(client: Client, item: AgendaItem, blocks: object) -> tuple[int, dict[str, object]]:
    answer = client.post(
        f"/moten/punkter/{item.pk}/text/",
        json.dumps({"tab": str(uuid4()), "blocks": blocks}),
        content_type="application/json",
        headers={"Accept": "application/json"},
    )
    return answer.status_code, answer.json()


def test_saving_asks_six_queries(
    item: AgendaItem, secretary: User, as_user: Callable[[User], Client]
) -> None:
    """quality.md: save one item, at most six queries (the test's own savepoint is not counted)."""
    client = as_user(secretary)
    block = {"id": str(uuid4()), "base": 0, "kind": "paragraph", "html": "ord", "after": None, "records": []}
    status, _ = post(client, item, [block])
    assert status == 200
    with CaptureQueriesContext(connection) as asked:
        status, said = post(client, item, [{**block, "base": 1, "html": "fler ord"}])
    assert (status, said["blocks"][0]["state"]) == (200, "saved")  # type: ignore[index]
    assert len([one for one in asked.captured_queries if "SAVEPOINT" not in one["sql"]]) == 6


def test_an_expired_session_gets_an_answer_a_script_can_show(item: AgendaItem) -> None:
    status, said = post(Client(), item, [])
    assert (status, said["login_url"]) == (401, reverse("account_login"))


def test_nonsense_gets_a_sentence(
    item: AgendaItem, secretary: User, as_user: Callable[[User], Client]
) -> None:
    status, said = post(as_user(secretary), item, [{"id": "inte ett id"}])
    assert (status, said["message"]) == (
        422,
        "Texten kunde inte läsas. Ladda om sidan, texten finns kvar i webbläsaren.",
    )


def test_a_member_may_not_write(item: AgendaItem, as_user: Callable[[User], Client]) -> None:
    body = item.meeting.leading_body
    assert body
    member = make.user(person=make.member(of=body).person)
    answer = as_user(member).post(f"/moten/punkter/{item.pk}/text/", "{}", content_type="application/json")
    assert answer.status_code == 403


def test_the_plain_page_writes_without_script(
    item: AgendaItem, secretary: User, as_user: Callable[[User], Client]
) -> None:
    client = as_user(secretary)
    client.post(f"/moten/punkter/{item.pk}/enkelt/", {"new": "Ett stycke.\n\n- en sak\n- en sak till"})
    assert words(item) == ["Ett stycke.", "en sak", "en sak till"]
    block = ItemBlock.objects.get(html="en sak")
    page = client.get(f"/moten/punkter/{item.pk}/enkelt/")
    assert page.status_code == 200
    client.post(
        f"/moten/punkter/{item.pk}/enkelt/",
        {
            f"block-{block.pk}": "en annan sak",
            f"base-{block.pk}": block.revision,
            f"was-{block.pk}": "en sak",
        },
    )
    assert words(item) == ["Ett stycke.", "en annan sak", "en sak till"]


def test_a_contribution_is_known_as_its_partys(item: AgendaItem, secretary: User) -> None:
    """A16, K10: the label names the party; a länsdel too; other words stay words."""
    nora, north = make.organisation(name="Nora"), make.district(name="Norr")
    labels = ["Nora", "Norr", "Ingmar"]
    texts.save(item, [change("", kind="contribution", label=label) for label in labels], by=secretary)
    said = {
        block.label: (block.organisation, block.district) for block in ItemBlock.objects.filter(item=item)
    }
    assert said == {"Nora": (nora, None), "Norr": (None, north), "Ingmar": (None, None)}


def test_jav_takes_the_person_out_of_the_attendance_at_that_item(
    item: AgendaItem, secretary: User, as_user: Callable[[User], Client]
) -> None:
    """B8: said at the item and in the list."""
    make.attendee(of=item.meeting, person=make.person(name="Asta Prov"), body=item.meeting.leading_body)
    records = [{"id": str(uuid4()), "type": "interest_conflict", "fields": {"person": "Asta Prov"}}]
    texts.save(item, [change("Asta Prov anmälde jäv.", records=records)], by=secretary)
    page = as_user(secretary).get(f"/moten/{item.meeting_id}/").content.decode()
    assert f"inte vid punkt {item.number} på grund av jäv" in page


def test_a_parent_must_be_a_contribution_of_the_same_item(item: AgendaItem, secretary: User) -> None:
    other = make.item(of=make.meeting())
    contribution = change("", kind="contribution", label="Norr")
    texts.save(other, [contribution], by=secretary)
    for parent in (contribution.key, uuid4()):
        with pytest.raises(NotAllowed, match="inlägg som inte finns"):
            texts.save(item, [change("ord", parent=parent)], by=secretary)


@pytest.mark.parametrize("asked", ["since=²", "item=²", "since=-1"])
def test_news_is_not_fooled_by_strange_numbers(
    item: AgendaItem, secretary: User, as_user: Callable[[User], Client], asked: str
) -> None:
    assert as_user(secretary).get(f"/moten/{item.meeting_id}/nytt/?{asked}").status_code == 200
