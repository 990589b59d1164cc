"""Invented minutes in other layouts: each file has all the words of its truth, and no others (M1)."""

import io
import re
from collections import Counter
from html.parser import HTMLParser

import docx
import pypdf
import pytest
from docx.oxml.ns import qn

from tests.minutes.canonical import canonical, quoted
from tests.minutes.layouts.describing import Layout
from tests.minutes.layouts.make_layouts import layout as made
from tests.minutes.layouts.make_layouts import layouts, names
from tests.minutes.likeness import even
from tests.minutes.words import words_of

each_layout = pytest.mark.parametrize("name", names())
FEWEST = 8


def text_of(layout: Layout) -> str:
    """All words of the file, read by other means than the reader's own."""
    kind = layout.name.rsplit(".", 1)[1]
    if kind == "docx":
        document = docx.Document(io.BytesIO(layout.data))
        roots = [
            document.element.body,
            *(part._element for each in document.sections for part in (each.header, each.footer)),
        ]
        return " ".join(
            "".join(each.text or " " for each in line.iter(qn("w:t"), qn("w:br")))
            for root in roots
            for line in root.iter(qn("w:p"))
        )
    if kind == "pdf":
        pages = "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(layout.data)).pages)
        return re.sub(r"(?<=\w)[\u00ad-]\n(?=[a-zåäö])", "", pages)
    try:
        text = layout.data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = layout.data.decode("cp1252")
    text = re.sub(r"(?<=[a-zåäö])-\n(?=[a-zåäö])", "", text)
    if kind == "txt" and "<b>" not in text:
        return text
    return _without_tags(re.sub(r"\]\((http|mailto)[^)]*\)", "]", text))


def _without_tags(text: str) -> str:
    said: list[str] = []
    parser = HTMLParser()
    parser.handle_data = said.append  # type: ignore[method-assign]
    parser.feed(text)
    parser.close()
    return " ".join(said)


def counted(text: str) -> Counter[str]:
    return Counter(words_of(text.replace("\u00ad", "")))


@each_layout
def test_a_layout_has_all_words_of_its_truth_and_no_others(name: str) -> None:
    layout = made(name)
    there, said = counted(text_of(layout)), counted(" ".join(canonical(layout.truth)))
    lost = said - there
    if layout.name.endswith(
        (".docx", ".html")
    ):  # such lists are counted when shown: their numbers are no words of the file
        lost = Counter({word: times for word, times in lost.items() if not word.isdigit()})
    assert not lost
    more = {word for word in there - said if not word.isdigit()}
    assert more <= set(words_of(layout.furniture)), "words of the file that the truth does not have"


@each_layout
def test_every_extract_of_a_truth_stands_in_its_layout(name: str) -> None:
    layout = made(name)
    known = set(words_of(text_of(layout))) | {str(number) for number in range(30)}
    assert [text for text in quoted(layout.truth) if not set(words_of(text)) <= known] == []


def test_there_are_enough_layouts_of_every_kind_seen_and_unseen() -> None:
    for kind in ("dev", "held"):
        files = [one.name for one in layouts(kind)]
        assert len(files) >= FEWEST
        assert {file.rsplit(".", 1)[1] for file in files} == {"docx", "pdf", "html", "md", "txt"}


@each_layout
def test_the_persons_of_a_layout_are_called_as_they_are_printed(name: str) -> None:
    layout = made(name)
    for row in layout.truth["attendance"]:
        if row["name"]:
            assert set(even(row["name"]).split()) <= set(re.split(r"[\s,~]+", even(row["line"])))
