"""Parts of a point under headings of their own."""

import re
from dataclasses import dataclass, field, replace

from .doing import Context
from .headings import Heading, read_heading
from .names import is_name
from .paragraphs import Para
from .parties import party_label
from .wording import bare, has_verb, is_label_line, label_of

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


def child_begun(
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
    if _is_styled_heading(para):
        return _made(para, [], context)
    if para.kind == "heading" or para.is_all(para.bold):
        return None
    if _INFO.match(text) and _stands_over(para, follows) and len(text) < 110 and not heading.text:
        return _made(para, [], context, keeps=True)
    if titled := _titled_part(para, heading):
        return titled
    return None if in_round or len(text) > 200 or text[0] in "•|" else _plain(para, follows, context)


def _plain(para: Para, follows: Para | None, context: Context) -> Child | None:
    """The child that a line without any look of its own begins: one that tells who speaks, or ends with a colon."""
    if talk := _talk(para, context):
        return talk
    text = para.text.strip()
    ends = (text.endswith(":") and len(text) < 100) or (
        text.endswith(",") and len(text) < 40 and (not para.gap or len(text.split()) < 4)
    )
    is_over = ends and _stands_over(para, follows) and not re.search(r"[.?!]\s|\bföljande\b", text)
    return _made(para, [], context) if is_over else None


def _is_styled_heading(para: Para) -> bool:
    """Whether a line looks like the heading of a part. One word alone is rather a label."""
    text = para.text.strip()
    if re.fullmatch(r"[A-ZÅÄÖ][a-zåäö]{3,}:?", text):
        return False
    return para.kind == "heading" or (
        para.kind == "text" and para.is_all(para.bold) and len(text) < 120 and not text.endswith(".")
    )


def _stands_over(para: Para, follows: Para | None) -> bool:
    """Whether a plain line without a verb stands over a paragraph."""
    return para.kind == "text" and follows is not None and follows.kind == "text" and not has_verb(para.text)


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


def _is_plain_label(text: str) -> bool:
    return bool(is_label_line(text))
