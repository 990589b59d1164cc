"""A kallelse on paper: made once when it is sent, stored, and given out ever after (C15)."""

import datetime as dt
import logging

from django.conf import settings
from django.template.loader import render_to_string

from meetings.models import Notice
from meetings.notice_documents import NoticeDocument
from meetings.notice_paper import printed
from secretariat.lib import hiding, pdf
from secretariat.lib.dates import day_in_words, moment_in_words
from secretariat.registry import protected
from secretariat.registry.actions import files
from secretariat.registry.models import StoredFile

from .masking import Mask
from .notice_trees import sent_tree
from .printing import footer_of, head_height
from .standing import check_code

logger = logging.getLogger(__name__)


def render(document: NoticeDocument, *, sha256: str = "", sent_at: dt.datetime | None = None) -> bytes:
    """The PDF of a kallelse; without `sent_at` it is a draft and says so. Raises lib.pdf.NotAvailable."""
    notice = printed(document, base_url=settings.BASE_URL)
    day = f", {day_in_words(document.day)}" if document.day else ""
    context = {
        "notice": notice,
        "document": {
            "letterhead": {"office": notice.offices},
            "secretary": {"text": notice.secretary} if notice.secretary else None,
        },
        "standing": {"is_finished": sent_at is not None},
        "heads": notice.heads or [notice.letterhead.organisation],
        "height": head_height(notice.heads),
        "footer": footer_of(notice.letterhead),
        "sent": moment_in_words(sent_at) if sent_at else "",
        "sha256": sha256,
        "code": check_code(sha256) if sha256 else "",
    }
    return pdf.render(
        render_to_string("pdf/notice.html", context),
        title=f"{notice.kicker}, {document.title}{day}",
        author=notice.letterhead.organisation,
        made_at=sent_at,
    )


def stored_pdf(document: NoticeDocument, *, sha256: str, sent_at: dt.datetime) -> StoredFile | None:
    """Make and store the PDF. None where this computer lacks what PDFs need; letters then lead to the page."""
    try:
        with hiding.by(protected.everybody().hiding_all_but(None)):  # it goes to all who are called
            content = render(document, sha256=sha256, sent_at=sent_at)
    except pdf.NotAvailable as missing:
        logger.warning("%s", missing)
        return None
    kicker = printed(document, base_url="").kicker
    return files.store_made(content, name=file_name(document), title=f"{kicker}, {document.title}")


def pdf_of(notice: Notice) -> bytes:
    """The stored file; where there is none, one made now from the frozen bytes. Raises lib.pdf.NotAvailable."""
    names_somebody = bool(protected.everybody().names) and Mask().tree(sent_tree(notice)) != sent_tree(notice)
    if notice.pdf and not names_somebody:
        with notice.pdf.file.open("rb") as stored:
            return stored.read()
    hide = protected.everybody().hiding_all_but(None) if names_somebody else None
    with hiding.by(hide):
        return render(sent_tree(notice), sha256=notice.sha256, sent_at=notice.sent_at)


def file_name(document: NoticeDocument) -> str:
    """What the file is called: kallelse-2026-03-18.pdf, kallelse-2026-03-18-komplettering-1.pdf."""
    day = f"-{document.date}" if document.date else ""
    more = f"-komplettering-{document.number - 1}" if document.is_supplement else ""
    return f"kallelse{day}{more}.pdf"
