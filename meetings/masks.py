"""Masking: a tree in which words, paragraphs, persons and attachments are replaced by "[maskat: skäl]" (C10).

Pure. What is masked stands nowhere in the result: names lose the ids that would lead to them, links that hold the words
are taken away, and a file that is masked is neither named nor pointed at. `leaks` looks again, as a reader would.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from html import escape, unescape
from typing import Any, Literal, TypeVar, cast
from urllib.parse import unquote

from .documents import Attachment, Attendee, Contribution, Document, Name, Paragraph, Run, Word

MaskKind = Literal["words", "block", "person", "attachment"]
_T = TypeVar("_T")
_TOKEN = re.compile(r"<[^>]*>|&[#\w]{1,10};|.", re.DOTALL)
_BREAKS = re.compile(r"</?(?:br|p|li|tr|td|th)\b", re.IGNORECASE)
_UNSEEN = {"\u00ad", "\u200b", "\u200c", "\u200d", "\u2060", "\ufeff"}
# Codes and moments, which are no words of the text.
_CODES = {
    "key", "sha256", "kind", "file", "url", "date", "start", "end", "joint_start", "joint_end", "layout", "form",
    "role", "purpose", "subkind", "state", "mode", "meeting", "number",
}  # fmt: skip


@dataclass(frozen=True)
class Masked:
    """One thing to mask: `spellings` are words that are not to be seen, `key` the block, person or attachment."""

    kind: MaskKind
    ground: str
    key: str = ""
    spellings: tuple[str, ...] = ()

    @property
    def said(self) -> str:
        """What stands where something is masked."""
        return f"[maskat: {self.ground}]"


def key_of(attachment: Attachment) -> str:
    """How an attachment is named in a mask: by its file, or by its address where it is a link."""
    return f"fil {attachment.file}" if attachment.file else f"länk {attachment.url}"


class Masking:
    """All masks of some minutes, ready to be put on."""

    def __init__(self, masks: Sequence[Masked]) -> None:
        self.masks = tuple(masks)
        self._of: dict[tuple[str, str], Masked] = {(one.kind, one.key): one for one in masks if one.key}
        said = {
            _folded(words): one.said
            for one in reversed(self.masks)
            for words in one.spellings
            if words.strip()
        }
        self._said: Mapping[str, str] = said
        longest = sorted(said, key=len, reverse=True)
        patterns = (r"\s+".join(map(re.escape, words.split(" "))) for words in longest)
        self._words = re.compile("|".join(patterns), re.IGNORECASE) if said else None
        self._how: dict[type, Callable[[Any], Any]] = {
            str: self.text, tuple: lambda parts: tuple(map(self.tree, parts)), Word: lambda word: word,
            Name: self._name, Attendee: self._attendee, Run: self._run, Paragraph: self._paragraph,
            Contribution: self._contribution, Attachment: self._attachment,
        }  # fmt: skip

    def __bool__(self) -> bool:
        return bool(self.masks)

    @property
    def hides_blocks(self) -> bool:
        """Whether whole paragraphs are masked, whose words may be quoted elsewhere."""
        return any(one.kind == "block" for one in self.masks)

    def document(self, document: Document) -> Document:
        """The tree with everything masked."""
        return self.tree(document) if self.masks else document

    def text(self, text: str) -> str:
        """Plain words with what is masked replaced."""
        return self._replaced([(sign, "" if sign in _UNSEEN else sign) for sign in text], str)

    def html(self, html: str) -> str:
        """A block's markup with what is masked replaced, also where it stands across tags."""
        if self._words is None:
            return html
        if any(self.finds(unquote(unescape(tag))) for tag in re.findall(r"<a\b[^>]*>", html)):
            html = re.sub(r"</?a\b[^>]*>", "", html)
        tokens = []
        for token in _TOKEN.findall(html):
            if token.startswith("<") and token.endswith(">"):
                tokens.append((token, " " if _BREAKS.match(token) else ""))
            else:
                seen = unescape(token)
                tokens.append((token, "" if seen in _UNSEEN else seen))
        return self._replaced(tokens, lambda said: escape(said, quote=False))

    def finds(self, text: str) -> bool:
        """Whether a text says something that is masked."""
        return bool(self._words and self._words.search("".join(one for one in text if one not in _UNSEEN)))

    def leaks(self, document: Document, beside: Iterable[str] = ()) -> list[str]:
        """Masked words that can still be read in a tree that has been masked, or in texts that are shown beside it."""
        if self._words is None:
            return []
        found = list(_texts(document))
        wholes = [*found, *beside, " ".join(found), *_paragraphs(document)]
        said = sorted(set(self._said.values()), key=len, reverse=True)
        told: dict[str, None] = {}
        for text in wholes:
            for words in said:
                text = text.replace(words, "\0")
            seen = "".join(one for one in text if one not in _UNSEEN)
            told.update(dict.fromkeys(" ".join(hit[0].split()) for hit in self._words.finditer(seen)))
        return list(told)

    def missing(self, document: Document) -> list[Masked]:
        """Masks that nothing in the unmasked tree answers to."""
        there = set(_keys(document))
        texts = [*_texts(document), *_paragraphs(document)]
        whole = "\n".join(texts)
        return [
            one
            for one in self.masks
            if (one.kind == "words" and not Masking([one]).finds(whole))
            or (one.kind in ("block", "attachment") and (one.kind, one.key) not in there)
            or (one.kind == "person" and (one.kind, one.key) not in there and not Masking([one]).finds(whole))
        ]

    def _replaced(self, tokens: Sequence[tuple[str, str]], written: Any) -> str:
        """Tokens as (how it is written, what is seen) with every hit among what is seen replaced."""
        if self._words is None:
            return "".join(written_so for written_so, _ in tokens)
        owner = [place for place, (_, seen) in enumerate(tokens) for _ in seen]
        out = [written_so for written_so, _ in tokens]
        for hit in self._words.finditer("".join(seen for _, seen in tokens)):
            first, last = owner[hit.start()], owner[hit.end() - 1]
            for place in range(first, last + 1):
                if not (out[place].startswith("<") and out[place].endswith(">")):
                    out[place] = ""
            out[first] = written(self._said.get(_folded(hit[0]), "[maskat]"))
        return "".join(out)

    def tree(self, thing: _T) -> _T:
        """Any part of a tree, masked."""
        how: Callable[[Any], Any] | None = self._how.get(type(thing))
        if how is not None:
            return cast("_T", how(thing))
        if not is_dataclass(thing):
            return thing
        told = {one.name: getattr(thing, one.name) for one in fields(thing) if one.name not in _CODES}
        made = replace(cast("Any", thing), **{name: self.tree(value) for name, value in told.items()})
        return cast("_T", made)

    def _paragraph(self, one: Paragraph) -> Paragraph:
        """A table whose block is masked is a paragraph."""
        is_hidden = any(("block", run.key) in self._of for run in one.runs)
        runs = tuple(self._run(run) for run in one.runs)
        return replace(one, runs=runs, kind="paragraph" if is_hidden and one.kind == "table" else one.kind)

    def _name(self, name: Name) -> Name:
        if name.person is not None and (mask := self._of.get(("person", str(name.person)))):
            return Name(mask.said)
        text = self.text(name.text)
        return name if text == name.text else Name(text)

    def _attendee(self, one: Attendee) -> Attendee:
        """Title and affiliation would tell who it is, so they go with the name."""
        name = self._name(one.name)
        serves_for, substitute, scope = (
            self.text(one.serves_for),
            self.text(one.substitute),
            self.text(one.scope),
        )
        if name == one.name:
            bare = replace(one, title=self.text(one.title), affiliation=self.text(one.affiliation))
        else:
            bare = replace(one, name=name, title="", affiliation="", party="")
        return replace(bare, serves_for=serves_for, substitute=substitute, scope=scope)

    def _run(self, run: Run) -> Run:
        if mask := self._of.get(("block", run.key)):
            bare = tuple(replace(one, by="", who="", due="", to=()) for one in run.records)
            return replace(run, html=escape(mask.said, quote=False), records=bare)
        return replace(run, html=self.html(run.html), records=self.tree(run.records))

    def _contribution(self, one: Contribution) -> Contribution:
        name, label = self._name(one.name), self.text(one.label)
        if name.text != one.name.text and label == one.label:
            label = name.text  # what stands before the words may be the person in other words
        if mask := self._of.get(("block", one.key)):
            only = Paragraph("paragraph", (Run(one.key, escape(mask.said, quote=False)),))
            return replace(one, name=name, label=label, blocks=(only,))
        return replace(one, name=name, label=label, blocks=self.tree(one.blocks))

    def _attachment(self, one: Attachment) -> Attachment:
        if mask := self._of.get(("attachment", key_of(one))):
            return Attachment(one.kind, mask.said)
        title = self.text(one.title)
        if title == one.title and not self.finds(unquote(one.url)):
            return one
        return Attachment(one.kind, title)


