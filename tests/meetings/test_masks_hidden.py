"""What is masked is nowhere for the public: every address and file walked with words that stand once each (C10)."""

import io
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, unquote

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from meetings.actions import corrections, masked_copies, masks, printing, publications, publishing
from meetings.actions.standing import check_code
from meetings.models import Decision, Publication
from secretariat.registry.actions import indexing
from secretariat.registry.models import Person
from tests import make
from tests.lib.test_pdf import broken_rules

from .masks_case import GROUND, MARKERS, MaskedCase, a_masked_case
from .publishing_case import ALL, quick

pytestmark = pytest.mark.django_db
SEARCH = "/sok/"
SAID = f"[maskat: {GROUND}]"


@pytest.fixture(autouse=True)
def _nobody_has_asked() -> None:
    cache.clear()


def published(case: MaskedCase, **fields: Any) -> Publication:
    files = [case.open_file.pk, case.closed_file.pk]
    made = publishing.publish(case.fresh(), by=case.by, checked=ALL, files=files, **fields)
    assert masked_copies.store_pdf(made.pk) == made.is_masked
    indexing.rebuild()
    return Publication.objects.get(pk=made.pk)


def starts(case: MaskedCase) -> Iterator[str]:
    """Where a visitor may begin, and each search for what is masked."""
    for name in (
        "public-start",
        "public-meetings",
        "public-decisions",
        "public-feed",
        "open-data",
        "open-calendar",
    ):
        yield reverse(f"meetings:{name}")
    yield "/oppna-data/system/"
    meeting = case.meeting.pk
    yield reverse("meetings:public-file", args=[meeting, case.closed_file.pk])
    assert case.minutes.current_version
    yield reverse("meetings:verify-code", args=[check_code(case.minutes.current_version.sha256)])
    for decision in Decision.objects.filter(meeting=meeting):
        yield reverse("meetings:public-decision", args=[decision.pk])
    for word in MARKERS.values():
        for one in (word, word.lower()[:-1], word.split()[-1]):
            yield f"{SEARCH}?q={quote(one)}"
            yield f"{reverse('meetings:public-decisions')}?q={quote(one)}"


def walked(client: Client, case: MaskedCase) -> dict[str, str]:
    """Everything that is reached without login from there, as text: pages, JSON, feeds, calendars, PDFs, headers."""
    waiting, seen = list(starts(case)), dict[str, str]()
    while waiting:
        where = waiting.pop()
        if where in seen:
            continue
        response: Any = client.get(where)
        content = b"".join(response)
        whole = content.decode(errors="replace")
        if content.startswith(b"%PDF"):
            whole = _of_pdf(content)
        seen[where] = unquote(f"{whole}\n{response.headers}")
        found = re.findall(r'href="(/[^"]*)"', whole)
        found += re.findall(rf'{re.escape(settings.BASE_URL)}(/[^"<\s\\]*)', whole)
        lists = [one for one in found if re.fullmatch(r"/oppna-data/\w+/", one)]
        own = ("/offentligt", "/oppna-data", "/kontrollera", "/sok")
        waiting += [one for one in found if one.startswith(own) and "?" not in one]
        waiting += [f"{one}?modified_since=2000-01-01T00:00:00Z" for one in lists]
    return seen


def _of_pdf(content: bytes) -> str:
    """What is drawn, what is told of the file, and every string in it: what is not drawn may still be there."""
    reader = PdfReader(io.BytesIO(content))
    told = [one.extract_text() for one in reader.pages] + [str(reader.metadata)]
    if reader.xmp_metadata:
        told.append(reader.xmp_metadata.rdf_root.toxml())
    for number in range(1, len(reader.xref_objStm) + 2000):
        if number in reader.xref_objStm or number in reader.xref.get(0, {}):
            found = reader.get_object(number)
            told.append(str(found))
    return "\n".join(told)


def leaks(seen: dict[str, str]) -> list[tuple[str, str]]:
    """Which marker stands where. What somebody typed stands in the search field, and is no leak."""
    found = []
    for where, text in seen.items():
        asked = unquote(where).partition("?q=")[2]
        bare = re.sub(r'value="[^"]*"|<title>[^<]*</title>', "", text)
        if asked:
            bare = re.sub(re.escape(asked), "", bare, flags=re.IGNORECASE)
        lower = bare.casefold()
        found += [(name, where) for name, word in MARKERS.items() if _folded(word) in _folded(lower)]
    return found


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def test_nothing_that_is_masked_is_reached_by_anybody_outside(client: Client) -> None:
    case = a_masked_case()
    other = make.person(name="Ulla Annan")
    published(case)
    corrections.correct(
        case.fresh(), by=case.by, item=case.meeting.items.get(title="Plan"),
        old_text=f"Här står {MARKERS['whole paragraph']} och annat.", new_text="Här står annat.", reason="Skrivfel.",
    )  # fmt: skip
    seen = walked(client, case)
    assert leaks(seen) == []
    assert other.name == "Ulla Annan"
    page = seen[reverse("meetings:public-meeting", args=[case.meeting.pk])]
    assert SAID in page
    assert "Maskad version" in page
    assert "Birger Valdberg" in page
    assert len([one for one in seen if one.startswith("/oppna-data/")]) > 25
    assert any(one.endswith("anteckningar.pdf") for one in seen)


