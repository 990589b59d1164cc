"""What runs across the points: topics to come, days, matters handed on, contacts (SCHEMA.md, further fields)."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import Any

from .coming import MEETING_DAYS
from .moments import days
from .names import NAME, is_name
from .paragraphs import Para
from .sentences import sentences

_TOPICS = re.compile(
    r"^(?:(?:teman?|ämnen|frågor|punkter|förslag)\b.{0,20}\b(?:till|för|på|inför)\b.{0,20}\bmöten?\b|till (?:kommande"
    r"|nästa) möten?\b|(?:kommande|framtida|önskade|förslag på) (?:teman?|ämnen|frågor|punkter)|(?:teman?|ämnen"
    r"|frågor|punkter) (?:framåt|framöver)|(?:att )?(?:ta upp|tas upp) (?:framöver|senare|på kommande|nästa)|till "
    r"nästa gång|inför nästa möte)",
    re.IGNORECASE,
)
_HANDS = re.compile(
    r"\b(?:åter(?:kopplas|rapporteras)|lämnas|skickas|hänskjuts|överlämnas|lyftas?|lyfter|lyfts|tas (?:vidare|upp)"
    r"|ta (?:vidare|upp)|föras? vidare|medskick(?:as)?)\b[^.]{0,40}?\b(?:till|på|i|för|vid)\s+(?:den )?"
    r"(?P<to>(?:gemensamma? |regionala |specifika |kommande |nästa )*[\wåäöÅÄÖ-]*(?:grupp(?:en|er|erna)?|cheferna|råd"
    r"(?:et)?|nämnd(?:en)?|utskott(?:et)?|nätverk(?:et)?|styrelsen?)\b|AU\b)",
    re.IGNORECASE,
)
_TO_GROUP = re.compile(
    r"(?:[Aa]tt (?:ta|lämna|skicka) (?:med|vidare) |[Vv]idare |[Ll]yfts )?[Tt]ill (?P<to>(?:[a-zåäö]+ ){0,2}"
    r"[\wåäöÅÄÖ-]*(?:grupp(?:en|er|erna)?|cheferna|råd(?:et)?|nämnd(?:en|erna)?|utskott(?:et)?|nätverk(?:et)?|styrelsen?|AU))"
)
_CONTACT = re.compile(
    rf"\b(?:[Kk]ontaktperson(?:er)?|[Kk]ontakt|[Aa]nsvarig kontakt)\s*:?\s+(?:är\s+)?(?P<name>{NAME})|(?P<is>{NAME}) "
    rf"är (?:vår|vårt|länets|gruppens|rådets)?\s*(?:[a-zåäö]*stöd|kontakt(?:person)?|samordnare)\b"
)
_MAILED = re.compile(rf"^(?P<name>{NAME})\s*[,:(–-]\s*[\w.+-]+@[\w.-]+\w")


def topics_in(title: str | None, text: str) -> list[str]:
    """Topics to come that a point lists, where its title says that it does."""
    if not title or not _TOPICS.search(title):
        return []
    return [
        topic
        for line in text.split("\n")
        if line.strip()
        for topic in _topic_lines(line.strip().removeprefix("- "))
    ]


def _topic_lines(line: str) -> list[str]:
    found: list[str] = []
    for sentence in sentences(line):
        if found and not re.match(r"(?:Även|Vi kan också|Tema\b)", sentence):
            found[-1] += f" {sentence}"
        else:
            found.append(sentence)
    return found


def is_topics(heading: str) -> bool:
    """Whether a heading after the points stands over topics to come."""
    return bool(_TOPICS.match(heading.strip())) and not days(heading, dt.date(2000, 1, 1))


def blocks(paras: Sequence[Para]) -> Iterator[tuple[Para | None, list[Para]]]:
    """What stands after the points as headings with what is under each."""
    heading: Para | None = None
    under: list[Para] = []
    for para in paras:
        is_label = para.kind == "heading" or (
            para.kind == "text"
            and (
                para.is_all(para.bold) or para.text.rstrip().endswith(":") or (para.gap and _heads(para.text))
            )
            and not days(para.text, dt.date(2000, 1, 1))
        )
        if is_label:
            if heading or under:
                yield heading, under
            heading, under = para, []
        else:
            under.append(para)
    if heading or under:
        yield heading, under


def _heads(text: str) -> bool:
    return (
        len(text) < 60
        and not text.endswith((".", ","))
        and bool(
            _TOPICS.match(text) or MEETING_DAYS.search(text) or re.search(r"möten$|dagar$|\b20\d\d$", text)
        )
    )


def topics_under(under: Sequence[Para]) -> list[str]:
    """Topics in a list after the points. Where bold begins anew inside a line, another topic begins."""
    found: list[str] = []
    for para in under:
        cut = next(
            (
                start
                for start, _ in para.bold
                if start > 0
                and para.text[start - 1] == " "
                and para.text[start].isupper()
                and para.text[:start].rstrip().endswith((")", ".", "?"))
            ),
            None,
        )
        found += [para.text] if cut is None else [para.text[:cut].strip(), para.text[cut:].strip()]
    return found


def handed_on_in(item: dict[str, Any], where: str) -> list[dict[str, Any]]:
    """What a point hands on to another group: a list under its name, or a sentence that says so."""
    text = item["text"]
    bullets = [line[2:] for line in text.split("\n") if line.startswith("- ")]
    intro = re.search(
        r"\b(?:[Pp]unkter|[Mm]edskick|[Ff]rågor|[Aa]tt ta med)\b[^.:\n]{0,30}?\btill\s+(?P<to>[\wåäöÅÄÖ -]+?)"
        r"(?=\s+från\b|[.:\n]|$)",
        f"{item['title'] or ''}\n{text}",
    )
    if intro and bullets and not _TOPICS.search(item["title"] or ""):
        to = intro["to"].strip()
        title = (item["title"] or "").strip()
        return [
            {"to": title if title.casefold() == to.casefold() else to, "points": bullets, "where_item": where}
        ]
    if bullets and (named := _TO_GROUP.fullmatch((item["title"] or "").strip(" :"))):
        return [{"to": named["to"], "points": bullets, "where_item": where}]
    found: list[dict[str, Any]] = []
    for line in text.split("\n"):
        for sentence in sentences(line):
            if (
                (hand := _HANDS.search(sentence))
                and not sentence.endswith("?")
                and re.search(
                    r"\b(?:ska|skall|kommer|förslag|bör|tas|lyfts|återkopplas)\b", sentence, re.IGNORECASE
                )
            ):
                found.append({"to": hand["to"].strip(), "points": [sentence], "where_item": where})
    return found


def contacts_in(text: str, area: str, where: str | None) -> list[dict[str, Any]]:
    """Who is contact for what, where the text says so."""
    found: list[dict[str, Any]] = []
    for line in text.split("\n"):
        for match in _CONTACT.finditer(line):
            name = match["name"] or match["is"]
            if is_name(name):
                found.append({"area": area, "name": name, "dates": [], "where_item": where})
        if (mailed := _MAILED.match(line)) and is_name(mailed["name"]):
            found.append({"area": area, "name": mailed["name"], "dates": [], "where_item": where})
    return found
