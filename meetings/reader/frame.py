"""What stands before the points: title, letterhead, when and where, who leads, who approves."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from .moments import days, hours
from .names import NAME, is_name
from .paragraphs import Para
from .wording import BODY_WORD, FRAME, KIND_OF_MINUTES, bare, has_verb

_OFFICE = re.compile(r"(?:tjänsteställe|förvaltning|avdelning|enhet)(?:\s*/\s*\w+)?$", re.IGNORECASE)
_FOOTER = {
    "postadress": "postal_address", "besöksadress": "visiting_address", "telefon": "phone", "telefax": "fax", "fax": "fax",
    "org.nr": "org_nr", "orgnr": "org_nr", "organisationsnummer": "org_nr", "org nr": "org_nr", "plusgiro": "plusgiro", "bankgiro": "plusgiro",
    "e-post": "email", "epost": "email", "internet": "web", "webb": "web", "webbplats": "web", "hemsida": "web",
}  # fmt: skip
_DIGITAL = re.compile(
    r"\bdigital|\bteams\b|\bzoom\b|\bskype\b|\bdistans|\bvia länk|\bonline|webbmöte|videomöte|\bmeet\b",
    re.IGNORECASE,
)
_WELCOME = re.compile(r"(?:varmt |hjärtligt |alla )?välkom(?:men|na)\b[^.]{0,30}[!.]?$", re.IGNORECASE)
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


def read_frame(paras: Sequence[Para], frame: Frame | None = None, *, titled: bool = True) -> Frame:
    """Read what stands before the points, people taken out. `titled`: the title is sought."""
    frame = frame or Frame()
    rest = list(paras)
    if titled:
        rest = _without_letterhead(_without_title(rest, frame), frame)
    at = 0
    while at < len(rest):
        at += _one(rest, at, frame)
    return frame


def _one(rest: Sequence[Para], at: int, frame: Frame) -> int:
    """Read one line, or two where a label stands alone over its words. Returns how many."""
    para = rest[at]
    if para.kind == "row":
        _row(para, frame)
        return 1
    label, colon, value = para.text.partition(":")
    kind = FRAME.get(bare(label), "")
    if not kind and (hit := _without_colon(para.text)):
        kind, value = hit
    used = 1
    if (
        kind
        and not value.strip()
        and at + 1 < len(rest)
        and rest[at + 1].kind not in {"row"}
        and not FRAME.get(bare(rest[at + 1].text.split(":", 1)[0]))
    ):
        value, used = rest[at + 1].text, 2
        frame.labels.append(para)
        frame.lines.append(rest[at + 1])
    else:
        frame.lines.append(para)
    if kind:
        tell(frame, kind, value.strip())
        return used
    if _WELCOME.match(para.text.strip()):
        frame.welcome = frame.welcome or para.text.strip()
    elif (
        found := re.match(rf"(?:[Mm]ötes)?[Oo]rdf(?:örande|\.)\s*:?\s+(?P<name>{NAME})(?=$|[,.(])", para.text)
    ) and is_name(found["name"]):
        frame.chair = frame.chair or found["name"]
    elif re.match(r"(?:Möteso|O)rdförande\b", para.text) and at and is_name(rest[at - 1].text.strip()):
        frame.chair = frame.chair or rest[at - 1].text.strip()
    elif not frame.date and (found_days := days(para.text)):
        tell(frame, "both", para.text)
        frame.date = frame.date or found_days[0].date
    elif not frame.mode and len(para.text) < 60 and _DIGITAL.search(para.text):
        frame.mode = _mode(para.text)
        frame.place = frame.place or para.text.strip(" .")
    elif (
        not frame.place
        and frame.date
        and len(para.text) < 60
        and _ROOM.search(para.text)
        and not has_verb(para.text)
    ):
        frame.place, frame.mode = (
            re.sub(r"^(?:i|på|vid) ", "", para.text.strip(" .")),
            frame.mode or _mode(para.text),
        )
    _leaders_in(para.text, frame)
    return used


_ROOM = re.compile(
    r"\b\w*(?:huset|salen|sal|rummet|rum|lokalen|residenset|gården|skolan|biblioteket|hotell\w*|konferens\w*|slottet"
    r"|kansliet|kontoret|centrum|mässan)\b",
    re.IGNORECASE,
)
_LEADERS = (
    ("chair", re.compile(rf"\b(?:[Mm]öteso|[Oo])rdf(?:örande|\.)?\s*:?\s+(?:var\s+)?(?P<name>{NAME})")),
    ("chair", re.compile(rf"(?P<name>{NAME})\s*(?:\(|, )(?:möteso|o)rdf(?:örande|\.)?\)?")),
    ("secretary", re.compile(rf"\b[Ss]ekr(?:eterare|\.)?\s*:?\s+(?:var\s+)?(?P<name>{NAME})")),
    ("secretary", re.compile(rf"(?P<name>{NAME})\s*(?:\(|, )sekr(?:eterare|\.)?\)?")),
)


def _leaders_in(text: str, frame: Frame) -> None:
    """Who leads and who writes, in a line such as "Ordf. Anna Ek, sekr. Bo Alm"."""
    for kind, pattern in _LEADERS:
        found = pattern.search(text)
        if found and is_name(found["name"]) and getattr(frame, kind) is None:
            setattr(frame, kind, found["name"])


def _without_colon(text: str) -> tuple[str, str] | None:
    found = re.match(
        r"(Tid och plats|Plats och tid|Tid|Datum|Plats|Justerat av|Justeras av|Sekreterare|Ordförande)\s+"
        r"(?=[A-ZÅÄÖ\d])(.+)$",
        text,
    )
    return (FRAME[bare(found[1])], found[2]) if found and len(text) < 120 and not has_verb(found[2]) else None


def _row(para: Para, frame: Frame) -> None:
    cells = [" ".join(inner.text for inner in cell).strip() for cell in para.cells]
    if _is_footer(para):
        frame.lines.append(para)
        return
    frame.lines.append(para)
    for label, value in zip(cells, cells[1:], strict=False):
        if (kind := FRAME.get(bare(label))) and value:
            tell(frame, kind, value)
    for cell in cells:
        label, colon, value = cell.partition(":")
        if colon and (kind := FRAME.get(bare(label))) and value.strip():
            tell(frame, kind, value.strip())


def tell(frame: Frame, kind: str, value: str) -> None:
    """What a label's words say."""
    if kind in {"when", "both"}:
        _when(frame, value)
    if kind in {"both", "when"} and not frame.place and not _JOINT.search(value):
        rest = _without_moments(value)
        if rest and (kind == "both" or (len(rest) < 60 and not re.match(r"[a-zåäö]", rest))):
            frame.place, frame.mode = rest, frame.mode or _mode(rest)
    if kind == "where":
        frame.mode = frame.mode or _mode(value)
        frame.place = frame.place or _without_mode(value) or None
    if kind == "mode":
        frame.mode = _mode(value)
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


