"""Text of minutes: what markup a block may hold, how runs join, how links from Outlook are unwrapped (B10, K14)."""

import re
from collections.abc import Iterable
from html import escape, unescape
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit, urlunsplit

import nh3

INLINE = {"strong", "em", "a", "br", "time"}
TABLE = INLINE | {"table", "thead", "tbody", "tr", "th", "td"}
_ATTRIBUTES = {"a": {"href"}, "time": {"data-date"}, "th": {"scope"}}
_SCHEMES = {"http", "https", "mailto", "tel"}
_RENAMED = re.compile(r"<(/?)(b|i)(?=[\s>/])", re.IGNORECASE)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\ufeff]")
_SPACE = re.compile(r"[ \t\r\n]+")
_TAG = re.compile(r"<[^>]*>")
_BREAK = re.compile(r"<br\s*/?>|</(?:tr|p|li)>", re.IGNORECASE)
_CELL = re.compile(r"</t[dh]>\s*(?=<t[dh])", re.IGNORECASE)
_TRACKING = ("utm_", "mc_")
_TRACKING_KEYS = {"fbclid", "gclid", "igshid"}
_CLINGING = ",.;:!?)]”»…"


def without_control_characters(text: str) -> str:
    """Take away NUL and the like, which no database and no PDF accepts."""
    return _CONTROL.sub("", text)


def one_line(text: str) -> str:
    """The words with single spaces between: what stands in a header, or in a parameter of a calendar's line.

    >>> one_line("Möte\\r\\nBcc: a@exempel.se ")
    'Möte Bcc: a@exempel.se'
    """
    return " ".join(text.split())


def clean(html: str, *, table: bool = False) -> str:
    """Markup of one block: bold, italic, links, line breaks and date marks; in a table its cells too.

    Scripts, styles, pictures and classes are taken away with their content or without it, as fits. Links are unwrapped.
    """
    html = _RENAMED.sub(lambda tag: f"<{tag[1]}{'strong' if tag[2].lower() == 'b' else 'em'}", html)
    cleaned = nh3.clean(
        without_control_characters(html),
        tags=TABLE if table else INLINE,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel=None,
        attribute_filter=_attribute,
        clean_content_tags={"script", "style", "title", "xml"},
    )
    return _SPACE.sub(" ", cleaned).strip()


def _attribute(tag: str, name: str, value: str) -> str | None:
    return unwrap_link(value) if (tag, name) == ("a", "href") else value


def unwrap_link(url: str) -> str:
    """The address behind Outlook's Safe Links, without tracking parameters (B10).

    >>> unwrap_link("https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexempel.se%2Fa&data=x%40y.se")
    'https://exempel.se/a'
    >>> unwrap_link("https://exempel.se/?utm_source=brev&sida=2")
    'https://exempel.se/?sida=2'
    """
    for _ in range(3):
        parts = urlsplit(url)
        if not (parts.hostname or "").endswith("safelinks.protection.outlook.com"):
            break
        inner = parse_qs(parts.query).get("url")
        if not inner:
            break
        url = inner[0]
    parts = urlsplit(url)
    if not parts.query:
        return url
    kept = [
        (key, value)
        for key, value in parse_qsl(parts.query, keep_blank_values=True)
        if not key.startswith(_TRACKING) and key not in _TRACKING_KEYS
    ]
    if len(kept) == len(parse_qsl(parts.query, keep_blank_values=True)):
        return url
    return urlunsplit(parts._replace(query=urlencode(kept)))


def plain(html: str) -> str:
    """The words of a block, without markup; line breaks and table rows become new lines, cells tabs.

    >>> plain("Vi <strong>enades</strong> &amp; gick")
    'Vi enades & gick'
    """
    text = _CELL.sub("\t", html)
    text = _BREAK.sub("\n", text)
    return unescape(_TAG.sub("", text)).strip("\n ")


def from_plain(text: str) -> str:
    """Plain text as the markup of a block; new lines within it become line breaks."""
    return escape(without_control_characters(text).strip(), quote=False).replace("\n", "<br>")


def joined(runs: Iterable[str]) -> str:
    """Runs of one paragraph with one space between, none before a sign that clings to the word before.

    >>> joined(["Norr: 24/9", ", 2/12"])
    'Norr: 24/9, 2/12'
    """
    whole = ""
    for run in runs:
        if whole and run:
            whole += join_space(run)
        whole += run
    return whole


def join_space(run: str) -> str:
    """The space before a run that follows another: one, or none before a clinging sign."""
    return "" if plain(run)[:1] in _CLINGING else " "


def paragraphs_of(text: str) -> list[tuple[str, str]]:
    """Plain text as typed without script: a blank line parts paragraphs, "- " begins a list item.

    Returns (kind, text) pairs with kind "paragraph" or "bullet".

    >>> paragraphs_of("Ett\\nstycke\\n\\n- a\\n- b")
    [('paragraph', 'Ett\\nstycke'), ('bullet', 'a'), ('bullet', 'b')]
    """
    found: list[tuple[str, str]] = []
    fresh = True
    for line in without_control_characters(text.replace("\r\n", "\n")).split("\n"):
        if not line.strip():
            fresh = True
        elif line.lstrip().startswith(("- ", "• ")):
            found.append(("bullet", line.lstrip()[2:].strip()))
            fresh = False
        elif fresh or not found:
            found.append(("paragraph", line.strip()))
            fresh = False
        else:
            kind, before = found[-1]
            found[-1] = (kind, f"{before}\n{line.strip()}")
    return found
