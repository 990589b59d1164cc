"""What changed between two versions, word by word (2.3 b 4)."""

from dataclasses import replace

import pytest

from meetings.comparing import _diff as diff
from meetings.comparing import added, compare
from meetings.documents import AttendanceList, Attendee, Document, Item, Name, Paragraph, Record, Run, Word


def paragraph(key: str, html: str, *records: Record) -> Paragraph:
    return Paragraph("paragraph", (Run(key, html, records),))


def document(*items: Item, **facts: object) -> Document:
    return Document(meeting=1, word=Word(), title="Möte", items=items, **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("old", "new", "marked"),
    [
        ("Nora avstår.", "Nora avstår.", "Nora avstår."),
        ("Nora avstår.", "Nora vill vänta.", "Nora <del>avstår</del> <ins>vill vänta</ins>."),
        ("En två tre fyra.", "En fyra.", "En <del>två tre</del> fyra."),
        ("a b", "a b c", "a b <ins>c</ins>"),
        ("a b c", "a", "a <del>b c</del>"),
        ("Nora avstår.", "<strong>Nora</strong> avstår.", "<strong>Nora</strong> avstår."),
        ("", "Två <em>nya</em> ord", "<ins>Två</ins> <em><ins>nya</ins></em> <ins>ord</ins>"),
        ("5 &lt; 6", "5 &lt; 7", "5 &lt; <del>6</del> <ins>7</ins>"),
        ("<table><tr><td>a</td></tr></table>", "<table><tr><td>b</td></tr></table>",
         "<table><tr><td><ins>b</ins></td></tr></table>"),
    ],
)  # fmt: skip
def test_words(old: str, new: str, marked: str) -> None:
    assert diff(old, new) == marked


def test_nothing_changed() -> None:
    one = document(Item(1, "1", "Budget", blocks=(paragraph("a", "Ord."),)))
    found = compare(one, one)
    assert (found.places, found.document, found.items, found.facts) == (0, one, {}, ())


def test_items_and_blocks() -> None:
    """New, changed, gone and moved, each told in words."""
    old = document(
        Item(
            1,
            "1",
            "Budget",
            blocks=(paragraph("a", "Kvar."), paragraph("b", "Borta."), paragraph("c", "Sist.")),
        ),
        Item(2, "2", "Struken"),
        Item(3, "3", "Plan", blocks=(paragraph("d", "Ett."), paragraph("e", "Två."))),
        Item(5, "5", "Tömd", blocks=(paragraph("f", "Allt."),)),
    )
    new = document(
        Item(1, "1", "Budgeten", blocks=(paragraph("a", "Kvar."), paragraph("c", "Sist."))),
        Item(3, "2", "Plan", blocks=(paragraph("e", "Två."), paragraph("d", "Ett."))),
        Item(4, "3", "Ny", blocks=(paragraph("g", "Hej."),)),
        Item(5, "5", "Tömd"),
    )
    found = compare(old, new)
    assert found.items == {
        1: ("Texten är ändrad", "Rubriken var ”Budget”"),
        3: ("Hade nummer 3",),
        4: ("Ny punkt",),
        5: ("Texten är ändrad",),
    }
    assert found.facts == ("Punkt 2, Struken är borttagen",)
    words = [[run.html for block in item.blocks for run in block.runs] for item in found.document.items]  # type: ignore[union-attr]
    assert words == [
        ["Kvar. <del>Borta.</del>", "Sist."],
        ["Två.", "Ett."],
        ["<ins>Hej.</ins>"],
        ["<del>Allt.</del>"],
    ]


def test_records_and_facts() -> None:
    old_list = AttendanceList(
        "Ledamöter", rows=(Attendee(Name("Asta"), state="present"), Attendee(Name("Bo")))
    )
    new_list = AttendanceList(
        "Ledamöter", rows=(Attendee(Name("Asta"), state="apology"), Attendee(Name("Cilla")))
    )
    action = Record("action", "r", who="Kumla")
    old = document(
        Item(1, "1", "A", blocks=(paragraph("a", "Gör.", action),)), date="2026-03-18", attendance=(old_list,)
    )
    new = document(
        Item(1, "1", "A", blocks=(paragraph("a", "Gör.", replace(action, who="Laxå")),)),
        date="2026-03-19",
        attendance=(new_list,),
    )
    found = compare(old, new)
    assert found.items == {1: ("Beslut eller uppdrag är ändrade",)}
    assert found.facts == (
        "Dagen är ändrad: 2026-03-18 → 2026-03-19",
        "Närvaro: Asta är anmält förhinder, var närvarande",
        "Närvaro: Cilla är ny i listan",
        "Närvaro: Bo är borttagen ur listan",
    )


def test_all_new() -> None:
    assert added("Hej <strong>du</strong>") == "<ins>Hej</ins> <strong><ins>du</ins></strong>"