def _mode(text: str) -> str | None:
    if re.search(r"\bhybrid|\bdelvis digital", text, re.IGNORECASE):
        return "hybrid"
    if not _DIGITAL.search(text):
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


def _without_title(rest: list[Para], frame: Frame) -> list[Para]:
    """Take the title out: the line that names the kind of minutes, and the body where it stands on the next."""
    at = next(
        (
            n
            for n, para in enumerate(rest[:14])
            if para.kind != "row"
            and KIND_OF_MINUTES.search(para.text)
            and len(para.text) < 220
            and not FRAME.get(bare(para.text.split(":")[0]))
        ),
        None,
    )
    if at is None:
        at = next(
            (
                n
                for n, para in enumerate(rest[:4])
                if para.kind == "heading"
                or (BODY_WORD.search(para.text) and len(para.text) < 120 and ":" not in para.text)
            ),
            None,
        )
        if at is None or rest[at].kind == "row":
            return rest
    title, used = rest[at].text, [rest[at]]
    kind_alone = bool(KIND_OF_MINUTES.fullmatch(title.strip(" :–-")))
    after = rest[at + 1] if at + 1 < len(rest) else None
    if kind_alone and after is not None and after.kind != "row" and not _is_labelled(after):
        words = re.sub(r"^[•–-]\s*", "", after.text)
        is_dashed = after.kind == "bullet" or words != after.text
        if is_dashed or BODY_WORD.search(words):
            title = f"{title} - {words}" if is_dashed else f"{title} {words}"
            used.append(after)
    frame.title = title
    frame.title_lines = [number for para in used for number in para.numbers]
    if told := days(title):
        frame.date = frame.date or told[0].date
    frame.body = body_in(title)
    above = rest[:at]
    if (
        frame.is_pdf
        and len(above) < 3
        and not any(_OFFICE.fullmatch(para.text.strip(" :")) or _is_labelled(para) for para in rest[: at + 1])
    ):
        frame.running = above
        used += above
    return [para for para in rest if not any(para is one for one in used)]


