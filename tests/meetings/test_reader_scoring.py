"""The scores themselves: what is right counts, what is missing lowers recall, what is made up lowers precision (M1)."""

import copy
import json
from pathlib import Path

import pytest

from tests.minutes.canonical import Truth
from tests.minutes.changing import changed
from tests.minutes.likeness import Score, in_order, same
from tests.minutes.measuring import CASES, Case
from tests.minutes.scoring import added, score, table
from tests.minutes.words import words_of

FOLDER = Path(__file__).parents[1] / "minutes"


@pytest.fixture
def truth() -> Truth:
    return json.loads((FOLDER / "officials.json").read_text("utf-8"))


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.json")), ids=lambda one: one.stem)
def test_a_set_against_itself_is_right_in_every_field(path: Path) -> None:
    truth = json.loads(path.read_text("utf-8"))
    scores = score(truth, copy.deepcopy(truth))
    assert {name for name, one in scores.items() if one.precision < 1} == set()
    assert {name for name, one in scores.items() if one.recall < 1} == set()


def test_nothing_found_has_no_recall_and_invents_nothing(truth: Truth) -> None:
    scores = score(truth, {})
    assert scores["items"] == Score(0, 0, len(truth["items"]))
    assert scores["attendance.name"].recall == 0
    assert scores["invented"] == Score(0, 0, 0)


def test_a_lost_item_and_a_made_up_decision_count_where_they_belong(truth: Truth) -> None:
    found = copy.deepcopy(truth)
    lost = found["items"].pop(3)
    found["items"][0]["decisions"].append("Zebran galopperar.")
    scores = score(truth, found)
    assert scores["items"].recall == pytest.approx(1 - 1 / len(truth["items"]))
    assert scores["items"].precision == 1
    own = sum(
        len(item["decisions"]) + sum(len(child["decisions"]) for child in item["children"])
        for item in truth["items"]
    )
    assert scores["decisions"] == Score(own - len(lost["decisions"]), own - len(lost["decisions"]) + 1, own)
    assert scores["invented"].found - scores["invented"].right == len({"zebran", "galopperar"})


def test_a_decision_in_another_item_is_not_found(truth: Truth) -> None:
    found = copy.deepcopy(truth)
    holder = next(item for item in found["items"] if item["decisions"])
    other = next(item for item in found["items"] if item is not holder)
    other["decisions"].append(holder["decisions"].pop())
    before = score(truth, copy.deepcopy(truth))["decisions"]
    assert score(truth, found)["decisions"] == Score(before.right - 1, before.found, before.expected)


def test_long_texts_may_be_cut_a_little_otherwise_and_short_ones_may_not() -> None:
    sentence = "Gruppen återkommer till frågan när de nya siffrorna är klara i höst"
    assert same(f"{sentence}.", f"Att {sentence.lower()}")
    assert not same(sentence, "Gruppen återkommer till frågan")
    assert same("Välkommen!  ", "välkommen!")
    assert not same("Läggs till", "Läggs till handlingarna")


def test_pairs_in_order_never_cross() -> None:
    assert in_order("abc", "acb", lambda one, other: float(one == other)) in (
        [(0, 0), (1, 2)],
        [(0, 0), (2, 1)],
    )


def test_scores_of_many_sets_are_added_and_printed_as_a_table() -> None:
    total = added([{"items": Score(9, 10, 12)}, {"items": Score(1, 2, 1), "links": Score()}])
    assert total == {"items": Score(10, 12, 13), "links": Score()}
    assert table({"alla": total}).splitlines() == [
        "| field | alla |", "|---|---|", "| items | 0.833 / 0.769 (13) |", "| links | – |",
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ["changed", "dev_changed", "held_changed"])
def test_changing_a_set_changes_text_and_truth_alike(kind: str) -> None:
    cases = CASES[kind]()
    if not cases:
        pytest.skip("de verkliga anteckningarna finns inte bredvid checkouten")
    assert [(case.name, name) for case in cases for name in _not_in_text(case)] == []


def _not_in_text(case: Case) -> list[str]:
    """Persons of the truth whose names the text has not."""
    known = set(words_of((case.text or "").replace("\xad", "")))
    names = [row["name"] for row in case.truth["attendance"] if row["name"]]
    return [name for name in names if not set(words_of(name)) <= known]


def test_the_same_seed_gives_the_same_change_and_another_gives_another(truth: Truth) -> None:
    text = "\n".join(row["line"] for row in truth["attendance"])
    assert changed(text, truth, 1) == changed(text, truth, 1)
    assert changed(text, truth, 1)[0] != changed(text, truth, 2)[0]
    assert not {row["name"] for row in changed(text, truth, 3)[1]["attendance"]} & {
        row["name"] for row in truth["attendance"]
    }
