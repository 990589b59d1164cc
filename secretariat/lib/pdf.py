"""From HTML to one file that is PDF/UA-1 (accessible) and PDF/A-2a (archive) at once (requirement C15).

The only module that knows WeasyPrint, which needs Pango from the system. Without it everything else works, and
`why_not()` says how to get it. Fonts are Source Sans 3 alone, from static/fonts: no network, no fonts of the host.
"""

import datetime as dt
import gc
import importlib
import os
import re
import threading
import unicodedata
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from html import escape
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from django.conf import settings

from secretariat.setup import heap

from . import hiding
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
_BETWEEN = re.compile(r">\s*\n\s*<")  # a template's own line ends are no words
_DROPPED = re.compile("[\u200b-\u200d\u2060\ufe00-\ufe0f\U0001f3fb-\U0001f3ff]")
_RENDERING = threading.Lock()
_RETURN = 13
_PAGINATION = "/Pagination"
_AROUND = 3  # groups around all that is drawn on a page
_ATTEMPTS = 8

# PDF/A wants every namespace it does not know to be described (PDF Association, TechNote 0008).
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
    """Load WeasyPrint, and what our fonts hold, in the first process, so that workers share it. Never fails.

    Fonts are set up in each worker: their folder goes away with the process that made it.
    """
    if is_available():
        _not_printable()
        _advances()


@dataclass(frozen=True)
class _Kit:
    """What is read once per process: fonts and the stylesheets."""

    fonts: Any
    base: Any
    stylesheet: Any


@cache
def _kit(process: int, name: str) -> _Kit:
    engine = _engine()
    fonts = engine.text.fonts.FontConfiguration()
    base, stylesheet = (
        engine.CSS(
            string=(STYLESHEETS / one).read_text(),
            base_url=f"{STATIC.as_uri()}/",
            font_config=fonts,
            url_fetcher=_only_static(),
        )
        for one in ("base.css", name)
    )
    return _Kit(fonts, base, stylesheet)


@cache
def _only_static() -> Any:
    """A fetcher that opens files under static/, and pictures that stand in the page itself; nothing else."""
    engine = _engine()

    class OnlyStatic(engine.urls.URLFetcher):  # type: ignore[name-defined]
        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            if url.startswith("data:image/svg+xml,"):
                return super().fetch(url, headers)
            response = super().fetch(url, headers) if url.startswith("file:///") else None
            if response is None or not Path(response.path).resolve().is_relative_to(STATIC.resolve()):
                raise ValueError(f"{url} ligger inte i static/")
            return response

    return OnlyStatic(allowed_protocols=["file", "data"])


def _font(face: str) -> Any:
    return importlib.import_module("fontTools.ttLib").TTFont(STATIC / "fonts" / f"SourceSans3-{face}.ttf")


@cache
def _advances() -> dict[str, float]:
    font = _font("Regular")
    widths, unit = font["hmtx"], font["head"].unitsPerEm
    return {chr(sign): widths[name][0] / unit for sign, name in font.getBestCmap().items()}


def width_of(text: str) -> float:
    """How wide a text is in the regular face, in units of its own size (em). Kerning is left out."""
    return sum(_advances().get(sign, 0.5) for sign in text)


@cache
def _not_printable() -> re.Pattern[str]:
    """Signs that some of our fonts lack: the host's fonts would otherwise be drawn in, or nothing at all."""
    signs = set.intersection(*(set(_font(face).getBestCmap()) for face in FONTS))
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
    head = [f"<title>{escape(title)}</title>", f'<meta name="generator" content="{_CREATOR}"/>']
    if author:
        head.append(f'<meta name="author" content="{escape(author)}"/>')
    if made_at:
        moment = made_at.astimezone(STOCKHOLM).isoformat(timespec="seconds")
        head += [f'<meta name="dcterms.{what}" content="{moment}"/>' for what in ("created", "modified")]
    title, body = hiding.shown(title), _BETWEEN.sub("><", hiding.shown(body))
    html = f'<html lang="sv"><head>{"".join(head)}</head>{body}</html>'
    # Pango's fonts are not made for several threads. WeasyPrint leaves the closing of its colour profile to Python.
    with _RENDERING, _collector_at_rest(), warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        return _drawn(html, stylesheet)