def test_without_masks_the_same_walk_finds_every_word(client: Client) -> None:
    """So that the walk above is known to look where words are."""
    case = a_masked_case(masked=False)
    published(case)
    corrections.correct(
        case.fresh(), by=case.by, item=case.meeting.items.get(title="Plan"),
        old_text=MARKERS["text"], new_text=MARKERS["correction"], reason="Skrivfel.",
    )  # fmt: skip
    assert {name for name, _ in leaks(walked(client, case))} == set(MARKERS)


def test_a_search_finds_the_masked_words_for_nobody_outside_and_for_those_who_read_meetings() -> None:
    case = a_masked_case()
    published(case)
    inside = Client()
    inside.force_login(make.approver_user(of=case.meeting.meeting_bodies.get().body, kind="member"))
    word = MARKERS["text"]
    assert inside.get(SEARCH, {"q": word}).context["result"].total == 1
    assert Client().get(SEARCH, {"q": word}).context["result"].total == 0
    outside = Client().get(SEARCH, {"q": "kansliet skriver"}).content.decode()
    assert reverse("meetings:public-meeting", args=[case.meeting.pk]) in outside
    twice = inside.get(SEARCH, {"q": "Gruppen antar"})
    alone = Client().get(SEARCH, {"q": "Gruppen antar"})
    assert twice.context["result"].counts == alone.context["result"].counts


def test_the_list_of_decisions_answers_by_the_words_of_the_copy_alone(client: Client) -> None:
    """That a masked word finds anything at all would tell that it stands there."""
    published(a_masked_case())

    def found(q: str) -> int:
        return len(client.get(reverse("meetings:public-decisions"), {"q": q}).context["decisions"])

    assert (found("gruppen antar"), found(MARKERS["decision"]), found("PG 2026-1")) == (1, 0, 1)


def test_the_masked_pdf_is_a_paper_of_its_own_and_keeps_the_rules() -> None:
    case = a_masked_case()
    made = published(case)
    content = masked_copies.pdf_in(made, case.fresh())
    assert broken_rules(content) == []
    text = " ".join(" ".join(one.extract_text().split()) for one in PdfReader(io.BytesIO(content)).pages)
    assert "Maskad version." in text
    assert SAID in text
    assert check_code(made.sha256) in text
    assert case.minutes.current_version
    assert made.sha256 != case.minutes.current_version.sha256
    assert case.minutes.current_version.sha256 not in text
    assert made.pdf
    assert made.pdf.name == "minnesanteckningar-2026-03-18-maskad.pdf"
    assert printing.pdf_of(case.meeting) != content


def test_whoever_holds_the_masked_or_the_whole_paper_is_told_that_it_is_the_one(client: Client) -> None:
    """C6: also after the masked one has been taken back; neither answer says what is masked."""
    case = a_masked_case()
    made = published(case)
    masked = masked_copies.pdf_in(made, case.fresh())
    whole = printing.pdf_of(case.meeting)

    def said(content: bytes) -> str:
        upload = SimpleUploadedFile("fil.pdf", content)
        page = client.post(reverse("meetings:verify"), {"fil": upload}).content.decode()
        assert not [word for word in MARKERS.values() if word in page]
        found = re.search(r'id="svar">.*?<span>(.*?)</span>', page, re.DOTALL)
        return found[1] if found else ""

    assert said(masked) == "Stämmer. Filen är en maskad version som systemet har lämnat ut."
    assert said(whole).startswith("Stämmer")
    assert said(masked + b" ") in (
        "Stämmer inte. Filen bär en kontrollkod härifrån, men den är inte den fil som lämnades ut.",
    )
    publishing.unpublish(case.fresh(), by=case.by, why="Fel.")
    gone = "Stämmer. Filen är en maskad version som systemet har lämnat ut. Den är inte publicerad längre."
    assert said(masked) == gone
    answer = client.get(reverse("meetings:verify-code", args=[check_code(made.sha256)]))
    assert answer.context["published"] is None


def test_a_masked_person_is_no_person_of_the_open_data_and_may_be_protected() -> None:
    """D7: masked, the minutes stay open when the person becomes protected."""
    case = a_masked_case()
    made = published(case)
    assert case.person not in made.persons.all()
    Person.objects.filter(pk=case.person.pk).update(protected_identity=True)
    assert [one.pk for one in publications.open_meetings()] == [case.meeting.pk]


def test_lists_of_masked_and_unmasked_ask_equally_often(
    client: Client, django_assert_num_queries: Any
) -> None:
    case = a_masked_case()
    published(case)
    address = reverse("meetings:public-decisions")
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    for _ in range(2):
        quick()
    with django_assert_num_queries(len(asked)):
        client.get(address)


def test_masks_chosen_after_publishing_change_nothing_until_it_is_published_anew(client: Client) -> None:
    case = a_masked_case(masked=False)
    first = published(case)
    masks.mask(case.fresh(), by=case.by, wanted=[("words", MARKERS["text"])], ground=GROUND)
    page = reverse("meetings:public-meeting", args=[case.meeting.pk])
    assert MARKERS["text"] in client.get(page).content.decode()
    second = published(case, anew=True)
    assert MARKERS["text"] not in client.get(page).content.decode()
    first.refresh_from_db()
    assert (first.unpublished_why, first.unpublished_by) == (publishing.REPLACED, case.by)
    assert (first.is_masked, second.is_masked) == (False, True)
