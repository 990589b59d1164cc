"""What the text of a point holds: its words, decisions, inputs, attachments and links (SCHEMA.md)."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from .decisions import decision_sentences, split_decision
from .doing import Context, action_tables, tasks_of
from .names import NAME
from .paragraphs import Para
from .parties import contributions_of
from .sentences import pieces
from .wording import bare, is_label_line, label_of, looks_party

_URL = re.compile(r"(?:https?://|www\.)[^\s<>()\"”]+[^\s<>()\"”.,;:!?]/?")
_PAGE_NAME = re.compile(r"([^.:!?|•\n]{3,160} [|•] [A-ZÅÄÖa-z][\wåäö.]*(?: [a-zåäö]\w+)?)(?=,|\.|$|\s)")
_SEE_PPT = re.compile(
    r"\b(?:[Ss]e|[Ff]öljer|[Ee]nligt)\b[^.\n]{0,25}?\b(?P<one>(?i:ppt|powerpoint(?:presentation)?)|presentation"
    r"(?:en)?|bilaga(?: \d+)?|underlag(?:et)?)\b"
    r"|\b(?P<two>[Pp]pt|PPT|[Pp]ower[Pp]oint|[Pp]resentation(?:en)?|[Ll]änk(?:en|ar)?|[Uu]nderlag(?:et)?|[Bb]ilaga"
    r"(?: \d+)?)\s+(?:finns|läggs|bifogas|är bifogad|skickas|delas)\b"
    r"|\b[Bb]ifoga[dt]e?\s+(?P<three>(?i:ppt|powerpoint)|presentation|länk(?: till [a-zåäö]+(?: [a-zåäö]+)?)?"
    r"|pm|[a-zåäö]{4,})"
    r"|(?P<four>[A-ZÅÄÖ][a-zåäö]{3,})\s+(?:är )?bifoga[dt]\b"
    r"|(?P<five>[A-ZÅÄÖ][a-zåäö]{3,})\s+(?:skickades|bifogades|bifogas|finns|ligger) (?:med |i |till )?(?:kallelsen"
    r"|möteskallelsen|inbjudan)"
    r"|\b(?:finns|bifogas|ligger|läggs) (?:med )?som (?P<seven>bilaga)\b"
    r"|\((?P<six>(?i:ppt)|presentation|bilaga \d+)\)",
)
_TAKES_OVER = re.compile(
    rf"\(?\s*(?P<name>{NAME})\s+(?:tog över|övertog|tar över|övertar|ledde mötet|leder mötet|går in som|gick in som"
    rf"|träder in som|trädde in som)\b"
)


_DECIDES_THAT = re.compile(
    r"(?:[\wåäöÅÄÖ]+ ){1,3}(?:beslutar|beslutade|beslöt)(?: (?:därför|enhälligt|att|följande))*\s*:?"
)
_LEADS_ATT = re.compile(r"(?:[\wåäöÅÄÖ]+ ){1,3}(?:beslutar|beslutade|beslöt) (?=att )")


@dataclass
class Section:
    """Paragraphs under one label, or under none."""

    kind: str
    label: str
    paras: list[Para] = field(default_factory=list)


def text_of(paras: Sequence[Para]) -> str:
    """The words: paragraphs parted by an empty line, lists and tables line by line."""
    found = ""
    before = ""
    for para in paras:
        kind = "list" if para.kind in {"bullet", "numbered"} else para.kind
        if found:
            found += "\n" if kind == before and kind in {"list", "row"} else "\n\n"
        found += f"- {para.text}" if para.kind == "bullet" else para.text
        before = kind
    return found


def unfolded(paras: Sequence[Para]) -> list[Para]:
    """The paragraphs, those with labels in their middle parted there: "… klart. Beslut: Planen antas." """
    found: list[Para] = []
    for para in paras:
        places = sorted(
            {0, *(place for place in _label_places(para) if 0 < place < len(para.text)), len(para.text)}
        )
        found += (
            [piece for a, b in itertools.pairwise(places) if (piece := para.part(a, b)).text]
            if len(places) > 2
            else [para]
        )
    return found


def _label_places(para: Para) -> list[int]:
    if para.kind in {"row", "heading"}:
        return []
    found = []
    for start, end in (*para.bold, *para.italic, *para.underlined):
        words = para.text[start:end].strip()
        follows = para.text[end : end + 3]
        if (
            len(words) < 45
            and (is_label_line(words) or looks_party(words))
            and (words.endswith(":") or re.match(r"\s?[:–-]", follows))
        ):
            found.append(start)
    for match in re.finditer(r"(?<=[.!?])\s+(?=([A-ZÅÄÖ][^.:!?\n]{2,40}?)(?::|\s[–-])\s)", para.text):
        words = match[1]
        if is_label_line(words) in {"decision", "next", "responsible", "action", "due", "input"} or (
            looks_party(words) and not para.italic and not re.fullmatch(r"[A-ZÅÄÖ]{2,6}", words)
        ):
            found.append(match.end())
    if found and looks_party(para.text.split(":", 1)[0]):
        found += [
            hit.end()
            for hit in re.finditer(r"(?<=[.!?])\s+(?=[A-ZÅÄÖ][\wåäö/-]*(?: [\wåäö/-]+){0,2}:\s)", para.text)
        ]
    return found


def sections(paras: Sequence[Para], labels: dict[str, str] | None = None) -> list[Section]:
    """The paragraphs under their labels."""
    found = [Section("", "")]
    rule = "open"
    gapped = sum(para.gap for para in paras) > len(paras) * 0.7
    for place, para in enumerate(paras):
        if (
            para.kind == "row"
            and para.cells
            and para.cells[0]
            and (kind := is_label_line(" ".join(one.text for one in para.cells[0])))
        ):
            found.append(
                Section(kind, para.cells[0][0].text, [one for cell in para.cells[1:] for one in cell])
            )
            rule = "done"
            continue
        if _DECIDES_THAT.fullmatch(para.text) and _begins_att(paras[place + 1 : place + 2]):
            found.append(Section("decision", para.text.rstrip(" :")))
            rule = "open"
            continue
        if hit := label_of(para.text) or _styled_label(para):
            kind, label, at = hit
            found.append(Section(kind, label))
            rest = para.part(at)
            rule = "heading" if para.kind == "heading" else "open" if not rest.text else "done"
            if rest.text:
                found[-1].paras.append(rest)
                rule = "list" if rest.text.endswith(":") else "done"
            continue
        if (kind := is_label_line(para.text) or (labels or {}).get(bare(para.text), "")) and (
            para.kind == "heading"
            or para.is_all(para.bold)
            or para.text.rstrip().endswith(":")
            or len(para.text.split()) == 1
        ):
            found.append(Section(kind, para.text.rstrip(" :")))
            rule = "heading" if para.kind == "heading" else "open"
            continue
        if (
            found[-1].kind in {"responsible", "due"}
            and found[-1].paras
            and para.kind in {"bullet", "numbered"}
        ):
            above = next((part for part in reversed(found) if part.kind not in {"responsible", "due"}), None)
            if above and above.kind == "action":
                found.append(Section("action", above.label, [para]))
                continue
        if found[-1].kind and not _stays(found[-1], para, rule, gapped=gapped):
            found.append(Section("", ""))
        found[-1].paras.append(para)
    return found


def _begins_att(paras: Sequence[Para]) -> bool:
    return bool(paras) and (paras[0].text.startswith("att ") or paras[0].kind in {"bullet", "numbered"})


def _styled_label(para: Para) -> tuple[str, str, int] | None:
    """A label in bold that runs on without a colon: "**Beslut** Planen antas"."""
    reach = max(para.marked(para.bold), para.marked(para.underlined))
    if para.kind == "row" or not 3 < reach < len(para.text) - 3:
        return None
    kind = is_label_line(para.text[:reach])
    return (kind, para.text[:reach].strip(" :"), reach) if kind else None


def _stays(section: Section, para: Para, rule: str, *, gapped: bool) -> bool:
    """Whether a paragraph still stands under the label."""
    if para.kind == "heading" or (looks_party(para.text.split(":", 1)[0]) and section.kind != "parties"):
        return False
    if section.kind == "input":
        listed = bool(section.paras) and section.paras[-1].kind == "bullet"
        if rule == "done" and para.kind != "bullet":
            return False
        return not (listed and para.kind != "bullet") and not decision_sentences(para.text, "")
    if rule == "heading" or section.kind in {"next", "parties", "hand", "discussion"}:
        return True
    if not section.paras:
        return True
    is_list = para.kind in {"bullet", "numbered"}
    if section.paras[-1].text.endswith(":") or re.match(r"att\s", para.text):
        return True
    if is_list:
        return section.paras[-1].kind == para.kind or rule == "list"
    if rule == "done" or section.paras[-1].kind in {"bullet", "numbered"}:
        return False
    return not para.gap and not gapped


def content_of(paras: Sequence[Para], context: Context) -> dict[str, Any]:
    """All fields of a point but number, title, presenters and children."""
    lines = unfolded(paras)
    tasks, told = action_tables(lines, context)
    parts = sections([para for para in lines if not any(para is one for one in told)], context.labels)
    text = text_of(lines)
    decisions = decisions_of(parts, context)
    contributions = contributions_of(lines, parts, context)
    return {
        "text": text,
        "links": links_of(lines),
        "link_texts": [
            _page_name(match[1])
            for para in lines
            if not para.links
            for match in _PAGE_NAME.finditer(para.text)
        ],
        "contributions": contributions,
        "decisions": decisions,
        "actions": [*tasks_of(parts, context), *tasks],
        "inputs": [_as_text(para) for part in parts if part.kind == "input" for para in part.paras],
        "attachments": attachments_of(text),
        "chair_change": chair_change_in(text),
    }


def topics_left(paras: Sequence[Para]) -> list[str]:
    """What stands under "Till nästa möte"."""
    found = [para.text for part in sections(unfolded(paras)) if part.kind == "next" for para in part.paras]
    return [piece for text in found for piece in pieces(text)]


def _page_name(text: str) -> str:
    """The name of a web page, without the words that stand before it in the line."""
    return re.split(r", (?=[A-ZÅÄÖ])", pieces(text.strip())[-1])[-1].strip(" ,")


def _as_text(para: Para) -> str:
    return para.text.replace("\t", " ")


def decisions_of(parts: Sequence[Section], context: Context) -> list[str]:
    """What stands under "Beslut", and sentences elsewhere that record a decision."""
    found: list[str] = []
    for part in parts:
        for place, para in enumerate(part.paras):
            if part.kind == "decision":
                following = part.paras[place + 1 : place + 2]
                if following and (
                    para.text.endswith(":")
                    or re.fullmatch(r"(?:\w+ )?beslut(?:ar|ade|at|as)?(?: att)?\W*", para.text, re.IGNORECASE)
                ):
                    continue
                lead = (
                    _LEADS_ATT.match(para.text)
                    if following and following[0].text.startswith("att ")
                    else None
                )
                found += split_decision(para.text[lead.end() :] if lead else para.text)
            elif part.kind not in {"input"}:
                found += decision_sentences(para.text, context.body)
    return found


def links_of(paras: Sequence[Para]) -> list[str]:
    """Addresses in the text and behind its words, each once."""
    found: list[str] = []
    lines = [one for para in paras for one in (para, *(inner for cell in para.cells for inner in cell))]
    for line in lines:
        for address in [url for _, _, url in line.links] + [match[0] for match in _URL.finditer(line.text)]:
            if re.match(r"(?:https?://|mailto:|www\.)", address) and address not in found:
                found.append(address)
    return found


def attachments_of(text: str) -> list[str]:
    """What is said to be attached, by its short name."""
    found: list[str] = []
    for match in _SEE_PPT.finditer(text):
        words = next(group for group in match.groups() if group)
        words = "ppt" if words.casefold().startswith(("ppt", "powerpoint")) else words
        words = words if match["four"] or match["five"] else words[:1].lower() + words[1:]
        if (
            words.casefold().startswith("bifoga")
            or words in {"filmlänkar", "länkar"}
            or (words.startswith("presentation") and found)
        ):
            continue
        if words not in found:
            found.append(words)
    return found


def chair_change_in(text: str) -> str | None:
    """Who took the chair from here on, where the text says so."""
    found = _TAKES_OVER.search(text)
    if not found or not re.search(
        r"ordförande|ledde mötet|leder mötet|klubban|ordförandeskapet", text[found.start() : found.end() + 60]
    ):
        return None
    return re.sub(r"^(?:Ordförande|Mötesordförande)\s+", "", found["name"])
