"""What stands before the points: title, letterhead, when and where, who leads, who approves."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace

from .moments import days, hours
from .names import NAME, is_name
from .paragraphs import Para
from .whereabouts import DIGITAL, Frame, mode_of, tell
from .wording import BODY_WORD, FRAME, KIND_OF_MINUTES, bare, has_verb

_OFFICE = re.compile(r"(?:tjänsteställe|förvaltning|avdelning|enhet)(?:\s*/\s*\w+)?$", re.IGNORECASE)
_FOOTER = {
    "postadress": "postal_address",
    "besöksadress": "visiting_address",
    "telefon": "phone",
    "telefax": "fax",
    "fax": "fax",
    "org.nr": "org_nr",
    "orgnr": "org_nr",
    "organisationsnummer": "org_nr",
    "org nr": "org_nr",
    "plusgiro": "plusgiro",
    "bankgiro": "plusgiro",
    "e-post": "email",
    "epost": "email",
    "internet": "web",
    "webb": "web",
    "webbplats": "web",
    "hemsida": "web",
}
_WELCOME = re.compile(r"(?:varmt |hjärtligt |alla )?välkom(?:men|na)\b[^.]{0,30}[!.]?$", re.IGNORECASE)


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
    if para.kind == "bullet":  # "- Plats: Teams": a list of facts is not printed as one
        para = replace(para, kind="text")
    label, _, value = para.text.partition(":")
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
    _without_label(para.text.strip(), rest[at - 1].text.strip() if at else "", frame)
    _leaders_in(para.text, frame)
    return used


def _without_label(text: str, above: str, frame: Frame) -> None:
    """What a line without a label tells: a welcome, who leads, when and where."""
    is_short = len(text) < 60
    if _WELCOME.match(text):
        frame.welcome = frame.welcome or text
    elif (found := _LEADS.match(text)) and is_name(found["name"]):
        frame.chair = frame.chair or found["name"]
    elif re.match(r"(?:Möteso|O)rdförande\b", text) and is_name(above):
        frame.chair = frame.chair or above
    elif not frame.date and (found_days := days(text)):
        tell(frame, "both", KIND_OF_MINUTES.sub("", text).strip(" ,:–-"))
        frame.date = frame.date or found_days[0].date
    elif (
        frame.date
        and not frame.start
        and is_short
        and re.match(r"[Kk]l(?:ockan)?\b", text)
        and (clock := hours(text))
    ):
        frame.start, frame.end = clock[0][0], clock[0][1]
        if where := text[clock[0][3] :].strip(" ,."):
            frame.place, frame.mode = frame.place or where, frame.mode or mode_of(where)
    elif not frame.mode and is_short and DIGITAL.search(text):
        frame.mode, frame.place = mode_of(text), frame.place or text.strip(" .")
    elif not frame.place and frame.date and is_short and _ROOM.search(text) and not has_verb(text):
        frame.place, frame.mode = re.sub(r"^(?:i|på|vid) ", "", text.strip(" .")), frame.mode or mode_of(text)


_LEADS = re.compile(rf"(?:[Mm]ötes)?[Oo]rdf(?:örande|\.)\s*:?\s+(?P<name>{NAME})(?=$|[,.(])")
_ROOM = re.compile(
    r"\b\w*(?:hus|huset|salen|sal|rummet|rum|lokalen|residenset|gården|skolan|biblioteket|hotell\w*|konferens\w*|slottet"
    r"|kansliet|kontoret|centrum|mässan|museet|teatern|kyrkan|gymnasiet|rådhuset|värdshuset|församlingshemmet|arena)\b",
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
    for label, value in itertools.pairwise(cells):
        if (kind := FRAME.get(bare(label))) and value:
            tell(frame, kind, value)
    for cell in cells:
        label, colon, value = cell.partition(":")
        if colon and (kind := FRAME.get(bare(label))) and value.strip():
            tell(frame, kind, value.strip())


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
    named = rest[0] if at is not None and 0 < at < 3 and rest[0].kind == "heading" else None
    if named and BODY_WORD.search(named.text) and not BODY_WORD.search(rest[at or 0].text):
        at = 0 if days(rest[at or 0].text) else at
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
        if clock := hours(title):
            frame.start, frame.end = clock[0][0], clock[0][1]
    where = _where_in(title)
    if where:
        frame.place, frame.mode = where, mode_of(where)
    frame.body = body_in(title.removesuffix(where)) if where else body_in(title)
    above = rest[:at]
    if (
        frame.is_pdf
        and len(above) < 3
        and not any(_OFFICE.fullmatch(para.text.strip(" :")) or _is_labelled(para) for para in rest[: at + 1])
    ):
        frame.running = above
        used += above
    return [para for para in rest if not any(para is one for one in used)]


def _where_in(title: str) -> str:
    """The place that ends a title after day and hour: "Anteckningar Rådet, 12 mars 2026 kl 13-15 i Visby"."""
    told = days(title)
    rest = title[told[-1].end :] if told else ""
    found = re.fullmatch(
        r"(?:[\s,]*(?:kl\.?|klockan)?\s*[\d.:–-]+)?[\s,]*(?:i|på|hos|via)?\s*(?P<place>[A-ZÅÄÖ].{2,40})", rest
    )
    return found["place"] if found and not BODY_WORD.search(found["place"]) else ""


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
        r"^(?:från |för |vid )?gemensam(?:t|ma) (?:möte|sammanträde|del) (?:med|för|mellan|av) ", "", text
    )
    text = re.sub(
        r"^(?:fört vid |fört |från |för |vid |av |över )*(?:(?:sammanträde|möte)t? (?:med|i|för) )?", "", text
    )
    return re.sub(r"\s+(?:den|möte|sammanträde)$|,\s*(?:i|på|hos|via)$", "", text).strip(" ,:;–-")


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
        "body_line": "\n".join(para.text for para in above) or None,
        "office": " ".join(para.text for para in office) or None,
        "secretary": secretary,
        "footer": {},
    }
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
