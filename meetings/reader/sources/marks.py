"""Marks of Markdown within a line, written as HTML, so that text with both kinds has one reader."""

import re
from html import escape

TAGS = (
    "a|abbr|b|big|blockquote|body|br|center|cite|code|col|colgroup|dd|del|div|dl|dt|em|figcaption|figure|font|"
    "footer|h[1-6]|head|header|hr|html|i|img|ins|li|link|main|mark|meta|nav|ol|o:p|p|pre|s|section|article|small|span|"
    "strike|strong|style|script|sub|sup|table|tbody|td|tfoot|th|thead|title|tr|u|ul|caption|template"
)
_TAG = re.compile(rf"</?(?:{TAGS})(?:\s[^<>]*)?/?>|<!--.*?-->", re.IGNORECASE | re.DOTALL)
_STRAY = re.compile(rf"<(?!/?(?:{TAGS})(?:\s[^<>]*)?/?>|!--)", re.IGNORECASE)
_ADDRESS = re.compile(r"<((?:https?://|mailto:)[^\s<>]+|[\w.+-]+@[\w.-]+\w)>")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!~|<>])")
_IMAGE = re.compile(r"!\[([^\]]*)\]\([^)]*\)")
_LINK = re.compile(r"\[([^\[\]]+)\]\(\s*<?([^()\s<>]*(?:\([^()\s]*\)[^()\s<>]*)*)>?(?:\s+\"[^\"]*\")?\s*\)")
_PAIRS = (
    (re.compile(r"\*\*\*(?=\S)(.+?)(?<=\S)\*\*\*"), "<b><i>", "</i></b>"),
    (re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*"), "<b>", "</b>"),
    (re.compile(r"(?<!\w)__(?=\S)(.+?)(?<=\S)__(?!\w)"), "<b>", "</b>"),
    (re.compile(r"~~(?=\S)(.+?)(?<=\S)~~"), "<s>", "</s>"),
    (re.compile(r"(?<![*\w])\*(?=[^\s*])([^*]+?)(?<=[^\s*])\*(?!\*)"), "<i>", "</i>"),
    (re.compile(r"(?<![\w/@.])_(?=[^\s_])([^_]+?)(?<=[^\s_])_(?![\w/@])"), "<i>", "</i>"),
)
_PLAIN = re.compile(r"[<&*_~\[\\]")


def has_tags(text: str) -> bool:
    """Whether HTML tags stand in the text; "<3" and "a < b" are none."""
    return bool(_TAG.search(text))


def is_plain(text: str) -> bool:
    """Whether nothing in the text can be a mark."""
    return not _PLAIN.search(text)


def as_html(text: str) -> str:
    """The line with its Markdown marks as tags. Tags that stand there stay; other signs are escaped.

    >>> as_html("**Beslut:** a < b")
    '<b>Beslut:</b> a &lt; b'
    """
    kept: list[str] = []

    def keep(markup: str) -> str:
        kept.append(markup)
        return f"\0{len(kept) - 1}\0"

    text = text.replace("\0", "")
    text = _ESCAPED.sub(lambda hit: keep(escape(hit[1])), text)
    text = _ADDRESS.sub(lambda hit: keep(_anchor(hit[1], escape(hit[1].removeprefix("mailto:")))), text)
    text = _TAG.sub(lambda hit: keep(hit[0]), text)
    text = _IMAGE.sub(lambda hit: hit[1], text)
    text = _LINK.sub(lambda hit: f"{keep(_opening(hit[2]))}{hit[1]}{keep('</a>')}", text)
    text = _STRAY.sub("&lt;", text)
    for pattern, before, after in _PAIRS:
        text = pattern.sub(lambda hit, a=before, b=after: f"{a}{hit[1]}{b}", text)  # type: ignore[misc]
    for _ in range(2):  # a kept mark may stand in another
        text = re.sub("\0(\\d+)\0", lambda hit: kept[int(hit[1])], text)
    return text


def _opening(address: str) -> str:
    return f'<a href="{escape(address)}">'


def _anchor(address: str, words: str) -> str:
    return f"{_opening(address if ':' in address else f'mailto:{address}')}{words}</a>"
