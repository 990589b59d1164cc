"""Days that minutes tell of: meetings to come, conferences, and what else has a day (SCHEMA.md, dates)."""

import datetime as dt
import re
from dataclasses import dataclass, replace
from typing import Any

from .moments import MONTHS, Day, days, hours, months
from .sentences import pieces, sentences
from .wording import has_verb

MEETING_DAYS = re.compile(
    r"\b(?:sammanträdes(?:datum|tider|dagar)|sammanträden\b|mötes(?:datum|tider|dagar)|kommande möten"
    r"|nästa möte"
    r"|möten? \d{4}|datum för)",
    re.IGNORECASE,
)
_EVENT = re.compile(
    r"\b(?P<what>(?:(?:gemensam|nationell|regional|nästa|kommande)\w*\s+)*(?!(?i:mån|tis|ons|tors|fre|lör"
    r"|sön)dag)[\wåäöÅÄÖ-]*(?:dag|dagen"
    r"|dagar|konferens(?:en)?|mingel|möte(?:t)?|seminari(?:um|et)|workshop(?:en)?|"
    r"träff(?:en)?|webbinari(?:um|et)|utbildning(?:en)?|chefsgrupp(?:en)?|råd(?:et)?|caféer|café|kick-off"
    r"|forum|besök"
    r"|plan|nätverk(?:et)?)\b(?: för (?:samverkan )?[a-zåäö ]+? (?=den\b|\d))?)"
)
_PAST = re.compile(
    r"\b(?:hölls|fattades|genomfördes|presenterades|beslutades|antogs|var|träffades|anordnades|avslutades"
    r"|började"
    r"|startade|gavs|kom)\b"
)
_NOT_COMING = re.compile(
    r"^(?:Klart?|Klart senast|När|Senast|Slutdatum|Deadline)\s*:|\b(?:senast|anmälan|sista dag"
    r"|träda i kraft|träder i kraft|gäller från"
    r"|löper ut|går ut|upphör|sägs upp|gäller till)\b|\b(?:minnes|mötes)?anteckning"
    r"|^[\wåäö]*(?:skrivelse|yttrande|utlåtande|rapport|missiv|beslut|underlag)[^.\d]{0,40}\d{4}-\d\d-\d\d"
    r"|\bprotokoll|^Justera",
    re.IGNORECASE,
)
_MONTH_ALONE = re.compile(r"\bi [a-zåäö]+ månad|, (?:" + "|".join(MONTHS) + r")$")
_EVENT_ALONE = re.compile(
    r"^(?P<what>[\wåäöÅÄÖ-]*(?:dag|dagen|konferens|konferensen|seminarium|möte|träff))\s+"
    r"(?!(?:i|för|om|utifrån|med|kring|på|till|av|inom|samt|och)\b)[a-zåäö]"
)
_AT_BODY = re.compile(
    r"\b(?:på|till|vid|av|i|[Vv]id|[Tt]ill)\s+(?:den |det |kommande |nästa )*(?P<what>[A-ZÅÄÖ]{2,6}"
    r"|(?:[Rr]egionala |[Ss]pecifika |[Gg]emensamma? )?[a-zåäö]*(?:grupp(?:en)?|råd(?:et)?|nämnd(?:en)?))$"
)
_LEADS = re.compile(
    r"^(?:(?:Koppling|Återkoppling|Inspel|Inför|Information|Info|Påminnelse|Vid)(?: till| om"
    r"| inför)? (?:kommande )?)(?=\w)"
)
_SUBJECT = re.compile(
    r"^(?:[Ee]n|[Ee]tt) (?P<what>(?:[a-zåäö]+(?:isk|ell|al|sam|ig|ad|t|s) )*[a-zåäö]+?)(?: (?:för|om"
    r"|kring|av) .*)? (?:ska|kommer|skall)\b"
)
_IN_BRACKETS = re.compile(
    r"\(\d[^–()]*\s[–-]\s+(?:(?:bred|öppen) )?(?:inbjudan (?:till )?)?(?P<what>[^,()]+)"
)
_NEXT_IS = re.compile(
    r"^(?:Nästa|Kommande) (?:möte|råd|träff|sammanträde)\w*(?: i gruppen)? (?:är|hålls|blir|äger rum"
    r"|planeras "
    r"till)\s*(?:på )?:?\s*"
)


BEFORE = 31
"""How many days before the meeting a listed day may lie and still be of its year."""
_AREA_ALONE = re.compile(r"^(?P<area>[A-ZÅÄÖ][\wåäö/-]*(?: [a-zåäö]+)?):(?:\s*kontaktperson\b.*)?$")
_WEEKS = re.compile(r"\bv(?:ecka|eckor|\.)?\s?\d{1,2}\b", re.IGNORECASE)


