"""Each set of minutes the whole way: loaded, shown, sent, finished, printed. No word missing, none invented."""

import datetime as dt
import json
import re
import subprocess
from collections.abc import Callable, Iterator
from copy import deepcopy
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from meetings.actions import approvers, papers, standing
from meetings.actions import minutes as minutes_actions
from meetings.models import Decision, Meeting, Minutes
from secretariat.lib.text import unwrap_link
from secretariat.registry.models import Person, User
from tests import make
from tests.minutes.words import expected_words, words_of

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).parents[2]
OWN = sorted((ROOT / "tests" / "minutes").glob("*.json"))
REAL = sorted((ROOT.parent / "shared" / "minutes").glob("*.json")) or [
    pytest.param(
        None, marks=pytest.mark.skip(reason="de verkliga anteckningarna finns inte bredvid projektet")
    )
]

SAFE_LINK = re.compile(r"https?://[\w.-]*safelinks\.protection\.outlook\.com/[^\s\"\\]*[^\s.,;:)\]»”\"\\]")

# What the house style adds around the words: names of kinds of record, terms, and the signs of sub-points.
LABELS = set(
    words_of(
        "Beslut Uppdrag Vem Vad Senast Medskick till Till nästa möte Till kommande möten Inspel Reservation av "
        "Avvikande mening Särskilt yttrande Protokollsanteckning Ordförande från och med denna punkt deltog inte på "
        "grund av jäv"
    )
)


def load(path: Path) -> Meeting:
    said = StringIO()
    call_command("load_minutes", str(path), stdout=said)
    return Meeting.objects.get(pk=int(said.getvalue().strip().splitlines()[-1]))


@pytest.fixture(scope="module", params=[*OWN, *REAL])
def path(request: pytest.FixtureRequest) -> Path:
    """Each set; pytest runs all tests of one before those of the next."""
    found: Path = request.param
    return found


@pytest.fixture(scope="module")
def loaded(path: Path, module_rows: None) -> Iterator[Meeting]:
    """The set alone, loaded once for all its tests."""
    with make.undone_afterwards():
        yield load(path)


@pytest.fixture
def meeting(loaded: Meeting) -> Meeting:
    return deepcopy(loaded)


class _Points(HTMLParser):
    """The words of the points of a meeting's page, element by element."""

    def __init__(self) -> None:
        super().__init__()
        self.depth = 0
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        inside = ("class", "points") in attrs
        if self.depth or inside:
            self.depth += tag not in {"br", "use", "input", "img"}
        self.words.append(" ") if tag not in {"b", "strong", "em", "a", "span", "time", "ins"} else None

    def handle_endtag(self, tag: str) -> None:
        if self.depth:
            self.depth -= 1

    def handle_data(self, data: str) -> None:
        if self.depth:
            self.words.append(data)


def points_of(html: str) -> list[str]:
    parser = _Points()
    parser.feed(html)
    return words_of("".join(parser.words))


def not_in_order(expected: list[str], found: list[str]) -> tuple[list[str], list[str]]:
    """Expected words that do not follow one another in what was found, and found words that nobody expected.

    A long word may be broken over two lines of paper.
    """
    extra, missing, at = [], [], 0
    for word in expected:
        place, count = _find(word, found, at)
        if count == 0:
            missing.append(word)
            continue
        extra += found[at:place]
        at = place + count
    return missing, extra + found[at:]


NEAR = 400  # words: a foot, a head and a table's head may stand between


def _find(word: str, found: list[str], at: int) -> tuple[int, int]:
    window = found[at : at + NEAR]
    if word in window:
        return at + window.index(word), 1
    for place in range(len(window) - 1):
        if window[place] + window[place + 1] == word:
            return at + place, 2
    return at, 0


def truth_of(path: Path) -> dict[str, Any]:
    """The set, with Outlook's wrapped links as they are kept: unwrapped (B10)."""
    truth: dict[str, Any] = json.loads(SAFE_LINK.sub(lambda link: unwrap_link(link[0]), path.read_text()))
    for item in truth["items"]:
        for one in (item, *item["children"]):
            one["text"] = re.sub(
                r"(?m)^\d+\. ", "", one["text"]
            )  # the number of a list's line is drawn, not written
    return truth


