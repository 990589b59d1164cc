"""Points as SCHEMA.md has them: number, title, presenters, children, and what their text holds."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from .content import chair_change_in, content_of, topics_left
from .decisions import is_decision
from .doing import Context, task_in
from .headings import Heading, read_heading
from .names import is_name, is_presenter, leading_presenters, presenters_in
from .paragraphs import Para
from .parties import party_label
from .structure import Raw
from .wording import bare, has_verb, is_given, is_label_line, label_of

_LETTERED = re.compile(r"(?:\d{1,2}\s?)?([a-h])[.)]\s+(?=\S)")
_NUMBERED_CHILD = re.compile(r"(\d{1,2}\.\d{1,2})[.)]?\s+(?=\S)")
_INFO = re.compile(r"(?:Infopunkt|Information|Info|Tema|Delpunkt|Underpunkt)\s*:\s+\S")


@dataclass
class Child:
    """A part of a point under a heading of its own."""

    title: str | None
    number: str | None = None
    presenters: list[str] = field(default_factory=list)
    paras: list[Para] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)


@dataclass
class Item:
    """A point, and of which lines of the source each part was made."""

    truth: dict[str, Any]
    title_lines: list[int]
    own_lines: list[int]
    child_lines: list[list[int]]
    topics: list[str] = field(default_factory=list)
    """What it leaves for the next meeting."""


def read_point(raw: Raw, context: Context, *, presenters_lead: bool) -> Item:
    """One point. `presenters_lead`: in plain text a column of presenters stood before the titles."""
    head, body = _head_para(raw, context.known)
    heading = _heading(head, raw, context, presenters_lead=presenters_lead)
    first: list[Para] = []
    names, aside = _presenter_cell(raw.presenters, context)
    if names:
        heading.presenters = names
    while (
        body
        and not heading.presenters
        and raw.in_row
        and body[0] in raw.heading_cell
        and (more := presenters_in(body[0].text, context.known))
    ):
        heading.presenters, body = more, body[1:]
    body, names, raw.labels = _presented_in(body, context)
    heading.presenters = heading.presenters or names
    first += aside
    first += [
        replace(head or Para(""), text=words, bold=(), italic=(), underlined=(), kind="text")
        for words in heading.text
    ]
    own, children = _parted([*first, *body], heading, head, context)
    if children and children[0].title is heading.title and heading.title:
        heading = Heading(None)
    parts = _title_parts(heading, own, children)
    if parts:
        heading.title, own, children = parts
    context = replace(
        context,
        speakers=context.speakers
        | {name.split()[0] for name in heading.presenters if is_name(name, whole=False) or is_name(name)},
    )
    is_round = bool(
        re.search(
            r"\blaget runt|\brunda\b|\brundan\b|lokala nedslag|från (?:parterna|kommunerna|länsdelarna)|nuläge i "
            r"kommunerna",
            heading.title or "",
            re.IGNORECASE,
        )
    )
    context = replace(context, is_round=is_round)
    truth = _item(raw.number, heading.title, heading.presenters, own, context)
    _columns(truth, raw, context)
    truth["children"] = [
        _item(child.number, child.title, child.presenters, child.paras, context) for child in children
    ]
    for child in truth["children"]:
        truth["chair_change"] = truth["chair_change"] or child["chair_change"]
    return Item(
        truth, [n for para in ([head] if head else []) for n in para.numbers],
        [n for para in (*own, *raw.decisions, *raw.responsible, *raw.due, *raw.presenters) for n in para.numbers],
        [[*child.numbers, *(n for para in child.paras for n in para.numbers)] for child in children],
        [topic for paras in (own, *(child.paras for child in children)) for topic in topics_left(paras)],
    )  # fmt: skip


def _item(
    number: str | None, title: str | None, presenters: list[str], paras: Sequence[Para], context: Context
) -> dict[str, Any]:
    content = content_of(paras, context)
    return {
        "number": number, "title": title, "presenters": presenters, "text": content.pop("text"), **content, "children": [],
    }  # fmt: skip


def _head_para(raw: Raw, known: frozenset[str]) -> tuple[Para | None, list[Para]]:
    """The paragraph of the heading and what follows; a heading in bold ends where the bold ends."""
    lines = [*raw.heading, *raw.body]
    if not lines:
        return None, []
    head, rest = lines[0], lines[1:]
    reach = max(head.marked(head.bold), head.marked(head.underlined))
    if (
        3 <= reach < len(head.text.rstrip(" .:,"))
        and re.search(r"\w{3}", head.text[:reach])
        and not head.text[reach : reach + 1].isalnum()
    ):
        behind = head.part(reach)
        if re.match(r"[–—(-]", behind.text) and presenters_in(behind.text.strip(" –—-()"), known) is not None:
            return head, rest
        return head.part(0, reach), [behind, *rest]
    return head, rest


def _heading(head: Para | None, raw: Raw, context: Context, *, presenters_lead: bool) -> Heading:
    if head is None:
        return Heading(None)
    text = head.text
    styled = head.kind == "heading" or head.marked(head.bold) > 2 or head.is_all(head.underlined)
    if presenters_lead and not raw.presenters and (found := leading_presenters(text, context.known)):
        heading = read_heading(found[1], context.known, plain=not styled)
        heading.presenters = found[0]
        return heading
    return read_heading(text, context.known, plain=not styled)


def _presenter_cell(paras: Sequence[Para], context: Context) -> tuple[list[str], list[Para]]:
    """The names in a cell of presenters, and what stands there besides: "(Bo Ek tog över som ordförande)"."""
    lines: list[str] = []
    aside: list[Para] = []
    for para in paras:
        text = para.text
        for found in re.finditer(r"\([^()]{12,}\)", text):
            if chair_change_in(found[0]) or has_verb(found[0]):
                aside.append(para.part(found.start(), found.end()))
                text = text.replace(found[0], " ").strip()
        if text:
            lines.append(text)
    joined: list[str] = []
    for line in lines:
        starts_family = (
            joined
            and len(joined[-1].split()) == 1
            and len(line.split()) == 1
            and not joined[-1].endswith((",", "."))
        )
        if (
            starts_family
            and not is_given(line)
            and line not in context.known
            and is_name(f"{joined[-1]} {line}")
        ):
            joined[-1] += f" {line}"
        else:
            joined.append(line.rstrip(","))
    names = presenters_in(", ".join(joined), context.known)
    if names is None:
        return [line.strip(" ,") for line in joined if line.strip(" ,")], aside
    return names, aside


def _presented_in(body: list[Para], context: Context) -> tuple[list[Para], list[str], list[Para]]:
    """Take out a line of its own that says who presents: "Föredragande: Anna Ek"."""
    for place, para in enumerate(body[:3]):
        label = label_of(para.text)
        if (
            label
            and label[0] == "presenter"
            and (names := presenters_in(para.text[label[2] :].rstrip("."), context.known))
        ):
            return [*body[:place], *body[place + 1 :]], names, [para.part(0, label[2])]
    return body, [], []


def _parted(
    paras: Sequence[Para], heading: Heading, head: Para | None, context: Context
) -> tuple[list[Para], list[Child]]:
    """The point's own paragraphs, and its children with theirs."""
    own: list[Para] = []
    children: list[Child] = []
    in_round = False
    for place, para in enumerate(paras):
        follows = paras[place + 1] if place + 1 < len(paras) else None
        if party_label(para, context):
            in_round = True
        child = _child(
            para, follows, context, heading=heading, has_children=bool(children), in_round=in_round
        )
        if child is None:
            (children[-1].paras if children else own).append(para)
            continue
        is_talk = bool(child.presenters) and para.kind != "bullet" and child.number is None
        if is_talk and not children and heading.presenters and head is not None:
            children.append(Child(heading.title, None, heading.presenters, own, list(head.numbers)))
            own = []
        children.append(child)
        in_round = False
    return own, children