@dataclass(frozen=True)
class Place:
    """Where a text stands: the point and its title, or the heading of a list outside them, and the body."""

    near: dt.date | None
    body: str
    title: str | None = None
    where: str | None = None
    heading: str | None = None

    @property
    def is_list(self) -> bool:
        """Whether days of meetings are listed here."""
        return bool(MEETING_DAYS.search(self.title or "") or MEETING_DAYS.search(self.heading or ""))


def dates_in(text: str, place: Place, seen: set[str] | None = None) -> list[dict[str, Any]]:
    """Days told in a text. Deadlines are not among them, nor a day in `seen` (told before in the same point)."""
    found: list[dict[str, Any]] = []
    seen = set() if seen is None else seen
    for line in text.split("\n"):
        line = line.removeprefix("- ").strip()
        if "\t" in line:
            continue
        line = re.sub(r"\s+kontaktperson\b.*$", "", line) if place.heading else line
        for sentence in sentences(line):
            parts = _events(sentence)
            event = (
                re.match(r"[A-ZÅÄÖ][a-zåäö]+ (?P<what>[a-zåäö][a-zåäö ]+?) \d", parts[0])
                if len(parts) > 1
                else None
            )
            for part in parts:
                for row in _dated(part, place):
                    if event and re.fullmatch(r"[A-ZÅÄÖ][a-zåäö]+", row["what"]):
                        row["what"] = f"{row['what']} {event['what']}"
                    if row["date"] not in seen or place.heading:
                        seen.add(row["date"])
                        found.append(row)
    return found


def undated(line: str, place: Place) -> dict[str, Any] | None:
    """A line of a list of days that has none yet: a part's name alone, or weeks to choose a day in."""
    words = line.removeprefix("- ").strip()
    area = _AREA_ALONE.match(words)
    weeks = _WEEKS.search(words)
    if not area and not (weeks and re.match(r"Mötes?tid|[\wåäö]*möten", words)):
        return None
    heading = (place.heading or "").strip(" :")
    what = f"{heading} {area['area']}" if area else re.split(r" \(| v(?:ecka)?\b| ombeds| läggs", words)[0]
    return {
        "text": f"{area['area']}:" if area else words, "what": what, "date": None, "end_date": None, "start": None,
        "end": None, "place_or_mode": None, "tentative": True, "where_item": place.where, "heading": place.heading,
    }  # fmt: skip


def whole_names(rows: list[dict[str, Any]]) -> None:
    """Give a body that is named in short the whole name that another day of the same point gives it."""
    for row in rows:
        longer = next(
            (
                one["what"]
                for one in rows
                if one["where_item"] == row["where_item"] and one["what"].startswith(f"{row['what']} för ")
            ),
            None,
        )
        row["what"] = longer or row["what"]


def in_title(title: str, place: Place) -> list[dict[str, Any]]:
    """A day in a title: what stands in brackets around it, or the title."""
    bracket = next((one for one in re.finditer(r"\([^()]+\)", title) if days(one[0], place.near)), None)
    rows = _dated(bracket[0] if bracket else title, place)
    for row in rows:
        if bracket and (
            found := re.search(
                r"(?:specifik|regional|gemensam|lokal)\w* [\wåäö]+(?: (?:för|i) [\wåäö]+)?|\w*(?:grupp"
                r"|råd|nämnd)\w*",
                title,
            )
        ):
            row["what"] = found[0]
    return rows


def _events(sentence: str) -> list[str]:
    """The sentence, or the events run together in it: "Norr 21/11, Nora Söder 28/11, Kumla"."""
    found: list[str] = []
    for part in pieces(sentence):
        if len(re.findall(r"\d{1,2}/\d{1,2}, [A-ZÅÄÖ]", part)) > 1:
            found += re.split(
                r"(?<=[a-zåäö])\s+(?=[A-ZÅÄÖ][A-ZÅÄÖa-zåäö]*(?: [a-zåäö]+)*\s\d{1,2}/\d{1,2})", part
            )
        else:
            found.append(part)
    return found


def _base(sentence: str, place: Place) -> dt.date | None:
    """The day whose year dates without a year have."""
    near = place.near
    for words in (
        re.match(r"[^\d]{4,40}\b(20\d\d)\s*:", sentence),
        re.search(r"\b(20\d\d)\s*$", place.title or ""),
    ):
        if words:
            return dt.date(int(words[1]), 1, 1)
    if place.is_list and (year := re.search(r"\b(20\d\d)\b", f"{place.heading or ''} {sentence}")):
        return dt.date(int(year[1]), 1, 1)
    return near