def _drawn(html: str, stylesheet: str) -> bytes:
    """A function of its own, so that nothing holds the boxes when the collector comes back."""
    kit = _kit(os.getpid(), stylesheet)
    source = _source_class()(printable(html), kit.base)
    laid_out = source.render(stylesheets=[kit.stylesheet], font_config=kit.fonts)
    for attempt in range(_ATTEMPTS):
        content: bytes = laid_out.write_pdf(finisher=partial(_finish, attempt), pdf_variant="pdf/a-2a")
        if not _is_doubtful(content):
            break
    return content


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """No search for garbage meanwhile: it would walk through all boxes again and again, a tenth of the time.

    Those that hold one another are taken away at once afterwards; left to themselves they add three megabytes a file.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
            gc.collect(0)  # all that is new is of the youngest generation
            heap.give_back()


@cache
def _source_class() -> Any:
    """WeasyPrint's page, read by a quicker parser where it can be, and with our own sheet of what elements are."""
    engine, selectors = _engine(), importlib.import_module("cssselect2")

    class Source(engine.HTML):  # type: ignore[name-defined]
        def __init__(self, html: str, base: Any) -> None:
            where = {"base_url": f"{STATIC.as_uri()}/", "url_fetcher": _only_static()}
            root = _tree(html)
            super().__init__(string=html if root is None else "<html></html>", **where)
            self._base = base
            if root is not None:
                self.wrapper_element = selectors.ElementWrapper.from_html_root(root)
                self.etree_element = root

        def _ua_stylesheets(self, forms: bool = False) -> list[Any]:
            return [self._base]

    return Source


def _tree(html: str) -> ElementTree.Element | None:
    """The page as a tree, by Python's parser of XML; None where it is not so well formed as our templates' is."""
    try:
        return ElementTree.fromstring(html.replace("<br>", "<br/>").replace("&nbsp;", "\xa0"))  # noqa: S314 – ours
    except ElementTree.ParseError:
        return None


def _is_doubtful(content: bytes) -> bool:
    """Whether some stream of a file ends in a carriage return; see `_pack`. Its own index can, once in 128 files."""
    return b"\r\nendstream" in content


def _finish(attempt: int, document: Any, pdf: Any) -> None:
    """Say PDF/UA beside PDF/A, let what repeats on every page be an artifact, and pack the streams."""
    metadata = _object(pdf, pdf.catalog["Metadata"])
    metadata.compress = False
    metadata.stream = [part.replace(b"</rdf:RDF>", _UA + b"</rdf:RDF>") for part in metadata.stream]
    _repeat_margins_as_artifacts(pdf)
    for thing in pdf.objects:
        if getattr(thing, "compress", False):
            _pack(thing)
    if attempt:
        pdf.catalog["Attempt"] = attempt
    _write_once(pdf)


def _write_once(pdf: Any) -> None:
    """Put every object's bytes in its place, since the library asks for them twice: for the file and for its id."""
    kind = importlib.import_module("pydyf").Object
    written = type("Written", (kind,), {"data": b""})
    for place, thing in enumerate(pdf.objects):
        if thing.free == "n" and thing.compressible:
            pdf.objects[place] = written()
            pdf.objects[place].number, pdf.objects[place].data = thing.number, thing.data


def _pack(stream: Any) -> None:
    """Compress once (the library does it once more for the file's id), never to bytes that end in a carriage return.

    A reader takes "\\r\\n" before "endstream" for one line end, and then finds the stream a byte too short (PDF/A,
    6.1.7.1). The last byte follows from the content, so that is lengthened by a sign that means nothing there.
    """
    raw = b"\n".join(_bytes(part) for part in stream.stream)
    if zlib.adler32(raw) & 255 == _RETURN:
        raw += b"\0" if "Length1" in stream.extra else b"\n"
        if "Length1" in stream.extra:
            stream.extra["Length1"] = len(raw)
    stream.stream = [zlib.compress(raw, 6)]
    stream.extra["Filter"] = "/FlateDecode"
    stream.compress = False


def _bytes(part: Any) -> bytes:
    if isinstance(part, bytes):
        return part
    return part.data if hasattr(part, "data") else str(part).encode("ascii")


def _object(pdf: Any, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]


def _margins(parts: list[Any]) -> list[tuple[int, int]]:
    """Where the margins of a page are drawn, from which part to which: its last groups, without tagged words."""
    found: list[tuple[int, int]] = []
    depth, end = 0, len(parts) - _AROUND
    for at in range(end - 1, -1, -1):
        if parts[at] == b"Q":
            depth += 1
        elif parts[at] == b"q":
            depth -= 1
            if depth == 0:
                if any(isinstance(one, dict) and "MCID" in one for one in parts[at:end]):
                    break
                found.insert(0, (at, end))
                end = at
    return found


def _repeat_margins_as_artifacts(pdf: Any) -> None:
    """Draw the first page's head and foot on every page, and let them be pagination artifacts (ISO 14289-1, 7.8).

    Laid out anew for each page (as "@page" would have it) they would take a tenth of the time. WeasyPrint leaves
    margins as loose tags: elements that hang in no branch of the structure tree. Those are found, and their marks in
    the page rewritten. The last margin drawn is the page's own number.
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
    repeated: list[Any] = []
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
                part["Type"] = _PAGINATION
        for i in loose:
            own[i] = b"null"
        *others, (at, _) = _margins(marks)
        if place == 0:
            repeated = [part for start, end in others for part in marks[start:end]]
        else:
            marks[at:at] = repeated
    things: list[Any] = [thing for thing in pdf.objects if isinstance(thing, dict)]
    for thing in things:
        if thing.get("Type") == "/StructElem" and thing.number not in reached:
            thing.clear()
