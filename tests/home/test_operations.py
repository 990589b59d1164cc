"""What docs/operations.md promises of faults is tried somewhere: every line of the table names tests that are there."""

import re

from secretariat.setup.database import ROOT

COLUMNS = ["fault", "what a person sees", "what is kept", "what you do", "shown by"]


def rows() -> list[list[str]]:
    """The cells of the table, its headings first."""
    part = (
        (ROOT / "docs/operations.md")
        .read_text()
        .partition("## When something breaks\n")[2]
        .partition("\n## ")[0]
    )
    lines = [line for line in part.splitlines() if line.startswith("|") and not line.startswith("|---")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_every_fault_says_what_is_seen_kept_and_done_and_which_tests_show_it() -> None:
    headings, *faults = rows()
    assert headings == COLUMNS
    assert [row for row in faults if len(row) != len(COLUMNS) or not all(row)] == []
    named = {path for row in faults for path in re.findall(r"`(tests/[\w/]+\.py)`", row[-1])}
    assert [row[0] for row in faults if not re.findall(r"`tests/[\w/]+\.py`", row[-1])] == []
    assert [path for path in sorted(named) if "\ndef test_" not in (ROOT / path).read_text()] == []


def test_every_file_that_breaks_things_stands_in_the_table() -> None:
    told = " ".join(row[-1] for row in rows())
    assert [
        one.name for one in sorted((ROOT / "tests/faults").glob("test_*.py")) if one.name not in told
    ] == []