def _dated(sentence: str, place: Place) -> list[dict[str, Any]]:
    base = _base(sentence, place)
    sentence = _NEXT_IS.sub(
        "", re.sub(r"^[^:]{2,110}:\s+(?=Beslut)|^[^:\d]{2,60}:\s+(?=[a-zåäö])", "", sentence)
    )
    told = days(sentence, base) or (months(sentence, base) if _MONTH_ALONE.search(sentence) else [])
    is_list = place.is_list or bool(MEETING_DAYS.match(sentence))
    if not told or _NOT_COMING.search(sentence) or (_PAST.search(sentence) and not is_list):
        return []
    if place.heading and place.near:
        told = [_after_meeting(day, place.near) for day in told]
    if len(told) > 1 and (is_list or len(sentence) < 90):
        return _several(sentence, told, place)
    words, day = _cut(sentence, told[0])
    return [_row(words, day, sentence, place, is_list=is_list)]


def _after_meeting(day: Day, near: dt.date) -> Day:
    """A listed day without a year lies after the meeting; in the next year where it would lie long before it."""
    if day.has_year or len(day.date) < 10 or (near - dt.date.fromisoformat(day.date)).days <= BEFORE:
        return day
    end = f"{near.year + 1}{day.end_date[4:]}" if day.end_date else None
    return replace(day, date=f"{near.year + 1}{day.date[4:]}", end_date=end)


def _several(sentence: str, told: list[Day], place: Place) -> list[dict[str, Any]]:
    rows = []
    common = hours(sentence) if len(hours(sentence)) == 1 else []
    for number, day in enumerate(told):
        start = 0 if number == 0 else told[number - 1].end
        behind = re.match(
            r"\s*\(?(?:ev|prel)\b\.?\)?|\)|,? kl\.? [\d.:–-]+(?: *[-–] *[\d.:]+)?", sentence[day.end :]
        )
        end = len(sentence) if number == len(told) - 1 else day.end + (behind.end() if behind else 0)
        words = (
            re.sub(r"^\W*(?:(?:och|samt|ev\)?)\s+)*(?=[\w(])", "", sentence[start:end])
            if number
            else sentence[start:end]
        )
        if sentence[:start].count("(") > sentence[:start].count(")") or (
            number and "(" in sentence[start : day.start]
        ):
            words = f"({words}" if not words.startswith("(") and words.endswith(")") else words
        row = _row(words.strip(" ,;"), day, sentence, place, is_list=True)
        if common and not row["start"]:
            row["start"], row["end"] = common[0][0], common[0][1]
        rows.append(row)
    return rows


def _cut(sentence: str, day: Day) -> tuple[str, Day]:
    """The words that tell of the day: its clause, where the sentence goes on to other things."""
    start, end = 0, len(sentence)
    if (stop := re.match(r"\)?\s+[–-]\s", sentence[day.end :])) and "(" not in sentence[: day.start]:
        end = day.end + stop.start()
    if (
        day.start < 4
        and not has_verb(sentence)
        and not sentence.startswith("(")
        and (comma := sentence.find(", ", day.end)) > 0
        and len(sentence) > 60
    ):
        end = comma
    for found in re.finditer(
        r"(?:(?<=[a-zåäö]) och |, |^[^:–]{5,60} [–-] [^:]{5,40}: )(?=[a-zåäöA-ZÅÄÖ])",
        sentence[: day.start],
    ):
        behind = sentence[found.end() : day.start]
        joins = found[0] == " och " and not has_verb(sentence[: found.start()])
        if len(sentence) > 70 and len(behind) > 8 and has_verb(behind) and not joins:
            start = found.end()
    if bracket := re.search(r"\([^()]*$", sentence[: day.start]):
        close = sentence.find(")", day.end)
        if close > 0 and bracket.start() > 15:
            start, end = bracket.start(), close + 1
    return sentence[start:end].strip(), Day(
        day.date, day.end_date, day.start - start, day.end - start, day.has_year
    )


def _row(words: str, day: Day, sentence: str, place: Place, *, is_list: bool) -> dict[str, Any]:
    clock = hours(words) or _hours_after(words, day)
    what = _what(words, day, place, sentence if is_list else words, is_list=is_list)
    return {
        "text": words, "what": what, "date": day.date, "end_date": day.end_date,
        "start": clock[0][0] if clock else None, "end": clock[0][1] if clock else None, "place_or_mode": _where(words),
        "tentative": _is_tentative(words, place, day.date), "where_item": place.where, "heading": place.heading,
    }  # fmt: skip


_AFTER_DAY = re.compile(
    r",?\s+(?P<from>[01]?\d|2[0-3])(?:[.:][0-5]\d)?\s*[-–]\s*(?P<to>[01]?\d|2[0-3])(?:[.:][0-5]\d)?(?![\d/])"
)