def _child(
    para: Para,
    follows: Para | None,
    context: Context,
    *,
    heading: Heading,
    has_children: bool,
    in_round: bool,
) -> Child | None:
    """The child that a paragraph begins, or nothing."""
    text = para.text.strip()
    if para.kind == "row" or not text:
        return None
    if lettered := (_LETTERED.match(text) or _NUMBERED_CHILD.match(text)):
        return _lettered(para, lettered, context)
    under = para.marked(para.underlined)
    if under >= 4 and not _is_plain_label(text[:under]) and para.kind == "text":
        rest = para.part(under)
        rest = rest.part(len(rest.text) - len(rest.text.lstrip(" :.–-")))
        return _made(para.part(0, under), [rest] if rest.text else [], context)
    label = is_label_line(text) or (hit[0] if (hit := label_of(text)) else "")
    if label == "discussion" and text.casefold().startswith("diskussion"):
        return _discussion(para) if has_children else None
    if label or bare(text) in context.labels or party_label(para, context):
        return None
    if (para.kind == "heading" or para.is_all(para.bold)) and re.fullmatch(r"[A-ZÅÄÖ][a-zåäö]{3,}:?", text):
        return None
    if para.kind == "heading" or (
        para.kind == "text" and para.is_all(para.bold) and len(text) < 120 and not text.endswith(".")
    ):
        return _made(para, [], context)
    if (
        para.kind == "text"
        and _INFO.match(text)
        and len(text) < 110
        and not has_verb(text)
        and follows is not None
        and not heading.text
    ):
        return _made(para, [], context, keeps=True)
    if titled := _titled_part(para, heading):
        return titled
    if in_round or len(text) > 200 or text[0] in "•|":
        return None
    if talk := _talk(para, context):
        return talk
    ends = (
        (text.endswith(":")
        and len(text) < 100)
        or (text.endswith(",")
        and len(text) < 40
        and (not para.gap or len(text.split()) < 4))
    )
    if (
        para.kind == "text"
        and ends
        and follows is not None
        and follows.kind == "text"
        and not has_verb(text)
        and not re.search(r"[.?!]\s|\bföljande\b", text)
    ):
        return _made(para, [], context)
    return None


