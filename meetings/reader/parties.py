"""Laget runt: what each party said, by labels, or by sentences that begin with a party."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from .doing import Context
from .paragraphs import Para
from .places import PARTY, is_party
from .wording import is_label_line, label_of

if TYPE_CHECKING:
    from .content import Section

_LABEL = re.compile(r"(?P<party>[A-ZÅÄÖ][\wåäöÅÄÖ/&. -]{1,48}?)\s*(?::|\s[–-](?=\s))\s*")
_ACRONYM = re.compile(r"[A-ZÅÄÖ]{3,6}\b")
_SPEAKS = re.compile(
    r"\s+(?:kan|har|vill|är|skulle|ska|önskar|ser|tycker|arbetar|avvaktar|deltar|funderar|avstår|ställer)\b"
)


def contributions_of(
    paras: Sequence[Para], parts: Sequence["Section"], context: Context
) -> list[dict[str, Any]]:
    """What each party said (SCHEMA.md): without the label, or the whole sentence where there is none."""
    found: list[dict[str, Any]] = []
    shares = _shared(paras)
    open_ = False
    interest = {id(para) for part in parts if part.kind == "parties" for para in part.paras}
    numbers = {n for part in parts if part.kind == "parties" for para in part.paras for n in para.numbers}
    is_run_in = _is_run_in(paras, context)
    for para in paras:
        own = bool(numbers & set(para.numbers)) or id(para) in interest
        if hit := party_label(para, context) or (_free_label(para) if is_run_in and not own else None):
            party, rest = hit
            if para.numbers not in shares:
                context.said[para.numbers] = party
            found.append({"party": party, "text": rest})
            open_ = (
                not own and para.numbers not in shares and (not rest or ":" in para.text[: len(party) + 2])
            )
        elif (own or context.is_round) and (named := _named(para.text, free=not own)):
            found.append({"party": named, "text": para.text})
            context.said[para.numbers] = named
            open_ = False
        elif _closes(para) or (is_run_in and _is_everybodys(para.text)):
            open_ = False
        elif open_:
            before = found[-1]["text"]
            words = f"- {para.text}" if para.kind == "bullet" else para.text
            glue = "\n" if para.kind == "bullet" and before.rsplit("\n", 1)[-1].startswith("- ") else "\n\n"
            found[-1]["text"] = f"{before}{glue}{words}" if before else words
            context.said[para.numbers] = found[-1]["party"]
    kept = [one for one in found if one["text"]]
    is_round = any(one["party"] in context.speakers or not _ACRONYM.fullmatch(one["party"]) for one in kept)
    return kept if is_round or len(kept) > 2 else []


def _is_run_in(paras: Sequence[Para], context: Context) -> bool:
    """Whether parties speak in turn, each behind its label in the line; then other such labels are parties too."""
    hits = [hit for para in paras if (hit := party_label(para, context))]
    return len(hits) + context.is_round > 1 and all(rest for _, rest in hits)


def _free_label(para: Para) -> tuple[str, str] | None:
    """A label that no list of parties has: "Civilsamhället: …"."""
    found = re.match(r"([A-ZÅÄÖ][\wåäö/-]*(?: [\wåäöÅÄÖ/-]+){0,2}):\s+(?=\S)", para.text)
    if not found or is_label_line(found[1]) or para.kind == "row":
        return None
    return found[1], para.text[found.end() :].strip()


def _shared(paras: Sequence[Para]) -> set[tuple[int, ...]]:
    """Paragraphs that were parted because several labels stood in them."""
    seen: set[tuple[int, ...]] = set()
    twice: set[tuple[int, ...]] = set()
    for para in paras:
        (twice if para.numbers in seen else seen).add(para.numbers)
    return twice


def party_label(para: Para, context: Context) -> tuple[str, str] | None:
    """The party whose label begins a paragraph, and what follows it."""
    text = para.text
    if para.kind == "row":
        return None
    bare = text.strip(" :")
    styled = (
        para.kind == "heading"
        or para.is_all(para.bold)
        or para.is_all(para.italic)
        or para.is_all(para.underlined)
    )
    if (is_party(bare) and (styled or text.rstrip().endswith(":"))) or (
        bare in context.speakers and text.rstrip().endswith(":")
    ):
        return bare, ""
    for spans in (para.bold, para.italic, para.underlined):
        if spans and spans[0][0] == 0 and is_party(text[: spans[0][1]].strip(" :")):
            return text[: spans[0][1]].strip(" :"), text[spans[0][1] :].lstrip(" :–-").strip()
    found = _LABEL.match(text)
    if not found or is_label_line(found["party"]):
        return None
    party = found["party"].strip()
    if is_party(party) or (party in context.speakers and ":" in found[0]):
        return party, text[found.end() :].strip()
    return None


def _named(text: str, *, free: bool = False) -> str | None:
    """The party that a sentence without a label begins with."""
    found = PARTY.match(text) or _ACRONYM.match(text)
    if found and free:
        return (
            found[0]
            if re.match(r" [a-zåäö]+(?:r|de|t)\b", text[found.end() :]) and is_party(found[0])
            else None
        )
    return found[0] if found and _SPEAKS.match(text[found.end() :]) else None


def _is_everybodys(text: str) -> bool:
    """Whether a paragraph after the parties' own tells what all do or what the meeting decides."""
    return bool(
        re.match(
            r"(?:Samtalet|Diskussionen|Dialogen|I (?:diskussionen|samtalet)|Flera|Man|Alla|Samtliga|Gruppen|Mötet|Rådet"
            r"|Nätverket|Nämnden|Styrgruppen|Vi|Ordföranden?)\b[^.]*\b[a-zåäö]+(?:r|de)\b",
            text,
        )
        or re.match(r"(?:Det )?[Bb]eslut", text)
    )


def _closes(para: Para) -> bool:
    """Whether a paragraph ends what a party said."""
    label = label_of(para.text)
    kind = label[0] if label else is_label_line(para.text)
    if kind in {"decision", "next", "discussion", "action", "parties", "hand"}:
        return True
    return para.kind == "heading"