def _is_labelled(para: Para) -> bool:
    return bool(FRAME.get(bare(para.text.split(":", 1)[0])))


def body_in(title: str) -> str:
    """The body that a title names: without the kind of minutes, day and hour."""
    text = title
    for day in reversed(days(title)):
        text = text[: day.start] + text[day.end :]
    text = KIND_OF_MINUTES.sub(" ", text, count=1)
    text = re.sub(
        r"\b(?:mån|tis|ons|tors|fre|lör|sön)dag(?:en)?\b|\bkl\.?\s*[\d.:–-]+", " ", text, flags=re.IGNORECASE
    )
    text = re.sub(r"\s+", " ", text).strip(" ,:;–-•()")
    text = re.sub(
        r"^(?:fört vid |fört |från |för |vid |av |över )*(?:(?:sammanträde|möte)t? (?:med|i|för) )?", "", text
    )
    return re.sub(r"\s+(?:den|möte|sammanträde)$", "", text).strip(" ,:;–-")


def _without_letterhead(rest: list[Para], frame: Frame) -> list[Para]:
    """Take out a letterhead: an office under its label, the secretary under that, the body above."""
    at = next((n for n, para in enumerate(rest) if _OFFICE.fullmatch(para.text.strip(" :"))), None)
    if at is None:
        return rest
    above = [para for para in rest[:at] if para.kind != "row"]
    office, taken, place = [], list(above), at + 1
    while place < len(rest) and not rest[place].gap and not FRAME.get(bare(rest[place].text.split(":")[0])):
        office.append(rest[place])
        place += 1
    if not office and place < len(rest):
        office, place = [rest[place]], place + 1
    taken += [rest[at], *office]
    frame.labels.append(rest[at])
    secretary = None
    if place + 1 < len(rest) and FRAME.get(bare(rest[place].text)) == "secretary":
        secretary = rest[place + 1].text.strip()
        frame.labels.append(rest[place])
        taken += [rest[place], rest[place + 1]]
        frame.secretary = frame.secretary or secretary
    frame.letterhead = {
        "body_line": "\n".join(para.text for para in above) or None, "office": " ".join(para.text for para in office) or None,
        "secretary": secretary, "footer": {},
    }  # fmt: skip
    frame.head_lines = [number for para in taken for number in para.numbers]
    return [para for para in rest if not any(para is one for one in taken)]


def _is_footer(para: Para) -> bool:
    return sum(bare(" ".join(inner.text for inner in cell)) in _FOOTER for cell in para.cells) >= 2


def read_footer(paras: Sequence[Para], frame: Frame) -> list[Para]:
    """Take a footer of addresses out of what stands after the points; what is left is returned."""
    rest: list[Para] = []
    waiting: list[str] = []
    footer: dict[str, str] = {}
    for para in paras:
        cells = (
            [" ".join(inner.text for inner in cell).strip() for cell in para.cells]
            if para.kind == "row"
            else [para.text.strip()]
        )
        keys = [_FOOTER.get(bare(cell), "") for cell in cells]
        is_known = sum(bool(key) for key in keys) >= (2 if para.kind == "row" else 1)
        if is_known and all(key or not cell for key, cell in zip(keys, cells, strict=True)):
            waiting = keys
        elif is_known:
            footer.update({key: value for key, value in zip(keys, cells[1:], strict=False) if key and value})
        elif waiting and para.kind == "row":
            footer.update({key: value for key, value in zip(waiting, cells, strict=False) if key and value})
            waiting = []
            frame.head_lines += para.numbers
            continue
        else:
            rest.append(para)
            continue
        frame.labels += [
            Para(cell, numbers=para.numbers) for key, cell in zip(keys, cells, strict=True) if key
        ]
        frame.head_lines += para.numbers
    if footer:
        frame.letterhead = frame.letterhead or {
            "body_line": None,
            "office": None,
            "secretary": None,
            "footer": {},
        }
        frame.letterhead["footer"] = footer
    return rest
