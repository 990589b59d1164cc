"""Minutes and their summary as Word files, from the same tree as the PDF and saying the same (C15).

Made anew each time: what is approved is the frozen tree, whose checksum the file tells, and the stored PDF.
"""

from django.utils.html import escape

from meetings import word_markup
from meetings.documents import Document
from meetings.models import Meeting, Minutes
from secretariat.lib.word import WordFile

from .giving_out import given_of
from .printing import Printed, check_of, printed_of
from .standing import Standing


def word_of(meeting: Meeting) -> bytes:
    """The minutes as a Word file."""
    minutes = _minutes(meeting)
    tree, standing, _ = given_of(minutes)
    return render(tree, standing)


def summary_word_of(meeting: Meeting) -> bytes:
    """Beslutssammanfattning as a Word file (B7)."""
    minutes = _minutes(meeting)
    tree, standing, _ = given_of(minutes)
    return render_summary(tree, standing)


def _minutes(meeting: Meeting) -> Minutes:
    return Minutes.objects.select_related("meeting", "word", "current_version").get(meeting=meeting)


def render(document: Document, standing: Standing) -> bytes:
    """The Word file of a tree. The same tree and standing give the same bytes."""
    printed = printed_of(document, standing)
    file = begun(printed, title=printed.file_title, kicker=printed.kicker)
    word_markup.items(file, printed.before)
    if printed.decisions:
        file.heading("Beslut i korthet", 1)
        _brief(file, printed)
    if document.attendance_first:
        _people(file, printed)
    word_markup.items(file, (*printed.items, *printed.after))
    if not document.attendance_first:
        _people(file, printed)
    if standing.approvals:
        file.heading("Justering", 1)
        rows = [[escape(one.name), escape(one.capacity), escape(one.when_text)] for one in standing.approvals]
        file.table(["Namn", "Uppgift", "Justerat"], rows, widths=[55, 45, 70])
    corrections(file, standing)
    ending(file, printed)
    return file.content()


def render_summary(document: Document, standing: Standing) -> bytes:
    """The Word file of decisions and uppdrag alone."""
    printed = printed_of(document, standing)
    file = begun(
        printed, title=f"Beslutssammanfattning, {printed.file_title}", kicker="Beslutssammanfattning"
    )
    file.heading("Beslut", 1)
    _brief(file, printed)
    file.heading("Uppdrag", 1)
    if printed.tasks:
        rows = [
            [
                escape(one.who or "Ej angivet"),
                escape(one.text).replace("\n", "<br>")
                + (f" (punkt {escape(one.about)})" if one.about else ""),
                escape(one.due or "Ej angivet"),
            ]
            for one in printed.tasks
        ]
        file.table(["Vem", "Vad", "Senast"], rows, widths=[45, 90, 35])
    else:
        file.text("Inga uppdrag är antecknade.")
    return file.content()


def begun(printed: Printed, *, title: str, kicker: str) -> WordFile:
    """A Word file with letterhead, title and facts."""
    document, standing = printed.document, printed.standing
    file = WordFile(title=title, author=document.letterhead.organisation, made_at=standing.made_at)
    secretary = document.secretary.text if document.secretary else ""
    mark = "" if standing.is_finished else "UTKAST"
    word_markup.letterhead(file, document.letterhead, printed.heads, secretary=secretary, mark=mark)
    if kicker:
        file.text(kicker, style="Subtitle")
    file.heading(printed.title, 0)
    for term, value in printed.facts:
        file.text(value, style="Uppgift", label=term)
    return file


def corrections(file: WordFile, standing: Standing) -> None:
    """Rättelser: what it says, what it should say, and why (C7)."""
    if standing.corrections:
        file.heading("Rättelser", 1)
    for one in standing.corrections:
        file.heading(", ".join(part for part in (one.when_text, one.by) if part), 2)
        for label, words in (
            ("Gäller", one.about), ("Det står", one.old_text), ("Det ska stå", one.new_text), ("Skäl", one.reason),
        ):  # fmt: skip
            if words:
                file.text(words, style="Uppgift", label=label)


def ending(file: WordFile, printed: Printed) -> None:
    """What is attached, and which version this is."""
    standing = printed.standing
    rows = [
        ("Bilagor", "\n".join(printed.attachments)),
        ("Version", str(standing.version) if standing.version else ""),
        ("Kontrollkod", f"{standing.code}\nSHA-256 {standing.sha256}" if standing.code else ""),
        ("Kontrollera", check_of(standing)["check_at"]),
    ]
    if any(value for _, value in rows):
        file.text("")
    for label, value in rows:
        if value:
            file.text(value, style="Uppgift", label=label)


def _brief(file: WordFile, printed: Printed) -> None:
    for one in printed.decisions:
        label = one.number or (f"Punkt {one.about}" if one.about else "")
        file.text(one.text, style="Uppgift", label=label)
    if not printed.decisions:
        file.text("Inga beslut är antecknade.")


def _people(file: WordFile, printed: Printed) -> None:
    if printed.attendance:
        word_markup.people(file, printed.attendance)