def _folded(words: str) -> str:
    return " ".join(words.split()).casefold()


def _parts(thing: object) -> Iterator[tuple[str, object]]:
    if isinstance(thing, tuple):
        yield from (("", one) for one in thing)
    elif is_dataclass(thing):
        yield from ((one.name, getattr(thing, one.name)) for one in fields(thing))


_NOT_SEEN = _CODES - {"url", "number"}


def _texts(thing: object) -> Iterator[str]:
    """Every text that a reader of the tree might see, as it is seen."""
    for name, part in _parts(thing):
        if isinstance(part, str):
            if name not in _NOT_SEEN and part:
                yield unquote(part) if name == "url" else _seen(part) if name == "html" else part
                if name == "html":
                    yield from (unquote(unescape(tag)) for tag in re.findall(r"<a\b[^>]*>", part))
        else:
            yield from _texts(part)


def _seen(html: str) -> str:
    return unescape(re.sub(r"<[^>]*>", lambda tag: " " if _BREAKS.match(tag[0]) else "", html))


def _paragraphs(thing: object) -> Iterator[str]:
    """Paragraphs as one line: words may begin in one run and end in the next."""
    for _, part in _parts(thing):
        if isinstance(part, Paragraph):
            yield " ".join(_seen(run.html) for run in part.runs)
        else:
            yield from _paragraphs(part)


def _keys(thing: object) -> Iterator[tuple[str, str]]:
    """What masks may point at: blocks, persons, attachments."""
    for _, part in _parts(thing):
        match part:
            case Run() | Contribution():
                yield "block", part.key
            case Name() if part.person is not None:
                yield "person", str(part.person)
            case Attachment():
                yield "attachment", key_of(part)
        yield from _keys(part)
