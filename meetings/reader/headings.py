"""A point's heading taken apart: its title, who presents it, and words that are already its text."""

import re
from dataclasses import dataclass, field

from .names import is_name, is_presenter, presenters_in
from .wording import has_verb

_SEE = re.compile(
    r"(?:[,.;]|\s[–-])?\s*\(?\b((?:[Ss]e (?:även |också )?(?:bifoga[dt]e?s? |bilag[dt] )?(?:ppt|powerpoint"
    r"|presentation|bilag|underlag|länk|pdf|dokument)"
    r"|[Pp]pt (?:finns|bifogas)|(?:[Pp]resentation|[Uu]nderlag|[Bb]ilaga) bifogas|bifoga[dt] (?:ppt"
    r"|presentation))\b.*)$",
    re.IGNORECASE,
)
_ROLE = r"(?:[Mm]ötes|[Vv]ice )?[Oo]rdf(?:\.|örande)|[Ss]ekreterare(?:n)?"
_DASH = re.compile(r"\s+[–—]\s+|\s+-\s+|(?<=[a-zåäö])–\s+(?=[A-ZÅÄÖ])")


@dataclass
class Heading:
    """What a heading says."""

    title: str | None
    presenters: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)


def read_heading(text: str, known: frozenset[str], *, plain: bool) -> Heading:
    """A heading such as "Rapport – Anna Ek / Bo Alm, se bifogad ppt". In a `plain` one what is a sentence is text."""
    text = text.strip()
    heading = Heading(None)
    if found := _SEE.search(text):
        before = text[: found.start()].rstrip(" ,;–-")
        if before:
            heading.text.append(text[found.start(1) :].strip())
            text = before
    if (found := re.search(r"\s*\(([^()]+)\)\s*$", text)) and (names := presenters_in(found[1], known)):
        heading.presenters, text = names, text[: found.start()]
    found = re.search(r"[,;.–-]?\s*[Ff]öredragande\s*:?\s+(.+)$", text)
    if found and (names := presenters_in(found[1], known)):
        heading.presenters, text = names, text[: found.start()]
    text = _before_title(text, heading, known)
    if (
        plain
        and (speaks := re.match(rf"([^:]{{6,70}}):\s+({_ROLE})\s+[–-]\s+(.+)$", text))
        and not heading.text
    ):
        heading.presenters, heading.text, text = heading.presenters or [speaks[2]], [speaks[3]], speaks[1]
    text = _after_dash(text, heading, known, plain=plain)
    if plain and (found := re.match(r"([^:]{6,70}):\s+(\S.*)$", text)) and not heading.text:
        text = _after_colon(found, text, heading, known)
    title = text.strip().rstrip(" ,:;–-")
    heading.title = title or None
    return heading


def _before_title(text: str, heading: Heading, known: frozenset[str]) -> str:
    """Take out presenters who stand before the title: "Anna Ek: Rapport", "Anna Ek – Rapport"."""
    found = re.match(r"([^:–]{3,80}?)\s*(?::|\s[–-])\s+(?=[A-ZÅÄÖ])", text)
    if found and not heading.presenters:
        names = presenters_in(found[1], known)
        if names and all(is_name(name) or name in known or re.fullmatch(_ROLE, name) for name in names):
            heading.presenters = names
            return text[found.end() :]
    return text


def _after_dash(text: str, heading: Heading, known: frozenset[str], *, plain: bool) -> str:
    parts = _DASH.split(text)
    places = [match.start() for match in _DASH.finditer(text)]
    for count in range(min(2, len(places)), 0, -1):
        at = places[-count]
        last = text[at:].strip().lstrip("–—- ").strip()
        if count == 2 and not re.search(r"\w\s+[-–]\s+\w+$", last):
            continue
        if (names := presenters_in(last, known)) and (count == 1 or is_name(names[-1])):
            heading.presenters = heading.presenters or names
            return text[:at]
    if len(parts) < 2 or not plain:
        return text
    return text[: places[-1]] if _takes(parts[-1].strip(), heading, known) else text


def _takes(last: str, heading: Heading, known: frozenset[str]) -> bool:
    """Take what stands after the last dash of a plain heading: who presents and what is said, or a sentence alone."""
    role = re.match(rf"({_ROLE})(?:,\s+(?=\S)|\s+(?=[A-ZÅÄÖ]))(.+)$", last)
    if role and (is_name(" ".join(role[2].split()[:2])) or not has_verb(role[2])):
        role = None
    who = re.match(r"([^,]+(?:,[^,]+)?),\s+(\S.+)$", last)
    if who and not (is_presenter(who[1], known) and has_verb(who[2])):
        who = None
    if found := role or who:
        heading.presenters, heading.text = heading.presenters or [found[1]], [found[2], *heading.text]
        return True
    asks = last.endswith("?") or re.match(r"(?:vad|hur|när|var|vem)\b", last, re.IGNORECASE)
    if not has_verb(last) or asks:
        return False
    goes_on = bool(heading.text) and last[:1].islower()
    heading.text = [", ".join([last, *heading.text])] if goes_on else [last, *heading.text]
    return True


def _after_colon(found: re.Match[str], text: str, heading: Heading, known: frozenset[str]) -> str:
    """Words after a colon in a plain heading are its text where they are days, who presents, or a sentence."""
    rest = found[2]
    if re.match(r"\d", rest) or (has_verb(rest) and not rest.endswith("?")):
        heading.text = [rest]
    elif names := presenters_in(rest, known):
        heading.presenters = heading.presenters or names
    else:
        return text
    return found[1]
