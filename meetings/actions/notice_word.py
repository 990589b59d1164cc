"""A kallelse as a Word file: the same words in the same order as its PDF."""

from collections.abc import Iterable

from django.conf import settings
from django.utils.html import escape

from meetings import word_markup
from meetings.models import Notice
from meetings.notice_paper import PrintedPoint, printed
from secretariat.lib.dates import day_in_words, moment_in_words
from secretariat.lib.word import WordFile

from .notice_trees import sent_tree
from .standing import check_code


def word_of(notice: Notice) -> bytes:
    """The kallelse as it was sent, from its frozen bytes."""
    document = sent_tree(notice)
    told = printed(document, base_url=settings.BASE_URL)
    day = f", {day_in_words(document.day)}" if document.day else ""
    file = WordFile(
        title=f"{told.kicker}, {told.title}{day}",
        author=told.letterhead.organisation,
        made_at=notice.sent_at,
    )
    names = told.heads or (told.letterhead.organisation,)
    word_markup.letterhead(file, told.letterhead, names, secretary=told.secretary, mark="")
    file.text(told.kicker, style="Subtitle")
    file.heading(told.title, 0)
    for term, value in told.facts:
        file.text(value, style="Uppgift", label=term)
    if told.link:
        file.link(told.link, "Anslut till mötet")
    for part in told.message:
        file.text(part)
    if told.changes:
        file.heading(told.changes_heading, 1)
        for one in told.changes:
            file.markup(escape(one.words), label=f"{one.label}:")
    _points(file, told.points, level=1)
    file.text("")
    for label, words in (
        ("Frågor", told.contact),
        ("Skickad", moment_in_words(notice.sent_at)),
        ("Kontrollkod", f"{check_code(notice.sha256)}\nSHA-256 {notice.sha256}"),
    ):
        if words:
            file.text(words, style="Uppgift", label=label)
    return file.content()


def _points(file: WordFile, points: Iterable[PrintedPoint], *, level: int) -> None:
    for point in points:
        number = f"{point.number})" if level > 1 and point.number else point.number
        file.heading(f"{number} {point.title or 'Utan rubrik'}".strip(), level)
        for line in point.subtitles:
            file.text(line, style="Underrubrik")
        if point.presenters:
            file.text(point.presenters, style="Föredragande")
        _about(file, point)
        _points(file, point.children, level=level + 1)


def _about(file: WordFile, point: PrintedPoint) -> None:
    if point.mark:
        file.markup(escape(" ".join(point.changes)), label=f"{point.mark}.")
    if point.meta:
        file.text(f"{point.meta[:1].upper()}{point.meta[1:]}", style="Anmärkning")
    if point.proposal:
        file.text("Förslag till beslut", style="Beslutsrubrik")
        for line in point.proposal:
            file.text(line, style="Beslut")
    for one in point.material:
        if one.url:
            file.link(one.url, one.title)
        else:
            file.text(one.title)
    if point.note:
        file.text(point.note, style="Anmärkning")