def in_points(truth: dict[str, Any]) -> list[str]:
    """Words of the items, and those of the lists after them, which stand among the points on a page."""
    return [
        *expected_words(truth),
        *(word for line in truth["layout"]["after_items"] for word in words_of(line)),
    ]


def told_of_records(truth: dict[str, Any]) -> set[str]:
    """What the set knows of who and when, and may stand beside the words."""
    said = [one["to"] for one in truth["handed_on"]]
    for item in truth["items"]:
        for one in (item, *item["children"]):
            said += [f"{action['responsible'] or ''} {action['due'] or ''}" for action in one["actions"]]
    return set(words_of(" ".join(said)))


def account(person: Person) -> User:
    return getattr(person, "user", None) or make.user(person=person)


def finish(meeting: Meeting, by: User) -> Minutes:
    """Send and approve, or fastställ: as the body's policy says."""
    minutes = meeting.minutes
    if minutes_actions.has_approval(meeting):
        for person in Person.objects.filter(approver_roles__minutes=minutes):
            account(person)
        minutes_actions.send_for_approval(minutes, by=by)
        for approver in approvers.required(minutes):
            minutes_actions.approve(minutes, by=account(approver.person))
    else:
        minutes_actions.finalise(minutes, by=by)
    return Minutes.objects.get(pk=minutes.pk)


def test_every_word_stands_on_the_page_in_order(
    path: Path, meeting: Meeting, secretary: User, as_user: Callable[[User], Client]
) -> None:
    """C16: the page is the primary form."""
    truth = truth_of(path)
    html = as_user(secretary).get(f"/moten/{meeting.pk}/").content.decode()
    before = [word for line in truth["layout"]["header_lines"] for word in words_of(line)]
    missing, extra = not_in_order(in_points(truth), points_of(html))
    assert missing == []
    assert set(extra) - LABELS - set(before) - told_of_records(truth) == set()


def test_a_finished_set_is_printed_word_for_word(
    path: Path, meeting: Meeting, secretary: User, tmp_path: Path
) -> None:
    """C1, C7, C15: finished, locked, and on paper as on the page."""
    truth = truth_of(path)
    if not truth["date"] or not truth["bodies"]:
        assert minutes_actions.obstacles_to_sending(meeting.minutes) != []
        return
    minutes = finish(meeting, secretary)
    assert minutes.state == ("approved" if minutes_actions.has_approval(meeting) else "finalised")
    assert papers.store_pdf(minutes.pk)
    pdf = tmp_path / "anteckningar.pdf"
    pdf.write_bytes(papers.pdf_of(Meeting.objects.get(pk=meeting.pk)))
    text = subprocess.run(["pdftotext", "-raw", pdf, "-"], capture_output=True, text=True, check=True).stdout
    missing, _ = not_in_order(in_points(truth), words_of(text))
    assert missing == []
    assert "UTKAST" not in text


def test_what_a_source_says_of_approval_is_no_approval(meeting: Meeting) -> None:
    """C1, C5: a loaded set is a draft until it is approved here, whatever was approved on paper once."""
    told = standing.standing_of(meeting.minutes)
    assert (told.is_finished, told.term) == (False, "Status")
    assert told.text.startswith("Utkast")


def test_decisions_get_numbers_in_the_order_of_the_points(
    path: Path, meeting: Meeting, secretary: User
) -> None:
    """B4: own decisions only; those of others are told, not numbered (K5)."""
    truth = truth_of(path)
    if not truth["date"] or not truth["bodies"]:
        return
    finish(meeting, secretary)
    body = meeting.leading_body
    assert body
    own = Decision.objects.own().filter(meeting=meeting).order_by("running")
    year = dt.date.fromisoformat(truth["date"]).year
    assert [one.number for one in own] == [f"{body.code} {year}-{n}" for n in range(1, own.count() + 1)]
    assert not Decision.objects.filter(meeting=meeting, is_own=False).exclude(number="").exists()


def test_loading_twice_changes_nothing(path: Path, meeting: Meeting) -> None:
    assert load(path) == meeting
    assert Meeting.objects.count() == 1
