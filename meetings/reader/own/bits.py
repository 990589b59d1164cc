"""What our own paper is made of, one line after another, and the minutes they tell."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from .people import day_of, row_of, time_span_of

Json = dict[str, Any]
_SEAM = "\x1f"
_ONE = r"[A-ZÅÄÖ][\w-]* \d{4}-\d+"
_NUMBERS = re.compile(_ONE)
_NUMBER = re.compile(rf"\s*\b{_ONE}(?:(?:,| och) {_ONE})*$")
_TASK = re.compile(r"^Uppdrag: (?P<who>.*?)(?:(?:, |^)?(?P<due>senast .*))?$")
_IS_TOPICS = re.compile(r"\b(nästa möte|kommande möten)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Bit:
    """A line with what it is: its kind, its words, a label before it, and which of its words are strong."""

    kind: str
    text: str = ""
    label: str = ""
    strong: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()
    level: int = 0
    cells: tuple[str, ...] = ()


@dataclass
class Own:
    """The lines of a file, and what stands in its head on every page."""

    bits: list[Bit] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    secretary: str = ""


def minutes_of(own: Own, filename: str) -> Json:
    """The minutes in the shape of SCHEMA.md."""
    return _Reader(own, filename).whole()


class _Reader:
    def __init__(self, own: Own, filename: str) -> None:
        self.own = own
        self.told: Json = {
            "source": filename,
            "document": {"title": None, "letterhead": None},
            "bodies": own.heads,
            **dict.fromkeys(
                ("date", "start", "end", "place", "mode", "joint_part", "chair", "welcome", "approval")
            ),
            "secretary": own.secretary or None,
            "attendance": [],
            "items": [],
            "handed_on": [],
            "future_topics": [],
            "dates": [],
            "contacts": [],
            "facts": [],
            "reported_decisions": [],
            "layout": {"header_lines": [], "labels": [], "after_items": []},
            "furniture": [],
        }
        self.section = "head"
        self.item: Json | None = None
        self.group: tuple[str, str] | None = None
        self.lines: list[tuple[str, str]] = []
        self.inside: list[Bit] = []
        self.list = ""

    def whole(self) -> Json:
        for bit in self.own.bits:
            if bit.kind in ("item", "child", "section", "title", "fact", "list", "row"):
                self._close()
            getattr(self, f"_{bit.kind}", self._words)(bit)
        self._close()
        self._flush()
        return self.told

    # Head

    def _title(self, bit: Bit) -> None:
        self.told["document"]["title"] = bit.text

    def _kicker(self, bit: Bit) -> None:
        self.told["layout"]["header_lines"].append(bit.text)

    def _fact(self, bit: Bit) -> None:
        if self.section != "head":
            return
        if bit.label == "När":
            first, _, joint = bit.text.partition(", gemensamt")
            self.told["date"] = day_of(first)
            self.told["start"], self.told["end"] = time_span_of(first)
            if joint:
                start, end = time_span_of(joint)
                names = re.split(r", | och ", joint.partition(" med ")[2]) if " med " in joint else []
                self.told["joint_part"] = {"start": start, "end": end, "with": names}
        elif bit.label == "Var":
            place, mode = _place_of(bit.text)
            self.told["place"], self.told["mode"] = place or None, mode
        elif bit.label == "Ordförande":
            self.told["chair"] = bit.text
        elif bit.label == "Justerat av":
            approvers, _, when = bit.text.rpartition(", ")
            self.told["approval"] = {"approvers": re.split(r", | och ", approvers), "date": day_of(when)}

    def _section(self, bit: Bit) -> None:
        self._flush()
        self.section, self.item = bit.text, None

    # Items

    def _item(self, bit: Bit) -> None:
        self._flush()
        self.section = "items" if bit.label or self.told["items"] else "before"
        if self.section == "before":
            self.told["layout"]["header_lines"].append(bit.text)
            return
        self.item = _empty(bit)
        if bit.label:
            self.told["items"].append(self.item)
        else:
            self.told["layout"]["after_items"].append(bit.text)

    def _child(self, bit: Bit) -> None:
        self._flush()
        if self.told["items"] and self.section == "items":
            self.item = _empty(bit)
            self.told["items"][-1]["children"].append(self.item)

    def _sub(self, bit: Bit) -> None:
        if self.item:
            self.item["title"] = "\n".join(filter(None, [self.item["title"], bit.text]))

    def _presenters(self, bit: Bit) -> None:
        if self.item:
            self.item["presenters"] = bit.text.split(", ")

    def _begin(self, bit: Bit) -> None:
        self._close()
        before = self.lines[-1][1] if self.lines and bit.text == "note" else ""
        self.group = (bit.text, bit.label or before)
        bare = _NUMBER.sub("", bit.label).strip()
        if bare and bare not in ("Beslut", "Uppdrag") and bit.text == "decision":
            self.lines.append(("text", bare))

    def _end(self, bit: Bit) -> None:
        self._close()

    def _words(self, bit: Bit) -> None:
        """A paragraph, list item, heading in the text, contribution or small line."""
        if self.item is None:
            if self.section in ("head", "before") and bit.text:
                self.told["layout"]["header_lines"].append(bit.text)
            return
        if bit.kind == "line":
            self._line(bit)
            return
        if self.group:
            self.inside.append(bit)
        words = f"{bit.label}: {bit.text}" if bit.kind == "said" else bit.text
        if bit.kind not in ("who", "due"):
            self.lines.append(("text" if bit.kind in ("said", "mid", "what") else bit.kind, words))
        for one in self.item["actions"]:
            one.pop("is_open", None)
        for words in bit.tasks:
            task = {"text": _even(words), "responsible": None, "due": None, "is_open": True}
            self.item["actions"].append(task)
        if bit.kind == "said":
            self.item["contributions"].append({"party": bit.label, "text": bit.text})

    def _line(self, bit: Bit) -> None:
        """A small line after a paragraph tells who does what was marked in it, and when."""
        assert self.item is not None  # noqa: S101
        task = _TASK.match(bit.text)
        open_now = [one for one in self.item["actions"] if one.get("is_open")]
        if task and open_now:
            due = (task["due"] or "").removeprefix("senast ")
            open_now[0] |= {"responsible": task["who"] or None, "due": due or None}
            del open_now[0]["is_open"]

    def _close(self) -> None:
        """The end of a decision, an uppdrag or a note: its words become what it is."""
        if self.group is None or self.item is None:
            self.group, self.inside = None, []
            return
        kind, label = self.group
        words = [one for one in self.inside if one.kind not in ("who", "due")]
        text = "\n\n".join(one.text for one in words)
        if kind == "decision":
            self.item["decisions"] += _decisions(words, label)
        elif label.rstrip(":").split(":")[0] == "Uppdrag" or any(one.kind == "what" for one in self.inside):
            told = {one.kind: one.text for one in self.inside}
            self.item["actions"].append(
                {"text": text, "responsible": told.get("who"), "due": told.get("due")}
            )
        elif _IS_TOPICS.search(label):
            self.told["future_topics"] += [one.text for one in words]
        elif label.startswith("Inspel"):
            self.item["inputs"] += [one.text for one in words]
        elif label.startswith("Medskick"):
            self.told["handed_on"].append(
                {
                    "to": label.removeprefix("Medskick").removeprefix(" till ") or None,
                    "points": [one.text for one in words],
                    "where_item": self.item["number"],
                }
            )
        self.group, self.inside = None, []

    def _flush(self) -> None:
        """The words of an item that is done, as the schema writes them."""
        if self.item is not None:
            if self.item["number"] is None and self.item not in _children(self.told):
                self.told["layout"]["after_items"] += [words for _, words in self.lines]
                if _IS_TOPICS.search(self.item["title"] or ""):
                    self.told["future_topics"] += [words for _, words in self.lines]
            self.item["text"] = _written(self.lines)
            for one in self.item["actions"]:
                one.pop("is_open", None)
        self.lines = []

    # Attendance

    def _list(self, bit: Bit) -> None:
        self.list = bit.text

    def _row(self, bit: Bit) -> None:
        if self.section == "Närvarolista":
            heads = self.own.heads
            body = next((name for name in heads if self.list.startswith(name)), None)
            heading = self.list.removeprefix(body or "").removeprefix(", ")
            self.told["attendance"].append(row_of(bit.cells, body=body, heading=heading or None))
        elif self.item is not None:
            self.lines.append(("row", "\t".join(bit.cells)))


def _children(told: Json) -> list[Json]:
    return [child for item in told["items"] for child in item["children"]]


def _empty(bit: Bit) -> Json:
    number = bit.label.rstrip(")") or None
    return {
        "number": number, "title": bit.text or None, "presenters": [], "text": "", "links": [], "link_texts": [],
        "contributions": [], "decisions": [], "actions": [], "inputs": [], "attachments": [], "chair_change": None,
        "children": [],
    }  # fmt: skip


def _decisions(bits: Iterable[Bit], label: str) -> list[str]:
    """Words of a decision that is its whole paragraphs, or the strong words of a paragraph that says more.

    Strong words beside each other are several decisions where the label has that many numbers.
    """
    found = list(bits)
    if all(_even(" ".join(one.strong)) == _even(one.text) or not one.strong for one in found):
        return ["\n\n".join(one.text for one in found)]
    spans = [words for one in found for words in one.strong]
    numbers = _NUMBERS.findall(label)
    if len(numbers) > len(spans):
        spans = [part for words in spans for part in words.split(_SEAM)]
    return [_even(words) for words in spans]


def _even(words: str) -> str:
    return " ".join(words.replace(_SEAM, " ").split())


def _written(lines: list[tuple[str, str]]) -> str:
    text, before, number = "", "", 0
    for kind, words in lines:
        number = number + 1 if kind == before == "numbered" else 1
        sign = {"bullet": "- ", "numbered": f"{number}. "}.get(kind, "")
        gap = "\n" if kind == before and kind in {"bullet", "numbered", "row"} else "\n\n"
        text += f"{gap if text else ''}{sign}{words}"
        before = kind
    return text


def _place_of(text: str) -> tuple[str, str | None]:
    for words, mode in ((", på plats och digitalt", "hybrid"), (", digitalt", "digital")):
        if text.endswith(words):
            return text.removesuffix(words), mode
    alone = {"Digitalt": "digital", "På plats": "in_person", "På plats och digitalt": "hybrid"}
    if text in alone:
        return "", alone[text]
    return text, "digital" if re.search(r"\b(teams|digital\w*|zoom)\b", text, re.IGNORECASE) else None


def joined_strong(parts: Iterable[tuple[str, bool]]) -> tuple[str, ...]:
    """Strong words that stand beside each other, as one; a space that is not strong itself as a seam."""
    found: list[str] = []
    gap, is_open = "", False
    for words, is_strong in parts:
        if not words.strip():
            gap += words if is_strong else _SEAM
        elif is_strong:
            found = [*found[:-1], f"{found[-1]}{gap}{words}"] if is_open else [*found, words]
            gap, is_open = "", True
        else:
            gap, is_open = "", False
    return tuple(" ".join(re.split(r"[^\S\x1f]+", one)).strip() for one in found)
