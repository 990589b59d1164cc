"""The masked copy that is shown when something is masked: its tree, its PDF, and its words in lists (C10).

It is put together once, when it is published, from the frozen version; its bytes and checksum are its own. Nothing that
is shown of masked minutes is read from their own rows.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from django.db import transaction
from django_tasks import task

from meetings import paper
from meetings.documents import Document, from_bytes
from meetings.masks import Masked, Masking
from meetings.models import Correction, Minutes, Publication
from secretariat.lib.pdf import NotAvailable
from secretariat.registry.actions import files

from . import papers, printing
from .frozen_trees import tree_of
from .masks import masking_in, masking_of
from .standing import PrintedCorrection, Standing, standing_of

logger = logging.getLogger(__name__)
TERM = "Maskad version"
WORDS = "Något är maskat. Där det är maskat står [maskat] och skälet."


@dataclass(frozen=True)
class Words:
    """What lists, feeds and searches show of a meeting whose published minutes are masked."""

    title: str
    place: str
    decisions: dict[str, tuple[str, str]]
    items: dict[str, tuple[str, str, str]]

    def decision(self, key: object) -> tuple[str, str] | None:
        """The words of a decision and its point."""
        return self.decisions.get(str(key))

    def item(self, key: object) -> tuple[str, str, str]:
        """The heading of a point, of the one above it, and its text."""
        return self.items.get(str(key), ("", "", ""))


def words_of(document: Document) -> dict[str, Any]:
    """`Words` of a masked tree as a publication keeps them."""
    decisions, items = {}, {}
    for one in (*document.before, *document.items, *document.after):
        for item, over in ((one, ""), *((child, one.title) for child in one.children)):
            heading = " – ".join(filter(None, (item.title, *item.subtitle.split("\n"))))
            items[str(item.key)] = (heading, over, paper.all_words(item))
            for key, words in paper.decision_words(item):
                decisions[key] = (words, f"{item.number} {item.title}".strip())
    return {"title": document.title, "place": document.place, "decisions": decisions, "items": items}


def read_words(stored: dict[str, Any]) -> Words:
    """As it is kept in a publication."""
    return Words(
        title=stored["title"],
        place=stored["place"],
        decisions={key: (one[0], one[1]) for key, one in stored["decisions"].items()},
        items={key: (one[0], one[1], one[2]) for key, one in stored["items"].items()},
    )


def standing_copies(meetings: Iterable[int]) -> dict[int, Words]:
    """Of those meetings whose open minutes are masked, what lists show. One query."""
    rows = Publication.objects.standing().masked().filter(minutes__meeting__in=list(meetings))
    return {meeting: read_words(words) for meeting, words in rows.values_list("minutes__meeting", "words")}


# No entry can be stale: the database refuses to change a copy, and its checksum is in the key.
@lru_cache(maxsize=64)
def _tree(publication: int, sha256: str) -> Document:
    return from_bytes(bytes(Publication.objects.get(pk=publication, sha256=sha256).content or b""))


def tree_in(publication: Publication) -> Document:
    """The masked tree."""
    return _tree(publication.pk, publication.sha256)


def standing_in(publication: Publication, minutes: Minutes) -> Standing:
    """Where the minutes are in their life, masked too, and that this is a masked version with its own checksum."""
    masking = masking_in(publication)
    told: Standing = masking.tree(standing_of(minutes))
    quoted = tuple(_correction(one, masking) for one in told.corrections)
    return replace(
        told,
        corrections=quoted,
        sha256=publication.sha256,
        masked=f"{TERM}. {WORDS}",
        made_at=publication.published_at,
    )


def _correction(one: PrintedCorrection, masking: Masking) -> PrintedCorrection:
    """A rättelse may quote a paragraph that is masked."""
    if not masking.hides_blocks:
        return one
    said = hidden_words(masking)
    return replace(one, old_text=said, new_text=said, reason=said)


def hidden_words(masking: Masking) -> str:
    """What stands for a quoted text where paragraphs are masked."""
    return next(Masked(one.kind, one.ground).said for one in masking.masks if one.kind == "block")


def masked_correction(one: Correction, masking: Masking) -> Correction:
    """A rättelse as it is shown beside a masked text; never saved."""
    if masking.hides_blocks:
        one.old_text = one.new_text = one.reason = hidden_words(masking)
    else:
        one.old_text, one.new_text = masking.text(one.old_text), masking.text(one.new_text)
        one.reason = masking.text(one.reason)
    one.item_label = masking.text(one.item_label)
    return one


def pdf_in(publication: Publication, minutes: Minutes) -> bytes:
    """The masked PDF: the stored bytes, or printed anew after a rättelse. Raises lib.pdf.NotAvailable."""
    if publication.pdf and not minutes.corrections.filter(corrected_at__gt=publication.published_at).exists():
        with publication.pdf.file.open("rb") as stored:
            return stored.read()
    return printing.render(tree_in(publication), standing_in(publication, minutes))


def preview_of(minutes: Minutes) -> bytes:
    """The masked PDF as it would become, with no checksum yet. Raises lib.pdf.NotAvailable."""
    masking = masking_of(minutes)
    told: Standing = masking.tree(standing_of(minutes))
    quoted = tuple(_correction(one, masking) for one in told.corrections)
    standing = replace(told, corrections=quoted, sha256="", masked=f"{TERM}. {WORDS}")
    return printing.render(masking.document(tree_of(minutes)), standing)


@task()
def make_pdf(pk: int) -> None:
    """The worker's errand: render and store the PDF of a masked copy."""
    store_pdf(pk)


def store_pdf(pk: int) -> bool:
    """Render and store the PDF of a masked copy that has none. True when it is there."""
    rows = Publication.objects.masked().select_related(
        "minutes__meeting", "minutes__word", "minutes__current_version"
    )
    publication = rows.filter(pk=pk).first()
    if publication is None or publication.pdf_id:
        return publication is not None
    try:
        content = printing.render(tree_in(publication), standing_in(publication, publication.minutes))
    except NotAvailable as missing:
        logger.warning("%s", missing)
        return False
    with transaction.atomic():
        row = Publication.objects.select_for_update(of=("self",)).get(pk=pk)
        if row.pdf_id is None:
            row.pdf = files.store_made(content, name=file_name(publication.minutes), title=TERM)
            row.save(update_fields=["pdf"])
    return True


def make_missing() -> int:
    """Render the PDFs of open masked copies that are missing. Returns how many were made."""
    rows = Publication.objects.standing().masked().filter(pdf=None).values_list("pk", flat=True)
    return sum(store_pdf(pk) for pk in rows)


def file_name(minutes: Minutes) -> str:
    """What the file is called: minnesanteckningar-2026-03-18-maskad.pdf."""
    return papers.file_name(minutes).replace(".pdf", "-maskad.pdf")
