"""What runs across the points: topics to come, days, matters handed on, contacts, facts (SCHEMA.md, further fields)."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import Any

from .moments import MONTHS, days, hours, months
from .names import NAME, is_name
from .paragraphs import Para
from .sentences import pieces, sentences

_TOPICS = re.compile(
    r"^(?:(?:teman?|ämnen|frågor|punkter|förslag)\b.{0,20}\b(?:till|för|på|inför)\b.{0,20}\bmöten?\b|till (?:kommande|nästa) möten?\b|(?:kommande|framtida) (?:teman?|ämnen|frågor|punkter)|teman? (?:framåt|framöver)|inför nästa möte)",
    re.IGNORECASE,
)
_MEETING_DAYS = re.compile(r"\b(?:sammanträdes(?:datum|tider|dagar)|mötes(?:datum|tider|dagar)|kommande möten|nästa möte|möten? \d{4}|datum för)\b", re.IGNORECASE)
_EVENT = re.compile(
    r"\b(?P<what>(?:[A-ZÅÄÖ][\wåäö&]*\s+|[\wåäö]*(?:gemensam|nationell|regional|nästa|kommande)\w*\s+)?[A-ZÅÄÖa-zåäö-]*(?:dag|dagen|dagar|konferens(?:en)?|mingel|möte(?:t)?|seminari(?:um|et)|workshop(?:en)?|träff(?:en)?|webbinari(?:um|et)|nätverk(?:et)?|utbildning(?:en)?|chefsgrupp(?:en)?|rådet|caféer|café|kick-off|forum|besök))\b"
)
_PAST = re.compile(r"\b(?:hölls|genomfördes|presenterades|beslutades|antogs|var|träffades|anordnades|avslutades|började|startade)\b")
_DEADLINE = re.compile(r"\b(?:senast|anmälan|sista dag)\b", re.IGNORECASE)
_HANDS = re.compile(
    r"\b(?:åter(?:kopplas|rapporteras)|lämnas|skickas|hänskjuts|överlämnas|lyftas?|lyfter|lyfts|tas (?:vidare|upp)|ta (?:vidare|upp)|föras? vidare|medskick(?:as)?)\b[^.]{0,40}?\b(?:till|på|i|för|vid)\s+(?:nästa |kommande |den )?"
    r"(?P<to>(?:gemensamma? |regionala |specifika |kommande )*[\wåäöÅÄÖ-]*(?:grupp(?:en|er|erna)?|cheferna|råd(?:et)?|nämnd(?:en)?|utskott(?:et)?|nätverk(?:et)?|styrelsen?)\b|AU\b)",
    re.IGNORECASE,
)
_CONTACT = re.compile(
    rf"\b(?:[Kk]ontaktperson(?:er)?|[Kk]ontakt|[Aa]nsvarig kontakt)\s*:?\s+(?:är\s+)?(?P<name>{NAME})|(?P<is>{NAME}) är (?:vår|vårt|länets|gruppens|rådets)?\s*(?:[a-zåäö]*stöd|kontakt(?:person)?|samordnare)\b"
)
_MAILED = re.compile(rf"^(?P<name>{NAME})\s*[,:(–-]\s*[\w.+-]+@[\w.-]+\w")
_AMOUNT = re.compile(r"(?P<number>\d{1,3}(?:[ .]\d{3})+|\d+(?:,\d+)?)\s*(?P<unit>miljon(?:er)?|mnkr|mkr|tkr|kr(?:onor)?\b|miljard\w*)|(?P<bare>\d{1,3}(?:\.\d{3})+)(?!\d)", re.IGNORECASE)


def topics_in(title: str | None, text: str) -> list[str]:
    """Topics to come that a point lists, where its title says that it does."""
    if not title or not _TOPICS.search(title):
        return []
    return [topic for line in text.split("\n") if line.strip() for topic in _topic_lines(line.strip().removeprefix("- "))]


def _topic_lines(line: str) -> list[str]:
    found: list[str] = []
    for sentence in sentences(line):
        if found and not re.match(r"(?:Även|Vi kan också|Tema\b)", sentence):
            found[-1] += f" {sentence}"
        else:
            found.append(sentence)
    return found


def is_topics(heading: str) -> bool:
    """Whether a heading after the points stands over topics to come."""
    return bool(_TOPICS.match(heading.strip())) and not days(heading, dt.date(2000, 1, 1))


def blocks(paras: Sequence[Para]) -> Iterator[tuple[Para | None, list[Para]]]:
    """What stands after the points as headings with what is under each."""
    heading: Para | None = None
    under: list[Para] = []
    for para in paras:
        is_label = para.kind == "heading" or (
            para.kind == "text" and (para.is_all(para.bold) or para.text.rstrip().endswith(":") or (para.gap and _heads(para.text))) and not days(para.text, dt.date(2000, 1, 1))
        )  # fmt: skip
        if is_label:
            if heading or under:
                yield heading, under
            heading, under = para, []
        else:
            under.append(para)
    if heading or under:
        yield heading, under


def _heads(text: str) -> bool:
    return len(text) < 60 and not text.endswith((".", ",")) and bool(_TOPICS.match(text) or _MEETING_DAYS.search(text) or re.search(r"möten$|dagar$|\b20\d\d$", text))


def topics_under(under: Sequence[Para]) -> list[str]:
    """Topics in a list after the points. Where bold begins anew inside a line, another topic begins."""
    found: list[str] = []
    for para in under:
        cut = next((start for start, _ in para.bold if 0 < start and para.text[start - 1] == " " and para.text[start].isupper() and para.text[:start].rstrip().endswith((")", ".", "?"))), None)
        found += [para.text] if cut is None else [para.text[:cut].strip(), para.text[cut:].strip()]
    return found


def dates_in(text: str, near: dt.date | None, *, title: str | None, what: str, where: str | None, heading: str | None) -> list[dict[str, Any]]:
    """Days told in a text: meetings to come and other events. Deadlines are not among them."""
    found: list[dict[str, Any]] = []
    is_list = bool(_MEETING_DAYS.search(title or "") or _MEETING_DAYS.search(heading or ""))
    for line in text.split("\n"):
        for sentence in sentences(line):
            for part in _event_parts(sentence):
                found += _dated(part, near, is_list=is_list or bool(_MEETING_DAYS.match(part)), title=title, what=what, where=where, heading=heading)
    return found


def _event_parts(sentence: str) -> list[str]:
    """The sentence, or the events it is made of where lines were run together."""
    parts = pieces(sentence)
    if len(re.findall(r"\d{1,2}/\d{1,2}, [A-ZÅÄÖ]", sentence)) < 2:
        return parts
    found: list[str] = []
    for part in parts:
        found += re.split(r"(?<=\d, [A-ZÅÄÖ])(?!)|(?<=[a-zåäö])\s+(?=[A-ZÅÄÖ][A-ZÅÄÖa-zåäö ]{1,24}\s\d{1,2}/\d{1,2})", part)
    return found


def _dated(sentence: str, near: dt.date | None, *, is_list: bool, title: str | None, what: str, where: str | None, heading: str | None) -> list[dict[str, Any]]:
    sentence = sentence.removeprefix("- ").strip()
    base = near
    if heading and (year := re.search(r"\b(20\d\d)\b", heading)) and near and "Uppföljning" not in heading:
        base = dt.date(int(year[1]), near.month, 1)
    if year := re.match(r"[^\d]{4,40}\b(20\d\d)\s*:", sentence) or re.search(r"\b(20\d\d)\s*$", title or ""):
        base = dt.date(int(year[1]), 1, 1)
    told = days(sentence, base) or ([] if not re.search(r"\b(?:i \w+ månad|, (?:" + "|".join(MONTHS) + r")$)", sentence) else months(sentence, base))
    sentence = re.sub(r"^(?:Nästa|Kommande) (?:möte|råd|träff|sammanträde)\w*(?: i gruppen)? (?:är|hålls|blir|äger rum|planeras till)\s*(?:på )?:?\s*", "", sentence)
    if re.search(r"\b(?:minnes|mötes)?anteckning|\bprotokoll|^Justera", sentence, re.IGNORECASE):
        return []
    if not told or _DEADLINE.search(sentence) or (_PAST.search(sentence) and not is_list):
        return []
    several = len(told) > 1 and (is_list or len(sentence) < 90)
    rows = []
    for place, day in enumerate(told[: None if several else 1]):
        start = 0 if place == 0 else told[place - 1].end
        end = len(sentence) if place == len(told) - 1 else day.end
        words = sentence[start:end].strip(" ,;") if several else sentence
        words = re.sub(r"^(?:och|samt|,)\s+", "", words)
        clock = hours(words) or (hours(sentence) if several else [])
        about = _what(words, day.date, title, what, is_list=is_list, heading=heading)
        rows.append(
            {
                "text": words, "what": about, "date": day.date, "end_date": day.end_date, "start": clock[0][0] if clock else None,
                "end": clock[0][1] if clock else None, "place_or_mode": _place(words), "tentative": _is_tentative(words, heading, near, day.date),
                "where_item": where, "heading": heading,
            }
        )  # fmt: skip
    return rows


def _what(words: str, date: str, title: str | None, body: str, *, is_list: bool, heading: str | None) -> str:
    if is_list:
        return title if title and _MEETING_DAYS.search(title) and not heading else body
    if found := _EVENT.search(words):
        return found["what"].strip()
    before = re.split(r"\s*(?:\bden\b|\d{1,2}/\d|\d{1,2}[-–\s])", words)[0].strip(" ,:(–-")
    return before[:120] or (heading or title or body).strip(" :")


def _is_tentative(words: str, heading: str | None, near: dt.date | None, date: str) -> bool:
    said = f"{words} {heading or ''}"
    if not re.search(r"\b(?:ev\b|ev\.|eventuellt|förslag|preliminär\w*|prel\b|planeras|föreslås|eller)", said, re.IGNORECASE):
        return False
    return not (near and date == near.isoformat())


def _place(words: str) -> str | None:
    if re.search(r"\bdigital\w*", words, re.IGNORECASE) and (found := re.search(r"\bdigitalt(?: möte)?|\bDigitalt\b", words)):
        return found[0]
    if found := re.search(r"\d(?:\s?/\s?\d{1,2}|\s+[a-zåäö]+(?:\s\d{4})?)(?:,|:)\s+(?P<place>[A-ZÅÄÖ][\wåäö-]*(?: [A-ZÅÄÖ][\wåäö-]*)*)$", words):
        return found["place"]
    if found := re.search(r"\b(?:på|i|till)\s+(?P<place>[A-ZÅÄÖ][\wåäö-]+(?: [A-ZÅÄÖ][\wåäö-]+)*)\.?$", words):
        return found["place"]
    if found := re.search(r"\b([Ff]ysiskt|[Tt]eams)\b", words):
        return found[0]
    return None


def handed_on_in(item: dict[str, Any], where: str) -> list[dict[str, Any]]:
    """What a point hands on to another group: a list under its name, or a sentence that says so."""
    text = item["text"]
    bullets = [line[2:] for line in text.split("\n") if line.startswith("- ")]
    intro = re.search(r"\b(?:[Pp]unkter|[Mm]edskick|[Ff]rågor|[Aa]tt ta med)\b[^.:\n]{0,30}?\btill\s+(?P<to>[\wåäöÅÄÖ -]+?)(?=\s+från\b|[.:\n]|$)", f"{item['title'] or ''}\n{text}")
    if intro and bullets and not _TOPICS.search(item["title"] or ""):
        to = intro["to"].strip()
        title = (item["title"] or "").strip()
        return [{"to": title if title.casefold() == to.casefold() else to, "points": bullets, "where_item": where}]
    found: list[dict[str, Any]] = []
    for line in text.split("\n"):
        for sentence in sentences(line):
            if (hand := _HANDS.search(sentence)) and not sentence.endswith("?") and re.search(r"\b(?:ska|skall|kommer|förslag|bör|tas|lyfts|återkopplas)\b", sentence, re.IGNORECASE):
                found.append({"to": hand["to"].strip(), "points": [sentence], "where_item": where})
    return found


def contacts_in(text: str, area: str, where: str | None) -> list[dict[str, Any]]:
    """Who is contact for what, where the text says so."""
    found = []
    for line in text.split("\n"):
        for match in _CONTACT.finditer(line):
            name = match["name"] or match["is"]
            if is_name(name):
                found.append({"area": area, "name": name, "dates": [], "where_item": where})
        if (mailed := _MAILED.match(line)) and is_name(mailed["name"]):
            found.append({"area": area, "name": mailed["name"], "dates": [], "where_item": where})
    return found


def facts_in(text: str, where: str | None) -> list[dict[str, Any]]:
    """Sentences that tell an amount of money, and that a plan or strategy has been adopted."""
    found = []
    for line in text.split("\n"):
        for sentence in sentences(line.removeprefix("- ")):
            amount = _AMOUNT.search(sentence)
            if amount:
                kind = "grant" if re.search(r"bidrag|statlig|ESF|Vinnova|projekt", sentence) else "fund"
                found.append({"kind": kind, "text": sentence, "amount_sek": _sek(amount), "where_item": where})
            elif re.search(r"\b(?:strategi|plan|handlingsplan|samverkansplan)\w*\b[^.]*\b(?:antagen|antagits|antogs)\b", sentence, re.IGNORECASE):
                found.append({"kind": "strategy", "text": sentence, "amount_sek": None, "where_item": where})
    return found


def _sek(amount: re.Match[str]) -> int:
    digits = amount["bare"] or amount["number"]
    number = float(re.sub(r"[ .]", "", digits).replace(",", "."))
    unit = (amount["unit"] or "").casefold()
    scale = 1e9 if unit.startswith("miljard") else 1e6 if unit.startswith(("miljon", "mnkr", "mkr")) else 1e3 if unit == "tkr" else 1
    return round(number * scale)
