"""What labels before the points tell: when and where, who leads, who writes, who approves."""

import re
from dataclasses import dataclass, field
from typing import Any

from .moments import days, hours
from .names import is_name
from .paragraphs import Para

DIGITAL = re.compile(
    r"\bdigital|\bteams\b|\bzoom\b|\bskype\b|\bdistans|\bvia länk|\bonline|webbmöte|videomöte|\bmeet\b",
    re.IGNORECASE,
)


_JOINT = re.compile(
    r"gemensam(?:t|ma)? (?:möte|del|punkt\w*|sammanträde)[^.]*? med (?P<with>.+)$", re.IGNORECASE
)


@dataclass
class Frame:
    """What was read before (or after) the points, and how each line was used."""

    title: str | None = None
    letterhead: dict[str, Any] | None = None
    date: str | None = None
    start: str | None = None
    end: str | None = None
    place: str | None = None
    mode: str | None = None
    joint: dict[str, Any] | None = None
    chair: str | None = None
    secretary: str | None = None
    welcome: str | None = None
    approval: dict[str, Any] | None = None
    body: str = ""
    is_pdf: bool = False
    running: list[Para] = field(default_factory=list)
    """What stood over the title at the top of the first page of a PDF, where pages have their heads."""
    lines: list[Para] = field(default_factory=list)
    """Those that are header_lines (or after_items), as printed."""
    labels: list[Para] = field(default_factory=list)
    title_lines: list[int] = field(default_factory=list)
    head_lines: list[int] = field(default_factory=list)


def tell(frame: Frame, kind: str, value: str) -> None:
    """What a label's words say."""
    if kind in {"when", "both"}:
        _when(frame, value)
    if kind in {"both", "when"} and not frame.place and not _JOINT.search(value):
        rest = _without_moments(value)
        if re.search(r"[^\W\d_]{2}", rest) and (
            kind == "both" or (len(rest) < 60 and not re.match(r"[a-zåäö]", rest))
        ):
            frame.place, frame.mode = rest, frame.mode or mode_of(rest)
    if kind == "where":
        frame.mode = frame.mode or mode_of(value)
        frame.place = frame.place or _without_mode(value) or None
    if kind == "mode":
        frame.mode = mode_of(value)
    if kind == "chair" and (name := _name_in(value)):
        frame.chair = frame.chair or name
    if kind == "secretary" and (name := _name_in(value)):
        frame.secretary = frame.secretary or name
    if kind == "approval":
        _approval(frame, value)


def _without_mode(value: str) -> str:
    """The room alone, without words that say that some were there by a link."""
    words = re.sub(
        r"\s*[,(;]\s*(?:delvis |även |och |samt |eller |alternativt |möjlighet att delta )*(?:digital\w*|hybrid\w*"
        r"|via (?:Teams|länk)|på distans|Teams|på Teams)\b.*$",
        "",
        value,
        flags=re.IGNORECASE,
    )
    words = re.sub(
        r"\s+(?:och|samt|eller) (?:digitalt|via (?:Teams|länk)|på distans)\b.*$",
        "",
        words,
        flags=re.IGNORECASE,
    )
    return words.strip(" ,;.")


def _name_in(value: str) -> str | None:
    first = re.split(r"[,(]|\s[–-]\s", value)[0].strip(" .")
    return first if is_name(first) else None


def _when(frame: Frame, value: str) -> None:
    told = days(value)
    if told and not frame.date:
        frame.date = told[0].date
    clock = hours(value) or hours(f"kl {value}" if re.match(r"\d", value) and not told else "")
    if clock and not frame.start:
        frame.start, frame.end = clock[0][0], clock[0][1]
    joint = _JOINT.search(value)
    if joint and clock:
        start, end, *_ = clock[-1] if len(clock) > 1 else (None, None)
        frame.joint = {"start": start, "end": end, "with": [joint["with"].strip(" .")]}


def _without_moments(value: str) -> str:
    text = value
    for start, end in sorted(
        [(d.start, d.end) for d in days(value)] + [(h[2], h[3]) for h in hours(value)], reverse=True
    ):
        text = text[:start] + "," + text[end:]
    text = re.sub(
        r"\b(?:mån|tis|ons|tors|fre|lör|sön)dag(?:en)?\b(?:\s+den\b)?", "", text, flags=re.IGNORECASE
    )
    text = re.sub(r"(?:\s*,\s*)+", ", ", text).strip(" ,;–-()")
    text = re.sub(r"^(?:i|på|vid|hos|den|klockan|kl\.?)\s+(?=[A-ZÅÄÖ])", "", text)
    return _without_mode(text)


def mode_of(text: str) -> str | None:
    if re.search(r"\bhybrid|\bdelvis digital", text, re.IGNORECASE):
        return "hybrid"
    if not DIGITAL.search(text):
        return "in_person" if text.strip() else None
    rest = re.sub(
        r"\b(?:digitalt?|möte|sammanträde|via|på|genom|över|i|microsoft|ms|teams|zoom|skype|länk|distans|online"
        r"|webbmöte|videomöte|teamsmöte|för \w+)\b",
        "",
        text,
        flags=re.IGNORECASE,
    )
    return (
        "hybrid"
        if re.search(r"\w{3,}", rest) and re.search(r"\b(?:och|samt|eller|/|alternativt)\b|/|,", text)
        else "digital"
    )


def _approval(frame: Frame, value: str) -> None:
    told = days(value)
    names = value
    for day in reversed(told):
        names = names[: day.start] + names[day.end :]
    found = [part.strip(" .,") for part in re.split(r"\s*(?:,|;|/|\boch\b|\bsamt\b)\s*", names)]
    people = [
        re.sub(r"\s*\([^)]*\)", "", part) for part in found if is_name(re.sub(r"\s*\([^)]*\)", "", part))
    ]
    if people:
        frame.approval = frame.approval or {"approvers": people, "date": told[0].date if told else None}
