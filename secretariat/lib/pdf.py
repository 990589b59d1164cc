"""From HTML to one file that is PDF/UA-1 (accessible) and PDF/A-2a (archive) at once (requirement C15).

The only module that knows WeasyPrint, which needs Pango from the system. Without it everything else works, and
`why_not()` says how to get it. Fonts are Source Sans 3 alone, from static/fonts: no network, no fonts of the host.
"""

import datetime as dt
import importlib
import os
import re
import threading
import unicodedata
import warnings
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from django.conf import settings

from .dates import STOCKHOLM

STATIC = Path(settings.BASE_DIR) / "static"
STYLESHEETS = Path(settings.BASE_DIR) / "templates" / "pdf"
FONTS = ("Regular", "Semibold", "Bold", "It")
MISSING_SIGN = "□"
_CREATOR = "Sekretariatet"
_WHY_NOT = (
    "PDF-filer kan inte göras på den här datorn än: biblioteket Pango saknas. "
    "Kör «apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0» (på Mac: «brew install pango») "
    "och starta om."
)
_DROPPED = re.compile("[\u200b-\u200d\u2060\ufe00-\ufe0f\U0001f3fb-\U0001f3ff]")
_RENDERING = threading.Lock()

# PDF/A wants every namespace it does not know to be described. (ISO 14289-1, annex; TechNote 0008 of the PDF Association.)
_UA = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"><pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource"><pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema><pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI><pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category><pdfaProperty:description>Part of ISO 14289</pdfaProperty:description></rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""  # noqa: E501


class NotAvailable(Exception):
    """PDFs cannot be made on this computer. The message says what to do."""


@cache
def _engine() -> Any:
    """WeasyPrint, loaded at first use: it takes a second, and fails where Pango is missing."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a container without fonts of its own: ours are enough
        return importlib.import_module("weasyprint")


def is_available() -> bool:
    """Whether this computer has what it takes to make PDFs."""
    try:
        _engine()
    except (OSError, ImportError):
        return False
    return True


def why_not() -> str:
    """What is missing and the one line that helps; empty where nothing is."""
    return "" if is_available() else _WHY_NOT


def preload() -> None:
    """Load WeasyPrint in the server's first process, so that its workers share it. Never fails.

    Fonts are set up in each worker: their folder goes away with the process that made it.
    """
    is_available()


@dataclass(frozen=True)
class _Kit:
    """What is read once per process: fonts and the stylesheet."""

    fonts: Any
    stylesheet: Any


@cache
def _kit(process: int, name: str) -> _Kit:
    engine = _engine()
    fonts = engine.text.fonts.FontConfiguration()
    css = (STYLESHEETS / name).read_text()
    stylesheet = engine.CSS(
        string=css, base_url=f"{STATIC.as_uri()}/", font_config=fonts, url_fetcher=_only_static()
    )
    return _Kit(fonts, stylesheet)


@cache
def _only_static() -> Any:
    """A fetcher that opens files under static/ and nothing else: no network, no other files."""
    engine = _engine()

    class OnlyStatic(engine.urls.URLFetcher):  # type: ignore[misc,name-defined]
        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            response = super().fetch(url, headers) if url.startswith("file:///") else None
            if response is None or not Path(response.path).resolve().is_relative_to(STATIC.resolve()):
                raise ValueError(f"{url} ligger inte i static/")
            return response

    return OnlyStatic(allowed_protocols=["file"])


@cache
def _not_printable() -> re.Pattern[str]:
    """Signs that some of our fonts lack: the host's fonts would otherwise be drawn in, or nothing at all."""
    importlib.import_module("fontTools.ttLib")
    fonts = importlib.import_module("fontTools.ttLib").TTFont
    signs = set.intersection(
        *(set(fonts(STATIC / "fonts" / f"SourceSans3-{face}.ttf").getBestCmap()) for face in FONTS)
    )
    signs |= {9, 10, 13}
    parts: list[str] = []
    start = before = None
    for sign in [*sorted(signs), None]:
        if before is not None and sign != before + 1:
            parts.append(f"{re.escape(chr(start or 0))}-{re.escape(chr(before))}")
            start = sign
        start = sign if start is None else start
        before = sign
    return re.compile(f"[^{''.join(parts)}]")


