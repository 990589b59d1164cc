"""Everything a browser fetches at its first visit to a page: links, scripts, what scripts import, fonts, pictures."""

import gzip
import json
import re
import zlib
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

import brotli

from .client import Browser

_URL = re.compile(r"url\(\s*[\"']?([^\"')]+)")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_IMPORT = re.compile(
    r"(?:^|[;\s}])(?:import|export)\s*(?:[\w*{}\s,$]+?\s*from\s*)?[\"']([^\"']+)[\"']"
    r"|\bimport\(\s*[\"']([^\"']+)[\"']\s*\)"
)
_FACE = re.compile(r"@font-face\s*{[^}]*}")
_ITALIC = re.compile(r"<(?:em|i|cite)\b|chair-note")  # what the stylesheets set in italics
_FETCHED_LINKS = {"stylesheet", "preload", "modulepreload", "icon", "manifest"}


@dataclass
class Visit:
    """What was fetched: address → bytes as sent, and bytes unpacked."""

    sent: dict[str, int] = field(default_factory=dict)
    unpacked: dict[str, int] = field(default_factory=dict)
    strangers: list[str] = field(default_factory=list)

    @property
    def requests(self) -> int:
        return len(self.sent)

    @property
    def kib(self) -> float:
        """Kibibytes over the wire."""
        return sum(self.sent.values()) / 1024


class _Page(HTMLParser):
    """Addresses a browser loads while it reads a page, and its import map."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.imports: dict[str, str] = {}
        self.modules: list[str] = []
        self._in_map = False
        self._in_module = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "link" and _FETCHED_LINKS & set(said.get("rel", "").split()):
            self.found.append(said.get("href", ""))
        elif tag in ("script", "img", "source", "iframe", "video", "audio") and said.get("src"):
            self.found.append(said["src"])
        elif tag in ("use", "image") and said.get("href", said.get("xlink:href", "")):
            self.found.append(said.get("href") or said["xlink:href"])
        self._in_map = tag == "script" and said.get("type") == "importmap"
        self._in_module = tag == "script" and said.get("type") == "module" and not said.get("src")

    def handle_data(self, data: str) -> None:
        if self._in_map:
            self.imports = json.loads(data).get("imports", {})
        if self._in_module:
            self.modules.append(data)

    def handle_endtag(self, tag: str) -> None:
        self._in_map = self._in_module = False


def first_visit(browser: Browser, path: str) -> Visit:
    """Fetch a page and all it leads to, with an empty cache."""
    visit, imports, has_italics = Visit(), {}, False
    waiting = [path]
    while waiting:
        address = urldefrag(waiting.pop(0)).url
        if address in visit.sent or address.startswith("data:") or not address:
            continue
        if urlsplit(address).netloc:
            visit.strangers.append(address)
            continue
        answer = browser.ask(address, headers={"Accept-Encoding": "br, gzip"})
        body = _unpacked(answer.body, answer.headers.get("content-encoding", ""))
        visit.sent[address], visit.unpacked[address] = len(answer.body), len(body)
        kind = answer.headers.get("content-type", "")
        text = body.decode(errors="replace") if "text/" in kind or "javascript" in kind else ""
        if "text/html" in kind:
            page = _Page()
            page.feed(text)
            imports, has_italics = page.imports, bool(_ITALIC.search(text))
            found = [*page.found, *(one for script in page.modules for one in _imported(script, imports))]
        elif "css" in kind:
            found = _URL.findall(_needed(_COMMENT.sub("", text), has_italics=has_italics))
        elif "javascript" in kind:
            found = _imported(text, imports)
        else:
            found = []
        waiting += [urljoin(address, one) for one in found]
    return visit


def _needed(css: str, *, has_italics: bool) -> str:
    """A stylesheet without the fonts that a browser leaves alone since no letter on the page asks for them."""
    return css if has_italics else _FACE.sub(lambda face: "" if "italic" in face[0] else face[0], css)


def _imported(script: str, imports: dict[str, str]) -> list[str]:
    found = [one or other for one, other in _IMPORT.findall(_COMMENT.sub("", script))]
    return [imports.get(one, one) for one in found if one in imports or one.startswith((".", "/"))]


def _unpacked(body: bytes, coding: str) -> bytes:
    if coding == "br":
        return bytes(brotli.decompress(body))
    if coding == "gzip":
        return gzip.decompress(body)
    return zlib.decompress(body) if coding == "deflate" else body
