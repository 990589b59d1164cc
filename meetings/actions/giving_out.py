"""Papers as they are given out: without the names of those whose data are protected, and saying so (D7).

The frozen bytes and the stored PDF stay as they are. Whom they name who is protected now is found by the person's id in
the tree, and in the words; then the paper is printed anew from the same frozen tree, for whoever asks for it.
"""

from collections.abc import Callable
from dataclasses import replace

from meetings.documents import Document
from meetings.models import Meeting, Minutes
from secretariat.registry import protected
from secretariat.registry.actions import files
from secretariat.registry.models import StoredFile, User

from . import papers, printing
from .masking import Mask
from .standing import Standing, standing_of

WORDS = "En person har skyddade personuppgifter. Namnet är dolt i den här kopian."


def given_of(minutes: Minutes) -> tuple[Document, Standing, bool]:
    """Tree and standing as they are given out, and whether a name is hidden in them."""
    tree, standing = printing.tree_of(minutes), standing_of(minutes)
    if not protected.everybody().names:
        return tree, standing, False
    mask = Mask()
    hidden, told = mask.tree(tree), mask.tree(standing)
    if hidden == tree and told == standing:
        return tree, standing, False
    return hidden, replace(told, text=f"{told.text}. {WORDS}"), True


def hides_from(user: User, minutes: Minutes) -> bool:
    """Whether the stored bytes name somebody this user may not see, so that they are not for this user."""
    seen = protected.may_see(user) if protected.everybody().names else None
    return seen is not None and given_of(minutes)[2]


def pdf_of(meeting: Meeting) -> bytes:
    """The minutes' PDF to whoever asks for it: the stored bytes, or printed anew where a name is hidden.

    Raises lib.pdf.NotAvailable.
    """
    minutes = Minutes.objects.select_related("meeting", "word", "current_version", "pdf").get(meeting=meeting)
    tree, standing, is_masked = given_of(minutes)
    return printing.render(tree, standing) if is_masked else printing.pdf_of(meeting)


def paper_of(tree: Document, standing: Standing, stored: Callable[[], bytes]) -> bytes:
    """A stored paper to whoever asks for it; printed anew from its tree where a name is hidden (C8, C12)."""
    if protected.everybody().names:
        mask = Mask()
        hidden, told = mask.tree(tree), mask.tree(standing)
        if (hidden, told) != (tree, standing):
            return printing.render(hidden, replace(told, text=f"{told.text}. {WORDS}"))
    return stored()


def summary_pdf_of(meeting: Meeting) -> bytes:
    """Beslutssammanfattning to whoever asks for it (B7). Raises lib.pdf.NotAvailable."""
    minutes = Minutes.objects.select_related("meeting", "word", "current_version").get(meeting=meeting)
    tree, standing, _ = given_of(minutes)
    return printing.render(tree, standing, template="pdf/summary.html")


def attached_to_letters(minutes: Minutes) -> StoredFile | None:
    """The PDF that goes with letters: the stored one, or one of its own where a name is hidden."""
    if minutes.pdf is None:
        return None
    tree, standing, is_masked = given_of(minutes)
    if not is_masked:
        return minutes.pdf
    content = printing.render(tree, standing)
    return files.store_made(
        content, name=papers.file_name(minutes), title=f"{minutes}, utan skyddade uppgifter"
    )
