"""The handbook: every chapter shows, and what it says of the screen is on the screen (so that it cannot go stale)."""

import re
from collections import Counter
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import resolve, reverse
from markdown_it.token import Token

from secretariat.home import handbook
from tests import make

ROOT = Path(settings.BASE_DIR)
PICTURES = ROOT / "static" / "img" / "handbok"
LARGEST = 60 * 1024
CHAPTERS = [path.name for path in handbook.files()]

pytestmark = pytest.mark.django_db


def inline(chapter: str) -> list[Token]:
    return list(handbook.inline(handbook.parsed(handbook.FOLDER / chapter)))


def links(chapter: str) -> list[str]:
    return [str(token.attrs["href"]) for token in inline(chapter) if token.type == "link_open"]


def pictures(chapter: str) -> list[Token]:
    return [token for token in inline(chapter) if token.type == "image"]


def bold(chapter: str) -> list[str]:
    """Words in bold: what the chapter says stands on the screen."""
    children = [
        child
        for token in handbook.parsed(handbook.FOLDER / chapter)
        if token.type == "inline"
        for child in token.children or ()
    ]
    found, words = [], None
    for child in children:
        if child.type == "strong_open":
            words = ""
        elif child.type == "strong_close":
            found.append(words or "")
            words = None
        elif words is not None:
            words += " " if child.type == "softbreak" else child.content
    return found


def even(words: str) -> str:
    """One spelling of words on the screen: spaces, and the marks that follow them, do not count."""
    return " ".join(unescape(words).split()).strip(" .,:…").casefold()


def on_screen() -> set[str]:
    """Every piece of text in the templates and in markup made in Python, and every string in our scripts and forms."""
    found: set[str] = set()
    for path in (ROOT / "templates").rglob("*.html"):
        text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "\0", path.read_text(), flags=re.DOTALL)
        found.update(re.split(r"<[^>]*>|\0", text))
    for path in (ROOT / "static" / "js").rglob("*.js"):
        found.update(re.findall(r'"([^"\n]*)"', path.read_text()))
    for folder in ("agreements", "funding", "meetings", "secretariat"):
        for path in (ROOT / folder).rglob("*.py"):
            if "demo" not in path.parts:
                found.update(re.findall(r'"([^"\n]*)"', path.read_text()))
            if path.name.endswith("markup.py"):
                found.update(re.split(r"<[^>]*>|\{[^}]*\}|\n", path.read_text()))
    return {even(piece) for piece in found}


ON_SCREEN = on_screen()


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_shows_with_its_headings_and_pictures(
    chapter: str, as_user: Callable[..., Client], django_assert_max_num_queries: Callable[..., object]
) -> None:
    slug = handbook.slug_of(chapter)
    client = as_user(make.user())
    with django_assert_max_num_queries(8):  # type: ignore[attr-defined]
        response = client.get(reverse("home:handbook-chapter", args=[slug]))
    page = response.content.decode()
    shown = response.context["chapter"]
    assert shown.title in page
    assert len(shown.headings) > 2
    assert [name for name, _ in shown.headings if f'<h2 id="{name}">' not in page] == []
    assert page.count("<img ") == len(pictures(chapter)) >= 1
    assert "**" not in shown.text


def test_the_list_and_the_whole_hold_every_chapter(as_user: Callable[..., Client]) -> None:
    client = as_user(make.user())
    for name in ("home:handbook", "home:handbook-whole"):
        page = client.get(reverse(name)).content.decode()
        assert [one.title for one in handbook.chapters() if one.title not in page] == []
        assert [one.lede for one in handbook.chapters() if one.lede not in page] == []


def test_every_page_leads_to_the_handbook_for_who_is_logged_in(as_user: Callable[..., Client]) -> None:
    way = f'href="{reverse("home:handbook")}"'
    assert way in as_user(make.user()).get(reverse("home:start")).content.decode()
    assert way not in Client().get(reverse("account_login")).content.decode()


def test_without_login_there_is_no_handbook_and_a_chapter_nobody_wrote_is_not_found(
    as_user: Callable[..., Client],
) -> None:
    make.user()
    assert Client().get(reverse("home:handbook")).status_code == 302
    assert as_user(make.user()).get(reverse("home:handbook-chapter", args=["borta"])).status_code == 404


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_every_link_leads_somewhere(chapter: str) -> None:
    places = {handbook.slug_of(name): ids_of(name) for name in CHAPTERS}
    for link in links(chapter):
        file, _, place = link.partition("#")
        if file.startswith("/"):
            assert resolve(file)
        else:
            assert file in CHAPTERS, link
            assert not place or place in places[handbook.slug_of(file)], link


def ids_of(chapter: str) -> list[str]:
    found = next(one for one in handbook.chapters() if one.slug == handbook.slug_of(chapter))
    return re.findall(r'<h[23] id="([^"]+)"', found.text)


def test_no_two_headings_share_an_id() -> None:
    """All chapters stand on one page too."""
    counted = Counter(name for chapter in CHAPTERS for name in ids_of(chapter))
    assert [name for name, number in counted.items() if number > 1] == []
    assert set(counted) & {handbook.slug_of(chapter) for chapter in CHAPTERS} == set()


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_every_picture_is_there_is_small_and_is_told_in_words(chapter: str) -> None:
    for picture in pictures(chapter):
        path = (handbook.FOLDER / str(picture.attrs["src"])).resolve()
        assert path.parent == PICTURES
        assert 0 < path.stat().st_size <= LARGEST
        assert len(picture.content) > 20


def test_every_picture_is_used() -> None:
    used = {Path(str(token.attrs["src"])).name for chapter in CHAPTERS for token in pictures(chapter)}
    assert {path.name for path in PICTURES.iterdir()} == used


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_words_in_bold_stand_on_some_page(chapter: str) -> None:
    assert [words for words in bold(chapter) if even(words) not in ON_SCREEN] == []
    assert bold(chapter) or chapter.startswith("5-")


def test_words_that_are_on_no_page_are_found() -> None:
    """The check above is not asleep."""
    assert even("Avsluta mötet …") in ON_SCREEN
    assert even("Skicka till månen") not in ON_SCREEN


def test_what_could_run_is_taken_out_of_a_chapter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "1-prov.md").write_text(
        "# Prov\n\nFör dig.\n\n## Här\n\n<script>alert(1)</script><b onclick='x'>Hej</b> [ut](javascript:x)\n"
    )
    monkeypatch.setattr(handbook, "FOLDER", tmp_path)
    (chapter,) = handbook.chapters()
    assert (chapter.title, chapter.lede, chapter.headings) == ("Prov", "För dig.", (("här", "Här"),))
    assert "alert" not in chapter.text
    assert "onclick" not in chapter.text
    assert "href" not in chapter.text
