"""Points as SCHEMA.md has them: number, title, presenters, children, and what their text holds."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from .children import Child, child_begun
from .columns import read_columns
from .content import chair_change_in, content_of, topics_left
from .doing import Context
from .headings import Heading, read_heading
from .names import is_name, leading_presenters, presenters_in
from .paragraphs import Para
from .parties import party_label
from .structure import Raw
from .wording import has_verb, is_given, label_of


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
        known=context.known
        | {word for name in heading.presenters if is_name(name) for word in (name, name.split()[0])},
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
    read_columns(truth, raw, context)
    truth["children"] = [
        _item(child.number, child.title, child.presenters, child.paras, context) for child in children
    ]
    for child in truth["children"]:
        truth["chair_change"] = truth["chair_change"] or child["chair_change"]
    return Item(
        truth,
        [n for para in ([head] if head else []) for n in para.numbers],
        [
            n
            for para in (*own, *raw.decisions, *raw.tasks, *raw.responsible, *raw.due, *raw.presenters)
            for n in para.numbers
        ],
        [[*child.numbers, *(n for para in child.paras for n in para.numbers)] for child in children],
        [topic for paras in (own, *(child.paras for child in children)) for topic in topics_left(paras)],
    )


def _item(
    number: str | None, title: str | None, presenters: list[str], paras: Sequence[Para], context: Context
) -> dict[str, Any]:
    content = content_of(paras, context)
    return {
        "number": number,
        "title": title,
        "presenters": presenters,
        "text": content.pop("text"),
        **content,
        "children": [],
    }


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
        child = child_begun(
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


def _title_parts(
    heading: Heading, own: list[Para], children: list[Child]
) -> tuple[str, list[Para], list[Child]] | None:
    """A title that lists its parts with hyphens: each becomes a child where the text has it."""
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