def _hours_after(words: str, day: Day) -> list[tuple[str, str | None, int, int]]:
    """Hours told without "kl" right after the day: "tisdag 12 maj 9-12"."""
    found = _AFTER_DAY.match(words, max(day.end, 0))
    if not found or not 6 <= int(found["from"]) < int(found["to"]):
        return []
    return hours(f"kl {found[0].strip(' ,')}")


def _behind(words: str, day: Day) -> str:
    """What stands behind a day, its hours and "(prel.)" taken out."""
    at = max(day.end, 0)
    told = _AFTER_DAY.match(words, at) if _hours_after(words, day) else None
    return re.sub(r"^\W*(?:prel|ev)\b[^)]*\)?", "", words[told.end() if told else at :]).strip(" ),:–-")


def _what(words: str, day: Day, place: Place, sentence: str, *, is_list: bool) -> str:
    if place.heading:
        bracket = _IN_BRACKETS.match(words)
        return bracket["what"].strip() if bracket else _listed_what(sentence, place)
    if is_list:
        return place.title if place.title and MEETING_DAYS.search(place.title) else place.body
    before, after = words[: max(day.start, 0)].strip(" (,:–-"), _behind(words, day)
    before = re.sub(
        r"\s+(?:hålls|är|blir|äger rum|genomförs|infaller|arrangeras|anordnas|sker|går av stapeln)(?: den)?$",
        "",
        before,
    )
    before = re.sub(r"(?:^|\s+)(?:den|på|till|måndag|tisdag|onsdag|torsdag|fredag)(?:en)?$", "", before)
    if found := _AT_BODY.search(before):
        return found["what"].strip()
    if found := _SUBJECT.match(words):
        return found["what"].strip()
    before = _LEADS.sub("", before)
    if found := _EVENT_ALONE.match(before):
        return found["what"]
    if before and len(before.split()) < 9 and not has_verb(before):
        return re.split(r"\s[–-]\s", before)[0].strip(" (,:") or before
    if not before and after:
        words_after = re.split(r"[,.]", re.sub(r"^kl\b.*", "", after))[0].strip()
        if words_after and not re.match(r"[A-ZÅÄÖ]", words_after) and not has_verb(words_after):
            return words_after
    if found := _EVENT.search(words):
        return found["what"].strip()
    return before[:100] or (_LEADS.sub("", place.title) if place.title else place.body)


def _listed_what(words: str, place: Place) -> str:
    heading = re.sub(
        r"\b(?:förslag|preliminär\w*|20\d\d(?!\s*$))\b", "", (place.heading or "").strip(" :")
    ).strip()
    if MEETING_DAYS.search(heading):
        return place.body
    heading = re.sub(r"^(?:Till )?[Kk]ommande möten$", "", heading)
    heading = re.sub(r"\s+20\d\d$", "", heading) if re.search(r"förslag", place.heading or "") else heading
    if area := re.match(r"([A-ZÅÄÖ][\wåäö/-]*(?: [a-zåäö]+)?):", words):
        return f"{heading} {area[1]}".strip()
    return heading or place.body


def _is_tentative(words: str, place: Place, date: str) -> bool:
    said = f"{words} {place.heading or ''}"
    if not re.search(
        r"\b(?:ev\b|ev\.|eventuellt|förslag|preliminär\w*|prel\b|planeras|föreslås|eller)",
        said,
        re.IGNORECASE,
    ):
        return False
    return not (place.near and date == place.near.isoformat())


def _where(words: str) -> str | None:
    if found := re.search(r"\bdigitalt(?: möte)?|\bDigitalt\b", words):
        return found[0]
    if found := re.search(
        r"\d(?:\s?/\s?\d{1,2}|\s+[a-zåäö]+(?:\s\d{4})?)(?: kl\.? [\d.:–-]+)?(?:,"
        r"|:)\s+(?P<place>[A-ZÅÄÖ][\wåäö-]*(?: "
        r"[A-ZÅÄÖ][\wåäö-]*)*)$",
        words,
    ):
        return found["place"]
    if found := re.match(r"\d{1,2}/\d{1,2} (?P<place>[A-ZÅÄÖ][\wåäö-]+)(?=,)", words):
        return found["place"]
    if found := re.search(
        r"\b(?:på|i|till)\s+(?P<place>[A-ZÅÄÖ][\wåäö-]+(?: [A-ZÅÄÖ][\wåäö-]+)*)\.?$", words
    ):
        return found["place"]
    if found := re.search(r"\b(?:[Ff]ysiskt|[Tt]eams)\b", words):
        return found[0]
    return None