def printable(text: str) -> str:
    """Text with the signs our fonts have: letters composed, joiners dropped, others (emoji) as an empty box."""
    text = _DROPPED.sub("", unicodedata.normalize("NFC", text))
    return _not_printable().sub(MISSING_SIGN, text)


def render(
    body: str,
    *,
    title: str,
    stylesheet: str = "paper.css",
    author: str = "",
    made_at: dt.datetime | None = None,
) -> bytes:
    """Make a PDF of `<body>…</body>`. The same words give the same bytes.

    `made_at` (aware) is written as the file's date; without it the file carries none. Raises NotAvailable.
    """
    if reason := why_not():
        raise NotAvailable(reason)
    head = [f"<title>{escape(title)}</title>", f'<meta name="generator" content="{_CREATOR}">']
    if author:
        head.append(f'<meta name="author" content="{escape(author)}">')
    if made_at:
        moment = made_at.astimezone(STOCKHOLM).isoformat(timespec="seconds")
        head += [f'<meta name="dcterms.{what}" content="{moment}">' for what in ("created", "modified")]
    html = f'<!DOCTYPE html><html lang="sv"><head><meta charset="utf-8">{"".join(head)}</head>{body}</html>'
    with _RENDERING:  # Pango's fonts are not made for several threads
        kit = _kit(os.getpid(), stylesheet)
        return (
            _engine()
            .HTML(string=printable(html), base_url=f"{STATIC.as_uri()}/", url_fetcher=_only_static())
            .write_pdf(
                stylesheets=[kit.stylesheet],
                font_config=kit.fonts,
                finisher=_finish,
                pdf_variant="pdf/a-2a",
            )
        )


def _finish(document: Any, pdf: Any) -> None:
    """Say PDF/UA beside PDF/A, and let what repeats on every page be an artifact."""
    metadata = _object(pdf, pdf.catalog["Metadata"])
    metadata.compress = False
    metadata.stream = [part.replace(b"</rdf:RDF>", _UA + b"</rdf:RDF>") for part in metadata.stream]
    _mark_margins_as_artifacts(pdf)


def _object(pdf: Any, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]


def _mark_margins_as_artifacts(pdf: Any) -> None:
    """Head and foot of the page are pagination artifacts (ISO 14289-1, 7.8); WeasyPrint leaves them as loose tags.

    Their elements hang in no branch of the structure tree: those are found, and their marks in the page rewritten.
    """
    root = _object(pdf, pdf.catalog["StructTreeRoot"])
    reached: set[int] = set()
    waiting = [_object(pdf, reference) for reference in root["K"]]
    while waiting:
        element = waiting.pop()
        reached.add(element.number)
        waiting += [_object(pdf, kid) for kid in element.get("K", ()) if isinstance(kid, bytes)]
    numbers = _object(pdf, root["ParentTree"])["Nums"]
    elements = dict(zip(numbers[::2], numbers[1::2], strict=True))
    for place, page in enumerate(pdf.pages["Kids"][::3]):
        own = elements[place]
        loose = {i for i, kid in enumerate(own) if int(kid.split()[0]) not in reached}
        if not loose:
            continue
        marks = _object(pdf, pdf.objects[page]["Contents"]).stream
        for at, part in enumerate(marks):
            if isinstance(part, dict) and part.get("MCID") in loose:
                marks[at - 1] = b"/Artifact"
                del part["MCID"]
                part["Type"] = "/Pagination"
        for i in loose:
            own[i] = b"null"
    for thing in pdf.objects:
        if isinstance(thing, dict) and thing.get("Type") == "/StructElem" and thing.number not in reached:
            thing.clear()