def _made(para: Para, rest: list[Para], context: Context, *, keeps: bool = False) -> Child:
    heading = read_heading(para.text, context.known, plain=False)
    title = para.text.strip() if keeps else (heading.title or para.text)
    texts = [replace(para, text=words, bold=(), underlined=(), italic=()) for words in heading.text]
    return Child(title, None, heading.presenters, [*texts, *rest], list(para.numbers))


def _lettered(para: Para, found: re.Match[str], context: Context) -> Child:
    rest = para.part(found.end())
    reach = max(rest.marked(rest.bold), rest.marked(rest.underlined))
    texts: list[Para] = []
    if 3 <= reach < len(rest.text.rstrip(" .:")):
        texts, rest = [rest.part(reach)], rest.part(0, reach)
    elif len(rest.text) > 90 and (stop := re.search(r"(?<=[^.\s]{3})[.:]\s+(?=[A-ZÅÄÖ])", rest.text)):
        texts, rest = [rest.part(stop.end())], rest.part(0, stop.start())
    heading = read_heading(rest.text, context.known, plain=not rest.bold)
    said = [replace(rest, text=words, bold=(), underlined=(), kind="text") for words in heading.text]
    texts = [replace(one, kind="text") for one in texts]
    return Child(heading.title, found[1], heading.presenters, [*said, *texts], list(para.numbers))


def _discussion(para: Para) -> Child:
    hit = label_of(para.text)
    rest = para.part(hit[2]) if hit else Para("")
    return Child(
        hit[1] if hit else para.text.rstrip(" :"), None, [], [rest] if rest.text else [], list(para.numbers)
    )


def _talk(para: Para, context: Context) -> Child | None:
    """A heading that tells who speaks: "Läget i skolan – Anna Ek, se bifogad PPT"."""
    if para.kind not in {"text", "bullet"} or not re.search(r"\s[–-]\s", para.text):
        return None
    heading = read_heading(para.text, context.known, plain=False)
    names = [name for name in heading.presenters if is_name(name)]
    if (
        not names
        or not heading.title
        or has_verb(heading.title)
        or len(heading.title) < 6
        or re.search(r"[.:]\s", heading.title)
    ):
        return None
    if para.text.rstrip().endswith(".") and not heading.text:
        return None
    texts = [replace(para, text=words, kind="text") for words in heading.text]
    return Child(heading.title, None, heading.presenters, texts, list(para.numbers))


def _titled_part(para: Para, heading: Heading) -> Child | None:
    """A paragraph that begins with a part of the point's own title and a colon."""
    found = re.match(r"([A-ZÅÄÖ][^:.]{8,70}):\s+(?=[A-ZÅÄÖ])", para.text)
    if not found or not heading.title or heading.title.casefold().startswith(found[1].casefold()):
        return None
    if found[1].casefold() not in heading.title.casefold():
        return None
    return Child(found[1], None, [], [para.part(found.end())], list(para.numbers))


def _title_parts(
    heading: Heading, own: list[Para], children: list[Child]
) -> tuple[str, list[Para], list[Child]] | None:
    """A title that lists its parts with hyphens ("Skolan - Läget – rapport - Medlen"): each becomes a child where the text has it."""
    parts = re.split(r"\s-\s", heading.title or "")
    if len(parts) < 3:
        return None
    made = [Child(part.strip()) for part in parts[1:]]
    kept: list[Para] = []
    current: Child | None = None
    for para in own:
        start = para.text[:90].casefold()
        hit = next((one for one in made if one.title and _begins_with(start, one.title.casefold())), None)
        current = hit or current
        (current.paras if current else kept).append(para)
    if not all(child.paras for child in made):
        return None
    return parts[0].strip(), kept, [*made, *children]


def _begins_with(start: str, title: str) -> bool:
    words = title.split()
    return (start.startswith(words[0]) and len(words[0]) > 7) or " ".join(words[:4]) in start


def _is_plain_label(text: str) -> bool:
    return bool(is_label_line(text))


def _columns(truth: dict[str, Any], raw: Raw, context: Context) -> None:
    """What columns of their own say: decisions, who is to do it, and until when."""
    said = [para.text for para in raw.decisions]
    who = ", ".join(para.text for para in raw.responsible) or None
    due = ", ".join(para.text for para in raw.due) or None
    extra = [*said, *([who] if who else []), *([due] if due else [])]
    if not extra:
        return
    for text in said:
        words = re.sub(r"^Beslut\s*:\s*", "", text)
        task = task_in(words, context)
        if who or task:
            truth["actions"].append(
                {
                    "text": words,
                    "responsible": who or (task or {}).get("responsible"),
                    "due": due or (task or {}).get("due"),
                }
            )
        if (
            (not task or is_decision(words, context.body) or words != text)
            and len(words) > 2
            and words not in truth["decisions"]
            and not is_presenter(words, context.known)
        ):
            truth["decisions"].append(words)
    if (
        not said
        and who
        and not truth["actions"]
        and not truth["presenters"]
        and not due
        and (names := presenters_in(who, context.known))
    ):
        truth["presenters"] = names
        return
    truth["text"] = "\n\n".join([*([truth["text"]] if truth["text"] else []), *extra])
    if not said and who and truth["actions"]:
        truth["actions"][-1]["responsible"] = truth["actions"][-1]["responsible"] or who
        truth["actions"][-1]["due"] = truth["actions"][-1]["due"] or due
